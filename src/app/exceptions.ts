/** Looks at the exceptions of a spec that was validated, without asking anybody. */
import type { AnyKind } from '../core/kind.ts';
import { exceptionFindings } from '../core/rules/idle.ts';
import { inFileOrder } from '../core/spec/order.ts';
import { estateOf } from './estate.ts';
import type { Validated } from './validate.ts';

/** The same with warnings of entries of `allow`, `waivers` and `ignore` that mean nothing, or no more. */
export function withExceptions(validated: Validated, kinds: readonly AnyKind[], now: Date): Validated {
  const { spec, problems } = validated;
  if (spec === null) return validated;
  const { safety, organization, accounts } = spec;
  const complete = (organization?.discover ?? null) === null;
  const found = exceptionFindings(estateOf(spec, kinds).wishes, { safety, complete, placed: accounts !== null }, now);
  return { ...validated, problems: inFileOrder([...problems, ...found]) };
}
