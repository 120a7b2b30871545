/** Changes by which a resource of ours comes back to what the spec knows. */
import type { Known } from '../derive.ts';
import type { AnyState } from '../kind.ts';
import type { Address, Arn, World } from '../model.ts';
import type { Difference } from '../plan.ts';
import { whole } from '../reading.ts';

/** Names one field of one resource. */
export function fieldKey(address: Address, field: string): string {
  return `${address} ${field}`;
}

export interface Estate {
  /** `metadata.name`. */
  readonly owner: string;
  readonly known: ReadonlyMap<Address, Known>;
  readonly world: World;
}

/**
 * The fields by which resources with our owner tag leave what the spec does not know (a stranger's bucket or topic) for
 * what it does. Somebody has led them astray, and however many they are, nothing may hold up their way back; whether that
 * weakens is judged as ever.
 *
 * @returns keys as `fieldKey` makes them
 */
export function homecomings(differences: readonly Difference[], { owner, known, world }: Estate): ReadonlySet<string> {
  const declared = new Set([...known.values()].map(({ desired }) => desired.arn));
  const comesHome = (before: readonly Arn[], after: readonly Arn[]): boolean => {
    const left = before.filter(arn => !after.includes(arn));
    const entered = after.filter(arn => !before.includes(arn));
    return entered.length > 0 && !left.some(arn => declared.has(arn)) && entered.every(arn => declared.has(arn));
  };
  const found = differences.flatMap(({ address, fields }) => {
    const resource = known.get(address);
    const state = resource && whole(resource.live);
    if (resource?.live.is !== 'present' || resource.live.owner !== owner || !state) return [];
    const { kind, desired } = resource;
    const needsOf = (one: AnyState): readonly Arn[] =>
      (kind.needs?.(one, desired.arn, world) ?? []).map(({ of }) => of);
    const before = needsOf(state);
    return fields.flatMap(({ field, after }) =>
      comesHome(before, needsOf({ ...state, [field]: after })) ? [fieldKey(address, field)] : [],
    );
  });
  return new Set(found);
}
