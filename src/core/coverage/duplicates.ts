/** Which trails record the same events in the same place. */
import { receivesGlobal } from './count.ts';
import type { Place } from './count.ts';
import { categoryOf } from './recording.ts';
import type { EventClass } from './recording.ts';
import type { Found } from './told.ts';
import type { Trail } from './trails.ts';

/** For each trail but the first, what of it another one records already. The first is the one to keep. One that cannot deliver is no copy. */
export function duplicatesAt(place: Place): readonly Found[] {
  const ranked = place.trails.filter(({ recording, fault }) => recording.takes.length > 0 && !fault).toSorted(byRank);
  return ranked.flatMap((trail, index) => {
    const before = ranked.slice(0, index);
    return [
      ...firstOf(before, first => shared(first, trail, managementOfBoth)).flatMap(found =>
        asFound('management-recorded-twice', place, found),
      ),
      ...(place.leads && !trail.recording.everyRegion ? keptTwice(before, trail, place) : []),
      ...firstOf(before, first => shared(first, trail, othersOfBoth)).flatMap(found =>
        asFound('events-recorded-twice', place, found),
      ),
    ];
  });
}

/** Whether a copy is paid for, rather than a flag set in vain. */
export function isPaidTwice({ code }: Found): boolean {
  return code !== 'global-events-twice';
}

interface Shared {
  readonly trails: readonly [keep: Trail, change: Trail];
  readonly classes: readonly EventClass[];
}

/** What reaches farthest comes first, of these what the spec declares, then by name: so it does not depend on any order. */
function byRank(a: Trail, b: Trail): number {
  return rank(b) - rank(a) || (a.name < b.name ? -1 : 1);
}

function rank({ recording: { everyAccount, everyRegion }, address }: Trail): number {
  return Number(everyAccount) * 4 + Number(everyRegion) * 2 + Number(address !== undefined);
}

function firstOf(trails: readonly Trail[], judge: (trail: Trail) => Shared | undefined): readonly Shared[] {
  for (const trail of trails) {
    const found = judge(trail);
    if (found) return [found];
  }
  return [];
}

type Both = (one: Trail, other: Trail) => readonly EventClass[];

function shared(keep: Trail, change: Trail, both: Both): Shared | undefined {
  const classes = both(keep, change);
  return classes.length === 0 ? undefined : { trails: [keep, change], classes };
}

function managementOfBoth(one: Trail, other: Trail): readonly EventClass[] {
  const whole = ({ recording }: Trail) =>
    recording.takes.flatMap(({ of, all }) => (all && categoryOf(of) === 'management' ? [of] : []));
  const first = new Set(whole(one));
  return whole(other).filter(of => first.has(of));
}

function othersOfBoth(one: Trail, other: Trail): readonly EventClass[] {
  if (one.kind !== other.kind) return [];
  const takes = new Set(other.recording.takes.map(({ of }) => of));
  const some = one.recording.takes.some(({ of }) => categoryOf(of) !== 'management' && takes.has(of));
  return some ? (one.kind.recordsToo?.(one.state, other.state) ?? []) : [];
}

/** A multi-region trail cannot do without them; of a single-region trail the flag can be taken away. */
function keptTwice(before: readonly Trail[], trail: Trail, place: Place): readonly Found[] {
  if (!receivesGlobal(trail)) return [];
  const receiving = before.filter(receivesGlobal);
  return firstOf(receiving, first => shared(first, trail, managementOfBoth)).flatMap(found =>
    asFound('global-events-twice', place, found),
  );
}

function asFound(code: Found['code'], place: Place, { trails, classes }: Shared): readonly Found[] {
  return [{ code, gravity: 'medium', place, trails, classes }];
}
