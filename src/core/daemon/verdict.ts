/** How an estate stands, in counts: is it recorded, does it arrive, can it be proven. What words say of it is in render. */
import type { Drift } from '../drift/drift.ts';
import type { Gravity } from '../kind.ts';
import { isAccepted } from './cells.ts';
import type { AccountView, CellState, EstateView, Snapshot } from './snapshot.ts';

/** How one of the three questions is answered. */
export interface Light {
  /** Accounts that are asked about. */
  readonly of: number;
  /** Of these, those where the answer is yes. Null: nothing is known. */
  readonly good: number | null;
  /** Keys of the accounts where the answer is no. */
  readonly bad: readonly string[];
  /** Accounts of which nobody knows. */
  readonly unknown: number;
  readonly state: Standing;
}

/** `ok`, the gravity of the worst, or nobody knows. */
export type Standing = 'ok' | 'high' | 'critical' | 'unknown';

/** What is to be said first. */
export type Reason =
  | 'never-looked'
  | 'blind'
  | 'not-recorded'
  | 'not-delivered'
  | 'weaker'
  | 'not-as-declared'
  | 'contested'
  | 'nothing-read'
  | 'not-all-read'
  | 'in-order';

export interface Verdict {
  readonly reason: Reason;
  readonly state: Standing;
  /** Since when nothing is known, ISO 8601; null: something is. */
  readonly blindSince: string | null;
  readonly recorded: Light;
  readonly delivered: Light;
  readonly provable: Light;
  /** Drifts that weigh: critical and high ones that nobody accepted, and those that a person must decide about. */
  readonly grave: readonly Drift[];
  /** Other drifts that stand and that nobody accepted: live is not as the spec says, and the evidence does not suffer. */
  readonly light: readonly Drift[];
  /** Keys of the accounts in which something could not be read. */
  readonly unread: readonly string[];
}

/** Since when nothing is known; null: what the last good run saw still counts as the present. */
export function blindSince({ startedAt, runs: { lastGood, staleAt } }: Snapshot, now: Date): string | null {
  if (now.getTime() < Date.parse(staleAt)) return null;
  return lastGood ? (lastGood.finishedAt ?? lastGood.startedAt) : startedAt;
}

/** @param now decides whether the last good run is still the present */
export function verdictOf(snapshot: Snapshot, now: Date): Verdict {
  const { estate } = snapshot;
  const since = blindSince(snapshot, now);
  const accounts = estate?.accounts ?? [];
  const standing = snapshot.drifts.filter(stands);
  const told = { grave: standing.filter(weighs), light: standing.filter(drift => !weighs(drift)) };
  if (estate === null || since !== null) {
    const nothing: Light = { of: accounts.length, good: null, bad: [], unknown: accounts.length, state: 'unknown' };
    const reason = since === null ? 'never-looked' : 'blind';
    const lights = { recorded: nothing, delivered: nothing, provable: nothing };
    return { reason, state: 'unknown', blindSince: since, ...lights, ...told, unread: [] };
  }
  const lights = lightsOf(accounts);
  const unread = unreadIn(estate, snapshot.drifts);
  const [reason, state] = readsNothing(estate) ? nothingRead : judged(lights, told.grave, unread);
  return { reason, state, blindSince: null, ...lights, ...told, unread };
}

const nothingRead = ['nothing-read', 'unknown'] as const;

function readsNothing({ resources }: EstateView): boolean {
  return resources.length > 0 && resources.every(({ state }) => state === 'unread');
}

/** What is accepted or waits is no difference; what could not be read is told apart. */
function stands({ kind, withheld, closedAt }: Drift): boolean {
  return kind !== 'unread' && closedAt === null && !isAccepted(withheld);
}

/** Whether a drift is to be told first: it weakens the evidence, or nobody but a person goes on with it. */
function weighs({ gravity, status }: Drift): boolean {
  return gravity === 'critical' || gravity === 'high' || status === 'contested';
}

type Lights = Pick<Verdict, 'recorded' | 'delivered' | 'provable'>;

/** An account is delivered or provable only where it is recorded. */
function lightsOf(accounts: readonly AccountView[]): Lights {
  const has = ({ cells }: AccountView, ...states: readonly CellState[]) =>
    Object.values(cells).some(cell => states.includes(cell));
  const lost = accounts.filter(account => has(account, 'none'));
  const open = accounts.filter(account => !has(account, 'none') && has(account, 'unknown'));
  const recorded = accounts.filter(account => !has(account, 'none', 'unknown'));
  const late = recorded.filter(account => has(account, 'undelivered', 'late'));
  const weak = recorded.filter(account => has(account, 'undelivered', 'weak'));
  const nowhere = recorded.some(account => has(account, 'undelivered'));
  return {
    recorded: light(accounts.length, lost, { open: open.length, worst: 'critical' }),
    delivered: light(recorded.length, late, { open: 0, worst: nowhere ? 'critical' : 'high' }),
    provable: light(recorded.length, weak, { open: 0, worst: 'high' }),
  };
}

function light(
  of: number,
  bad: readonly AccountView[],
  { open, worst }: { readonly open: number; readonly worst: Standing },
): Light {
  const rest: Standing = open > 0 || of === 0 ? 'unknown' : 'ok'; // what can be asked of nobody has no good answer
  const state = bad.length > 0 ? worst : rest;
  return { of, good: of - bad.length - open, bad: bad.map(({ key }) => key), unknown: open, state };
}

/** Accounts of resources that could not be read, and those whose regions are not known. */
function unreadIn({ accounts, resources }: EstateView, drifts: readonly Drift[]): readonly string[] {
  const unread = new Set([
    ...resources.flatMap(({ state, account }) => (state === 'unread' ? [account] : [])),
    ...drifts.flatMap(({ kind, resource }) => (kind === 'unread' && resource ? [resource.target.account] : [])),
  ]);
  return accounts
    .filter(({ id, cells }) => unread.has(id) || Object.values(cells).includes('unknown'))
    .map(({ key }) => key);
}

function judged(
  { recorded, delivered, provable }: Lights,
  grave: readonly Drift[],
  unread: readonly string[],
): readonly [Reason, Standing] {
  const worst = (gravity: Gravity): boolean => grave.some(drift => drift.gravity === gravity);
  if (recorded.bad.length > 0) return ['not-recorded', 'critical'];
  if (delivered.state === 'critical') return ['not-delivered', 'critical'];
  if (worst('critical')) return ['not-as-declared', 'critical']; // what it records and delivers, it does otherwise
  if (delivered.bad.length > 0 || provable.bad.length > 0) return ['weaker', 'high'];
  if (worst('high')) return ['not-as-declared', 'high'];
  if (grave.length > 0) return ['contested', 'high'];
  if (recorded.unknown > 0 || unread.length > 0) return ['not-all-read', 'unknown'];
  return ['in-order', 'ok'];
}
