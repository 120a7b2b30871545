/** The schema of a spec as a function. In the built program, code that was compiled while building stands in its place. */
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { AnyKind } from '../kind.ts';
import { compiler } from './compiler.ts';
import { withoutRecurring } from './recurring.ts';
import { specSchema } from './schema.ts';

const validators = new WeakMap<readonly AnyKind[], ValidateFunction>();

/** Judges documents by the schema that is put together from these kinds. */
export function validator(kinds: readonly AnyKind[]): ValidateFunction {
  const known = validators.get(kinds);
  if (known) return known;
  const compiled = compiler().compile(withoutRecurring(specSchema(kinds)));
  validators.set(kinds, compiled);
  return compiled;
}
