/**
 * The language of `--where`: `eventSource = 's3.amazonaws.com' and not (errorCode in (AccessDenied, NoSuchKey) or
 * requestParameters.key ~ 'tmp/*')`. It only compares, so that nothing that is typed can do harm or take long.
 */
import type { Problem } from '../../core/model.ts';
import { tokensOf } from './tokens.ts';
import type { Token } from './tokens.ts';

export type Operator = '=' | '!=' | '~' | '!~' | '<' | '<=' | '>' | '>=';
export type Value = string | number | boolean | null;

/** What an expression says. */
export type Expression =
  | { readonly is: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly is: 'not'; readonly part: Expression }
  | { readonly is: 'there'; readonly path: readonly string[] }
  | { readonly is: 'compared'; readonly path: readonly string[]; readonly operator: Operator; readonly value: Value }
  | { readonly is: 'among'; readonly path: readonly string[]; readonly values: readonly Value[] };

/** The file that positions name. */
export const whereOption = '--where';

/** Ends reading at the first mistake: what comes after it is a guess. */
class Mistake extends Error {
  readonly problem: Problem;

  constructor(message: string, { column, length }: Pick<Token, 'column' | 'length'>, hint?: string) {
    super(message);
    const at = { file: whereOption, line: 1, column, length: Math.max(1, length) };
    this.problem = { code: 'wrong-expression', message, at, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Reads an expression, or says at which column it makes no sense. */
export function readExpression(text: string): { readonly expression: Expression } | { readonly problem: Problem } {
  try {
    const reader = new Reader(text);
    return { expression: reader.whole() };
  } catch (error) {
    if (error instanceof Mistake) return { problem: error.problem };
    throw error;
  }
}

/** Deeper than anybody writes by hand. */
const mostDeep = 100;

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
    const odd = this.#tokens.find(({ is }) => is === 'odd');
    if (odd) throw new Mistake(oddness(odd), odd);
  }

  whole(): Expression {
    const expression = this.#either();
    const next = this.#next();
    if (next.is !== 'end')
      throw new Mistake(`${told(next)} stands where the expression should go on or end`, next, 'and, or');
    return expression;
  }

  #next(): Token {
    return this.#tokens[this.#at] ?? { is: 'end', text: '', column: 1, length: 0 };
  }

  /** @returns whether it stood there, and was taken */
  #took(word: string): boolean {
    const { is, text } = this.#next();
    const isIt = (is === 'word' || is === 'sign') && text.toLowerCase() === word;
    if (isIt) this.#at++;
    return isIt;
  }

  #either(): Expression {
    return this.#joined('or', () => this.#joined('and', () => this.#not()));
  }

  #joined(is: 'and' | 'or', read: () => Expression): Expression {
    const first = read();
    const parts = [first];
    while (this.#took(is)) parts.push(read());
    return parts.length === 1 ? first : { is, parts };
  }

  #not(): Expression {
    const token = this.#next();
    if (++this.#depth > mostDeep) throw new Mistake('the expression is nested too deeply', token);
    const read = this.#took('not')
      ? ({ is: 'not', part: this.#not() } as const)
      : this.#took('(')
        ? this.#bracketed(token)
        : this.#test();
    this.#depth--;
    return read;
  }

  #bracketed(open: Token): Expression {
    const inner = this.#either();
    if (!this.#took(')')) throw new Mistake('the bracket is never closed', open, 'write ) where it ends');
    return inner;
  }

  #test(): Expression {
    const path = this.#path();
    if (this.#took('in')) return { is: 'among', path, values: this.#values() };
    if (this.#took('not')) {
      if (!this.#took('in'))
        throw new Mistake(`${told(this.#next())} stands after not, where only in can`, this.#next());
      return { is: 'not', part: { is: 'among', path, values: this.#values() } };
    }
    const operator = operators.find(sign => this.#took(sign));
    return operator === undefined ? { is: 'there', path } : { is: 'compared', path, operator, value: this.#value() };
  }

  #path(): readonly string[] {
    const token = this.#next();
    const isName = token.is === 'word' && nameForm.test(token.text) && !keywords.has(token.text.toLowerCase());
    if (!isName && token.is !== 'path')
      throw new Mistake(
        `${told(token)} stands where the name of a field should`,
        token,
        'such as eventName or userIdentity.type',
      );
    this.#at++;
    return token.path ?? token.text.split('.');
  }

  #values(): readonly Value[] {
    const open = this.#next();
    if (!this.#took('('))
      throw new Mistake(`${told(open)} stands after in, where a list should`, open, "in (AccessDenied, 'NoSuchKey')");
    const values = [this.#value()];
    while (this.#took(',')) values.push(this.#value());
    if (!this.#took(')')) throw new Mistake('the list is never closed', open, 'write ) where it ends');
    return values;
  }

  #value(): Value {
    const token = this.#next();
    if (token.is === 'text') {
      this.#at++;
      return token.text;
    }
    if (token.is !== 'word' || keywords.has(token.text.toLowerCase()))
      throw new Mistake(
        `${told(token)} stands where a value should`,
        token,
        "a number, true, false, null, or a text such as 'root'",
      );
    this.#at++;
    if (literals.has(token.text)) return literals.get(token.text) ?? null;
    return /^-?\d+(?:\.\d+)?$/u.test(token.text) ? Number(token.text) : token.text;
  }
}

/** Names with other characters are quoted. */
const nameForm = /^[\w$-]+(?:\.[\w$-]+)*$/u;
const operators = ['=', '!=', '~', '!~', '<=', '>=', '<', '>'] as const;
const keywords: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in']);
const literals: ReadonlyMap<string, Value> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function told({ is, text }: Token): string {
  return is === 'end' ? 'nothing' : JSON.stringify(text);
}

function oddness({ text }: Token): string {
  return /^['"]/u.test(text) ? 'the text is never closed' : `${JSON.stringify(text)} means nothing here`;
}
