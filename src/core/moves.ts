/** Trails that moved: what let them into the old place stays until the new one was seen to work. */
import { parseArn } from './arn.ts';
import type { Known, Stray } from './derive.ts';
import type { AnyKind, AnyState } from './kind.ts';
import type { Address, Arn, Live, Problem, World } from './model.ts';
import type { Need } from './needs.ts';
import { whole } from './reading.ts';

/** Trails that a completed policy lets in no more. */
export interface Withdrawal {
  /** A trail, or a pattern of trails as `Given.settled` takes them. */
  readonly trails: Arn;
  /** Where they may write no more; '' or without slashes at its ends. */
  readonly prefix: string;
}

/** A trail that has left a place which still lets it in. */
export interface Moved {
  readonly arn: Arn;
  /** For people: its address, or its ARN where it has left the spec. */
  readonly name: string;
  /** What it uses now. */
  readonly needs: readonly Need[];
}

/** What a trail that moved is waited for. */
export interface Awaited {
  /** For people: its address, or its ARN where it has left the spec. */
  readonly name: string;
  /** For people: the bucket and the prefix that it delivers to now. */
  readonly place: string;
}

/** Whether a pattern means a trail: `*` stands for any region, any account, any name. */
export function means(pattern: Arn, arn: Arn): boolean {
  const [wanted, found] = [parseArn(pattern), parseArn(arn)];
  return (
    wanted.service === found.service &&
    (wanted.region === '*' || wanted.region === found.region) &&
    (wanted.account === '*' || (wanted.account === found.account && wanted.resource === found.resource))
  );
}

/** What a live resource requires of others, where it could be read whole. */
export function standingNeeds(kind: AnyKind, live: Live<AnyState>, world: World): readonly Need[] {
  const state = whole(live);
  return state && live.is === 'present' ? (kind.needs?.(state, live.arn, world) ?? []) : [];
}

export interface Estate {
  /** As derived while nothing was waited for. */
  readonly known: readonly Known[];
  readonly strays: readonly Stray[];
}

/**
 * The trails that some policy of these resources would let in no more, and that exist: whether they deliver where they
 * are now is worth a question.
 *
 * @param about the resources whose policies count: those that this run may change
 */
export function movedTrails({ known, strays }: Estate, about: ReadonlySet<Address>, world: World): readonly Moved[] {
  const withdrawals = known.flatMap(resource =>
    about.has(resource.desired.address) ? withdrawn(resource).map(one => ({ ...one, of: resource.desired.arn })) : [],
  );
  if (withdrawals.length === 0) return [];
  const trails = [
    ...known.map(({ kind, live, desired }) => ({ kind, live, name: desired.address as string })),
    ...strays.map(({ kind, live }) => ({ kind, live, name: live.arn as string })),
  ];
  return trails.flatMap(({ kind, live, name }) => {
    if (live.is !== 'present') return [];
    const needs = standingNeeds(kind, live, world);
    const left = withdrawals.some(
      ({ trails: pattern, prefix, of }) =>
        means(pattern, live.arn) && !needs.some(need => need.of === of && prefixOf(need) === prefix),
    );
    return left ? [{ arn: live.arn, name, needs }] : [];
  });
}

/** Whom a resource lets in as it stands and would not as desired. */
function withdrawn({ kind, desired, live }: Known): readonly Withdrawal[] {
  return live.is === 'present' ? (kind.withdraws?.(desired.state, live.fields) ?? []) : [];
}

const prefixOf = (need: Need): string => (need.to === 'deliver-logs' ? need.prefix : '');

/** A bucket and a prefix, for people. */
export function placeOf(need: Need): string {
  const prefix = prefixOf(need);
  return `${parseArn(need.of).resource}${prefix === '' ? '' : `/${prefix}`}`;
}

/**
 * What a resource waits for: the desired state it will have, and why it does not have it yet. Nothing where it waits for
 * nobody.
 *
 * @param now as derived
 * @param later as it would be derived if every trail had been seen to deliver
 */
export function waiting(now: Known, later: Known, unsettled: ReadonlyMap<Arn, Awaited>): Known['waits'] | undefined {
  const open = withdrawn(later).filter(
    ({ trails, prefix }) => !withdrawn(now).some(one => one.trails === trails && one.prefix === prefix),
  );
  const awaited = [...unsettled].filter(([arn]) => open.some(({ trails }) => means(trails, arn)));
  if (awaited.length === 0) return undefined;
  return {
    state: later.desired.state,
    problem: awaits(
      awaited.map(([, one]) => one),
      now.desired.address,
    ),
  };
}

/** The first three, and how many more. */
function awaits(trails: readonly Awaited[], at: Address): Problem {
  const names = trails.slice(0, 3).map(({ name, place }) => `${name} in ${place}`);
  const more = trails.length > 3 ? ` and of ${trails.length - 3} more` : '';
  const them = trails.length > 1 ? 'them' : 'it';
  return {
    code: 'waits-for-logs',
    severity: 'warning',
    at,
    message: `No log file of ${names.join(', of ')}${more} was seen yet, of today or yesterday (UTC); until one is, what lets ${them} in here stays`,
  };
}
