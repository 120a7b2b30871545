/** One request and the whole of its answer, within a time. Redirects are not followed. No error has a URL or a header in it. */
import { codeOf } from './secret.ts';

export interface Request {
  readonly method: 'POST' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Bounds {
  /** Milliseconds, for all of it: from looking up the name to the last byte. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly is: 'answered';
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * - `unsent`: it certainly did not arrive
 * - `unsure`: it was sent, and the answer is not whole, or none
 * - `useless`: it can never be sent like this
 */
export type Exchanged =
  | Answer
  | { readonly is: 'unsent'; readonly why: string }
  | { readonly is: 'unsure'; readonly why: string }
  | { readonly is: 'useless'; readonly why: string };

/** Of an answer so much is read: none that matters is longer. */
const mostCharacters = 4_000_000;

export async function exchange(url: string, request: Request, { timeout, signal }: Bounds): Promise<Exchanged> {
  const place = placeOf(url);
  if (place === null) return { is: 'useless', why: 'it holds no address of the web (https://…)' };
  if (signal.aborted) return { is: 'unsent', why: 'the daemon is ending' };
  const late = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(place.url, {
      ...request,
      headers: { ...request.headers, ...place.headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, late]),
    });
    return { is: 'answered', status: response.status, headers: response.headers, text: await textOf(response) };
  } catch (error) {
    if (late.aborted) return { is: 'unsure', why: `no whole answer in ${timeout / 1000} s` };
    if (signal.aborted) return { is: 'unsure', why: 'the daemon ended before there was an answer' };
    return broken(error);
  }
}

/** User and password in an address go into a header: fetch takes no such address. */
function placeOf(text: string): { readonly url: string; readonly headers: Readonly<Record<string, string>> } | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/u.test(url.protocol)) return null;
  const { username, password } = url;
  if (username === '' && password === '') return { url: url.href, headers: {} };
  const basic = `${decoded(username)}:${decoded(password)}`;
  url.username = '';
  url.password = '';
  return { url: url.href, headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that stands for itself
  }
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length > mostCharacters) break;
  }
  return text;
}

/** These say that no request left: the name, the connection or its encryption failed. */
const neverSent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|EPROTO)$/u;

function broken(error: unknown): Exchanged {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const code = codeOf(cause ?? error);
  if (neverSent.test(code)) return { is: 'unsent', why: `it could not be reached (${code})` };
  return { is: 'unsure', why: `the connection broke before there was a whole answer (${code})` };
}
