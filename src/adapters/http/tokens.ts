/** Tokens in files: read again when they change, compared without telling how far they fit. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { Clock, Log } from '../../app/ports.ts';
import type { ServerConfig } from '../../core/daemon/config.ts';
import type { Problem } from '../../core/model.ts';

export type Scope = 'read' | 'write';

/** What a token permits: `write` is to read, too. */
export interface Tokens {
  /** SHA-256 of a token to what it permits now; null: nothing. */
  permits(digest: Buffer): Promise<Scope | null>;
  /** Whether somebody who shows no token may read. */
  readonly readingIsFree: boolean;
  readonly writingIsPossible: boolean;
}

/** How long a file that was read counts as unchanged, in milliseconds. */
const freshFor = 1_000;
const shortest = 16;

interface TokenFile {
  readonly digest: () => Promise<Buffer | null>;
}

export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function tokensOf({ readTokenFile, writeTokenFile }: ServerConfig, clock: Clock, log: Log): Tokens {
  const reading = readTokenFile === null ? null : tokenFile(readTokenFile, clock, log);
  const writing = writeTokenFile === null ? null : tokenFile(writeTokenFile, clock, log);
  return {
    readingIsFree: reading === null,
    writingIsPossible: writing !== null,
    async permits(digest) {
      const [write, read] = await Promise.all([writing?.digest(), reading?.digest()]);
      const [mayWrite, mayRead] = [same(digest, write), same(digest, read)];
      if (mayWrite) return 'write';
      return mayRead ? 'read' : null;
    },
  };
}

function same(digest: Buffer, known: Buffer | null | undefined): boolean {
  return known !== null && known !== undefined && timingSafeEqual(digest, known);
}

/** The files that are of no use as they stand. */
export async function tokenProblems({ readTokenFile, writeTokenFile }: ServerConfig): Promise<readonly Problem[]> {
  const files = [readTokenFile, writeTokenFile].filter(file => file !== null);
  const read = await Promise.all(files.map(async file => readToken(file)));
  return read.flatMap(found => ('problem' in found ? [found.problem] : []));
}

type Found = { readonly token: string } | { readonly problem: Problem };

async function readToken(file: string): Promise<Found> {
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    error instanceof Error ? error : new Error('unread'),
  );
  if (text instanceof Error) return useless(`${file} cannot be read: ${text.message}`);
  const token = text.trim();
  if (token.length < shortest || /\s/u.test(token))
    return useless(`${file} does not hold one token of at least ${shortest} characters`);
  return { token };
}

function useless(message: string): Found {
  return {
    problem: { code: 'token-unreadable', message, hint: 'Write a long random text into it: openssl rand -hex 32.' },
  };
}

/** A file that cannot be read lets nobody in. */
function tokenFile(file: string, clock: Clock, log: Log): TokenFile {
  let known: { readonly at: number; readonly digest: Promise<Buffer | null> } | null = null;
  let told = '';
  const read = async (): Promise<Buffer | null> => {
    const found = await readToken(file);
    const message = 'problem' in found ? found.problem.message : '';
    if (message !== told && message !== '')
      log.warn({ file, problem: message }, 'a token file is of no use: nobody gets in by it');
    told = message;
    return 'token' in found ? digestOf(found.token) : null;
  };
  return {
    digest() {
      const now = clock.now().getTime();
      if (known === null || now - known.at >= freshFor || now < known.at) known = { at: now, digest: read() };
      return known.digest;
    },
  };
}
