/** Fields of `--where` that no record has, as far as AWS documents records. */
import { columns } from '../flatten.ts';
import { recordShape } from '../record/record.ts';
import { readExpression } from './expression.ts';
import type { Expression } from './expression.ts';

/** Names that a path may begin with: columns, and members of records. A record may have others. */
export const knownFields: ReadonlySet<string> = new Set([
  ...columns.map(({ name }) => name),
  ...Object.keys(recordShape.members),
]);

/** The names that are none of these, once each. None where the expression makes no sense. */
export function strangeFields(where: string): readonly string[] {
  const read = readExpression(where);
  return 'problem' in read ? [] : [...new Set(namesIn(read.expression))].filter(name => !knownFields.has(name));
}

/** First names of the paths. */
function namesIn(expression: Expression): readonly string[] {
  switch (expression.is) {
    case 'and':
    case 'or':
      return expression.parts.flatMap(namesIn);
    case 'not':
      return namesIn(expression.part);
    case 'there':
    case 'compared':
    case 'among':
      return expression.path.slice(0, 1);
  }
}
