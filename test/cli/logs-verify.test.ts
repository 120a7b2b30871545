/** `logs verify`, with the built program on the sandbox: its digests, its keys, its event history. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DescribeTrailsCommand, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { endpointAt } from '../e2e/endpoint.ts';
import { folderWith, lastLine, spec, trailwarden } from './program.ts';
import type { Ran } from './program.ts';
import { documentIn } from './sandboxed.ts';

const hour = 3_600;

const text = spec(`buckets:
  acme-audit-logs: { region: us-east-1 }
trails:
  main: { region: us-east-1, bucket: acme-audit-logs, multiRegion: false }`);

interface Stage {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly by: ReturnType<typeof endpointAt>;
  run(...args: readonly string[]): Promise<Ran>;
}

/** A trail that logged for half a day, until now. */
async function logged(): Promise<Stage> {
  const sandbox = await startSandbox({ now: new Date(Date.now() - 12 * hour * 1000) });
  onTestFinished(() => sandbox.close());
  const folder = folderWith({ 'trailwarden.yaml': text });
  const run = (...args: readonly string[]) => trailwarden([...args], { endpoint: sandbox.url, folder });
  const applied = await run('apply', '--yes');
  expect(applied.code, applied.stderr).toBe(0);
  return { sandbox, folder, by: endpointAt(sandbox.url), run };
}

/** One call an hour, which is recorded. */
async function call({ sandbox, by }: Stage, hours: number): Promise<void> {
  for (let passed = 0; passed < hours; passed += 1) {
    await by.cloudtrail('us-east-1').send(new DescribeTrailsCommand({}));
    sandbox.clock.advance(hour);
  }
}

/** Twelve hours of calls, of which the trail was stopped for two. */
async function stopped(): Promise<Stage> {
  const on = await logged();
  const cloudtrail = on.by.cloudtrail('us-east-1');
  await call(on, 4);
  await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
  await call(on, 2);
  await cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  await call(on, 6);
  return on;
}

async function keys({ by }: Stage, kind: string): Promise<readonly string[]> {
  const { Contents = [] } = await by.s3('us-east-1').send(new ListObjectsV2Command({ Bucket: 'acme-audit-logs' }));
  return Contents.flatMap(({ Key = '' }) => (Key.includes(`/${kind}/`) && Key.endsWith('.gz') ? [Key] : []));
}

const wordsIn = (document: Readonly<Record<string, unknown>>): readonly string[] =>
  (document['findings'] as readonly { readonly word: string; readonly explained: string | null }[]).map(
    ({ word, explained }) => (explained === null ? word : `${word} explained`),
  );

describe('logs verify', () => {
  it('names who stopped the trail, keeps how far all is whole, and finds what is done to the files', async () => {
    const on = await stopped();
    const { run, folder, by } = on;
    const whole = await run('logs', 'verify', '--since', '11h', '--checkpoint', 'ck.json', '--report', 'junit=v.xml');
    expect([whole.code, whole.stderr]).toEqual([0, '']);
    expect(whole.stdout).toMatch(/▲ GAP.*a time without digests[\s\S]*explained: StopLogging by .* StartLogging by/u);
    expect(lastLine(whole.stdout)).toMatch(/^Verified: \d+ digests and \d+ log files in 1 region, /u);
    expect(readFileSync(join(folder, 'v.xml'), 'utf8')).toContain('failures="0" errors="0" skipped="1"');

    const alone = await run('logs', 'verify', '--since', '11h', '--no-history', '--format', 'json');
    expect([alone.code, wordsIn(documentIn(alone, 'logs-verify.schema.json'))]).toEqual([9, ['GAP']]);

    const since = await run('logs', 'verify', '--checkpoint', 'ck.json', '--since-checkpoint', '--format', 'json');
    expect([since.code, wordsIn(documentIn(since, 'logs-verify.schema.json'))]).toEqual([0, []]);

    const digests = await keys(on, 'CloudTrail-Digest');
    const logs = await keys(on, 'CloudTrail');
    const [gone, changed] = [digests.at(-2) ?? '', logs.at(-4) ?? ''];
    const s3 = by.s3('us-east-1');
    await s3.send(new DeleteObjectCommand({ Bucket: 'acme-audit-logs', Key: gone }));
    await s3.send(new PutObjectCommand({ Bucket: 'acme-audit-logs', Key: changed, Body: 'nothing to see' }));
    const json = await run('logs', 'verify', '--since', '11h', '--format', 'json', '--report', 'junit=v.xml');
    const found = documentIn(json, 'logs-verify.schema.json');
    expect([json.code, found['verdict'], found['reason']]).toEqual([9, 'tampered', 'check-failed']);
    expect(new Set(wordsIn(found))).toEqual(new Set(['GAP explained', 'MISSING', 'CHANGED']));
    expect(readFileSync(join(folder, 'v.xml'), 'utf8')).toContain('failures="2"');

    for (const key of digests.slice(-3))
      await s3.send(new DeleteObjectCommand({ Bucket: 'acme-audit-logs', Key: key }));
    const lost = await run('logs', 'verify', '--checkpoint', 'ck.json', '--since-checkpoint', '--format', 'json');
    expect([lost.code, wordsIn(documentIn(lost, 'logs-verify.schema.json'))]).toEqual([9, ['MISSING']]);

    const byHand = ['--bucket', 'acme-audit-logs', '--account', '222222222222', '--region', 'us-east-1'];
    const nothing = await run('logs', 'verify', ...byHand);
    expect([nothing.code, nothing.stdout]).toEqual([9, expect.stringContaining('NOTHING')]);
  });

  it('refuses what is no checkpoint, and a copy that is none', async () => {
    const folder = folderWith({ 'ck.json': '{}' });
    const run = (...args: readonly string[]) => trailwarden(['logs', 'verify', ...args], { folder });
    const [none, other] = await Promise.all([run('--since-checkpoint'), run('--checkpoint', 'ck.json')]);
    expect([none.code, other.code]).toEqual([3, 3]);
    expect([none.stderr, other.stderr].map(text => /\[([a-z-]+)\]/u.exec(text)?.[1])).toEqual([
      'wrong-arguments',
      'checkpoint-not-read',
    ]);
  });
});
