/** Secrets in files: read anew for each sending, so that who changes one need not restart anything. */
import { readFile } from 'node:fs/promises';

export type Read = { readonly secret: string } | { readonly why: string };

/** One word, without what stands around it. Says why there is none; never what stands in the file. */
export async function readSecret(path: string): Promise<Read> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => ({ code: codeOf(error) }));
  if (typeof text !== 'string') return { why: `${path} cannot be read (${text.code})` };
  const secret = text.trim();
  if (secret === '') return { why: `${path} is empty` };
  return /\s/u.test(secret) ? { why: `${path} does not hold one word` } : { secret };
}

export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown error';
}
