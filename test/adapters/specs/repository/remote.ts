/** Repositories of git as their hosts serve them: real ones, by git's own server program behind a small one of Node. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

import { trickling } from '../../../trickling.ts';

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tw-remote-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A repository with a branch `main`, on this machine. */
export interface Remote {
  readonly path: string;
  /** Runs git in it, with settings of its own alone. */
  git(...args: readonly string[]): string;
  /** Writes files and commits them; null removes one, an object makes a link. Answers with the commit. */
  commit(
    files: Readonly<Record<string, string | Buffer | null | { readonly link: string }>>,
    ...options: readonly string[]
  ): string;
}

export function remote(home = folder()): Remote {
  const path = join(home, 'audit.git');
  mkdirSync(path, { recursive: true });
  const environment = {
    PATH: process.env['PATH'],
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@acme.example',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@acme.example',
    GNUPGHOME: join(home, 'gnupg'),
  };
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, {
      cwd: path,
      env: environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'uploadpack.allowReachableSHA1InWant', 'true');
  git('config', 'receive.denyCurrentBranch', 'ignore');
  return {
    path,
    git,
    commit(files, ...options) {
      for (const [name, content] of Object.entries(files)) {
        const file = join(path, name);
        mkdirSync(dirname(file), { recursive: true });
        rmSync(file, { force: true });
        if (content === null) continue;
        if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, file);
        else writeFileSync(file, content);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message=x', ...options);
      return git('rev-parse', 'HEAD');
    },
  };
}

export interface Served {
  readonly url: string;
  /** What it does next: answers, ends connections, says nothing, says a byte now and then, or leads elsewhere. */
  mood:
    | 'serves'
    | 'down'
    | 'silent'
    | 'trickles'
    | { readonly redirect: string }
    | { readonly status: number; readonly says: string };
  /** `Authorization` of each request. */
  readonly asked: (string | undefined)[];
}

/** Serves a repository over http on this machine. @param password where given, with the user `git` or another */
export async function serve(
  { path }: Remote,
  login?: { readonly user?: string; readonly password: string },
): Promise<Served> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const served: Served = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit.git`,
    mood: 'serves',
    asked: [],
  };
  const wanted = login && `Basic ${Buffer.from(`${login.user ?? 'git'}:${login.password}`).toString('base64')}`;

  function answer(request: IncomingMessage, response: ServerResponse): unknown {
    const { mood } = served;
    served.asked.push(request.headers.authorization);
    if (mood === 'silent') return undefined;
    if (mood === 'trickles') return trickling(response);
    if (mood === 'down') return request.socket.destroy();
    if (typeof mood === 'object' && 'redirect' in mood)
      return response.writeHead(302, { location: mood.redirect + request.url }).end();
    if (typeof mood === 'object')
      return response.writeHead(mood.status, { 'content-type': 'text/plain' }).end(mood.says);
    if (wanted !== undefined && request.headers.authorization !== wanted)
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return backend(path, request, response);
  }
  return served;
}

/** `git http-backend` speaks CGI. */
function backend(path: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(String(request.url), 'http://x');
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROJECT_ROOT: dirname(path),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\r\n\r\n');
    const headers = all
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map(line => line.split(/: (.*)/su, 2) as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    for (const [name, value] of headers) if (name !== 'Status') response.setHeader(name, value);
    response.writeHead(Number.parseInt(status, 10)).end(all.subarray(end + 4));
  });
}
