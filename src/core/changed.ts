/** The change that calls are asked for, of what the rules left of a difference. */
import type { Known } from './derive.ts';
import type { AnyState, Change } from './kind.ts';
import type { Difference } from './plan.ts';

/** Withheld fields keep what stands there. */
export function changeOf(
  { desired, live }: Pick<Known, 'desired' | 'live'>,
  { fields }: Pick<Difference, 'fields'>,
): Change<AnyState> & { readonly desired: AnyState } {
  const { name, arn, target, secrets } = desired;
  const place = { name, arn, target, ...(secrets ? { secrets } : {}) };
  if (live.is !== 'present') return { action: 'create', ...place, desired: desired.state };
  const state: Record<string, unknown> = { ...desired.state };
  for (const { field, before } of fields.filter(({ withheld }) => withheld)) state[field] = before;
  const changed = fields.filter(({ withheld }) => !withheld).map(({ field }) => field);
  return { action: 'update', ...place, desired: state, live: live.fields, changed };
}
