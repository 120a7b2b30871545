/** Compiles the schema of a spec while building: at each start it would take longer than all else that `validate` does. */
import { join } from 'node:path';

import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';

import { compiler } from '../../src/core/spec/compiler.ts';
import { withoutRecurring } from '../../src/core/spec/recurring.ts';
import { specSchema } from '../../src/core/spec/schema.ts';
import { kinds } from '../../src/resources/index.ts';

/** What stands in the bundle in the place of `src/core/spec/validator.ts`. */
export function specValidator(root: string): Plugin {
  const replaced = join(root, 'src/core/spec/validator.ts');
  return {
    name: 'spec-validator',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]validator\.ts$/ }, ({ path }) =>
        path === replaced ? { contents: moduleText(), loader: 'js', resolveDir: root } : null,
      );
    },
  };
}

function moduleText(): string {
  const ajv = compiler({ source: true, esm: true });
  const code = standalone.default(ajv, ajv.compile(withoutRecurring(specSchema(kinds))));
  const [exported, name] = /export const validate = (\w+);\s*export default \1;/.exec(code) ?? [];
  if (exported === undefined || name === undefined) throw new Error('ajv generates code of another form now');
  return `${cacheable(code.replace(exported, ''))}\nexport const validator = () => ${name};\n`;
}

/** Node keeps only what V8 compiles at once in its compile cache: functions in parentheses. */
function cacheable(code: string): string {
  const names = [...code.matchAll(/(?<=^|[;}])function (validate\d+)\(/gmu)].flatMap(([, name]) => name ?? []);
  if (names.length === 0) throw new Error('ajv generates functions of another form now');
  return names.reduce((text, name) => {
    const [start, end] = [`function ${name}(`, `}${name}.evaluated`];
    if (!text.includes(start) || !text.includes(end)) throw new Error('ajv generates functions of another form now');
    return text.replace(start, `const ${name} = (function(`).replace(end, `});${name}.evaluated`);
  }, code);
}
