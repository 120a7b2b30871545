/** `logs verify` held against `aws cloudtrail validate-logs`, on one archive that a third process serves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { later, shelf } from '../logs/archive.ts';
import { awsCli } from './aws-cli.ts';
import { environment, main, timed } from './child.ts';
import type { Row } from './rows.ts';

const from = '2026-01-05T00:00:00Z';
const hours = 125;
const perHour = 40;

/** Times of latency of each answer, in milliseconds, and which part of the time of the AWS CLI may be taken. */
const cases = [
  { latency: 0, aim: 1 / 5 },
  { latency: 20, aim: 1 / 30 },
] as const;

/** 5,000 log files, once each: the AWS CLI takes minutes. */
export async function verifying(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { latency, aim } of cases) {
    const name = `logs verify, 5,000 files, ${latency} ms latency`;
    const ours = await taken(command(), { latency, hours });
    const few = await taken(command(), { latency, hours: Math.ceil(hours / 10) });
    const times = { 'trailwarden, seconds': ours / 1000, 'trailwarden, a tenth of the files': few / 1000 };
    const cli = awsCli();
    if ('missing' in cli) rows.push({ name, values: times, note: cli.missing });
    else {
      const theirs = await taken([cli.program, 'cloudtrail', 'validate-logs', ...typed], { latency, hours });
      const values = { ...times, 'validate-logs, seconds': theirs / 1000, 'times as fast': theirs / ours };
      rows.push({ name, values, ratio: ours / theirs, aim });
    }
  }
  return rows;
}

const arn = `arn:aws:cloudtrail:${shelf.homeRegion}:${shelf.account}:trail/${shelf.trail}`;
const until = later(from, hours * 60);
const typed = [
  '--trail-arn',
  arn,
  '--s3-bucket',
  shelf.bucket,
  '--region',
  shelf.region,
  '--start-time',
  from,
  '--end-time',
  until,
];

function command(): readonly string[] {
  const where = ['--trail', arn, '--bucket', shelf.bucket, '--account', shelf.account, '--region', shelf.region];
  return [process.execPath, main, 'logs', 'verify', ...where, '--since', from, '--until', until, '--no-history'];
}

/** Milliseconds. */
async function taken(
  line: readonly string[],
  served: { readonly latency: number; readonly hours: number },
): Promise<number> {
  const args = [served.hours, perHour, served.latency].map(String);
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'archive.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [url]: readonly unknown[] = await once(child.stdout, 'data');
    const end = later(from, served.hours * 60);
    const meant = line.map(word => (word === until ? end : word));
    return (await timed(meant, environment(String(url).trim()))).wallMs;
  } finally {
    child.kill();
  }
}
