import { describe, expect, it } from 'vitest';

import { inTheirWords } from '../../../src/core/alerts/handed.ts';
import { began } from '../../../src/core/alerts/incident.ts';
import type { Incident } from '../../../src/core/alerts/incident.ts';
import { progress } from '../../../src/core/alerts/progress.ts';
import type { World } from '../../../src/core/alerts/world.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import { digest, moment } from '../drift/lives.ts';
import { by, drift, numbered } from './told.ts';

const none = { critical: [], high: [] };
const told = (one: Drift): Incident => began([one], { now: moment(0), reminders: none, digest });
const closed = (one: Drift, minute: number): Drift => ({
  ...one,
  status: 'closed',
  closedAt: moment(minute),
  ending: 'reverted',
});
const worldOf = (open: readonly Drift[], over: readonly Drift[] = []): World => ({
  now: moment(61),
  lookedAt: moment(61),
  open,
  over,
  blind: null,
  source: null,
  ids: new Map(),
});

/** What stands, and what is over, as `fingerprint openedAt closedAt`. */
function seen(world: World, incidents: readonly Incident[], toldUpTo: string | null = moment(30)) {
  const { open, over } = inTheirWords(world, { incidents, toldUpTo, lookedAt: moment(60) });
  const words = ({ openedAt, closedAt }: Drift) => [openedAt, closedAt];
  return { open: open.map(words), over: over.map(words) };
}

const theirs = drift({ openedAt: moment(10) });
const ours = drift({ openedAt: moment(60) });

describe('what was handed over', () => {
  it('stands as it was told, and so does its end', () => {
    expect(seen(worldOf([ours]), [told(theirs)])).toEqual({ open: [[moment(10), null]], over: [] });
    expect(seen(worldOf([], [closed(ours, 61)]), [told(theirs)])).toEqual({
      open: [],
      over: [[moment(10), moment(61)]],
    });
  });

  it('is not what began later', () => {
    const later = drift({ openedAt: moment(61) });
    expect(seen(worldOf([later]), [told(theirs)]).open).toEqual([[moment(61), null]]);
    expect(seen(worldOf([later], [closed(ours, 60)]), [told(theirs)])).toEqual({
      open: [[moment(61), null]],
      over: [[moment(10), moment(60)]],
    });
  });

  it('is the last of what is remembered here from before', () => {
    const stale = drift({ openedAt: moment(1) });
    expect(seen(worldOf([stale]), [told(theirs)]).open).toEqual([[moment(10), null]]);
    expect(seen(worldOf([ours], [closed(stale, 60)]), [told(theirs)])).toEqual({
      open: [[moment(10), null]],
      over: [],
    });
  });

  it('is as it is where this replica saw the same, and where it was over before', () => {
    const world = worldOf([theirs], [closed(drift({ openedAt: moment(2) }), 5)]);
    expect(seen(world, [told(theirs)])).toEqual({
      open: [[moment(10), null]],
      over: [[moment(2), moment(5)]],
    });
  });

  it('has no end of what was told to be over, or stood before anybody was told', () => {
    const stale = closed(drift({ openedAt: moment(1) }), 60);
    expect(seen(worldOf([], [stale]), []).over).toEqual([]);
    expect(seen(worldOf([], [stale]), [told(closed(theirs, 20))]).over).toEqual([]);
    expect(seen(worldOf([], [stale]), [], null).over).toEqual([[moment(1), moment(60)]]);
    expect(seen(worldOf([drift({ openedAt: moment(1) })]), []).open).toEqual([[moment(1), null]]);
  });

  it('keeps when it changed and who did it, where nobody knows better', () => {
    const before = drift({ openedAt: moment(10), changedAt: moment(12), ...by('jdoe') });
    const joined = (own: Drift) =>
      inTheirWords(worldOf([own]), { incidents: [told(before)], toldUpTo: null, lookedAt: moment(60) }).open[0];
    expect(joined(ours)).toMatchObject({ changedAt: moment(12), attribution: before.attribution });
    expect(joined({ ...ours, found: 'other' })).toMatchObject({ changedAt: moment(60) });
    expect(joined({ ...ours, ...by('mallory', 'e-2') })).toMatchObject(by('mallory', 'e-2'));
    const unknown = inTheirWords(worldOf([{ ...ours, attribution: null }]), {
      incidents: [told(theirs)],
      toldUpTo: null,
      lookedAt: moment(60),
    });
    expect(unknown.open[0]?.attribution).toBeNull();
  });
});

describe('values that were not handed over', () => {
  const asked = { receiver: 'channel', routes: [], reminders: none, daemon: 'tw', digest };
  const own = numbered(1, { found: 'long' });
  const cut: Incident = { ...told({ ...own, found: null, wanted: null }), cut: [own.fingerprint] };

  it('are no change: they are taken as they are', () => {
    const [step] = progress(cut, worldOf([own]), asked);
    expect(step).toEqual({ quietly: { ...told(own) } });
    const { quietly } = step ?? {};
    const [next] = quietly ? progress(quietly, worldOf([{ ...own, found: 'other' }]), asked) : [];
    expect(next?.turn?.notice.happening).toBe('changed');
  });

  it('are told with what happens otherwise', () => {
    const [step] = progress(cut, worldOf([{ ...own, status: 'contested' }]), asked);
    expect(step?.turn?.notice).toMatchObject({ happening: 'contested', drifts: [{ found: 'long' }] });
    expect(step?.turn?.after[0]).not.toHaveProperty('cut');
  });
});
