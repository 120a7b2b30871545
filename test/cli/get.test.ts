/** `get`, with the built program against the sandbox. */
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateTrailCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { lastLine, spec } from './program.ts';
import { documentIn, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const declared = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
topics:
  log-files: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, topic: log-files }`);

interface Shown {
  readonly address: string;
  readonly declared: boolean;
  readonly is: string;
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly unread: object | null }>>;
  readonly health: Readonly<Record<string, string>>;
}

async function applied(): Promise<Stage> {
  const here = await stage({ 'spec.yaml': declared });
  await here.run(['apply', 'spec.yaml', '--yes']);
  return here;
}

async function shown(here: Stage, ...args: readonly string[]): Promise<readonly Shown[]> {
  const ran = await here.run(['get', ...args, '--format', 'json']);
  return documentIn(ran, 'get.schema.json')['resources'] as readonly Shown[];
}

const addresses = (resources: readonly Shown[]) => resources.map(({ address, declared: is }) => `${address} ${is}`);

describe('get', () => {
  it('shows what a spec has', async () => {
    const here = await applied();
    const before = written(here).length;
    const { code, stdout, stderr } = await here.run(['get', 'trails', 'spec.yaml']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^trail\/main@111111111111\/eu-west-1 +yes +all regions +acme-audit-logs +acme$/mu);
    expect(lastLine(stdout)).toBe('1 trail in 1 account.');
    expect(written(here)).toHaveLength(before);
    expect(addresses(await shown(here, 'buckets', 'spec.yaml'))).toEqual([
      'bucket/acme-audit-logs@111111111111/eu-west-1 true',
    ]);
    expect(addresses(await shown(here, 'topics', 'spec.yaml'))).toEqual([
      'topic/log-files@111111111111/eu-west-1 true',
    ]);
  });

  it('shows an account without a spec: its trails, and what they use', async () => {
    const here = await applied();
    const everything = ['--all-regions'];
    const trail = 'trail/main@111111111111/eu-west-1 false';
    expect(addresses(await shown(here, 'trails', ...everything))).toEqual([trail]);
    expect(addresses(await shown(here, 'trails', '--region', 'eu-west-1'))).toEqual([trail]);
    expect(addresses(await shown(here, 'trails', '--region', 'us-east-1'))).toEqual([trail]);
    const elsewhere = { env: { AWS_REGION: 'us-east-1' } };
    expect((await here.run(['get', 'trails'], elsewhere)).stdout).toContain('trail/main@111111111111/eu-west-1  yes');
    expect(addresses(await shown(here, 'buckets', ...everything))).toEqual([
      'bucket/acme-audit-logs@111111111111/eu-west-1 false',
    ]);
    expect(addresses(await shown(here, 'topics', '--region', 'eu-west-1'))).toEqual([
      'topic/log-files@111111111111/eu-west-1 false',
    ]);
  });

  it('of one region says so, and leaves out what records others only', async () => {
    const here = await stage({
      'spec.yaml': spec(`globalServiceEvents: { keeper: elsewhere }
buckets: { acme-audit-logs: { region: eu-west-1 } }
trails: { main: { region: eu-west-1, bucket: acme-audit-logs, multiRegion: false } }`),
    });
    expect((await here.run(['apply', 'spec.yaml', '--yes'])).code).toBe(0);
    const ran = await here.run(['get', 'trails', '--region', 'us-east-1']);
    expect([ran.code, ran.stdout.trim()]).toEqual([
      0,
      '0 trails for us-east-1, the one region that was asked for, in 1 account.',
    ]);
    const whole = await here.run(['get', 'trails']);
    expect(lastLine(whole.stdout)).toBe('1 trail in 1 account.');
  });

  it('has the order of the spec', async () => {
    const regions = 'trails: { all: { regions: [us-east-1, eu-west-1], multiRegion: false, bucket: acme-audit-logs } }';
    const here = await stage({ 'spec.yaml': spec(`buckets: { acme-audit-logs: { region: eu-west-1 } }\n${regions}`) });
    expect((await shown(here, 'trails', 'spec.yaml')).map(({ address }) => address)).toEqual([
      'trail/all@111111111111/us-east-1',
      'trail/all@111111111111/eu-west-1',
    ]);
  });

  it('shows the trails that a spec does not name, too', async () => {
    const here = await applied();
    const one = spec(`buckets: { acme-audit-logs: { region: eu-west-1 } }
trails: { other: { region: us-east-1, bucket: acme-audit-logs } }`);
    writeFileSync(join(here.folder, 'other.yaml'), one);
    expect((await shown(here, 'trails', 'other.yaml')).map(({ address, is }) => `${address} ${is}`)).toEqual([
      'trail/other@111111111111/us-east-1 absent',
      'trail/main@111111111111/eu-west-1 present',
    ]);
  });

  it('says when a trail stopped and last delivered', async () => {
    const here = await applied();
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    const Key = `AWSLogs/111111111111/CloudTrail/eu-west-1/${day}/111111111111_CloudTrail_eu-west-1_x.json.gz`;
    await here.by.s3('eu-west-1').send(new PutObjectCommand({ Bucket: 'acme-audit-logs', Key, Body: 'x' }));
    const [trail] = await shown(here, 'status', '--region', 'eu-west-1');
    expect(trail?.fields['logging']).toEqual({ value: false, unread: null });
    expect(Object.keys(trail?.health ?? {})).toEqual(expect.arrayContaining(['lastDelivery', 'stoppedSince']));
    const { stdout } = await here.run(['get', 'status', '--region', 'eu-west-1']);
    expect(stdout).toMatch(/^ {2}records: +NO$/mu);
    expect(stdout).toMatch(/^ {2}log files: +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \(\d+ s ago\)$/mu);
    expect((await here.run(['get', 'selectors', '--region', 'eu-west-1'])).stdout).toContain('insights:');
  });

  it('shows what could not be read as unread, and ends with 8', async () => {
    const here = await applied();
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'GetTrailStatus' }, effect: { deny: true } }],
    });
    for (const args of [['spec.yaml'], ['--region', 'eu-west-1']]) {
      const { code, stdout } = await here.run(['get', 'trails', ...args]);
      expect(code).toBe(8);
      expect(stdout).toContain('? not known');
      expect(lastLine(stdout)).toMatch(/^1 trail .*in 1 account\. 1 not known\.$/u);
    }
    const [trail] = await shown(here, 'trails', 'spec.yaml');
    expect(trail?.fields['logging']).toMatchObject({ value: null, unread: { code: 'access-denied' } });
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'DescribeTrails' }, effect: { deny: true } }],
    });
    const blind = await here.run(['get', 'trails', '--region', 'eu-west-1']);
    expect([blind.code, lastLine(blind.stdout)]).toEqual([
      8,
      '0 trails for eu-west-1, the one region that was asked for, in 1 account. 1 not known.',
    ]);
  });

  it('does not ask for a topic of another account', async () => {
    const here = await stage({});
    const sns = new SNSClient({
      endpoint: here.sandbox.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: '222222222222', secretAccessKey: 'x' },
    });
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'theirs' }));
    const allow = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
    const topicPolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...allow, Action: 'sns:*', Resource: TopicArn }],
    });
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: topicPolicy }));
    sns.destroy();
    const s3 = here.by.s3('eu-west-1');
    await s3.send(new CreateBucketCommand({ Bucket: 'open-logs' }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'open-logs' }));
    const Resource = ['arn:aws:s3:::open-logs', 'arn:aws:s3:::open-logs/*'];
    const bucketPolicy = { Version: '2012-10-17', Statement: [{ ...allow, Action: 's3:*', Resource }] };
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'open-logs', Policy: JSON.stringify(bucketPolicy) }));
    const trail = { Name: 'main', S3BucketName: 'open-logs', SnsTopicName: TopicArn };
    await here.by.cloudtrail('eu-west-1').send(new CreateTrailCommand(trail));
    const [topic, ...more] = await shown(here, 'topics', '--region', 'eu-west-1');
    expect([topic?.address, topic?.is, more]).toEqual(['topic/theirs@222222222222/eu-west-1', 'elsewhere', []]);
    const { code, stdout } = await here.run(['get', 'topics', '--region', 'eu-west-1']);
    expect(code).toBe(0);
    expect(stdout).toContain('belongs to account 222222222222');
  });

  it('refuses a spec that is not valid, and two ways to say where', async () => {
    const here = await stage({ 'spec.yaml': spec('trails: { main: { region: eu-west-1 } }') });
    expect((await here.run(['get', 'trails', 'spec.yaml'])).code).toBe(3);
    expect((await here.run(['get', 'trails', '--region', 'eu-west-1', '--all-regions'])).code).toBe(3);
  });

  it('shows what locks and copies log files, and who is told of them, whatever the spec says', async () => {
    const here = await applied();
    await here.by
      .s3('eu-west-1')
      .send(new CreateBucketCommand({ Bucket: 'locked-logs', ObjectLockEnabledForBucket: true }));
    writeFileSync(
      join(here.folder, 'locked.yaml'),
      spec('buckets: { locked-logs: { region: eu-west-1, manage: false } }'),
    );
    expect((await here.run(['get', 'buckets', 'locked.yaml'])).stdout).toMatch(/ on request +none /u);
    const TopicArn = 'arn:aws:sns:eu-west-1:111111111111:log-files';
    await here.by
      .sns('eu-west-1')
      .send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'audit@acme.example' }));
    for (const args of [['spec.yaml'], []])
      expect((await here.run(['get', 'topics', ...args])).stdout).toMatch(/ 1, 1 pending +acme/u);
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'ListSubscriptionsByTopic' }, effect: { deny: true } }],
    });
    const { code, stdout } = await here.run(['get', 'topics', 'spec.yaml']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('? not known')]);
  });
});
