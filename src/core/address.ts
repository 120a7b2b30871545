import type { Address } from './model.ts';

/**
 * Whether a pattern means an address. A pattern is `KIND/KEY@ACCOUNT/REGION` with `*` for any run of characters in any
 * part; parts may be left away from the right (`trail/main`, `trail/*@payments`), and `@ACCOUNT` alone means everything
 * there. One with a second @ means nothing.
 */
export function matchesAddress(pattern: string, address: Address): boolean {
  const [what = '', where, more] = pattern.split('@');
  if (more !== undefined) return false;
  const [addressWhat = '', addressWhere = ''] = address.split('@');
  return partsMatch(what, addressWhat) && (where === undefined || partsMatch(where, addressWhere));
}

function partsMatch(pattern: string, text: string): boolean {
  const [first = '', second = '*'] = pattern.split('/');
  const [textFirst = '', textSecond = ''] = text.split('/');
  return globMatches(first === '' ? '*' : first, textFirst) && globMatches(second, textSecond);
}

function globMatches(glob: string, text: string): boolean {
  const expression = glob.split('*').map(literal => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('.*')}$`, 'u').test(text);
}

/** ACCOUNT of an address: the key of the account in the spec, or its id. */
export function accountIn(address: Address): string {
  return address.slice(address.indexOf('@') + 1, address.lastIndexOf('/'));
}
