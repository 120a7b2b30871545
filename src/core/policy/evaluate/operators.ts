/** The condition operators of policies: what each says of one value that a policy names and one that is sent. */
import { anyArn, anyLike } from './lookup.ts';
import { textOf } from './pattern.ts';
import type { Pattern } from './pattern.ts';
import { any, truth } from './truth.ts';
import type { Truth } from './truth.ts';

/** Makes the values that a policy names, in which wildcards may stand, ready: whether one that is sent fits any. */
type AnyOf = (wanted: readonly Pattern[]) => (sent: string) => Truth;

/** What an operator is made of. */
export interface Operator {
  readonly quantifier: 'forallvalues' | 'foranyvalue' | null;
  readonly ifExists: boolean;
  /** Whether it holds where nothing fits: `StringNotEquals`. */
  readonly negated: boolean;
  readonly anyOf: AnyOf;
  /** Whether its values may hold variables. */
  readonly variables: boolean;
}

/** The operator of that name, in lower case; undefined: it is not known. `Null` is none: it compares nothing. */
export function operatorOf(name: string): Operator | undefined {
  const parts = /^(?:(?<quantifier>forallvalues|foranyvalue):)?(?<base>[a-z]+?)(?<ifExists>ifexists)?$/u.exec(name);
  const { quantifier, base = '', ifExists } = parts?.groups ?? {};
  const negated = opposites.get(base);
  const anyOf = tests.get(negated ?? base);
  if (anyOf === undefined) return undefined;
  return {
    quantifier: quantifier === 'forallvalues' || quantifier === 'foranyvalue' ? quantifier : null,
    ifExists: ifExists !== undefined,
    negated: negated !== undefined,
    anyOf,
    variables: /^(?:string|arn)/u.test(base),
  };
}

/** Holds each value against what is sent. */
function each(test: (wanted: string, sent: string) => Truth): AnyOf {
  return wanted => {
    const texts = wanted.map(textOf);
    return sent => any(texts, text => test(text, sent));
  };
}

/** A thousand accounts in one condition are looked up, not gone through. */
function sameAs(form: (text: string) => string): AnyOf {
  return wanted => {
    const named = new Set(wanted.map(one => form(textOf(one))));
    return sent => truth(named.has(form(sent)));
  };
}

/** True and false only: what AWS makes of other words it does not say. */
const isBool = each((wanted, sent) => {
  const words = [wanted, sent].map(text => text.toLowerCase());
  return words.every(word => word === 'true' || word === 'false') ? truth(words[0] === words[1]) : 'unknown';
});

function compared(parse: (text: string) => number, holds: (sent: number, wanted: number) => boolean): AnyOf {
  return each((wanted, sent) => {
    const [value, limit] = [parse(sent), parse(wanted)];
    return Number.isNaN(value) || Number.isNaN(limit) ? 'unknown' : truth(holds(value, limit));
  });
}

/** ISO 8601, or seconds since 1970. */
function instant(text: string): number {
  return /^\d+$/u.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** An empty text is no number. */
function numeric(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** A block of IPv4 addresses; a bare address is a block of one. Of IPv6 nothing is said. */
const isInBlock = each((wanted, sent) => {
  const [base = '', bits = '32'] = wanted.split('/');
  const [network, address, size] = [ipv4(base), ipv4(sent), 2 ** (32 - numeric(bits))];
  if (network === undefined || address === undefined || Number.isNaN(size)) return 'unknown';
  return truth(Math.floor(network / size) === Math.floor(address / size));
});

function ipv4(text: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/u.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  return octets.every(octet => octet < 256) ? octets.reduce((sum, octet) => sum * 256 + octet, 0) : undefined;
}

const orders: Readonly<Record<string, (sent: number, wanted: number) => boolean>> = {
  equals: (sent, wanted) => sent === wanted,
  lessthan: (sent, wanted) => sent < wanted,
  lessthanequals: (sent, wanted) => sent <= wanted,
  greaterthan: (sent, wanted) => sent > wanted,
  greaterthanequals: (sent, wanted) => sent >= wanted,
};

const tests: ReadonlyMap<string, AnyOf> = new Map([
  ['stringequals', sameAs(text => text)],
  ['stringequalsignorecase', sameAs(text => text.toLowerCase())],
  ['stringlike', anyLike],
  ['arnequals', anyArn],
  ['arnlike', anyArn],
  ['bool', isBool],
  ['ipaddress', isInBlock],
  ...Object.entries(orders).flatMap(([name, holds]): readonly [string, AnyOf][] => [
    [`numeric${name}`, compared(numeric, holds)],
    [`date${name}`, compared(instant, holds)],
  ]),
]);

/** Those that hold when nothing fits, by the operator that they turn round. They also hold when the key is not sent. */
const opposites: ReadonlyMap<string, string> = new Map([
  ['stringnotequals', 'stringequals'],
  ['stringnotequalsignorecase', 'stringequalsignorecase'],
  ['stringnotlike', 'stringlike'],
  ['arnnotequals', 'arnequals'],
  ['arnnotlike', 'arnlike'],
  ['notipaddress', 'ipaddress'],
  ['numericnotequals', 'numericequals'],
  ['datenotequals', 'dateequals'],
]);

/** What `Null` says where a key is, or is not, sent. */
export function isNull(wanted: string, sent: boolean): Truth {
  const word = wanted.toLowerCase();
  return word === 'true' || word === 'false' ? truth((word === 'false') === sent) : 'unknown';
}
