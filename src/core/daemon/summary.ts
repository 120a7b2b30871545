/** A run in short: when it begins, and once it is over. Pure. */
import type { Drift } from '../drift/drift.ts';
import { standsNow } from '../drift/drift.ts';
import type { Gravity } from '../kind.ts';
import type { Problem } from '../model.ts';
import { differs } from '../plan.ts';
import type { Report } from '../report.ts';
import type { RunSummary } from './snapshot.ts';
import type { Wanted } from './wanted.ts';

type Began = Pick<RunSummary, 'startedAt' | 'mode' | 'revision'>;

/** A run that has just begun. */
export function begun({ id, cause, targets }: Wanted, began: Began): RunSummary {
  return {
    id,
    cause,
    targets,
    ...began,
    finishedAt: null,
    result: null,
    problem: null,
    resources: 0,
    unread: 0,
    drifts: noDrifts,
    applied: 0,
    calls: 0,
  };
}

const noDrifts: Readonly<Record<Gravity, number>> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

/** Whether it counts as an open drift. One that flaps and is over now does not; what could not be read counts for itself. */
export const isCounted = (drift: Drift): boolean => standsNow(drift) && drift.kind !== 'unread';

/** How many of these drifts are open, by gravity. */
export function countedByGravity(drifts: readonly Drift[]): RunSummary['drifts'] {
  const counts = { ...noDrifts };
  for (const drift of drifts) if (isCounted(drift)) counts[drift.gravity] += 1;
  return counts;
}

interface Told {
  readonly report: Report;
  readonly drifts: readonly Drift[];
  readonly calls: number;
}

/** A run that came to its end, with a report. */
export function over(run: RunSummary, { report, drifts, calls }: Told): RunSummary {
  const { finishedAt, plan, remaining, outcomes, spec } = report;
  return {
    ...run,
    finishedAt,
    result: resultOf(report),
    resources: spec?.resources ?? 0,
    unread: new Set((remaining ?? plan).unknown.flatMap(({ address }) => (isPlace(address) ? [] : [address]))).size,
    drifts: countedByGravity(drifts),
    applied: (outcomes ?? []).filter(({ status }) => status === 'done').length,
    calls,
  };
}

/** All of a kind at an account and region: what else is there is not known, and it is no resource of the spec. */
const isPlace = (address: string): boolean => address.includes('/*@');

function resultOf({ interrupted, plan, remaining, outcomes }: Report): RunSummary['result'] {
  const last = remaining ?? plan;
  if (interrupted) return 'interrupted';
  if (last.changes.some(differs)) return 'drift';
  if (last.unknown.length > 0) return 'incomplete';
  return (outcomes ?? []).some(({ status }) => status === 'done') ? 'healed' : 'clean';
}

/** A run that came to nothing: it was interrupted, or the problem says why it failed. */
export function endedEarly(
  run: RunSummary,
  why: Problem | 'interrupted',
  rest: Pick<RunSummary, 'drifts' | 'calls'> & { readonly finishedAt: string },
): RunSummary {
  if (why === 'interrupted') return { ...run, ...rest, result: 'interrupted' };
  return { ...run, ...rest, result: 'failed', problem: why };
}

/** Whether it looked at everything and could read something: what it saw is the present, for a while. */
export function isGood({ targets, result, resources, unread }: RunSummary): boolean {
  return (
    targets.length === 0 && result !== 'failed' && result !== 'interrupted' && (unread === 0 || unread < resources)
  );
}
