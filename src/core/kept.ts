/** Settings that stay as they stand for as long as the spec does not write them. */
import { equals } from './diff.ts';
import type { Field } from './kind.ts';

/** Desired: `keep` for whatever stands there. It is live only where another state of the spec plays what stands. */
export type Kept<V> = 'keep' | V;

/** A field that is left alone, and never differs, until the spec writes it. */
export function kept<V extends object | null>(field: Field<V>): Field<Kept<V>> {
  const { outOfReach } = field;
  const ask = <R>(desired: Kept<V>, live: Kept<V>, judge: (desired: V, live: V) => R, otherwise: R): R =>
    desired === 'keep' || live === 'keep' ? otherwise : judge(desired, live);
  return {
    ...field,
    equal: (desired, live) => desired === 'keep' || ask(desired, live, (a, b) => equals(field, { desired: a, live: b }), false),
    effect: (from, to) => ask(from, to, (a, b) => field.effect(a, b), 'neutral'),
    gravity: (desired, live) => ask(desired, live, (a, b) => field.gravity(a, b), 'info'),
    meaning: (desired, live, at) => ask(desired, live, (a, b) => field.meaning(a, b, at), 'It is kept as it stands.'),
    ...(outOfReach ? { outOfReach: (desired, live) => ask(desired, live, outOfReach, undefined) } : {}),
  };
}
