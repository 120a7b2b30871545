/** The daemon as a process of its own: what it holds after thousands of runs, and how soon it mends what an event tells. */
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { environment, main } from './child.ts';
import { estateOf } from './estate.ts';
import { median } from './rows.ts';
import type { Row } from './rows.ts';
import { startSandbox } from './sandbox.ts';

const token = 'a-token-that-only-the-benchmark-knows';

interface Running {
  /** The last run, as the API tells it. */
  last(): Promise<{ readonly cause: string; readonly started_at: string }>;
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
    async last() {
      const { runs } = (await ask('status')) as {
        readonly runs: { readonly last: Awaited<ReturnType<Running['last']>> };
      };
      return runs.last;
    },
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
  const { daemon, close } = await staged('0 0 1 1 *');
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
    await close();
  }
}

/** A sandbox, and a daemon that works on it. */
async function staged(cron: string, more = '') {
  const estate = estateOf({ regions: ['us-east-1'], trails: 2, buckets: 1, watch: 'declared' });
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  writeFileSync(join(folder, 'spec.yaml'), estate.spec);
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
  writeFileSync(join(folder, 'daemon.yaml'), config(cron, more));
  const sandbox = await startSandbox();
  if (more !== '') await tellChanges(sandbox.url);
  const daemon = await startDaemon(folder, sandbox.url);
  const close = async (): Promise<void> => {
    await daemon.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  };
  return { daemon, sandbox, close };
}

const account = '111111111111';
const region = 'us-east-1';
const credentials = { accessKeyId: account, secretAccessKey: 'example' };

/** A rule of EventBridge that puts the calls of CloudTrail into a queue. */
async function tellChanges(endpoint: string): Promise<void> {
  const [sqs, bridge] = [SQSClient, EventBridgeClient].map(Client => new Client({ endpoint, region, credentials })) as [
    SQSClient,
    EventBridgeClient,
  ];
  const Arn = `arn:aws:sqs:${region}:${account}:told`;
  const Statement = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: '*', Resource: Arn };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await sqs.send(new CreateQueueCommand({ QueueName: 'told', Attributes: { Policy } }));
  await bridge.send(new PutRuleCommand({ Name: 'told', EventPattern: JSON.stringify({ source: ['aws.cloudtrail'] }) }));
  await bridge.send(new PutTargetsCommand({ Rule: 'told', Targets: [{ Id: 'queue', Arn }] }));
  sqs.destroy();
  bridge.destroy();
}

/** The name of a trail that logs, once there is one. */
async function firstTrail(trails: CloudTrailClient): Promise<string> {
  for (let waited = 0; waited < 1_000; waited += 1) {
    const { trailList = [] } = await trails.send(new DescribeTrailsCommand({}));
    const [name] = trailList.flatMap(({ Name = [] }) => Name);
    if (name !== undefined && (await trails.send(new GetTrailStatusCommand({ Name: name }))).IsLogging === true)
      return name;
    await pause(20);
  }
  throw new Error('the daemon made no trail');
}

/** From when somebody had stopped a trail, as the sandbox's EventBridge tells it at once; AWS's takes a few seconds. */
export async function eventToRepair({ long }: { readonly long: number }): Promise<readonly Row[]> {
  const queue = `https://sqs.${region}.amazonaws.com/${account}/told`;
  const { daemon, sandbox, close } = await staged(
    '0 0 1 1 *',
    `  events: { queueUrl: '${queue}', region: ${region}, gather: 1s }\n`,
  );
  const trails = new CloudTrailClient({ endpoint: sandbox.url, region, credentials });
  const Name = await firstTrail(trails);
  await daemon.reconcile(); // what is stopped while the first run waits for it to log is not what is measured
  const detected: number[] = [];
  const repaired: number[] = [];
  try {
    for (let round = 0; round < long; round += 1) {
      await trails.send(new StopLoggingCommand({ Name }));
      const stopped = Date.now();
      while ((await trails.send(new GetTrailStatusCommand({ Name }))).IsLogging !== true) await pause(20);
      repaired.push(Date.now() - stopped);
      await pause(500); // the run is over
      detected.push(Date.parse((await daemon.last()).started_at) - stopped);
    }
  } finally {
    trails.destroy();
    await close();
  }
  return [
    {
      name: 'from a stopped trail to the run that an event makes, and to the repair',
      values: { 'until it is detected, ms': median(detected), 'until it logs again, ms': median(repaired) },
      ratio: median(repaired) / 5_000,
      aim: 1,
      note: 'events are gathered for 1 s; ratio: the repair, against 5 s',
    },
  ];
}

const config = (cron: string, more: string): string => `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: bench }
spec:
  mode: enforce
  source: { folder: { paths: [spec.yaml] } }
  schedule: { cron: '${cron}', jitter: 0s }
  history: { path: history.db, keep: 90d }
  server: { port: 0, writeTokenFile: token }
  attribution: false
${more}`;
