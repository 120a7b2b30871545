/** Processes that are measured: how long they take, and what they use. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const main = resolve(import.meta.dirname, '../../dist/main.js');

export interface Taken {
  /** Milliseconds from before it was started until it had ended. */
  readonly wallMs: number;
  readonly stdout: string;
}

export interface Used extends Taken {
  /** Milliseconds of processor time, its own and the system's for it. */
  readonly cpuMs: number;
  /** The most memory it held at any time, in megabytes. */
  readonly peakMb: number;
}

/** Nothing of the tester's own AWS; without an endpoint, nothing answers. */
export function environment(endpoint = 'http://127.0.0.1:9'): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    LANG: 'C.UTF-8',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: '111111111111',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1', // what the AWS CLI reads
  };
}

/** Runs a program to its end. @throws when it does not end with 0: a failure must not count as fast */
export async function timed([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<Taken> {
  const started = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const ended = Promise.withResolvers<number>();
  child.once('exit', () => ended.resolve(performance.now() - started));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const line = [program, ...args].join(' ');
  if (code !== 0) throw new Error(`${line} ended with ${code}:\n${texts.stdout}${texts.stderr}`);
  return { wallMs: await ended.promise, stdout: texts.stdout };
}

/** Runs trailwarden to its end, and has it say what it used. */
export async function used(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Used> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const file = join(folder, 'usage.json');
    const preload = `import { writeFileSync } from 'node:fs';
      process.on('exit', () => writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.resourceUsage())));`;
    const line = [process.execPath, `--import=data:text/javascript,${encodeURIComponent(preload)}`, main, ...args];
    const taken = await timed(line, env);
    const usage = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage; // microseconds, kilobytes
    const cpuMs = (usage.userCPUTime + usage.systemCPUTime) / 1000;
    return { ...taken, cpuMs, peakMb: usage.maxRSS / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
