/** The verdict in sentences. */
import { describe, expect, it } from 'vitest';

import type { CellState, Snapshot } from '../../../src/core/daemon/snapshot.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { verdictJson } from '../../../src/render/daemon/verdict.ts';
import { scenes, snapshotOf } from '../../arbitraries/snapshots.ts';

const now = new Date('2026-11-20T12:00:00Z');
const linesOf = (snapshot: Snapshot) =>
  verdictJson(snapshot, now).lines.map(({ gravity, text }) => `${gravity} ${text}`);

function alike(count: number, cell: CellState): Snapshot {
  const one = snapshotOf('1', now);
  const [account] = one.estate!.accounts;
  const accounts = Array.from({ length: count }, (_, index) => ({
    ...account!,
    key: `a${index}`,
    id: `${index}`,
    cells: { r: cell },
  }));
  return { ...one, estate: { ...one.estate!, accounts } };
}

const sample = snapshotOf('12', now).drifts[0] as Drift;
const at = (key: string, over: Partial<Drift> = {}): Drift => ({
  ...sample,
  address: `trail/main@${key}/eu-west-1`,
  fingerprint: `d-${key}`,
  ...over,
});

describe('the headline', () => {
  it.each([
    ['new', 'Nothing is known yet: the first look is not over.'],
    ['1', 'Everything is recorded, delivered and provable.'],
    ['12', 'payments is not being recorded.'],
    ['1000', 'payments is not being recorded.'],
    ['blind', 'Nothing is known since 08:58 UTC.'],
  ] as const)('%s', (scene, headline) => {
    expect(verdictJson(snapshotOf(scene, now), now).headline).toBe(headline);
  });

  it.each([
    [alike(3, 'none'), '3 of 3 accounts are not being recorded.'],
    [alike(3, 'undelivered'), 'Recorded, but not everything is delivered.'],
    [alike(3, 'weak'), 'Everything is recorded; some of it is late or cannot be proven.'],
    [alike(3, 'unknown'), 'All that could be read is as the spec says.'],
  ])('says how many', (snapshot, headline) => {
    expect(verdictJson(snapshot, now).headline).toBe(headline);
  });

  it('promises no delivery and no proof before anything came', () => {
    const one = snapshotOf('1', now);
    const trails = one.estate!.trails.map(trail => ({ ...trail, lastLog: null, lastDigest: null }));
    const { headline, state, delivered, provable } = verdictJson({ ...one, estate: { ...one.estate!, trails } }, now);
    expect([headline, state]).toEqual(['Everything is recorded; nothing has been delivered yet.', 'unknown']);
    expect([delivered.good, delivered.unknown, provable.state]).toEqual([0, delivered.of, 'unknown']);
  });

  it('says that not all was read, and the day where it is another', () => {
    const unread = alike(2, 'unknown');
    expect(verdictJson({ ...unread, drifts: [at('a0', { gravity: 'high' })] }, now).headline).toBe(
      'All that could be read is recorded, but not as the spec says.',
    );
    const tomorrow = new Date('2026-11-21T12:00:00Z');
    expect(verdictJson(snapshotOf('blind', now), tomorrow).headline).toBe(
      'Nothing is known since 2026-11-20 08:58 UTC.',
    );
  });
});

describe('the lines under it', () => {
  it('tell what weighs, and what could not be read', () => {
    expect(linesOf(snapshotOf('12', now))).toEqual([
      'critical payments: Nothing is recorded by this trail. trail/main@payments/eu-west-1',
      'critical web: The trail logs, and nothing of it arrives. trail/main@web/eu-west-1',
      'high data: Nobody can prove that log files were not changed. trail/main@data/eu-west-1',
      'unknown legacy could not be read whole: not everything is known about it.',
    ]);
  });

  it('tell what is alike once', () => {
    const keys = ['a0', 'a1', 'a2', 'a3', 'a4'];
    const drifts = keys.map((key, index) => at(key, { openedAt: `2026-11-20T10:0${9 - index}:00Z` }));
    const { lines } = verdictJson({ ...alike(5, 'once'), drifts }, now);
    expect(lines).toEqual([
      {
        gravity: 'critical',
        text: 'a0, a1, a2 and 2 more: Nothing is recorded by this trail. 5 resources.',
        drift: 'd-a0',
        since: '2026-11-20T10:05:00Z',
        contested: false,
      },
    ]);
  });

  it('are eight at most, the gravest first', () => {
    const drifts = Array.from({ length: 12 }, (_, index) =>
      at('a0', { meaning: `It is ${index}.`, gravity: index === 11 ? 'critical' : 'high' }),
    );
    const lines = linesOf({ ...alike(1, 'once'), drifts });
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([
      8,
      'critical a0: It is 11. trail/main@a0/eu-west-1',
      'high 5 more drifts of this gravity.',
    ]);
  });

  it('say that all is well, where a look has said so', () => {
    expect(linesOf(snapshotOf('1', now))).toEqual(['null 1 account, 1 trail: live settings match the spec.']);
    expect(linesOf(snapshotOf('new', now))).toEqual([]);
  });

  it('never say that settings match where one does not', () => {
    const light = { ...alike(1, 'once'), drifts: [at('a0', { gravity: 'low' }), at('a0', { gravity: 'info' })] };
    expect(linesOf(light)).toEqual(['low 1 account, 1 trail: 2 light drifts open.']);
    expect(verdictJson(light, now).headline).toBe('Everything is recorded, delivered and provable.');
  });

  it('tell what a person must decide, however light', () => {
    const drifts = [at('a0', { gravity: 'info', status: 'contested', meaning: 'It has another name.' })];
    const { headline, lines } = verdictJson({ ...alike(1, 'once'), drifts }, now);
    expect(headline).toBe('Everything is recorded; a person must decide about a contested setting.');
    expect(lines).toMatchObject([{ gravity: 'info', contested: true }]);
  });

  it('tell what is not enforced', () => {
    const problem = { code: 'not-enforced', message: 'Enforcing is limited to trail/other' } as const;
    const drifts = [at('a0', { withheld: { by: 'held', problem } })];
    expect(linesOf({ ...alike(1, 'none'), drifts })).toEqual([
      'critical a0: Nothing is recorded by this trail. trail/main@a0/eu-west-1',
    ]);
  });

  it('claim nothing where nothing could be read', () => {
    const one = alike(1, 'unknown');
    const resources = one.estate!.resources.map(resource => ({ ...resource, state: 'unread' }) as const);
    const dark = { ...one, estate: { ...one.estate!, resources } };
    expect(verdictJson(dark, now).headline).toBe('Nothing could be read.');
    const partly = { ...one, drifts: [at('a0', { gravity: 'low' })] };
    expect(verdictJson(partly, now).headline).toBe('Not everything could be read.');
  });

  it('have no good answer where nobody can be asked', () => {
    const texts = (cell: CellState) => {
      const { delivered, provable } = verdictJson(alike(1, cell), now);
      return [delivered, provable].map(({ state, text }) => `${state}: ${text}`);
    };
    expect(texts('none')).toEqual(['unknown: nothing is recorded', 'unknown: nothing is recorded']);
    const open = 'unknown: nothing is known to be recorded';
    expect(texts('unknown')).toEqual([open, open]);
  });

  it('say why nothing is known', () => {
    const blind = snapshotOf('blind', now);
    expect(linesOf(blind)).toEqual([
      'unknown The last run failed: sts:AssumeRole answered ExpiredToken. What was seen before is not the present.',
      'unknown Nothing is being put back either.',
    ]);
    expect(linesOf({ ...blind, mode: 'observe', runs: { ...blind.runs, last: null } })).toEqual([
      'unknown No run since then could read AWS. What was seen before is not the present.',
    ]);
  });

  it.each(scenes)('are short: %s', scene => {
    const { headline, lines } = verdictJson(snapshotOf(scene, now), now);
    for (const text of [headline, ...lines.map(line => line.text)]) {
      expect(text).not.toContain('!');
      expect(text.split(' ').length).toBeLessThan(21);
    }
  });
});
