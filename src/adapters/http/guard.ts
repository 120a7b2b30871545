/** Who is let in: by which name the server was called, on behalf of which page, and with which token. */
import { isIP } from 'node:net';

import type { ServerConfig } from '../../core/daemon/config.ts';
import { Refusal } from './problems.ts';
import type { Sessions } from './sessions.ts';
import { digestOf } from './tokens.ts';
import type { Scope, Tokens } from './tokens.ts';

/** What of a request counts here. */
export interface Incoming {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Who asks. */
export interface Caller {
  readonly scope: Scope | null;
  /** How it was shown; `nobody`: reading is free, or nothing was shown. */
  readonly by: 'token' | 'session' | 'nobody';
  /** When the session ends; null: there is none. */
  readonly expiresAt: Date | null;
}

export const cookieName = 'trailwarden_session';

const one = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

/**
 * A name that somebody pointed to this address (DNS rebinding) is none of ours. An address cannot be pointed anywhere, so
 * every address is let through.
 *
 * @throws Refusal
 */
export function checkHost({ headers }: Incoming, config: ServerConfig): void {
  const host = one(headers['host']);
  const name = host === undefined ? null : hostname(host);
  if (name !== null && (isIP(name) !== 0 || namesOf(config).has(name))) return;
  throw new Refusal(421, 'host-not-allowed');
}

/** Without port and brackets; null: it is none. */
function hostname(host: string): string | null {
  if (!/^[\w.:[\]-]+$/u.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
}

function namesOf({ host, externalUrl, allowedHosts }: ServerConfig): ReadonlySet<string> {
  const external = externalUrl === null ? [] : [new URL(externalUrl).hostname];
  return new Set(['localhost', host, ...external, ...allowedHosts].map(name => name.toLowerCase()));
}

/**
 * A browser says on behalf of which page it sends. Whoever is known by a cookie must say so; who sends a token itself is a
 * program, or our page.
 *
 * @throws Refusal
 */
export function checkOrigin({ headers }: Incoming, { by }: Caller, { externalUrl }: ServerConfig): void {
  const [origin, host] = [one(headers['origin']), one(headers['host'])];
  if (origin === undefined && by !== 'session' && one(headers['sec-fetch-site']) !== 'cross-site') return;
  const external = externalUrl === null ? [] : [new URL(externalUrl).origin];
  const own = [`http://${host}`, `https://${host}`, ...external].map(text => text.toLowerCase());
  if (origin === undefined || !own.includes(origin.toLowerCase())) throw new Refusal(403, 'origin-not-allowed');
}

interface Known {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
}

/** @throws Refusal where a token is shown that permits nothing */
export async function callerOf({ headers }: Incoming, { tokens, sessions }: Known): Promise<Caller> {
  const token = bearer(one(headers['authorization']));
  if (token !== null) {
    const scope = await tokens.permits(digestOf(token));
    if (scope === null) throw needed();
    return { scope, by: 'token', expiresAt: null };
  }
  const secret = cookieOf(one(headers['cookie']));
  const session = secret === null ? null : await sessions.find(secret);
  if (session) return { scope: session.scope, by: 'session', expiresAt: session.expiresAt };
  return { scope: tokens.readingIsFree ? 'read' : null, by: 'nobody', expiresAt: null };
}

/** The token of a header; another scheme has none that could be right. */
export function bearer(header: string | undefined): string | null {
  if (header === undefined) return null;
  return /^Bearer +(\S+) *$/iu.exec(header)?.[1] ?? '';
}

export function cookieOf(header: string | undefined): string | null {
  const found = (header ?? '').split(';').map(part => part.trim().split('='));
  return found.find(([name]) => name === cookieName)?.[1] ?? null;
}

/** @throws Refusal */
export function checkScope({ scope, by }: Caller, wanted: Scope): void {
  if (scope === 'write' || (scope === 'read' && wanted === 'read')) return;
  if (wanted === 'write' && by !== 'nobody') throw new Refusal(403, 'not-permitted');
  throw needed();
}

function needed(): Refusal {
  return new Refusal(401, 'token-needed', { headers: { 'www-authenticate': 'Bearer realm="trailwarden"' } });
}
