/** `policy bucket` and `policy topic`, with the built program: what they print is what lets CloudTrail in. */
import { CreateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, GetTopicAttributesCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';

import { canonicalStatement } from '../../src/core/policy/canonical.ts';
import { parsePolicy } from '../../src/core/policy/statement.ts';
import { minimal, spec } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const account = '111111111111';
const region = 'eu-west-1';
const topic = `arn:aws:sns:${region}:${account}:told`;

const whole = spec(`buckets:
  logs: { region: eu-west-1, policy: { statements: [{ Sid: Readers, Effect: Allow, Principal: { AWS: "arn:aws:iam::${account}:root" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" }] } }
  other: { region: eu-west-1, policy: { tlsOnly: false } }
topics:
  told: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: logs, prefix: org, topic: told }`);

async function policy(here: Stage, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await here.run(['policy', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** AWS stores a list of one as the one. */
function statementsIn(text: string): readonly string[] {
  const document = parsePolicy(text);
  return 'code' in document ? [] : document.statements.map(canonicalStatement);
}

const named = ['--account', account, '--trail', 'main', '--region', region];

describe('of a spec', () => {
  it('the policies are those that apply writes', async () => {
    const here = await stage({ 'a.yaml': whole });
    expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const [bucketText, topicText] = [
      await policy(here, 'bucket', 'a.yaml', '--account', account),
      await policy(here, 'topic', 'a.yaml', '--account', account),
    ];
    const { Policy = '' } = await here.by.s3(region).send(new GetBucketPolicyCommand({ Bucket: 'logs' }));
    expect(statementsIn(bucketText)).toEqual(statementsIn(Policy));
    expect(bucketText).toContain('"Sid": "Readers"');
    const { Attributes } = await here.by.sns(region).send(new GetTopicAttributesCommand({ TopicArn: topic }));
    expect(statementsIn(topicText)).toEqual(statementsIn(Attributes?.['Policy'] ?? ''));
  });

  it('several stand each under what it is of, or in one document', async () => {
    const here = await stage({ 'a.yaml': whole.replace('policy: { tlsOnly: false }', 'versioning: true') });
    const text = await policy(here, 'bucket', 'a.yaml', '--account', account);
    expect(text).toContain('Policy of the bucket arn:aws:s3:::logs\n\n{');
    expect(text).toContain('Policy of the bucket arn:aws:s3:::other\n\n{');
    const one = await policy(here, 'bucket', 'a.yaml', '--account', account, '--bucket', 'other');
    expect(JSON.parse(one)).toMatchObject({ Statement: [{ Effect: 'Deny' }] });
    const ran = await here.run(['policy', 'bucket', 'a.yaml', '--account', account, '--format', 'json']);
    expect(documentIn(ran, 'policies.schema.json')).toMatchObject({
      policies: [
        { on: 'bucket', resource: 'arn:aws:s3:::logs', trails: [`arn:aws:cloudtrail:${region}:${account}:trail/main`] },
        { on: 'bucket', resource: 'arn:aws:s3:::other', trails: [] },
      ],
    });
  });

  it('the id of its organization may be given', async () => {
    const organization = spec(`accounts: { root: "${account}", archive: "222222222222" }
organization: { account: root }
buckets: { logs: { account: archive, region: eu-west-1 } }
trails: { org: { account: root, region: eu-west-1, organization: true, bucket: logs } }`);
    const here = await stage({ 'a.yaml': organization });
    const refused = await here.run(['policy', 'bucket', 'a.yaml']);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('organization-unknown') });
    const text = await policy(here, 'bucket', 'a.yaml', '--organization', 'o-a1b2c3d4e5', '--account', account);
    expect(text).toContain('arn:aws:s3:::logs/AWSLogs/o-a1b2c3d4e5/*');
  });

  it('that a delegated administrator reads names the management account, as apply does', async () => {
    const delegated = spec(`accounts: { admin: "${account}" }
organization: { account: admin, id: o-a1b2c3d4e5 }
buckets: { logs: { account: admin, region: eu-west-1 } }
topics: { told: { account: admin, region: eu-west-1 } }
trails: { org: { account: admin, region: eu-west-1, organization: true, bucket: logs, topic: told, kmsKey: alias/a } }`);
    const here = await stage({ 'a.yaml': delegated });
    const trail = (of: string): string => `arn:aws:cloudtrail:eu-west-1:${of}:trail/org`;
    for (const on of ['bucket', 'topic', 'kms']) {
      const text = await policy(here, on, 'a.yaml', '--account', '333333333333');
      expect([text.includes(trail('333333333333')), text.includes(trail(account))]).toEqual([true, false]);
      const guessed = await here.run(['policy', on, 'a.yaml']);
      expect(guessed.stdout).toContain(trail(account));
      expect(guessed.stderr).toContain('management-account-assumed');
    }
  });

  it.each<[what: string, args: readonly string[], text: string, problem: string]>([
    [
      'has accounts of its own',
      ['bucket', 'a.yaml', '--account', '333333333333'],
      minimal.replace('spec:', `spec:\n  accounts: { a: "${account}" }`).replaceAll('{ region', '{ account: a, region'),
      "none of the spec's accounts",
    ],
    ['names no account', ['bucket', 'a.yaml'], minimal, 'account-unknown'],
    ['is not valid', ['bucket', 'a.yaml', '--account', account], minimal.replace('trails', 'trials'), 'unknown-key'],
    ['has no topic', ['topic', 'a.yaml', '--account', account], minimal, 'wrong-arguments'],
    ['has another bucket', ['bucket', 'a.yaml', '--account', account, '--bucket', 'x'], minimal, 'acme-audit-logs'],
    ['has trails of its own', ['bucket', 'a.yaml', '--trail', 'main'], minimal, '--trail describes one trail'],
    [
      'has more than a policy can hold',
      ['bucket', 'a.yaml', '--account', account],
      minimal.replace(
        'region: eu-west-1 }',
        `region: eu-west-1, policy: { statements: [{ Sid: Long, Effect: Deny, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::acme-audit-logs/${'x'.repeat(21_000)}" }] } }`,
      ),
      'policy-too-large',
    ],
  ])('that %s is refused', async (_, args, text, problem) => {
    const here = await stage({ 'a.yaml': text });
    const { code, stdout, stderr } = await here.run(['policy', ...args]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining(problem) });
  });
});

describe('of names', () => {
  it.each<[what: string, prefix: readonly string[], input: object]>([
    ['a trail', [], {}],
    ['a trail with a prefix', ['--prefix', 'org'], { S3KeyPrefix: 'org' }],
  ])('the policies let in %s, and no other', async (_, prefix, input) => {
    const here = await stage({});
    const s3 = here.by.s3(region);
    await s3.send(
      new CreateBucketCommand({ Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: region } }),
    );
    await here.by.sns(region).send(new CreateTopicCommand({ Name: 'told' }));
    const create = async (Name: string): Promise<string | undefined> => {
      const trail = new CreateTrailCommand({ Name, S3BucketName: 'logs', SnsTopicName: 'told', ...input });
      return here.by
        .cloudtrail(region)
        .send(trail)
        .then(
          () => undefined,
          (error: Error) => error.name,
        );
    };
    expect(await create('main')).toMatch(/^Insufficient/);
    const AttributeValue = await policy(here, 'topic', '--topic', 'told', ...named);
    const attribute = { TopicArn: topic, AttributeName: 'Policy', AttributeValue };
    await here.by.sns(region).send(new SetTopicAttributesCommand(attribute));
    expect(await create('main')).toBe('InsufficientS3BucketPolicyException');
    const Policy = await policy(here, 'bucket', '--bucket', 'logs', ...named, ...prefix);
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy }));
    expect(await create('other')).toMatch(/^Insufficient/);
    expect(await create('main')).toBeUndefined();
  });

  it.each<[what: string, on: 'bucket' | 'topic', args: readonly string[], tested: readonly string[]]>([
    ['a bucket', 'bucket', ['--bucket', 'logs'], ['--bucket', 'logs']],
    [
      'a bucket of an organization',
      'bucket',
      ['--bucket', 'logs', '--organization', 'o-a1b2c3d4e5'],
      ['--bucket', 'logs', '--organization', 'o-a1b2c3d4e5'],
    ],
    [
      'a topic of another account',
      'topic',
      ['--topic', topic.replace(account, '222222222222')],
      ['--topic', topic.replace(account, '222222222222')],
    ],
  ])('pass the test of %s', async (_, on, args, tested) => {
    const here = await stage({});
    const input = await policy(here, on, ...args, ...named);
    const trail = `arn:aws:cloudtrail:${region}:${account}:trail/main`;
    const { code } = await here.run(['policy', 'test', '--file', '-', '--trail', trail, ...tested], { input });
    expect(code).toBe(0);
  });

  it('follow the partition of the region, and name the owner', async () => {
    const here = await stage({});
    const text = await policy(
      here,
      'topic',
      '--topic',
      'told',
      '--account',
      account,
      '--trail',
      'main',
      '--region',
      'cn-north-1',
      '--name',
      'acme',
    );
    expect(JSON.parse(text)).toMatchObject({
      Statement: [{ Sid: 'TrailwardenPublishacme', Resource: `arn:aws-cn:sns:cn-north-1:${account}:told` }],
    });
  });

  it('are told every mistake at once', async () => {
    const here = await stage({});
    const { code, stderr } = await here.run([
      'policy',
      'bucket',
      '--bucket',
      'Logs',
      ...named,
      '--prefix',
      'a/AWSLogs/',
    ]);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('invalid-bucket-name') });
    expect(stderr).toContain('invalid-prefix');
    const missing = await here.run(['policy', 'topic', '--account', account]);
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('--topic NAME') });
  });
});
