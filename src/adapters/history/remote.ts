/** The history of a daemon, over its API. */
import type { Problem } from '../../core/model.ts';

export interface RemoteQuery {
  readonly since: string;
  readonly status?: 'open' | 'closed';
  /** Pattern of addresses. */
  readonly target?: string;
  readonly limit: number;
}

/** How long an answer is waited for, in milliseconds. */
const patience = 30_000;

/**
 * Asks `/api/v1/history`.
 *
 * @param token of those who may read; undefined: none is needed
 * @returns the document as it came, or why there is none. Never throws for what the daemon answers.
 */
export async function askHistory(url: string, query: RemoteQuery, token?: string): Promise<object | Problem> {
  const { since, status, target, limit } = query;
  const address = new URL('api/v1/history', url.endsWith('/') ? url : `${url}/`);
  const asked = {
    since,
    limit: `${limit}`,
    ...(status ? { status } : {}),
    ...(target === undefined ? {} : { target }),
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  const headers = { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  try {
    const answer = await fetch(address, { headers, signal: AbortSignal.timeout(patience) });
    if (!answer.ok) return noHistory(url, `it answers ${answer.status} ${answer.statusText}`.trimEnd());
    const document: unknown = await answer.json();
    return isHistory(document) ? document : noHistory(url, 'it answers something else');
  } catch (error) {
    return noHistory(url, reasonOf(error));
  }
}

function isHistory(document: unknown): document is object {
  return (
    typeof document === 'object' &&
    document !== null &&
    Reflect.get(document, 'kind') === 'history' &&
    Array.isArray(Reflect.get(document, 'drifts'))
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function noHistory(url: string, why: string): Problem {
  return {
    code: 'no-history',
    message: `The daemon at ${url} has not answered with its history: ${why}`,
    hint: 'Name the address of its page; where reading needs a token, name its file: --token-file.',
  };
}
