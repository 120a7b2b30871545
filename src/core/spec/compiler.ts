/** Schemas as functions. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Options } from 'ajv/dist/2020.js';

/** Compiles schemas of what people write, here or while building. */
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
