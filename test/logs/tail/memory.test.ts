import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isLeftOver, queuePolicy, queueTags, tagText } from '../../../src/logs/tail/left-over.ts';
import { seenFiles } from '../../../src/logs/tail/seen-files.ts';
import { seenWindow } from '../../../src/logs/tail/seen.ts';
import { printState, readState } from '../../../src/logs/tail/state.ts';
import { counting } from '../../../src/logs/tail/tally.ts';
import { placeOf } from '../../../src/logs/tail/whose.ts';
import { keyOfDigest, logKey, shelf } from '../archive.ts';

describe('a window of what was seen', () => {
  const ids = fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 200 });

  it('knows what came last, and is bounded', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 2, max: 20 }), (added, most) => {
        const seen = seenWindow(most);
        for (const id of added) {
          const known = seen.has(id);
          expect(seen.add(id)).toBe(!known);
        }
        const latest = new Set(added.slice(-Math.floor(most / 2)));
        expect([...latest].every(id => seen.has(id))).toBe(true);
        expect(seen.all().length).toBeLessThanOrEqual(most);
        expect(new Set(seen.all()).size).toBe(seen.all().length);
        expect(seen.all().every(id => seen.has(id))).toBe(true);
      }),
    );
  });

  it('goes on where it was, after a restart', () => {
    fc.assert(
      fc.property(ids, added => {
        const before = seenWindow(20);
        for (const id of added) before.add(id);
        const after = seenWindow(20, before.all());
        expect(
          before
            .all()
            .slice(-10)
            .every(id => after.has(id)),
        ).toBe(true);
      }),
    );
  });

  it('remembers one at least', () => {
    const seen = seenWindow(0, ['a']);
    expect([seen.has('a'), seen.add('b'), seen.has('a')]).toEqual([true, true, false]);
  });
});

describe('files that were written out', () => {
  const file = (name: string) => ({ bucket: 'any', key: `a/b/${name}` });

  it('are known by their names, and those in sight as long as they are', () => {
    const files = seenFiles(['old']);
    files.add(file('one'), true);
    files.add(file('two'), true);
    files.add(file('three'), false);
    files.keep(new Set(['one', 'three']));
    expect(['old', 'one', 'two', 'three', 'four'].map(name => files.has(file(name)))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(files.all()).toEqual(['old', 'three', 'one']);
  });
});

describe('the state', () => {
  const texts = fc.array(fc.string());
  it('is read as it was printed', () => {
    const states = fc.record({
      of: texts,
      checked: fc.constantFrom(null, '2026-11-19T03:05:00Z'),
      files: texts,
      events: texts,
    });
    fc.assert(
      fc.property(states, state => {
        expect(readState(printState(state))).toEqual(state);
      }),
    );
  });

  const whole = { format: 'trailwarden.dev/logs-tail/v1', of: [], checked: null, files: [], events: [] };
  it.each<[string, string]>([
    ['cut off', printState({ of: ['a'], checked: null, files: [], events: [] }).slice(0, 40)],
    ['nothing', ''],
    ['another document', '{}'],
    ['no object', 'null'],
    ['another version', JSON.stringify({ ...whole, format: 'trailwarden.dev/logs-tail/v2' })],
    ['nowhere', JSON.stringify({ ...whole, of: null })],
    ['files that are no texts', JSON.stringify({ ...whole, files: [1] })],
    ['events that are no list', JSON.stringify({ ...whole, events: {} })],
    ['another moment', JSON.stringify({ ...whole, checked: 'yesterday' })],
    ['no moment', JSON.stringify({ ...whole, checked: 1 })],
  ])('is none: %s', (_, text) => {
    expect(readState(text)).toBeNull();
  });
});

describe('the tally', () => {
  it('has the middle lag of the latest', () => {
    const { count, lagged, tally } = counting();
    expect(tally()).toEqual({ files: 0, written: 0, duplicates: 0, unmatched: 0, unread: 0, lag: null });
    count('written');
    count('written');
    count('duplicates');
    for (const lag of [10, 300, 200, 100]) lagged(lag);
    expect(tally()).toMatchObject({ written: 2, duplicates: 1, lag: 100 });
    for (let lag = 0; lag < 10_000; lag += 1) lagged(7);
    expect(tally().lag).toBe(7);
  });
});

describe('a temporary queue', () => {
  const now = new Date('2026-11-19T03:34:05Z');
  const asker = { host: 'here', process: 7, now, runs: (process: number) => process === 8 };
  const tags = (host: string, process: string, alive: string) => ({
    [queueTags.topic]: 'arn',
    [queueTags.host]: host,
    [queueTags.process]: process,
    [queueTags.alive]: alive,
  });

  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['of somebody else', {}, false],
    ['without a sign of life', { [queueTags.topic]: 'arn' }, false],
    ['of a process that is gone', tags('here', '9', '2026-11-19T03:34:00Z'), true],
    ['of a process with our number', tags('here', '7', '2026-11-19T03:34:00Z'), true],
    ['of a process that runs', tags('here', '8', '2026-11-19T03:34:00Z'), false],
    ['of a number that was given again', tags('here', '8', '2026-11-19T03:19:00Z'), true],
    ['of another machine that lives', tags('there', '9', '2026-11-19T03:20:00Z'), false],
    ['of another machine that is silent', tags('there', '9', '2026-11-19T03:19:00Z'), true],
  ])('is left over or not: %s', (_, given, leftOver) => {
    expect(isLeftOver(given, asker)).toBe(leftOver);
  });

  it('lets its topic in alone, and has tags that SQS takes', () => {
    expect(JSON.parse(queuePolicy('arn:queue', 'arn:topic'))).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: 'arn:queue',
          Condition: { ArnEquals: { 'aws:SourceArn': 'arn:topic' } },
        },
      ],
    });
    expect(tagText('höst~1.local')).toBe('h-st-1.local');
  });
});

describe('whose a file is', () => {
  const place = { bucket: shelf.bucket, prefix: '', organization: null, accounts: null, regions: null, trail: null };
  const key = logKey(shelf, '2026-11-19T03:05:00Z', 'AAAABBBBCCCCDDDD');
  it.each<[string, object, { bucket?: string; key?: string }, boolean]>([
    ['the place', {}, {}, true],
    ['its account and region', { accounts: [shelf.account], regions: [shelf.region] }, {}, true],
    ['another bucket', {}, { bucket: 'other' }, false],
    ['another prefix', { prefix: 'org' }, {}, false],
    ['an organization', { organization: 'o-a1b2c3d4e5' }, {}, false],
    ['another account', { accounts: [] }, {}, false],
    ['another region', { regions: ['eu-west-1'] }, {}, false],
    ['a digest', {}, { key: keyOfDigest(shelf, '2026-11-19T03:00:00Z') }, false],
    ['no delivered file', {}, { key: 'hello' }, false],
  ])('is found: %s', (_, more, file, found) => {
    const opened = { place: { ...place, ...more } };
    const answer = placeOf({ bucket: shelf.bucket, key, ...file }, [opened], ['log']);
    expect(answer).toBe(found ? opened : null);
  });
});
