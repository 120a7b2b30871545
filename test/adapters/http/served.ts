/** A server on a free port of this machine, and requests to it that say which Host they mean. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

import type { Assets } from '../../../src/adapters/http/assets.ts';
import { serve } from '../../../src/adapters/http/server.ts';
import type { Server, Serving } from '../../../src/adapters/http/server.ts';
import type { ServerConfig } from '../../../src/core/daemon/config.ts';
import { running } from '../../arbitraries/running.ts';
import type { Running } from '../../arbitraries/running.ts';
import type { Scene } from '../../arbitraries/snapshots.ts';

export interface Served extends Running {
  readonly server: Server;
  /** What the server logged, a line each. */
  readonly lines: readonly string[];
}

export const plainConfig: ServerConfig = {
  host: '127.0.0.1',
  port: 0,
  readTokenFile: null,
  writeTokenFile: null,
  externalUrl: null,
  allowedHosts: [],
};

export async function served(scene: Scene, more: Partial<Serving> = {}): Promise<Served> {
  const now = running(scene);
  const lines: string[] = [];
  const say = (details: object, message: string): void => void lines.push(`${message} ${JSON.stringify(details)}`);
  const server = await serve({
    config: plainConfig,
    commands: now.commands,
    history: now.history,
    log: { debug: say, info: say, warn: say },
    clock: { now: () => new Date(), sleep: async () => {} },
    assets: new Map() satisfies Assets,
    signed: null,
    ...more,
  });
  if ('problem' in server) throw new Error(server.problem.message);
  onTestFinished(() => server.close());
  return { ...now, server, lines };
}

export const readToken = 'read-token-0123456789';
export const writeToken = 'write-token-0123456789';

/** Files with tokens, and a config that names them. */
export function withTokens(more: Partial<ServerConfig> = {}): ServerConfig & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  const [readTokenFile, writeTokenFile] = [join(folder, 'read'), join(folder, 'write')];
  writeFileSync(readTokenFile, `${readToken}\n`);
  writeFileSync(writeTokenFile, `${writeToken}\n`);
  return { ...plainConfig, readTokenFile, writeTokenFile, ...more, folder };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: number;
}

interface Request extends Pick<RequestOptions, 'method'> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Unlike fetch, it may send any Host and any Origin. */
export function ask(
  { url }: Pick<Server, 'url'>,
  path: string,
  { method = 'GET', headers = {}, body }: Request = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, headers: { ...sized(body), ...headers }, agent: false },
      reply => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          const all = Buffer.concat(chunks);
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: all.toString(), bytes: all.length });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Node sends the body of some methods without its length. */
const sized = (body: string | undefined) =>
  body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` };

export const json = (reply: Reply): Record<string, unknown> => JSON.parse(reply.text) as Record<string, unknown>;
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const posted = (body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
