/**
 * The program is killed while a call is in flight, which AWS has carried out or has not: run again, it finishes, and a third
 * time there is nothing to do. Every operation is tried once; TRAILWARDEN_EVERY_KILL=1 tries every single write, both ways.
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import { stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const first = spec(`watch: declared
buckets:
  acme-logs: { region: eu-west-1 }
topics:
  files: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-logs, topic: files, tags: { team: security } }
  us-copy: { region: us-east-1, bucket: acme-logs, multiRegion: false }
  gone: { region: us-east-1, bucket: acme-logs, multiRegion: false }`);

/** Another bucket for all, another prefix, other tags, more that is recorded; and one trail has left. */
const moved = spec(`watch: declared
prune: trails
buckets:
  acme-logs: { region: eu-west-1, tags: { team: audit }, encryption: { algorithm: aws:kms } }
  acme-archive: { region: us-east-1 }
topics:
  files: { region: eu-west-1, displayName: Audit, tags: { team: audit } }
trails:
  main:
    region: eu-west-1
    bucket: acme-archive
    prefix: audit
    topic: files
    tags: { team: audit }
    insights: [ApiCallRateInsight]
    events: { data: [{ type: AWS::S3::Object }] }
    aggregation: [API_ACTIVITY]
  us-copy: { region: us-east-1, bucket: acme-archive, multiRegion: false }`);

type File = 'first.yaml' | 'moved.yaml';

/** What is sent in each apply, in the order of first calls. */
const operations: Readonly<Record<File, readonly string[]>> = {
  'first.yaml': [
    'CreateBucket',
    'PutBucketOwnershipControls',
    'PutPublicAccessBlock',
    'PutBucketEncryption',
    'PutBucketVersioning',
    'PutBucketPolicy',
    'CreateTopic',
    'CreateTrail',
    'StartLogging',
  ],
  'moved.yaml': [
    'DeleteTrail',
    'PutBucketTagging',
    'SetTopicAttributes',
    'TagResource',
    'UpdateTrail',
    'AddTags',
    'PutEventSelectors',
    'PutInsightSelectors',
    'PutEventConfiguration',
  ],
};

interface Death {
  readonly file: File;
  readonly operation: string;
  /** How many of that operation pass before. */
  readonly after: number;
  readonly hold: 'before' | 'after';
}

async function prepared(file: File): Promise<Stage> {
  const here = await stage({ 'first.yaml': first, 'moved.yaml': moved });
  if (file === 'moved.yaml') expect((await here.run(['apply', 'first.yaml', '--yes'])).code).toBe(0);
  return here;
}

/** Runs it, and kills it as soon as that call hangs. */
async function killedAt(here: Stage, { file, operation, after, hold }: Death): Promise<void> {
  here.sandbox.trouble.set({ rules: [{ match: { operation }, after, count: 1, effect: { hold } }] });
  let child: ChildProcess | undefined;
  const program = { over: false };
  const ran = here
    .run(['apply', file, '--yes'], { started: one => (child = one) })
    .finally(() => (program.over = true));
  while (!program.over && (here.sandbox.trouble.current().seen[0] ?? 0) <= after) await sleep(10);
  child?.kill('SIGKILL');
  expect((await ran).code, `${operation} was never sent`).toBeNull();
  here.sandbox.trouble.clear();
}

async function isLogging({ by }: Stage): Promise<boolean> {
  const { IsLogging = false } = await by.cloudtrail('eu-west-1').send(new GetTrailStatusCommand({ Name: 'main' }));
  return IsLogging;
}

async function converges(death: Death): Promise<void> {
  const { file } = death;
  const here = await prepared(file);
  await killedAt(here, death);
  if (file !== 'first.yaml') expect(await isLogging(here)).toBe(true);

  const next = await here.run(['apply', file, '--yes']);
  expect(next.code, next.stdout + next.stderr).toBe(0);
  expect(await isLogging(here)).toBe(true);
  expect((await here.run(['plan', file, '--detailed-exitcode'])).code).toBe(0);
  expect(here.sandbox.calls().map(call => call.operation)).not.toContain('cloudtrail:StopLogging');
}

const files = Object.keys(operations) as readonly File[];
const every = process.env['TRAILWARDEN_EVERY_KILL'] === '1';

describe.each(files)('killed while a call is in flight: %s', file => {
  it('sends every operation that is tried, and no other that is not', async () => {
    const here = await prepared(file);
    const before = written(here).length;
    expect((await here.run(['apply', file, '--yes'])).code).toBe(0);
    const tried = new Set(files.flatMap(one => operations[one]));
    const sent = written(here).slice(before);
    expect(sent).toEqual(expect.arrayContaining([...operations[file]]));
    expect(sent.filter(operation => !tried.has(operation))).toEqual([]);
  });

  it.each(operations[file].map((operation, index) => [operation, index % 2 === 0 ? 'after' : 'before'] as const))(
    '%s, answered by nobody, %s the work was done',
    async (operation, hold) => {
      await converges({ file, operation, after: 0, hold });
    },
  );

  it.runIf(every).each(['before', 'after'] as const)(
    'every write, %s the work was done',
    async hold => {
      const here = await prepared(file);
      const began = written(here).length;
      expect((await here.run(['apply', file, '--yes'])).code).toBe(0);
      const counted = Map.groupBy(written(here).slice(began), operation => operation);
      for (const [operation, { length }] of counted)
        for (let after = 0; after < length; after += 1) await converges({ file, operation, after, hold });
    },
    1_800_000,
  );
});
