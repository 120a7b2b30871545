/** What the server of a daemon with a thousand accounts takes, while its snapshot changes and many ask at once. */
import { Agent, request } from 'node:http';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

import { readAssets } from '../../src/adapters/http/assets.ts';
import { serve } from '../../src/adapters/http/server.ts';
import type { Server } from '../../src/adapters/http/server.ts';
import { running } from '../arbitraries/running.ts';
import { median } from './rows.ts';
import type { Row } from './rows.ts';
import { hasWrk, stormed } from './wrk.ts';

const atOnce = 20;
const each = 50;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

/** Asked from the same process, so that the time of who asks counts too; and by wrk, where it does not. */
export async function answering(): Promise<readonly Row[]> {
  const daemon = running('1000');
  const server = await serve({
    config: {
      host: '127.0.0.1',
      port: 0,
      readTokenFile: null,
      writeTokenFile: null,
      externalUrl: null,
      allowedHosts: [],
    },
    commands: daemon.commands,
    history: daemon.history,
    log: { debug() {}, info() {}, warn() {} },
    clock: { now: () => new Date(), sleep: async () => {} },
    assets: await readAssets(resolve(import.meta.dirname, '../../dist/page')),
    signed: null,
  });
  if ('problem' in server) throw new Error(server.problem.message);
  const changes = setInterval(() => server.follower.changed(daemon.set({})), 100);
  try {
    const rows: Row[] = [];
    for (const path of ['/metrics', '/api/v1/status', '/api/v1/coverage?limit=1000'])
      rows.push(await loaded(server, path));
    return [...rows, ...(await underWrk(server))];
  } finally {
    clearInterval(changes);
    agent.destroy();
    await server.close();
  }
}

async function underWrk({ url }: Server): Promise<readonly Row[]> {
  if (!hasWrk())
    return [
      { name: 'load by wrk', values: {}, note: 'not measured: wrk is missing, and apt-get could not install it' },
    ];
  const rows: Row[] = [];
  for (const path of ['/metrics', '/', '/api/v1/status']) rows.push(await stormed(url, path));
  return rows;
}

async function loaded(server: Server, path: string): Promise<Row> {
  const taken: number[] = [];
  const began = performance.now();
  const one = async (): Promise<void> => {
    for (let count = 0; count < each; count += 1) {
      const from = performance.now();
      await asked(server, path);
      taken.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - began) / 1000;
  const slowest = taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? Number.NaN;
  return {
    name: `${path}, 1,000 accounts, ${atOnce} at once`,
    values: { 'ms, median': median(taken), 'ms, 99 of 100': slowest, 'answers a second': taken.length / seconds },
  };
}

async function asked({ url }: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const sent = request(`${url}${path}`, { agent, headers: { 'accept-encoding': 'gzip' } }, reply => {
      if (reply.statusCode !== 200) reject(new Error(`${path} was answered with ${reply.statusCode}`));
      reply.on('end', resolve).resume();
    });
    sent.on('error', reject).end();
  });
}
