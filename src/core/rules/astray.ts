/** Fields that stand as somebody led them: to a bucket, a topic, a key, a role or an endpoint that the spec does not have. */
import type { Known } from '../derive.ts';
import type { AnyKind, AnyState } from '../kind.ts';
import type { Difference } from '../plan.ts';
import { standing } from '../reading.ts';
import type { Estate } from './homecoming.ts';

/** The differences, with the fields marked whose live value leads to what the spec does not have. Alters nothing else. */
export function markAstray(
  differences: readonly Difference[],
  { known, world }: Pick<Estate, 'known' | 'world'>,
): readonly Difference[] {
  const all = [...known.values()];
  const home = new Set<string>(
    all.flatMap(({ kind, desired }) => [
      desired.arn,
      ...Object.entries(desired.state).flatMap(([field, value]) => leadingTo(kind, field, value)),
    ]),
  );
  return differences.map(difference => {
    const resource = known.get(difference.address);
    if (resource?.live.is !== 'present') return difference;
    const stands: AnyState = { ...resource.desired.state, ...standing(resource.live.fields) };
    const isAstray = (field: string, before: unknown): boolean =>
      placesOf({ ...resource, stands }, { field, before }, world).some(place => !home.has(place));
    return {
      ...difference,
      fields: difference.fields.map(one => (isAstray(one.field, one.before) ? { ...one, astray: true } : one)),
    };
  });
}

/** Where a resource leads by this value of a field, and would not by the spec's. What could not be read stands as the spec has it. */
function placesOf(
  { kind, desired, stands }: Pick<Known, 'kind' | 'desired'> & { readonly stands: AnyState },
  { field, before }: { readonly field: string; readonly before: unknown },
  world: Estate['world'],
): readonly string[] {
  const needsWith = (value: unknown): readonly string[] => {
    const state: AnyState = { ...stands, [field]: value };
    const needs = kind.needs?.(state, desired.arn, world) ?? [];
    return [...needs.map(({ of }) => of), ...(kind.restsOn?.(state, desired.arn) ?? [])];
  };
  const wanted = new Set(needsWith(desired.state[field]));
  return [...needsWith(before).filter(of => !wanted.has(of)), ...leadingTo(kind, field, before)];
}

function leadingTo({ fields }: AnyKind, field: string, value: unknown): readonly string[] {
  return (fields[field]?.leadsTo?.(value) ?? []).flatMap(place => place ?? []);
}
