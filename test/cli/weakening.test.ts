/** What weakens is refused by the built program, says why, and yields to what permits it; what is broken is mended all the same. */
import {
  GetTrailCommand,
  GetTrailStatusCommand,
  RemoveTagsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { DeleteBucketPolicyCommand, GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { minimal, spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const region = 'eu-west-1';
const body = (trail: string, more = '') =>
  spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
topics:
  audit-delivery: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs${trail} }
${more}`);
const whole = body(', topic: audit-delivery');
const allow = (until: string, field = 'topic') =>
  `allow: [{ resource: trail/main, field: ${field}, reason: no alarms at night, until: "${until}" }]`;

/** What stands there, in the words of people. */
async function live({ by }: Stage): Promise<object> {
  const [client, Name] = [by.cloudtrail(region), 'main'];
  const { Trail } = await client.send(new GetTrailCommand({ Name }));
  const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name }));
  const policy = await by
    .s3(region)
    .send(new GetBucketPolicyCommand({ Bucket: 'acme-audit-logs' }))
    .catch(() => undefined);
  return {
    logs: IsLogging,
    signs: Trail?.LogFileValidationEnabled,
    announces: Trail?.SnsTopicARN !== undefined,
    mayDeliver: policy?.Policy?.includes('s3:PutObject') ?? false,
  };
}

const sound = { logs: true, signs: true, announces: true, mayDeliver: true };

async function applied(text: string): Promise<Stage> {
  const here = await stage({ 'trailwarden.yaml': text });
  expect((await here.run(['apply', '--yes'])).code).toBe(0);
  return here;
}

const rewrite = ({ folder }: Stage, text: string): void => writeFileSync(join(folder, 'trailwarden.yaml'), text);

describe('a spec that asks for less', () => {
  it('is planned with what would be lost, and refused; nothing is sent', async () => {
    const here = await applied(whole);
    rewrite(here, body(''));
    const before = written(here).length;
    const plan = await here.run(['plan']);
    expect(ending(plan)).toEqual([0, 'Plan: 0 to add, 0 to change, 0 to destroy. 1 refused.']);
    expect(plan.stdout).toContain('Nobody is told of new log files');
    expect(plan.stdout).toContain('    - resource: trail/main@111111111111/eu-west-1\n      field: topic\n');
    const apply = await here.run(['apply', '--yes']);
    expect(ending(apply)).toEqual([5, 'Refused: 1 of 1 change may not be made. Nothing was changed.']);
    expect(apply.stdout).toContain('apply trailwarden.yaml --allow-weakening');
    const report = documentIn(await here.run(['apply', '--yes', '--format', 'json']), 'report.schema.json');
    expect(report).toMatchObject({ verdict: { exit_code: 5, reason: 'refused' }, refused: [{ code: 'would-weaken' }] });
    expect((await here.run(['apply', '--yes', '--skip-refused'])).code).toBe(2);
    expect(written(here)).toHaveLength(before);
    expect(await live(here)).toEqual(sound);
  });

  it.each([
    ['by leave for the run', '', ['--allow-weakening']],
    ['by an entry that holds', allow('2999-12-31'), []],
  ])('is carried out %s', async (_, more, args) => {
    const here = await applied(whole);
    rewrite(here, body('', more));
    expect((await here.run(['apply', '--yes', ...args])).code).toBe(0);
    expect(await live(here)).toEqual({ ...sound, announces: false });
    expect((await here.run(['plan', '--detailed-exitcode'])).code).toBe(0);
  });

  it.each([
    ['leave to adopt', ['--adopt', 'trail/main'], '', undefined],
    ['leave for more changes', ['--lift-limits'], '', undefined],
    ['an entry for something else', [], allow('2999-12-31', 'logging'), undefined],
    ['an entry that has ended', [], allow('2020-12-31'), 'allow-ended'],
    ['an entry that means nothing', [], allow('2999-12-31', 'topics'), 'matches-nothing'],
  ])('is not carried out by %s', async (_, args, more, finding) => {
    const here = await applied(whole);
    rewrite(here, body('', more));
    const apply = await here.run(['apply', '--yes', ...args]);
    expect(apply.code).toBe(5);
    if (finding !== undefined) expect(apply.stdout).toContain(`warning[${finding}]`);
    expect(await live(here)).toEqual(sound);
  });
});

interface Scene {
  readonly name: string;
  readonly spec: string;
  readonly args: readonly string[];
  tamper(here: Stage): Promise<unknown>;
  readonly before: object;
  readonly after: object;
  readonly codes: readonly number[];
  readonly says: string;
}

const stop = async ({ by }: Stage) => by.cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' }));
const scenes: readonly Scene[] = [
  {
    name: 'owner tags are gone and logging is stopped by the same hand: started again, the tag is told',
    spec: whole,
    args: [],
    async tamper(here) {
      await here.by.cloudtrail(region).send(
        new RemoveTagsCommand({
          ResourceId: 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main',
          TagsList: [{ Key: 'trailwarden:owner', Value: 'acme' }],
        }),
      );
      await stop(here);
    },
    before: { ...sound, logs: false },
    after: sound,
    codes: [0, 2],
    says: 'owner tag',
  },
  {
    name: 'the bucket policy is gone and the trail is stopped: both are mended',
    spec: whole,
    args: [],
    async tamper(here) {
      await here.by.s3(region).send(new DeleteBucketPolicyCommand({ Bucket: 'acme-audit-logs' }));
      await stop(here);
    },
    before: { ...sound, logs: false, mayDeliver: false },
    after: sound,
    codes: [0],
    says: 'Nothing is recorded by this trail.',
  },
  {
    name: 'validation is off on a trail whose spec asks for less elsewhere: --skip-refused mends the one and leaves the other',
    spec: body(''),
    args: ['--skip-refused'],
    tamper: async ({ by }) =>
      by.cloudtrail(region).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false })),
    before: { ...sound, signs: false },
    after: sound,
    codes: [2],
    says: 'Nobody is told of new log files',
  },
];

describe('nothing holds up a repair', () => {
  it.each(scenes)('$name', async scene => {
    const here = await applied(whole);
    rewrite(here, scene.spec);
    await scene.tamper(here);
    expect(await live(here)).toEqual(scene.before);
    const drift = await here.run(['drift']);
    const apply = await here.run(['apply', '--yes', ...scene.args]);
    expect(scene.codes).toContain(apply.code);
    expect(`${drift.stdout}${apply.stdout}`).toContain(scene.says);
    expect(await live(here)).toEqual(scene.after);
  });
});

describe('drift --fail-on', () => {
  it.each([
    [[], 2],
    [['--fail-on', 'info'], 2],
    [['--fail-on', 'high'], 2],
    [['--fail-on', 'critical'], 0],
    [['--fail-on', 'grave'], 3],
  ] as const)('%j: exit %i', async (args, code) => {
    const here = await applied(minimal);
    await here.by.cloudtrail(region).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const drift = await here.run(['drift', ...args]);
    expect(drift.code).toBe(code);
    if (code !== 3) expect(drift.stdout).toContain('Drift: 1 (1 high).');
  });
});

describe('--skip-refused', () => {
  const estate = (bucket: string, trails: string): string =>
    spec(`buckets:
  acme-audit-logs:
    region: eu-west-1${bucket}
trails:
  ${trails}`);

  it('does the rest: a refused setting of a bucket holds up no trail that delivers to it', async () => {
    const here = await stage({
      'trailwarden.yaml': estate('', 'main: { region: eu-west-1, bucket: acme-audit-logs }'),
    });
    expect((await here.run(['apply', '--yes'])).code).toBe(0);
    const main = 'main: { region: eu-west-1, bucket: acme-audit-logs, tags: { team: audit }, recursiveLogging: false }';
    const second = 'second: { region: eu-west-1, bucket: acme-audit-logs, multiRegion: false }';
    rewrite(here, estate('\n    versioning: false', `${main}\n  ${second}`));
    const done = await here.run(['apply', '--yes', '--skip-refused']);
    expect(done.code, done.stdout).toBe(2);
    expect(done.stdout).not.toContain('which is withheld');
    expect(written(here)).toEqual(expect.arrayContaining(['AddTags', 'UpdateTrail', 'CreateTrail']));
    expect(written(here).filter(operation => operation === 'CreateTrail')).toHaveLength(2);
    expect(ending(await here.run(['plan']))[1]).toBe('Plan: 0 to add, 0 to change, 0 to destroy. 1 refused.');
  });
});
