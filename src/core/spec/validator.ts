/** The schema of a spec as a function. In the built program, code that was compiled while building stands in its place. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Options, ValidateFunction } from 'ajv/dist/2020.js';
import type { AnyKind } from '../kind.ts';
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

/** Compiles the schema of a spec, here or while building. */
export function compiler(code: Options['code'] = {}): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    ownProperties: true,
    strictTypes: false,
    allowUnionTypes: true,
    validateFormats: false,
    inlineRefs: false,
    messages: false,
    logger: false,
    code,
  });
  ajv.addKeyword('reference');
  return ajv;
}
