/** Many patterns, of which only those that may match are gone through: a policy may name a thousand places. */
import { arnFields, beginning, fieldsMatch, literal, matches } from './pattern.ts';
import type { ArnFields, Pattern } from './pattern.ts';
import { any } from './truth.ts';
import type { Truth } from './truth.ts';

/** Whether any of some patterns matches a value that is sent. Patterns that are no ARN make it unknown. */
export function anyArn(wanted: readonly Pattern[]): (sent: string) => Truth {
  const taken = wanted.map(arnFields);
  const named = Map.groupBy(taken, accountOf);
  return sent => {
    const arn = arnFields(literal(sent));
    const account = accountOf(arn);
    const close = account === null ? taken : [...(named.get(account) ?? []), ...(named.get(null) ?? [])];
    return any(close, fields => fieldsMatch(fields, arn));
  };
}

const accountField = 4;

/** Null: what stands there is open, or it is no ARN. */
function accountOf(fields: ArnFields): string | null {
  const account = fields?.[accountField];
  return account === undefined || account.some(unit => unit < 0) ? null : beginning(account);
}

/** Whether any of some patterns matches a value that is sent. */
export function anyLike(wanted: readonly Pattern[]): (sent: string) => Truth {
  const close = byBeginning(wanted);
  return sent => {
    const text = literal(sent);
    return any(close(text), one => matches(one, text));
  };
}

/** Makes patterns ready: given a text that may hold open parts, those of them that begin as it does. */
export function byBeginning(wanted: readonly Pattern[]): (text: Pattern) => readonly Pattern[] {
  const named = Map.groupBy(wanted, beginning);
  const lengths = new Set([...named.keys()].map(({ length }) => length));
  return text => {
    const begins = beginning(text);
    const shorter = [...lengths].filter(length => length <= begins.length);
    const found = shorter.flatMap(length => named.get(begins.slice(0, length)) ?? []);
    if (begins.length === text.length || shorter.length === lengths.size) return found;
    const longer = [...named].filter(([name]) => name.length > begins.length && name.startsWith(begins));
    return [...found, ...longer.flatMap(([, patterns]) => patterns)];
  };
}
