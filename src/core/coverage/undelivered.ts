/** Trails that record, and whose log files certainly arrive nowhere. */
import { cellOf, levelOf } from './count.ts';
import type { Place } from './count.ts';
import type { Finding } from './finding.ts';
import type { Trail } from './trails.ts';

/** Each of them once: critical where management events are lost with it, high where another trail delivers these. */
export function undelivered(places: readonly Place[], trails: readonly Trail[]): readonly Finding[] {
  const missed = new Set(places.filter(losesManagement).flatMap(place => place.trails.map(({ arn }) => arn)));
  return trails.flatMap(({ name, arn, address, fault }): readonly Finding[] => {
    if (!fault) return [];
    const gravity = missed.has(arn) ? 'critical' : 'high';
    const at = address === undefined ? {} : { at: address };
    const message = `${name} records, and nothing of it is delivered: ${fault.why}`;
    return [{ gravity, problem: { code: 'recorded-not-delivered', severity: 'warning', message, hint: fault.hint, ...at } }];
  });
}

function losesManagement(place: Place): boolean {
  return (['management read', 'management write'] as const).some(column => {
    const cell = cellOf(place, column);
    return cell !== undefined && levelOf(cell) === 'lost';
  });
}
