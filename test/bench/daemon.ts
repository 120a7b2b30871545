/** The daemon as a process of its own: what it holds after thousands of runs. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { environment, main } from './child.ts';
import { estateOf } from './estate.ts';
import type { Row } from './rows.ts';
import { startSandbox } from './sandbox.ts';

const token = 'a-token-that-only-the-benchmark-knows';

interface Running {
  /** Has it reconcile once, and answers how long that took, in milliseconds. */
  reconcile(): Promise<number>;
  /** Megabytes in use, once everything that nobody needs is thrown away. */
  heap(): Promise<number>;
  stop(): Promise<void>;
}

async function startDaemon(folder: string, endpoint: string): Promise<Running> {
  const told = join(folder, 'memory.json');
  const preload = `import { writeFileSync, renameSync } from 'node:fs';
    process.on('SIGUSR2', () => {
      globalThis.gc();
      writeFileSync(${JSON.stringify(`${told}.new`)}, JSON.stringify(process.memoryUsage()));
      renameSync(${JSON.stringify(`${told}.new`)}, ${JSON.stringify(told)});
    });`;
  const args = ['--expose-gc', `--import=data:text/javascript,${encodeURIComponent(preload)}`, main];
  const child = spawn(process.execPath, [...args, 'daemon', '--config', join(folder, 'daemon.yaml')], {
    env: environment(endpoint),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-100_000);
  });
  const url = await until('it listens', () => /"url":"([^"]+)"/u.exec(log)?.[1]);
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1/${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`the daemon answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    async reconcile() {
      const began = performance.now();
      const { run } = (await ask('reconcile', { method: 'POST', body: '{}' })) as { readonly run: string };
      await until('the run is over', () => (log.includes(`"run":"${run}","cause"`) ? true : undefined));
      return performance.now() - began;
    },
    async heap() {
      rmSync(told, { force: true });
      child.kill('SIGUSR2');
      await until('it tells its memory', () => (existsSync(told) ? true : undefined));
      const { heapUsed, external } = JSON.parse(readFileSync(told, 'utf8')) as NodeJS.MemoryUsage;
      return (heapUsed + external) / 1024 / 1024;
    },
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function until<T>(what: string, look: () => T | undefined): Promise<T> {
  for (let waited = 0; waited < 30_000; waited += 5) {
    const found = look();
    if (found !== undefined) return found;
    await pause(5);
  }
  throw new Error(`in vain waited until ${what}`);
}

/** So many runs pass before memory is measured first: caches fill, code is compiled. */
const warm = 200;

/** As many runs in a row: what it holds at the end, against the beginning. */
export async function months({ reconciles }: { readonly reconciles: number }): Promise<readonly Row[]> {
  const estate = estateOf({ regions: ['us-east-1'], trails: 2, buckets: 1, watch: 'declared' });
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  writeFileSync(join(folder, 'spec.yaml'), estate.spec);
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
  writeFileSync(join(folder, 'daemon.yaml'), config);
  const sandbox = await startSandbox();
  const daemon = await startDaemon(folder, sandbox.url);
  const repeat = async (times: number): Promise<number> => {
    let sum = 0;
    for (let run = 0; run < times; run += 1) sum += await daemon.reconcile();
    return sum / times;
  };
  try {
    await repeat(Math.min(warm, reconciles));
    const first = await daemon.heap();
    const each = await repeat(reconciles);
    const last = await daemon.heap();
    return [
      {
        name: `memory after ${reconciles} runs of the daemon, against before`,
        values: { 'before, MB': first, 'after, MB': last, 'a run and its answer, ms': each },
        ratio: last / first,
        aim: 1.1,
        note: `${Math.min(warm, reconciles)} runs before the first measurement; heap and buffers after a collection, history in a file`,
      },
    ];
  } finally {
    await daemon.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  }
}

const config = `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: bench }
spec:
  mode: enforce
  source: { folder: { paths: [spec.yaml] } }
  schedule: { cron: '0 0 1 1 *', jitter: 0s }
  history: { path: history.db, keep: 90d }
  server: { port: 0, writeTokenFile: token }
  attribution: false
`;
