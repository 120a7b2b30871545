import { describe, expect, it } from 'vitest';

import { classesIn, darkTimes, isAbout } from '../../../src/logs/blind/dark.ts';
import type { Dark, TrailChange, TrailNow } from '../../../src/logs/blind/dark.ts';

const arn = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';
const known = { from: '2026-01-01T00:00:00Z', now: '2026-01-31T00:00:00Z' };
const trail: TrailNow = {
  arn,
  homeRegion: 'eu-west-1',
  exists: true,
  logging: true,
  stoppedSince: null,
  classes: ['management read', 'management write'],
  takes: ['management read', 'management write'],
  narrow: false,
};
const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
const change = (event: string, day: number, parameters: object = { name: 'main' }): TrailChange => ({
  by: { name: 'ada', event, eventId: `${event}-${day}`, at: at(day) },
  parameters: { ...parameters },
});
const stop = (day: number): TrailChange => change('StopLogging', day);
const start = (day: number): TrailChange => change('StartLogging', day);

describe('when a trail recorded nothing', () => {
  it.each<[string, TrailNow, readonly TrailChange[], readonly Partial<Dark>[]]>([
    ['it always did', trail, [], []],
    [
      'stopped and started',
      trail,
      [start(5), stop(3)],
      [{ from: at(3), to: at(5), why: 'stopped', source: 'event history' }],
    ],
    ['stopped twice is stopped once', trail, [stop(3), stop(4), start(5)], [{ from: at(3), to: at(5) }]],
    ['started twice', trail, [stop(3), start(5), start(6)], [{ from: at(3), to: at(5) }]],
    ['stopped for good', { ...trail, logging: false }, [stop(3)], [{ from: at(3), to: null, why: 'stopped' }]],
    ['the start is not told yet', trail, [stop(3)], []],
    [
      'deleted and made anew',
      trail,
      [change('DeleteTrail', 3), change('CreateTrail', 4), start(5)],
      [{ from: at(3), to: at(5), why: 'deleted' }],
    ],
    [
      'deleted',
      { ...trail, exists: false, logging: null },
      [change('DeleteTrail', 3)],
      [{ from: at(3), to: null, why: 'deleted' }],
    ],
    [
      'made in this time',
      trail,
      [change('CreateTrail', 4), start(5)],
      [{ from: known.from, to: at(5), why: 'not created' }],
    ],
    [
      'made and started in one second',
      trail,
      [start(4), change('CreateTrail', 4)],
      [{ from: known.from, to: at(4), why: 'not created' }],
    ],
    [
      'made again, and nobody told of the end',
      trail,
      [stop(2), start(3), change('CreateTrail', 4), start(5)],
      [
        { from: at(2), to: at(3) },
        { from: at(4), to: at(5), why: 'not created' },
      ],
    ],
    [
      'not there, nobody knows since when',
      { ...trail, exists: false, logging: null },
      [],
      [{ from: known.from, to: null, why: 'not there', by: null, source: 'status' }],
    ],
    [
      'stopped before the history begins',
      { ...trail, logging: false, stoppedSince: '2025-11-01T00:00:00Z' },
      [],
      [{ from: '2025-11-01T00:00:00Z', to: null, why: 'stopped', source: 'status' }],
    ],
    [
      'off, and nobody knows since when',
      { ...trail, logging: false },
      [],
      [{ from: known.from, to: null, source: 'status' }],
    ],
    [
      'stopped before, started within',
      { ...trail, stoppedSince: '2025-11-01T00:00:00Z' },
      [start(5)],
      [{ from: '2025-11-01T00:00:00Z', to: at(5), source: 'status' }],
    ],
    ['started again without a stop', trail, [start(5)], []],
    [
      'off although the history ends with a start',
      { ...trail, logging: false, stoppedSince: at(9) },
      [stop(3), start(5)],
      [
        { from: at(3), to: at(5) },
        { from: at(9), to: null, source: 'status' },
      ],
    ],
    ['on or off is not known', { ...trail, logging: null }, [], []],
  ])('%s', (_, stands, changes, expected) => {
    const found = darkTimes(stands, changes, known);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });
});

describe('when it recorded a part', () => {
  const put = (day: number, parameters: object): TrailChange =>
    change('PutEventSelectors', day, { trailName: 'main', ...parameters });
  const readOnly = { eventSelectors: [{ readWriteType: 'ReadOnly', includeManagementEvents: true }] };
  const all = { eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true }] };

  it('as it stands, where the history knows nothing of it', () => {
    expect(darkTimes({ ...trail, takes: ['management read'] }, [], known)).toMatchObject([
      { from: known.from, to: null, why: 'selectors', classes: ['management write'], source: 'status' },
    ]);
    expect(darkTimes({ ...trail, takes: null }, [], known)).toEqual([]);
    expect(darkTimes({ ...trail, takes: [] }, [put(3, all)], known)).toEqual([]);
    expect(darkTimes({ ...trail, narrow: true }, [], known)).toMatchObject([
      { from: known.from, to: null, why: 'one region', except: 'eu-west-1', source: 'status' },
    ]);
  });

  it('until other selectors were put', () => {
    expect(darkTimes(trail, [put(3, readOnly), put(6, all)], known)).toMatchObject([
      { from: at(3), to: at(6), why: 'selectors', classes: ['management write'], regions: null },
    ]);
    expect(darkTimes(trail, [put(3, readOnly)], known)).toMatchObject([{ from: at(3), to: null }]);
    expect(darkTimes(trail, [put(3, all)], known)).toEqual([]);
  });

  it('of its regions, until it took all again', () => {
    const scope = (day: number, isMultiRegionTrail: boolean): TrailChange =>
      change('UpdateTrail', day, { name: arn, isMultiRegionTrail });
    expect(darkTimes(trail, [scope(3, false), change('UpdateTrail', 4), scope(6, true)], known)).toMatchObject([
      { from: at(3), to: at(6), why: 'one region', except: 'eu-west-1' },
    ]);
    expect(darkTimes(trail, [scope(3, false)], known)).toMatchObject([{ to: null }]);
  });
});

describe('what selectors take', () => {
  const advanced = (...fieldSelectors: readonly object[]) => ({ advancedEventSelectors: [{ fieldSelectors }] });
  const category = (name: string) => ({ field: 'eventCategory', equals: [name] });

  it.each<[object, readonly string[]]>([
    [{ eventSelectors: [{}] }, ['management read', 'management write']],
    [{ eventSelectors: [{ readWriteType: 'WriteOnly' }] }, ['management write']],
    [
      {
        eventSelectors: [
          {
            includeManagementEvents: false,
            dataResources: [
              { type: 'AWS::S3::Object', values: ['arn:aws:s3'] },
              { type: 'AWS::Lambda::Function', values: [] },
            ],
          },
        ],
      },
      ['data AWS::S3::Object'],
    ],
    [advanced(category('Management')), ['management read', 'management write']],
    [advanced(category('Management'), { field: 'readOnly', equals: ['true'] }), ['management read']],
    [advanced(category('Management'), { field: 'readOnly', equals: ['false'] }), ['management write']],
    [advanced(category('Data'), { field: 'resources.type', equals: ['AWS::S3::Object'] }), ['data AWS::S3::Object']],
    [
      advanced(category('NetworkActivity'), { field: 'eventSource', equals: ['kms.amazonaws.com'] }),
      ['network kms.amazonaws.com'],
    ],
    [advanced(category('Later')), []],
    [{ eventSelectors: 'x', advancedEventSelectors: [null] }, []],
  ])('%j', (parameters, expected) => {
    expect([...classesIn({ ...parameters })]).toEqual(expected);
  });

  it('are those of the trail that is named', () => {
    expect(isAbout(change('StopLogging', 1, { name: arn }), arn)).toBe(true);
    expect(isAbout(change('PutEventSelectors', 1, { trailName: 'main' }), arn)).toBe(true);
    expect(isAbout(change('StopLogging', 1, { name: 'other' }), arn)).toBe(false);
    expect(isAbout(change('StopLogging', 1, {}), arn)).toBe(false);
  });
});
