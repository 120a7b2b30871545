/** Who did it, as JSON. */
import type { Attribution } from '../core/drift/attribution.ts';
import type { Attributed } from '../core/report.ts';
import type { Json } from './change-document.ts';
import { eventJson } from './daemon/drifts.ts';

export function attributedJson({ address, field, attribution }: Attributed): Json {
  return { address, field, ...attributionJson(attribution) };
}

/** Every key of every answer. */
function attributionJson(found: Attribution): Json {
  const { answer, askedAt, attempts } = found;
  const isFound = found.answer === 'found';
  return {
    answer,
    confidence: isFound ? found.confidence : null,
    why: isFound ? null : found.why,
    again: isFound ? false : found.again,
    asked_at: askedAt,
    by_our_principal: isFound && found.byOurPrincipal,
    event: isFound ? eventJson(found.event) : null,
    attempts: attempts.map(eventJson),
  };
}
