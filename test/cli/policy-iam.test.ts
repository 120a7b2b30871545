/** `policy iam`, with the built program. */
import { describe, expect, it } from 'vitest';

import { folderWith, minimal, spec, trailwarden } from './program.ts';
import { documentIn } from './sandboxed.ts';

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

const resourcesIn = (text: string): readonly string[] =>
  (JSON.parse(text) as Policy).Statement.flatMap(({ Resource }) => Resource);

describe('policy iam', () => {
  it('prints a policy for the spec, without asking anybody', async () => {
    const folder = folderWith({ 'a.yaml': minimal });
    const plan = await trailwarden(['policy', 'iam', '--for', 'plan', 'a.yaml'], { folder });
    expect({ code: plan.code, stderr: plan.stderr }).toEqual({ code: 0, stderr: '' });
    expect(plan.stdout).not.toContain('Create');
    const apply = await trailwarden(['policy', 'iam', '--for', 'apply', 'a.yaml', '--account', '111111111111'], {
      folder,
    });
    expect(apply.code).toBe(0);
    expect(resourcesIn(apply.stdout)).toContain('arn:aws:cloudtrail:eu-west-1:111111111111:trail/main');
  });

  it('allows every name where no spec is named', async () => {
    const { code, stdout } = await trailwarden(['policy', 'iam', '--for', 'apply', '--account', '111111111111']);
    expect(code).toBe(0);
    expect(resourcesIn(stdout)).toEqual(expect.arrayContaining(['arn:aws:s3:::*', 'arn:aws:sns:*:111111111111:*']));
  });

  it('allows the queue of a daemon, where one is named', async () => {
    const queue = 'arn:aws:sqs:eu-west-1:111111111111:told';
    const { stdout } = await trailwarden([
      'policy',
      'iam',
      '--for',
      'plan',
      '--account',
      '111111111111',
      '--queue',
      queue,
    ]);
    expect((JSON.parse(stdout) as Policy).Statement).toContainEqual({
      Sid: 'Events',
      Effect: 'Allow',
      Action: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'],
      Resource: [queue],
    });
    expect((await trailwarden(['policy', 'iam', '--for', 'plan', '--queue', 'told'])).code).toBe(3);
  });

  it('lets logs be read, in the account of the bucket, and trails be asked for in theirs', async () => {
    const folder = folderWith({
      'a.yaml': spec(`accounts:
  audit: { id: "222222222222" }
  shop: { id: "333333333333" }
buckets:
  acme-audit-logs: { account: audit, region: eu-west-1 }
trails:
  main: { account: shop, region: eu-west-1, bucket: acme-audit-logs, prefix: org, kmsKey: alias/trail }`),
    });
    const policyFor = async (...args: readonly string[]): Promise<readonly (readonly [string, string])[]> => {
      const { stdout } = await trailwarden(['policy', 'iam', '--for', 'logs', ...args], { folder });
      const all = (JSON.parse(stdout) as Policy).Statement.flatMap(({ Action, Resource }) =>
        Action.map(action => [action, Resource.join(' ')] as const),
      );
      return all.filter(([action]) => !action.startsWith('ec2:'));
    };
    expect(await policyFor('a.yaml', '--account', 'audit')).toEqual([
      ['s3:ListBucket', 'arn:aws:s3:::acme-audit-logs'],
      ['s3:GetObject', 'arn:aws:s3:::acme-audit-logs/org/AWSLogs/*'],
      ['kms:Decrypt', 'arn:aws:kms:*:*:key/*'],
    ]);
    expect(await policyFor('a.yaml', '--account', 'shop')).toEqual([
      ['cloudtrail:DescribeTrails', '*'],
      ['cloudtrail:ListPublicKeys', '*'],
      ['cloudtrail:LookupEvents', '*'],
      ['cloudtrail:GetTrailStatus', 'arn:aws:cloudtrail:eu-west-1:333333333333:trail/main'],
    ]);
    const queue = 'arn:aws:sqs:eu-west-1:111111111111:files';
    const any = await policyFor('--account', '111111111111', '--queue', queue);
    expect(any).toContainEqual(['s3:GetObject', 'arn:aws:s3:::*/*AWSLogs/*']);
    expect(any).toContainEqual(['organizations:DescribeOrganization', '*']);
    expect(any).toContainEqual(['sqs:ChangeMessageVisibility', queue]);
  });

  it('prints the whole role, with who may assume it', async () => {
    const folder = folderWith({ 'a.yaml': minimal });
    const role = [
      'policy',
      'iam',
      '--for',
      'plan',
      'a.yaml',
      '--trust',
      '111122223333',
      '--external-id',
      'acme-7f3a',
      '--format',
    ];
    const json = documentIn(await trailwarden([...role, 'json'], { folder }), 'iam.schema.json');
    expect(json).toMatchObject({
      for: 'plan',
      role_name: 'trailwarden',
      role_path: '/',
      trust_policy: {
        Statement: [
          {
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Condition: { StringEquals: { 'sts:ExternalId': 'acme-7f3a' } },
          },
        ],
      },
    });
    const template = await trailwarden([...role, 'cloudformation'], { folder });
    expect(template.stdout).toContain('${AWS::AccountId}');
    expect(JSON.parse(template.stdout)).toMatchObject({ Resources: { Role: { Type: 'AWS::IAM::Role' } } });
    const terraform = await trailwarden([...role, 'terraform', '--role-name', 'other'], { folder });
    expect(terraform.stdout).toContain('resource "aws_iam_role" "trailwarden" {\n  name               = "other"');
  });

  it.each([
    [['--for', 'plan', '--format', 'terraform'], 'nobody was named who may assume it'],
    [['--for', 'plan', '--trust', 'me', '--format', 'json'], "option '--trust <ARN|ID>' argument 'me' is invalid"],
    [['--for', 'read'], "option '--for <plan|apply|logs>' argument 'read' is invalid"],
    [[], "required option '--for <plan|apply|logs>' not specified"],
    [['--for', 'plan', '--account', 'payments'], 'there is no spec that names it'],
    [['a.yaml', '--for', 'plan', '--account', 'nobody'], '--account nobody is no account of the spec'],
    [['bad.yaml', '--for', 'plan'], 'Invalid: '],
  ])('%j is a mistake', async (more, message) => {
    const folder = folderWith({ 'a.yaml': minimal, 'bad.yaml': spec('trails: { main: {} }') });
    const { code, stdout, stderr } = await trailwarden(['policy', 'iam', ...more], { folder });
    expect(code).toBe(3);
    expect(stdout + stderr).toContain(message);
  });

  it('has help, and so has the word before it', async () => {
    const group = await trailwarden(['policy', '--help']);
    expect(group).toMatchObject({ code: 0, stderr: '' });
    expect(group.stdout).toContain('policy iam');
    expect((await trailwarden(['help', 'policy', 'iam'])).stdout).toBe(
      (await trailwarden(['policy', 'iam', '--help'])).stdout,
    );
  });
});
