/** The whole estate in a report, for views that draw it. */
import type { Drift } from '../core/drift/drift.ts';
import { sightings } from '../core/drift/sightings.ts';
import type { DigestOf } from '../core/basis.ts';
import { estateOf } from './daemon/estate.ts';
import type { Reconciled, Result } from './run.ts';

/** The result with what the run saw of every account: as it stood last. Nothing is asked anew. */
export function withEstate(result: Reconciled, digest: DigestOf): Result {
  if ('invalid' in result) return result;
  const { report, saw } = result;
  const { drifts } = sightings(report.remaining ?? report.plan, digest);
  const at = { openedAt: report.startedAt, changedAt: report.startedAt, seenAt: report.finishedAt };
  const lives = drifts.map((one): Drift => ({
    ...one,
    ...at,
    status: one.withheld === undefined ? 'open' : 'withheld',
    seenBy: '',
    closedAt: null,
    ending: null,
    openedBy: '',
    closedBy: null,
    healedAt: [],
    reopenedAt: [],
    attribution: null,
    others: [],
  }));
  return { ...result, report: { ...report, estate: estateOf({ saw, report, drifts: lives, before: null }) } };
}
