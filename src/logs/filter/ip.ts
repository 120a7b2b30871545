/** Addresses of the Internet, and ranges of them (RFC 4291, RFC 4632). */
import { glob } from './glob.ts';
import type { Match } from './glob.ts';

/** An address as a number; IPv4 as the part of IPv6 that is set aside for it, so that both compare. */
function addressOf(text: string): bigint | null {
  const four = fourOf(text);
  if (four !== null) return (0xffffn << 32n) | four;
  const [, head = text, tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/u.exec(text) ?? [];
  if (tail === undefined) return sixOf(text);
  const last = fourOf(tail);
  return last === null ? null : sixOf(`${head}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`);
}

function fourOf(text: string): bigint | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/u.test(text)) return null;
  const parts = text.split('.').map(Number);
  return parts.every(part => part < 256) ? parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) : null;
}

function sixOf(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail] = halves.map(half => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = tail === undefined ? head : [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every(group => /^[\da-f]{1,4}$/iu.test(group))) return null;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/**
 * Matches an address in any spelling, a range such as `10.0.0.0/8`, or, of what is neither, a pattern: calls of services come
 * from names such as `ec2.amazonaws.com`.
 *
 * @returns null for a range that is none
 */
export function ipMatch(wanted: string): Match | null {
  const [, base = wanted, length] = /^([^/]*)\/(.*)$/su.exec(wanted) ?? [];
  const address = addressOf(base);
  if (address === null) return /^[\d.]+\/|:.*\/|^[\d.]+$/u.test(wanted) ? null : glob(wanted);
  const bits = base.includes(':') ? 128 : 32;
  if (length !== undefined && (!/^\d{1,3}$/u.test(length) || Number(length) > bits)) return null;
  const open = BigInt(length === undefined ? 0 : bits - Number(length));
  const range = address >> open;
  return text => {
    const found = addressOf(text);
    return found !== null && found >> open === range;
  };
}
