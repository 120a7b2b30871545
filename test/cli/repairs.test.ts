/** What must not hold up a repair, through the built program: whoever did the damage did the rest, too. */
import {
  AddTagsCommand,
  CloudTrailClient,
  GetTrailStatusCommand,
  RemoveTagsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { DeleteBucketTaggingCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const region = 'eu-west-1';
const own = '111111111111';

const estate = (trail = '', more = ''): string =>
  spec(`${more}
watch: declared
buckets:
  acme-logs: { region: ${region} }
trails:
  main: { region: ${region}, bucket: acme-logs${trail} }`);

async function applied(more: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const here = await stage({ 'a.yaml': estate(), ...more });
  expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
  return here;
}

async function isLogging({ by }: Stage): Promise<boolean> {
  const { IsLogging = false } = await by.cloudtrail(region).send(new GetTrailStatusCommand({ Name: 'main' }));
  return IsLogging;
}

const TagsList = [{ Key: 'trailwarden:owner', Value: 'acme' }];
const ResourceId = `arn:aws:cloudtrail:${region}:${own}:trail/main`;
const flat = (text: string): string => text.replaceAll(/\s+/gu, ' ');

describe('the same hand takes the owner tags and stops the trail', () => {
  async function attacked(): Promise<Stage> {
    const here = await applied();
    const trails = here.by.cloudtrail(region);
    await trails.send(new RemoveTagsCommand({ ResourceId, TagsList }));
    await here.by.s3(region).send(new DeleteBucketTaggingCommand({ Bucket: 'acme-logs' }));
    await trails.send(new StopLoggingCommand({ Name: 'main' }));
    return here;
  }

  it('drift tells both', async () => {
    const here = await attacked();
    const drift = await here.run(['drift', 'a.yaml']);
    expect(drift.code).toBe(2);
    expect(flat(drift.stdout)).toContain('logging: true -> false');
    expect(drift.stdout).toContain('adopt: true in its block');
  });

  it('a plain apply repairs, leaves the tags, and says how they come back', async () => {
    const here = await attacked();
    const before = written(here).length;
    const ran = await here.run(['apply', 'a.yaml', '--yes']);
    expect(ending(ran)).toEqual([2, 'Apply complete! Resources: 0 added, 1 changed, 0 destroyed. 2 still differ.']);
    expect(written(here).slice(before)).toEqual(['StartLogging']);
    expect(await isLogging(here)).toBe(true);
    for (const address of [`trail/main@${own}/${region}`, `bucket/acme-logs@${own}/${region}`])
      expect(flat(ran.stdout)).toContain(`--adopt ${address}`);

    expect((await here.run(['apply', 'a.yaml', '--yes', '--adopt', '*/*'])).code).toBe(0);
    expect((await here.run(['plan', 'a.yaml', '--detailed-exitcode'])).code).toBe(0);
  });

  it('and another owner is written there: nothing is sent, and whose it is now is told', async () => {
    const here = await attacked();
    const tags = [{ Key: 'trailwarden:owner', Value: 'mallory' }];
    await here.by.cloudtrail(region).send(new AddTagsCommand({ ResourceId, TagsList: tags }));
    const before = written(here).length;
    const ran = await here.run(['apply', 'a.yaml', '--yes', '--skip-refused', '--allow-weakening', '--lift-limits']);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('It belongs to "mallory"');
    expect(written(here).slice(before)).toEqual([]);
  });
});

describe('a repair goes', () => {
  const hostile = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Nobody', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-logs/*' },
    ],
  });

  it('where the policy of the bucket is broken, too', async () => {
    const here = await applied();
    await here.by.cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' }));
    await here.by.s3(region).send(new PutBucketPolicyCommand({ Bucket: 'acme-logs', Policy: hostile }));
    const before = written(here).length;
    const ran = await here.run(['apply', 'a.yaml', '--yes']);
    expect(written(here).slice(before)).toEqual(['StartLogging', 'PutBucketPolicy']);
    expect(await isLogging(here)).toBe(true);
    expect(ran.stdout).toContain('Nobody');
    expect(ran.code).toBe(2);
  });

  it.each([
    ['that mends the policy', 'PutBucketPolicy', ['PutBucketTagging']],
    ['that puts a tag', 'PutBucketTagging', ['PutBucketPolicy']],
  ])('where a call %s fails, without a minute of waiting for what failed', async (_, operation, others) => {
    const here = await applied();
    await here.by.cloudtrail(region).send(new StopLoggingCommand({ Name: 'main' }));
    await here.by.s3(region).send(new PutBucketPolicyCommand({ Bucket: 'acme-logs', Policy: hostile }));
    await here.by.s3(region).send(new DeleteBucketTaggingCommand({ Bucket: 'acme-logs' }));
    here.sandbox.trouble.set({ rules: [{ match: { operation }, effect: { deny: true } }] });
    const before = written(here).length;
    const ran = await here.run(['apply', 'a.yaml', '--yes', '--adopt', '*/*']);
    expect(ran.code).toBe(4);
    expect(written(here).slice(before).toSorted()).toEqual([...others, operation, 'StartLogging'].toSorted());
    expect(flat(ran.stdout)).toContain(`✗ FAILED bucket/acme-logs@${own}/${region} s3:${operation}`);
    expect(await isLogging(here)).toBe(true);
  });

  const weakening = estate(', events: { management: { readWrite: WriteOnly } }');

  it('of validation, where the spec weakens another field: with --skip-refused', async () => {
    const here = await applied({ 'b.yaml': weakening });
    await here.by.cloudtrail(region).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const before = written(here).length;
    const plain = await here.run(['apply', 'b.yaml', '--yes']);
    expect(plain.code).toBe(5);
    expect(written(here)).toHaveLength(before);

    const ran = await here.run(['apply', 'b.yaml', '--yes', '--skip-refused']);
    expect(written(here).slice(before)).toEqual(['UpdateTrail']);
    expect(ran.code).toBe(2);
    const left = documentIn(await here.run(['plan', 'b.yaml', '--format', 'json']), 'report.schema.json');
    expect(left).toMatchObject({ counts: { refused: 1, change: 0 } });
    expect(left).toMatchObject({ resource_changes: [{ fields: [{ field: 'eventSelectors' }] }] });
  });
});

describe('forty of a hundred trails, stopped at once', () => {
  const ids = Array.from({ length: 25 }, (_, index) => `${200_000_000_001 + index}`);
  const regions = ['us-east-1', 'eu-west-1', 'eu-north-1', 'eu-west-3'];
  const fleet = (tags: string): string =>
    spec(`watch: declared
limits: { change: { count: 1, share: 0.01 }, delete: { count: 0, share: 0 } }
defaults: { account: { role: trailwarden } }
accounts:
  root: { id: "${own}" }
${ids.map((id, index) => `  a${index}: "${id}"`).join('\n')}
buckets: { acme-logs: { account: root, region: us-east-1 } }
trails:
  regional:
    { accounts: all, exclude: { accounts: [root] }, regions: [${regions.join(', ')}], multiRegion: false, bucket: acme-logs, tags: ${tags} }`);

  /** However many calls there were: of all but starting. */
  const writes = ({ sandbox }: Stage): number =>
    Object.entries(sandbox.counts().operations).reduce(
      (sum, [name, count]) => sum + (/:(?:Create|Update|Put|Add|Remove|Delete|Stop)/u.test(name) ? count : 0),
      0,
    );

  it('are all started, while other changes are too many', async () => {
    const here = await stage({ 'a.yaml': fleet('{}'), 'b.yaml': fleet('{ team: audit }') });
    expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    for (const accessKeyId of ids.slice(5, 15))
      for (const at of regions) {
        const credentials = { accessKeyId, secretAccessKey: 'example' };
        const trails = new CloudTrailClient({ endpoint: here.sandbox.url, region: at, credentials });
        await trails.send(new StopLoggingCommand({ Name: 'regional' }));
      }
    const before = writes(here);
    const plain = await here.run(['apply', 'b.yaml', '--yes']);
    expect([plain.code, writes(here)]).toEqual([5, before]);
    await here.run(['apply', 'b.yaml', '--yes', '--skip-refused']);
    expect([here.sandbox.counts().operations['cloudtrail:StartLogging'], writes(here)]).toEqual([140, before]);
    expect(ending(await here.run(['apply', 'a.yaml', '--yes']))[1]).toMatch(/^No changes/u);
  });
});
