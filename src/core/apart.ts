/** Fields that take questions of their own: they are asked for only where somebody says something of them. */
import type { AnyKind, AnyState } from './kind.ts';

/** The fields of a kind that are read apart, of those that are named. */
export function apartIn({ apart = {} }: AnyKind, names: Iterable<string>): readonly string[] {
  const named = new Set(names);
  return Object.keys(apart).filter(field => named.has(field));
}

/** The operations that read a resource of this state: those of fields apart only where the state has the field. */
export function readsFor({ reads, apart = {} }: AnyKind, state: AnyState): readonly string[] {
  const needless = new Set(
    Object.entries(apart).flatMap(([field, calls]) => (Object.hasOwn(state, field) ? [] : calls)),
  );
  return Object.keys(reads).filter(call => !needless.has(call));
}
