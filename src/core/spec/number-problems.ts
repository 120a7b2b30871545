/** Numbers where text belongs that looks like one. */
import type { Problem } from '../model.ts';
import { accountTitles, durationTitle } from './fleet-schema.ts';
import type { ScalarNode } from './node.ts';
import type { Schema } from './schema.ts';

/** What is wrong with a number in the place of an account id or of a duration; null: it stands for something else. */
export function numberProblem(
  node: ScalarNode,
  { title }: Schema,
  setting: { readonly name: string; readonly key: string },
): Problem | null {
  if (accountTitles.includes(title)) return idWithoutQuotes(node);
  return title === durationTitle ? withoutUnit(node, setting) : null;
}

/** A number has no leading zero, and twelve digits can begin with one. */
function idWithoutQuotes({ value, source, at }: ScalarNode): Problem {
  return {
    code: 'account-id-not-text',
    message: /^0\d/u.test(source) ? 'the account id lost its leading zero' : 'an account id is text, not a number',
    label: `YAML reads this as the number ${value}`,
    hint: `put it in quotes: "${source}"`,
    at,
  };
}

function withoutUnit(
  { source, at }: ScalarNode,
  { name, key }: { readonly name: string; readonly key: string },
): Problem {
  return {
    code: 'wrong-type',
    message: `${name} must be a number with its unit, not ${source}`,
    hint: `${key}: ${source}s, if seconds are meant`,
    at,
  };
}
