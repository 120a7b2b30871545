/** What an answer of the web means for what was sent. */
import type { Sent } from '../../app/alerts/ports.ts';
import type { Answer, Exchanged } from './exchange.ts';

/** What `Retry-After` asks for at most, in milliseconds: who asks for more is asked again. */
const longestWait = 3_600_000;

/** Null: it was taken, as far as the status tells. */
export function troubleOf(
  exchanged: Exchanged,
  secrets: readonly string[],
  now: Date,
): Exclude<Sent, { is: 'sent' }> | null {
  if (exchanged.is === 'unsent') return { is: 'again', after: null, why: exchanged.why };
  if (exchanged.is === 'useless') return { is: 'refused', why: exchanged.why };
  if (exchanged.is === 'unsure') return { is: 'unsure', why: exchanged.why };
  const { status } = exchanged;
  if (status >= 200 && status < 300) return null;
  const why = `it answered ${status}${words(exchanged, secrets)}`;
  if (status === 429) return { is: 'again', after: retryAfter(exchanged, now), why: 'it asks to wait (429)' };
  if (status >= 300 && status < 400)
    return {
      is: 'refused',
      why: `it answered ${status}, a redirect, and these are not followed: write the address it leads to`,
    };
  if (status === 504) return { is: 'unsure', why };
  if (status >= 500 || status === 408 || status === 425) return { is: 'again', after: retryAfter(exchanged, now), why };
  return { is: 'refused', why };
}

/** Milliseconds; null: it names no time. */
function retryAfter({ headers }: Pick<Answer, 'headers'>, now: Date): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/u.test(text)) return Math.min(Number(text) * 1000, longestWait);
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/^[A-Z][a-z]{2}, /u.test(text)) return null;
  return Math.min(Math.max(0, at - now.getTime()), longestWait);
}

/** A word or two of the answer, where it is short and plain: `invalid_payload`. */
function words({ text }: Answer, secrets: readonly string[]): string {
  const line = without(text.trim(), secrets);
  return /^[\w .,:'"{}-]{1,120}$/u.test(line) ? `: ${line}` : '';
}

/** A text without secrets, nor what is left of one that is an address. */
function without(text: string, secrets: readonly string[]): string {
  const parts = secrets.flatMap(secret => [secret, ...secret.split(/[/?#&=@:]+/u)]).filter(part => part.length >= 6);
  return parts.toSorted((a, b) => b.length - a.length).reduce((rest, part) => rest.replaceAll(part, '…'), text);
}
