/** What a daemon may leave to whoever keeps changing it. Pure. */
import type { FieldChange } from '../plan.ts';

/**
 * Only what neither strengthens nor weakens, is at most medium, and leads nowhere that the spec does not have: nobody gets
 * evidence, or the place where it goes, by trying often.
 */
export function isContestable({
  effect,
  gravity,
  astray,
}: Pick<FieldChange, 'effect' | 'gravity' | 'astray'>): boolean {
  return effect === 'neutral' && gravity !== 'critical' && gravity !== 'high' && astray === undefined;
}
