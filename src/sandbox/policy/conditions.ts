import type { Condition } from './document.ts';
import { inBlock, matchesArn, matchesWildcard } from './match.ts';

/** Condition keys of a request, in lower case, with their values. A key that is not sent is not in it. */
export type Keys = ReadonlyMap<string, readonly string[]>;

type Test = (wanted: string, value: string) => boolean;

const compare =
  (parse: (text: string) => number, holds: (value: number, wanted: number) => boolean): Test =>
  (wanted, value) =>
    holds(parse(value), parse(wanted));
const lower = (text: string): string => text.toLowerCase();
const isSame: Test = (wanted, value) => wanted === value;
const isSameLoosely: Test = (wanted, value) => lower(wanted) === lower(value);

const ORDER: Readonly<Record<string, (value: number, wanted: number) => boolean>> = {
  Equals: (value, wanted) => value === wanted,
  LessThan: (value, wanted) => value < wanted,
  LessThanEquals: (value, wanted) => value <= wanted,
  GreaterThan: (value, wanted) => value > wanted,
  GreaterThanEquals: (value, wanted) => value >= wanted,
};

const ordered = (family: string, parse: (text: string) => number): [string, Test][] =>
  Object.entries(ORDER).map(([name, holds]) => [family + name, compare(parse, holds)]);

const TESTS: ReadonlyMap<string, Test> = new Map([
  ['StringEquals', isSame],
  ['StringEqualsIgnoreCase', isSameLoosely],
  ['StringLike', matchesWildcard],
  ['ArnEquals', matchesArn],
  ['ArnLike', matchesArn],
  ['Bool', isSameLoosely],
  ['BinaryEquals', isSame],
  ['IpAddress', inBlock],
  ...ordered('Numeric', Number),
  ...ordered('Date', text => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))),
]);

/** Operators that hold when none of the values fits, and their opposites. They also hold when the key is not sent. */
const NEGATED: ReadonlyMap<string, string> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NotIpAddress', 'IpAddress'],
  ['NumericNotEquals', 'NumericEquals'],
  ['DateNotEquals', 'DateEquals'],
]);

/**
 * Whether a condition holds for a request. `undefined`: its operator is not known. Policy variables in `values` must have
 * been replaced before.
 */
export function holds(condition: Condition, keys: Keys): boolean | undefined {
  const { quantifier, name, ifExists } = readOperator(condition.operator);
  const sent = keys.get(condition.key);
  if (name === 'Null') return condition.values.some(value => (lower(value) === 'true') === (sent === undefined));
  const positive = NEGATED.get(name);
  const test = TESTS.get(positive ?? name);
  if (!test) return undefined;
  if (!sent) return ifExists || quantifier === 'ForAllValues' || (positive !== undefined && quantifier === undefined);
  const fits = (value: string): boolean =>
    condition.values.some(wanted => test(wanted, value)) === (positive === undefined);
  if (quantifier === 'ForAnyValue') return sent.some(fits);
  if (quantifier === 'ForAllValues' || positive !== undefined) return sent.every(fits);
  return sent.some(fits);
}

interface Operator {
  readonly quantifier: string | undefined;
  readonly name: string;
  readonly ifExists: boolean;
}

function readOperator(operator: string): Operator {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator);
  return { quantifier: match?.[1], name: match?.[2] ?? operator, ifExists: match?.[3] !== undefined };
}
