/** The program is killed while a call is in flight: run again, it finishes, and a third time there is nothing to do. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import type { Effect } from '../../src/sandbox/trouble/rules.ts';
import { spec } from './program.ts';
import { stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const trails = (bucket: string, more = '') => `topics:
  files: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: ${bucket}, topic: files, tags: { team: security }${more} }
  us-copy: { region: us-east-1, bucket: ${bucket}, multiRegion: false }`;

const first = spec(`buckets:
  acme-logs: { region: eu-west-1 }
${trails('acme-logs')}`);

/** Another bucket for all, another prefix, other tags. */
const moved = spec(`buckets:
  acme-logs: { region: eu-west-1, tags: { team: audit } }
  acme-archive: { region: us-east-1 }
${trails('acme-archive', ', prefix: audit')}`);

/** Runs it, and kills it as soon as a call of this operation hangs. */
async function killedAt(here: Stage, file: string, operation: string, effect: Effect): Promise<void> {
  here.sandbox.trouble.set({ rules: [{ match: { operation }, count: 1, effect }] });
  let child: ChildProcess | undefined;
  const ran = here.run(['apply', file, '--yes'], { started: one => (child = one) });
  while (here.sandbox.trouble.current().seen[0] === 0) await sleep(10);
  child?.kill('SIGKILL');
  expect((await ran).code).toBeNull();
  here.sandbox.trouble.clear();
}

async function isLogging({ by }: Stage): Promise<boolean> {
  const { IsLogging = false } = await by.cloudtrail('eu-west-1').send(new GetTrailStatusCommand({ Name: 'main' }));
  return IsLogging;
}

describe('killed while a call is in flight', () => {
  it.each<[string, string, Effect]>([
    ['first.yaml', 'CreateBucket', { hold: 'after' }],
    ['first.yaml', 'CreateTrail', { hold: 'after' }],
    ['first.yaml', 'StartLogging', { hold: 'before' }],
    ['moved.yaml', 'PutBucketPolicy', { hold: 'after' }],
    ['moved.yaml', 'UpdateTrail', { hold: 'after' }],
  ])('%s at %s %j: the next run finishes it, and then nothing is left', async (file, operation, effect) => {
    const here = await stage({ 'first.yaml': first, 'moved.yaml': moved });
    if (file !== 'first.yaml') expect((await here.run(['apply', 'first.yaml', '--yes'])).code).toBe(0);
    await killedAt(here, file, operation, effect);
    if (file !== 'first.yaml') expect(await isLogging(here)).toBe(true);

    const next = await here.run(['apply', file, '--yes']);
    expect(next.code, next.stderr).toBe(0);
    expect(await isLogging(here)).toBe(true);
    expect((await here.run(['plan', file, '--detailed-exitcode'])).code).toBe(0);
    expect(here.sandbox.calls().map(call => call.operation)).not.toContain('cloudtrail:StopLogging');
  });
});
