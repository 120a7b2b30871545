import { Fault } from '../fault.ts';

/** Most that one answer holds, also when nothing is said. */
const MOST = 20;

export interface PageInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** One page, and the token of the next; without one, it was the last. */
export function page<T>(
  all: readonly T[],
  { NextToken: token, MaxResults: size = MOST }: PageInput,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const from = token === undefined ? 0 : decode(token);
  const known = from === 0 || (from > 0 && from < all.length);
  if (!known || size < 1 || size > MOST) {
    const what = known ? 'MaxResults' : 'NextToken';
    throw new Fault('InvalidInputException', `You specified an invalid value for ${what}.`);
  }
  const to = from + size;
  return { items: all.slice(from, to), ...(to < all.length && { NextToken: encode(to) }) };
}

function encode(position: number): string {
  return Buffer.from(String(position)).toString('base64url');
}

/** NaN for what is none of ours. */
function decode(token: string): number {
  return Number.parseInt(Buffer.from(token, 'base64url').toString(), 10);
}
