/** Asks who caused drifts: once they are mended, and again for a while, as the event history comes late. */
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import type { Attribution } from '../../core/drift/attribution.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { ApiFailure } from '../../core/failure.ts';
import type { Address } from '../../core/model.ts';
import { attribute } from '../attribution.ts';
import { orFailure } from '../or-failure.ts';
import type { Cloud } from '../ports.ts';
import { isGood } from '../../core/daemon/summary.ts';
import type { Made } from './one-run.ts';
import type { DaemonPorts } from './ports.ts';

/** So long after a drift was opened or changed the event history is asked again, and so long it is waited in between. Milliseconds. */
const patience = { whole: 20 * 60_000, between: 2 * 60_000, within: 60_000 };

export interface Inquiring extends Pick<DaemonPorts, 'clock' | 'kinds' | 'history' | 'log'> {
  readonly cloud: Cloud;
  readonly made: Made;
  readonly run: RunSummary;
  /** The last run before this one that saw everything; null: there was none. */
  readonly before: RunSummary | null;
  /** Aborted: no answer is waited for any longer. */
  readonly ends: AbortSignal;
}

type Ran = Pick<RunSummary, 'id' | 'startedAt'>;

/** The drifts that this run opened or saw changed, and those of which the history may still tell who caused them. */
export function openQuestions(drifts: readonly Drift[], now: Date, run: Ran | null): readonly Drift[] {
  return drifts.filter(drift => {
    const { kind, attribution, changedAt } = drift;
    if (kind === 'unread' || kind === 'undelivered' || kind === 'unproven') return false;
    if (now.getTime() - Date.parse(changedAt) > patience.whole) return false;
    return attribution === null
      ? run !== null && isNew(drift, run)
      : attribution.answer !== 'found' && attribution.again;
  });
}

/** Whether this run was the first to see what stands there, or stood there until it was mended. */
function isNew({ openedBy, seenBy, changedAt }: Drift, { id, startedAt }: Ran): boolean {
  return openedBy === id || (seenBy === id && Date.parse(changedAt) >= Date.parse(startedAt));
}

/** When who caused a drift is asked again, and of which resources. */
export interface AskAgain {
  readonly at: Date;
  readonly targets: readonly Address[];
}

/** Null: nothing is open. */
export function askAgain(drifts: readonly Drift[], now: Date): AskAgain | null {
  const open = openQuestions(drifts, now, null);
  const targets = [...new Set(open.map(({ address }) => address))];
  return targets.length === 0 ? null : { at: new Date(now.getTime() + patience.between), targets };
}

/** The answer to what was not asked, and is asked again. */
export function putOff(open: readonly Drift[], now: Date): ReadonlyMap<string, Attribution> {
  const why = 'the event history was not asked yet';
  const answer = { answer: 'unknown', why, again: true, askedAt: now.toISOString(), attempts: [] } as const;
  return new Map(open.map(({ fingerprint }) => [fingerprint, answer]));
}

/** What the event history answers, by fingerprint. A history that cannot be asked is an answer, too. */
export async function whoDidIt(
  open: readonly Drift[],
  inquiring: Inquiring,
): Promise<ReadonlyMap<string, Attribution>> {
  const { clock, history, cloud, kinds, made, run, before, ends } = inquiring;
  const identity = await orFailure(cloud.identity());
  const roles = made.saw.located.accounts.flatMap(({ access }) => access.role ?? []);
  const ownPrincipals = [...(identity instanceof ApiFailure ? [] : [identity.arn]), ...roles];
  const dayBefore = new Date(clock.now().getTime() - 24 * 3_600_000).toISOString();
  const requestIds = await history.requestIds(dayBefore);
  const sure = before?.unread === 0 ? earlier(before.startedAt) : null;
  const mends = new Set(
    (made.report.outcomes ?? []).flatMap(({ sent }) => sent.flatMap(({ requestId }) => requestId ?? [])),
  );
  const sinceOf = (drift: Drift): string | null => (isNew(drift, run) ? sure : null);
  const seenOf = ({ ending, changedAt }: Drift): string | null => (ending === null ? null : changedAt);
  const groups = Map.groupBy(open, drift => JSON.stringify([sinceOf(drift), seenOf(drift), drift.changedAt]));
  const answers = await Promise.all(
    [...groups.values()].map(async group => {
      const [first] = group;
      const [since, seenAt] = first ? [sinceOf(first), seenOf(first)] : [null, null];
      const ofThisRun = group.every(drift => drift.closedBy === run.id || isNew(drift, run));
      const foundAt = first?.changedAt ?? null;
      const asked = { since, seenAt, foundAt, requestIds, ownPrincipals, ...(ofThisRun ? { mends } : {}) };
      return attribute(group, asked, { kinds, clock, memory: cloud.memory(), within: patience.within, ends });
    }),
  );
  return new Map(answers.flatMap(found => [...found]));
}

/** Whether nothing of the spec stood there, and no run has seen it otherwise: then nobody did it. */
export async function isFirst({ made, run, before, history }: Omit<Inquiring, 'ends'>): Promise<boolean> {
  if (!isNothingThere(made) || before !== null) return false;
  const earlier = await history.runs({ limit: 50 });
  return !earlier.some(one => one.id !== run.id && isGood(one));
}

function isNothingThere({ report: { plan, spec } }: Made): boolean {
  return plan.changes.every(({ action }) => action === 'create') && plan.changes.length === spec?.selected;
}

/** By so much may the clocks of AWS and of this machine be apart, in milliseconds: by more, AWS would refuse to answer. */
const apart = 300_000;

/** What we mended before then ends the search by itself, so that to look at too much is no harm. */
function earlier(moment: string): string {
  return new Date(Date.parse(moment) - apart).toISOString();
}
