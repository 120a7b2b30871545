/** A server on this machine that keeps comments as GitHub does: pages with links, rights, limits of rate, bad days. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface KeptComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
  readonly html_url: string;
}

/** What one request meets instead of an answer; `after`: it was carried out all the same. */
export interface Trouble {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The connection ends without an answer, or in the middle of one. */
  readonly dies?: 'at once' | 'half way';
  readonly after?: boolean;
  /** Only requests of this method meet it; the others pass it by. */
  readonly method?: string;
}

export interface PlayedPull {
  readonly number: number;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly base: { readonly ref: string; readonly repo: { readonly full_name: string } };
}

/** Pull request 7 of acme/audit, merged into main by this commit. */
export function mergedBy(commit: string): PlayedPull {
  const base = { ref: 'main', repo: { full_name: 'acme/audit' } };
  return { number: 7, merged_at: '2026-01-01T00:00:00Z', merge_commit_sha: commit, base };
}

export interface PlayedGithub {
  readonly url: string;
  readonly comments: KeptComment[];
  /** Merged pull requests by commit. */
  readonly pulls: Map<string, readonly PlayedPull[]>;
  /** Met one by one. */
  readonly troubles: Trouble[];
  /** `METHOD path` of every request. */
  readonly requests: string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const token = 'ghs_canary0123456789';
/** How GitHub names the owner of a workflow's own token. */
export const bot = 'github-actions[bot]';

/** @param pageSize what a page holds at most, whatever is asked for */
export async function playGithub(pageSize = 2): Promise<PlayedGithub> {
  const comments: KeptComment[] = [];
  const pulls: PlayedGithub['pulls'] = new Map();
  const troubles: Trouble[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    requests.push(`${request.method} ${request.url}`);
    const trouble =
      troubles[0]?.method === undefined || troubles[0].method === request.method ? troubles.shift() : undefined;
    if (trouble && !trouble.after) return meet(trouble, response);
    const result = carryOut(request, text);
    if (trouble) return meet(trouble, response);
    response.writeHead(result.status, { 'content-type': 'application/json', ...result.headers });
    response.end(JSON.stringify(result.body));
  }

  function carryOut(request: IncomingMessage, text: string): Answer {
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    if (request.headers.authorization !== `Bearer ${token}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    const parts = pathname.split('/');
    if (request.method === 'GET' && pathname.endsWith('/pulls'))
      return { status: 200, body: pulls.get(parts[5] ?? '') ?? [] };
    if (request.method === 'GET' && pathname.endsWith('/comments'))
      return page(pathname, Number(searchParams.get('page') ?? 1));
    const { body = '' } = JSON.parse(text) as { readonly body?: string };
    if (body.length > 65_536) return { status: 422, body: { message: 'Validation Failed' } };
    if (request.method === 'POST') {
      const made = { id: comments.length + 1, body, user: { login: bot }, html_url: `${url}/c/${comments.length + 1}` };
      comments.push(made);
      return { status: 201, body: made };
    }
    const found = comments.find(({ id }) => id === Number(parts.at(-1)));
    if (!found || request.method !== 'PATCH') return { status: 404, body: { message: 'Not Found' } };
    found.body = body;
    return { status: 200, body: found };
  }

  function page(pathname: string, number: number): Answer {
    const last = Math.max(1, Math.ceil(comments.length / pageSize));
    const link = `<${url}${pathname}?page=${number + 1}>; rel="next", <${url}${pathname}?page=${last}>; rel="last"`;
    const headers: Readonly<Record<string, string>> = number < last ? { link } : {};
    return { status: 200, headers, body: comments.slice((number - 1) * pageSize, number * pageSize) };
  }

  return {
    url,
    comments,
    pulls,
    troubles,
    requests,
    close: () => new Promise(done => server.close(() => done()).closeAllConnections()),
  };
}

function meet({ status = 200, headers = {}, body = '{}', dies }: Trouble, response: ServerResponse): void {
  if (dies === 'at once') {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, ...(dies ? { 'content-length': String(body.length + 100) } : {}) });
  if (dies) response.write(body, () => response.destroy());
  else response.end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
