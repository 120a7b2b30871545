/** What was typed that is surely a slip, and does not keep anything from being read. */
import type { Problem } from '../../core/model.ts';
import { nearest } from '../../core/spec/near.ts';
import { knownFields, strangeFields } from '../../logs/filter/fields.ts';
import type { Input } from '../definition.ts';
import { problemText } from '../trouble.ts';

/** Warns of fields in `--where` that no record has. */
export function tellStrange({ options: { where }, output }: Pick<Input, 'options' | 'output'>): void {
  for (const name of strangeFields(where ?? '')) output.note(`${problemText([strange(name)], output)}\n`);
}

/** Columns have `_` in their names, members of records have none. */
function strange(name: string): Problem {
  const close = nearest(
    name,
    [...knownFields].filter(known => known.includes('_') === name.includes('_')),
  );
  const names = 'docs/log-columns.md and schemas/record.schema.json have the names.';
  return {
    code: 'wrong-expression',
    severity: 'warning',
    message: `--where asks for ${name}, which no record has as far as AWS documents them`,
    hint: close === undefined ? names : `Did you mean ${close}?`,
  };
}
