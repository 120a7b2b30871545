/** Each case measures the program against something else of the same run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { awsCli } from './aws-cli.ts';
import { environment, main, timed, used } from './child.ts';
import type { Used } from './child.ts';
import { estateOf, regions, total } from './estate.ts';
import type { Estate, Sizes } from './estate.ts';
import { median } from './rows.ts';
import type { Row } from './rows.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

export interface Runs {
  /** Of every process that is over in a second. */
  readonly cold: number;
  /** Of everything longer. */
  readonly long: number;
  /** How many accounts the fleet has. */
  readonly fleet: number;
}

/** A sandbox, a spec in a file, and the program pointed at both. */
interface Stage {
  readonly sandbox: Sandbox;
  readonly estate: Estate;
  run(args: readonly string[]): Promise<Used>;
  /** `plan` where nothing differs, and the calls it took. */
  plan(): Promise<Used & { readonly calls: ReadonlyMap<string, number> }>;
  readonly file: string;
}

async function on(sizes: Sizes, play: (stage: Stage) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const estate = estateOf(sizes);
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  const file = join(folder, 'spec.yaml');
  writeFileSync(file, estate.spec);
  const sandbox = await startSandbox();
  const run = ([command = '', ...options]: readonly string[]): Promise<Used> =>
    used([command, file, ...options], environment(sandbox.url));
  const plan: Stage['plan'] = async () => {
    const before = await sandbox.calls();
    const taken = await run(['plan', '--detailed-exitcode']); // 0 only when nothing differs
    const after = await sandbox.calls();
    const calls = [...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
    return { ...taken, calls: new Map(calls.filter(([, count]) => count > 0)) };
  };
  try {
    return await play({ sandbox, estate, run, plan, file });
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  }
}

async function repeated<T>(times: number, once: () => Promise<T>): Promise<readonly T[]> {
  const all: T[] = [];
  while (all.length < times) all.push(await once());
  return all;
}

/** The programs take turns, so that all of them see the same weather. The first round fills caches. */
export async function coldStarts(runs: Runs): Promise<readonly Row[]> {
  const aws = awsCli();
  return on({ regions: ['us-east-1'], trails: 1, buckets: 1 }, async ({ sandbox, run, file }) => {
    await run(['apply', '--yes']);
    const lines = new Map<string, readonly string[]>([
      ['node -e 0', [process.execPath, '-e', '0']],
      ['validate', [process.execPath, main, 'validate', file]],
      ['plan', [process.execPath, main, 'plan', file]],
    ]);
    if ('program' in aws) lines.set('aws', [aws.program, 'cloudtrail', 'describe-trails']);
    const env = environment(sandbox.url);
    const rounds = await repeated(runs.cold + 1, async () => {
      const round = new Map<string, number>();
      for (const [name, line] of lines) round.set(name, (await timed(line, env)).wallMs);
      return round;
    });
    const wall = (name: string): number => median(rounds.slice(1).map(round => round.get(name) ?? Number.NaN));
    const [node, validate, plan] = [wall('node -e 0'), wall('validate'), wall('plan')];
    return [
      {
        name: 'cold validate, against node -e 0',
        values: { 'validate, ms': validate, 'node -e 0, ms': node },
        ratio: validate / node,
        aim: 2.5,
      },
      { name: 'cold plan, against node -e 0', values: { 'plan, ms': plan, 'node -e 0, ms': node }, ratio: plan / node },
      'program' in aws
        ? {
            name: 'cold plan, against aws cloudtrail describe-trails',
            values: { 'plan, ms': plan, 'describe-trails, ms': wall('aws') },
            ratio: plan / wall('aws'),
            aim: 1,
          }
        : { name: 'cold plan, against aws cloudtrail describe-trails', values: {}, note: aws.missing },
    ];
  });
}

/** A bucket and a topic, two trails in each of three regions. */
export async function leastCalls(): Promise<readonly Row[]> {
  const sizes: Sizes = { regions: ['eu-west-1', 'eu-central-1', 'us-east-1'], trails: 2, buckets: 1, topic: true };
  return [
    ...(await callsOf('every enabled region watched, which asks for the regions once', sizes)),
    ...(await callsOf('watch: declared', { ...sizes, watch: 'declared' })),
  ];
}

function callsOf(what: string, sizes: Sizes): Promise<readonly Row[]> {
  return on(sizes, async ({ estate: { least }, run, plan }) => {
    await run(['apply', '--yes']);
    const { calls } = await plan();
    const different = [...new Set([...calls.keys(), ...least.keys()])]
      .filter(name => (calls.get(name) ?? 0) !== (least.get(name) ?? 0))
      .map(name => `${name}: ${calls.get(name) ?? 0}, least ${least.get(name) ?? 0}`);
    return [
      {
        name: 'calls of a no-op plan, against the least',
        values: { calls: total(calls), least: total(least) },
        ratio: total(calls) / total(least),
        aim: 1,
        note: [what, ...different].join('; '),
      },
    ];
  });
}

/** The chain that cannot be shortened: AssumeRole, then DescribeTrails, then GetTrailStatus. */
export function waiting(runs: Runs): Promise<readonly Row[]> {
  const latency = 50;
  return on({ regions, trails: 1, buckets: 1, accounts: 3 }, async ({ sandbox, run, plan }) => {
    await run(['apply', '--yes']);
    const wallAt = async (delay: number): Promise<number> => {
      await sandbox.delay(delay);
      return median((await repeated(runs.cold, plan)).map(({ wallMs }) => wallMs));
    };
    const [without, slow] = [await wallAt(0), await wallAt(latency)];
    const chain = 3 * latency;
    return [
      {
        name: `wait of a no-op plan, 3 accounts x ${regions.length} regions at ${latency} ms`,
        values: { 'wall, ms': slow, 'wall at 0 ms, ms': without, 'longest chain of three calls, ms': chain },
        ratio: (slow - without) / chain,
        aim: 1.3,
        note: `ratio: what the latency adds, against the chain; the whole wall is ${(slow / chain).toFixed(2)} times the chain`,
      },
    ];
  });
}

/** As many trails as one account may have in these regions. */
export const manyTrails = (runs: Runs): Promise<readonly Row[]> =>
  weight('1 account', { regions, trails: 5, buckets: 1 }, runs.long);

/** Fifty-one trails in each account, all with one bucket. */
export const fleet = ({ fleet: accounts }: Runs): Promise<readonly Row[]> =>
  weight(`${accounts} accounts`, { regions, trails: 3, buckets: 1, accounts }, 1);

/** Five thousand trails in ten times as many accounts: five in each, and every other region looked at in vain. */
export const largeFleet = (): Promise<readonly Row[]> =>
  weight('1,000 accounts', { regions: regions.slice(0, 5), trails: 1, buckets: 1, accounts: 1_000 }, 1);

function weight(whose: string, sizes: Sizes, times: number): Promise<readonly Row[]> {
  return on(sizes, async ({ sandbox, estate, run, plan }) => {
    await run(['apply', '--yes']);
    await sandbox.delay(20);
    const plans = await repeated(times, plan);
    const of = (what: 'wallMs' | 'cpuMs' | 'peakMb'): number => median(plans.map(one => one[what]));
    const calls = total(plans[0]?.calls ?? new Map());
    return [
      {
        name: `no-op plan of ${estate.trails} trails, ${whose} x ${regions.length} regions at 20 ms`,
        values: {
          'wall, ms': of('wallMs'),
          'CPU, ms': of('cpuMs'),
          calls: calls,
          'CPU a call, start-up and all, ms': of('cpuMs') / calls,
          'peak memory, MB': of('peakMb'),
        },
        ratio: of('peakMb') / 512,
        aim: 1,
        note: 'ratio: peak memory, against 512 MB',
      },
    ];
  });
}

/** CloudTrail takes one CreateTrail a second in each region: no apply can be faster than its fullest region. */
export function grid(runs: Runs): Promise<readonly Row[]> {
  const sizes: Sizes = { regions: regions.slice(0, 8), trails: 3, buckets: 24 };
  return on(sizes, async ({ run, plan }) => {
    const first = await run(['apply', '--yes']);
    const plans = await repeated(runs.long, plan);
    const wall = median(plans.map(({ wallMs }) => wallMs));
    const least = (sizes.trails - 1) * 1000;
    return [
      {
        name: 'first apply of 24 buckets and 24 trails over 8 regions',
        values: { 'wall, ms': first.wallMs, 'CPU, ms': first.cpuMs, 'what the rate of CreateTrail takes, ms': least },
        ratio: first.wallMs / least,
      },
      {
        name: 'no-op plan of the same',
        values: {
          'wall, ms': wall,
          'CPU, ms': median(plans.map(({ cpuMs }) => cpuMs)),
          calls: total(plans[0]?.calls ?? new Map()),
          'peak memory, MB': median(plans.map(({ peakMb }) => peakMb)),
        },
      },
    ];
  });
}
