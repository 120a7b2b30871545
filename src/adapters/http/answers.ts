/** Answers as bytes: made once for each state of the daemon, compressed once, and not sent again to who has them. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** One answer as it is sent. */
export interface Body {
  readonly etag: string;
  readonly plain: Buffer;
  /** In a thread of its own: a large estate does not hold up the loop. */
  zipped(): Promise<Buffer>;
}

export interface Answers {
  /**
   * @param state what the answer depends on beside the question: with another one all that is remembered is forgotten
   * @param question names the answer among those of the state
   */
  remember(state: string, question: string, make: () => unknown): Body;
}

const compress = promisify(gzip);
/** Questions that are remembered. Others are answered anew. */
const most = 64;

export function bodyOf(document: unknown): Body {
  return bodyOfBytes(Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)));
}

export function bodyOfBytes(plain: Buffer): Body {
  let zipped: Promise<Buffer> | null = null;
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { etag, plain, zipped: () => (zipped ??= compress(plain)) };
}

export function answers(): Answers {
  const known = new Map<string, Body>();
  let current = '';
  return {
    remember(state, question, make) {
      if (state !== current) known.clear();
      current = state;
      const found = known.get(question);
      if (found) return found;
      const body = bodyOf(make());
      if (known.size < most) known.set(question, body);
      return body;
    },
  };
}

/** Whether a browser or program takes gzip. */
export function takesGzip(accepted: string | undefined): boolean {
  return (accepted ?? '').split(',').some(part => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/iu.test(part));
}

/** Whether who asks has the answer already. */
export function hasIt(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some(one => one.trim().replace(/^W\//u, '') === etag || one.trim() === '*');
}
