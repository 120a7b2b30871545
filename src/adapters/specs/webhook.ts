/** Whether a call of a webhook is genuine. Nothing else of it is believed: it means "look now". */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { GitConfig } from '../../core/daemon/config.ts';
import type { Problem } from '../../core/model.ts';

/** Bytes of a body at most: GitHub sends no more than 25 MB, of which a push has a few thousand. */
export const largestHook = 1_000_000;

/** How old a call of `generic` may be, or how far ahead its clock, in milliseconds. */
const window = 300_000;

export interface HookCall {
  readonly provider: NonNullable<GitConfig['webhook']>['provider'];
  /** As it stands in its file, without the end of the line. */
  readonly secret: string;
  /** By names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came, byte for byte. */
  readonly body: Buffer;
  readonly now: Date;
}

/** What is wrong with the call; null: it is genuine. Never says which secret was expected. */
export function judgeHook(call: HookCall): Problem | null {
  if (call.secret === '') return refused('the secret of the webhook is empty', 'write it into secretFile');
  if (call.body.length > largestHook) return refused('the body is larger than 1 MB', 'let it send pushes only');
  return judges[call.provider](call);
}

const judges: Readonly<Record<HookCall['provider'], (call: HookCall) => Problem | null>> = {
  github({ secret, headers, body }) {
    return signature(single(headers['x-hub-signature-256']), hmac(secret, [body]), 'X-Hub-Signature-256');
  },
  gitlab({ secret, headers }) {
    const token = single(headers['x-gitlab-token']);
    if (token === null) return refused('X-Gitlab-Token is missing', 'give the webhook its secret token');
    return same(token, secret) ? null : refused('X-Gitlab-Token is wrong', 'give the webhook the secret of secretFile');
  },
  generic({ secret, headers, body, now }) {
    const time = single(headers['x-trailwarden-timestamp']);
    if (time === null || !/^\d{1,12}$/u.test(time))
      return refused('X-Trailwarden-Timestamp is missing', 'send the time in seconds since 1970');
    const signed = [Buffer.from(`${time}.`), body];
    const wrong = signature(
      single(headers['x-trailwarden-signature']),
      hmac(secret, signed),
      'X-Trailwarden-Signature',
    );
    if (wrong) return wrong;
    const fresh = Math.abs(now.getTime() - Number(time) * 1000) <= window;
    return fresh ? null : refused('the call is older than five minutes', 'check the clocks of both machines');
  },
};

function signature(given: string | null, expected: string, header: string): Problem | null {
  if (given === null) return refused(`${header} is missing`, 'give the webhook its secret');
  return same(given, expected) ? null : refused(`${header} does not fit`, 'give the webhook the secret of secretFile');
}

function hmac(secret: string, parts: readonly Buffer[]): string {
  const hash = createHmac('sha256', secret);
  for (const part of parts) hash.update(part);
  return `sha256=${hash.digest('hex')}`;
}

/** Takes as long whatever is compared: digests have one length. */
function same(one: string, other: string): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
}

/** A header that came twice is none. */
function single(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function refused(message: string, hint: string): Problem {
  return { code: 'webhook-refused', message, hint };
}
