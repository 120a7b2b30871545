/** Who did it, taken into the lives of drifts once it is known. Pure. */
import { canonical } from '../diff.ts';
import type { Advanced } from './advance.ts';
import type { Attribution } from './attribution.ts';
import type { Drift, DriftStep } from './drift.ts';

/** Names that are kept of those who made a drift. */
const most = 5;

/** Who calls in our name with requests that we know nothing of. By the name alone it would be us against ourselves. */
const ourDouble = 'another trailwarden, or somebody using its role';

/**
 * The drifts with what the event history answered. A step is taken where an event was found that was not known before.
 *
 * @param answers by fingerprint
 */
export function attribute(
  drifts: readonly Drift[],
  answers: ReadonlyMap<string, Attribution>,
  { id, at }: { readonly id: string; readonly at: string },
): Advanced {
  const answered = drifts.map(drift => {
    const attribution = answers.get(drift.fingerprint);
    return attribution ? withAnswer(drift, attribution) : drift;
  });
  const steps = answered.flatMap((drift, index): readonly DriftStep[] =>
    isNews(drift.attribution, drifts[index]?.attribution ?? null) ? [{ step: 'attributed', at, run: id, drift }] : [],
  );
  return { drifts: answered, steps };
}

/** What was found is not lost to a later question that finds nothing. */
function withAnswer(drift: Drift, attribution: Attribution): Drift {
  if (attribution.answer !== 'found') {
    return drift.attribution?.answer === 'found' ? drift : { ...drift, attribution };
  }
  const name = attribution.byOurPrincipal ? ourDouble : attribution.event.principal.name;
  return { ...drift, attribution, others: [...drift.others.filter(other => other !== name), name].slice(-most) };
}

function isNews(now: Attribution | null, before: Attribution | null): boolean {
  if (now?.answer !== 'found') return false;
  const told = before?.answer === 'found' ? { event: before.event, confidence: before.confidence } : null;
  return canonical({ event: now.event, confidence: now.confidence }) !== canonical(told);
}
