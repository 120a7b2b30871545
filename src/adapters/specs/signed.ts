import { readFile } from 'node:fs/promises';

import type { Clock, Log } from '../../app/ports.ts';
import type { SourceConfig } from '../../core/daemon/config.ts';
import { judgeHook, type HookCall } from './webhook.ts';

/** Whether a call of the webhook is genuine: its headers by names in lower case, and the bytes of its body. */
export type Signed = (headers: HookCall['headers'], body: Buffer) => Promise<boolean>;

/** Judges calls by the secret that the config names, read anew for each; null: there is no webhook. */
export function signedBy(
  source: SourceConfig,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Signed | null {
  const webhook = source.is === 'git' ? source.webhook : null;
  if (webhook === null) return null;
  const { provider, secretFile } = webhook;
  return async (headers, body) => {
    const secret = await readFile(secretFile, 'utf8').catch(() => null);
    if (secret === null) log.warn({ secretFile }, 'the secret of the webhook could not be read: no call is taken');
    const problem = judgeHook({ provider, secret: (secret ?? '').trimEnd(), headers, body, now: clock.now() });
    if (problem) log.warn({ problem }, 'a call of the webhook was refused');
    return problem === null;
  };
}
