/**
 * Sessions of browsers: a random cookie in place of the token, which the page keeps nowhere. A session permits what its
 * token permits at the moment, and ends when the token is another one.
 */
import { randomBytes } from 'node:crypto';

import type { Clock } from '../../app/ports.ts';
import { digestOf } from './tokens.ts';
import type { Scope, Tokens } from './tokens.ts';

interface Session {
  readonly scope: Scope;
  readonly expiresAt: Date;
}

export interface Sessions {
  /** @param digest SHA-256 of the token. Answers with the secret of the cookie. */
  begin(digest: Buffer): { readonly secret: string; readonly expiresAt: Date };
  find(secret: string): Promise<Session | null>;
  end(secret: string): void;
}

/** In milliseconds: a working day. */
export const sessionLasts = 12 * 60 * 60_000;
const most = 1_000;

export function sessionsOf(tokens: Tokens, clock: Clock): Sessions {
  const open = new Map<string, { readonly digest: Buffer; readonly expiresAt: Date }>();
  const keyOf = (secret: string): string => digestOf(secret).toString('hex');
  return {
    begin(digest) {
      const secret = randomBytes(32).toString('base64url');
      const expiresAt = new Date(clock.now().getTime() + sessionLasts);
      const [oldest] = open.keys();
      if (open.size >= most && oldest !== undefined) open.delete(oldest);
      open.set(keyOf(secret), { digest, expiresAt });
      return { secret, expiresAt };
    },
    async find(secret) {
      const key = keyOf(secret);
      const found = open.get(key);
      if (!found) return null;
      const scope = found.expiresAt > clock.now() ? await tokens.permits(found.digest) : null;
      if (scope === null) open.delete(key);
      return scope && { scope, expiresAt: found.expiresAt };
    },
    end(secret) {
      open.delete(keyOf(secret));
    },
  };
}
