/** Holds records against an expression. */
import type { Problem } from '../../core/model.ts';
import { cellReader, columns } from '../flatten.ts';
import { isObject } from '../record/fit.ts';
import type { LogRecord } from '../record/record.ts';
import type { Json } from '../record/shape.ts';
import type { Expression, Operator, Value } from './expression.ts';
import { glob } from './glob.ts';

export type Test = (record: LogRecord) => boolean;

/** What stands at a path: of lists each item. */
type Found = (record: LogRecord) => readonly Json[];

/** Makes a test of an expression. @throws Problem never; a column that cannot be asked is told by `columnProblem` */
export function testOf(expression: Expression): Test {
  switch (expression.is) {
    case 'and': {
      const tests = expression.parts.map(testOf);
      return record => tests.every(test => test(record));
    }
    case 'or': {
      const tests = expression.parts.map(testOf);
      return record => tests.some(test => test(record));
    }
    case 'not': {
      const test = testOf(expression.part);
      return record => !test(record);
    }
    case 'there': {
      const find = finder(expression.path);
      return record => find(record).some(value => value !== false);
    }
    case 'compared':
      return compared(finder(expression.path), expression);
    case 'among': {
      const find = finder(expression.path);
      const tests = expression.values.map(value => equals(value));
      return record => tests.some(test => test(find(record)));
    }
  }
}

type Comparison = Extract<Expression, { readonly is: 'compared' }>;

function compared(find: Found, { operator, value }: Comparison): Test {
  const test = holds(operator, value);
  return record => test(find(record));
}

/** One item of a list is enough; `!=` and `!~` want none that is so. */
function holds(operator: Operator, value: Value): (found: readonly Json[]) => boolean {
  switch (operator) {
    case '=':
      return equals(value);
    case '!=':
      return negated(equals(value));
    case '~':
      return like(value);
    case '!~':
      return negated(like(value));
    case '<':
      return ordered(value, order => order < 0);
    case '<=':
      return ordered(value, order => order <= 0);
    case '>':
      return ordered(value, order => order > 0);
    case '>=':
      return ordered(value, order => order >= 0);
  }
}

function negated(test: (found: readonly Json[]) => boolean): (found: readonly Json[]) => boolean {
  return found => !test(found);
}

/** Records have `"true"` and numbers as texts, too, so values are compared as they are written. */
function equals(value: Value): (found: readonly Json[]) => boolean {
  if (value === null) return found => found.length === 0;
  const written = String(value);
  return found => found.some(one => typeof one !== 'object' && String(one) === written);
}

function like(value: Value): (found: readonly Json[]) => boolean {
  const match = glob(String(value));
  return found => found.some(one => typeof one !== 'object' && match(String(one)));
}

/** Numbers as numbers, where both are; else texts, as times are. */
function ordered(value: Value, fits: (order: number) => boolean): (found: readonly Json[]) => boolean {
  const [text, wanted] = [String(value), typeof value === 'number' ? value : Number.NaN];
  return found =>
    found.some(one => {
      if (typeof one !== 'string' && typeof one !== 'number') return false;
      const number = one === '' ? Number.NaN : Number(one);
      if (typeof value === 'number') return !Number.isNaN(number) && fits(number - wanted);
      return fits(String(one) < text ? -1 : String(one) > text ? 1 : 0);
    });
}

function finder(path: readonly string[]): Found {
  const [name = ''] = path;
  const cell = path.length === 1 ? cellReader(name) : null;
  if (cell !== null) return record => [cell(record)].flat().filter(value => value !== null);
  return record => at(record, path);
}

/** Nothing for null, and for what is not there. */
function at(value: unknown, path: readonly string[]): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => at(item, path));
  const [name, ...rest] = path;
  const here = value as Json | undefined;
  if (here === undefined || here === null) return [];
  if (name === undefined) return [here];
  return isObject(here) && Object.hasOwn(here, name) ? at(here[name], rest) : [];
}

/** A column that holds JSON is none to compare with: its members are. Null: nothing of the sort is asked. */
export function columnProblem(expression: Expression): Problem | null {
  switch (expression.is) {
    case 'and':
    case 'or':
      return expression.parts.map(columnProblem).find(problem => problem !== null) ?? null;
    case 'not':
      return columnProblem(expression.part);
    case 'there':
    case 'compared':
    case 'among':
      return jsonColumn(expression.path);
  }
}

function jsonColumn([name = '', ...rest]: readonly string[]): Problem | null {
  const column = columns.find(column => column.name === name);
  if (
    column === undefined ||
    (rest.length === 0 && cellReader(name) !== null) ||
    name === 'resources' ||
    name === 'summary'
  )
    return null;
  const member = name.replaceAll(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
  return {
    code: 'wrong-expression',
    message: `the column ${name} is no field that --where compares`,
    hint: `name what is in it as records do: ${member}.NAME`,
  };
}
