/** `policy test`, with the built program. */
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import type { Statement } from '../../src/core/policy/statement.ts';
import { credentials } from '../e2e/endpoint.ts';
import { folderWith, lastLine, minimal, spec, trailwarden } from './program.ts';
import type { Ran } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';

const trail = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
const topic = 'arn:aws:sns:eu-west-1:111111111111:log-files';
const key = 'arn:aws:kms:eu-west-1:111111111111:key/1234';
const Principal = { Service: 'cloudtrail.amazonaws.com' };
const from = { 'aws:SourceArn': trail };

/** Of the CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail". */
const documented: readonly Statement[] = [
  {
    Sid: 'AWSCloudTrailAclCheck20150319',
    Effect: 'Allow',
    Principal,
    Action: 's3:GetBucketAcl',
    Resource: 'arn:aws:s3:::logs',
    Condition: { StringEquals: from },
  },
  {
    Sid: 'AWSCloudTrailWrite20150319',
    Effect: 'Allow',
    Principal,
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::logs/AWSLogs/111111111111/*',
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...from } },
  },
];
const denial: Statement = {
  Sid: 'TmpFix',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::logs/*',
};
const byAddress: Statement = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::logs/*',
  Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
};
const publish: Statement = { Sid: 'Publish', Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: topic };
const useOfKey: Statement = { Effect: 'Allow', Principal, Action: 'kms:DescribeKey', Resource: '*' };

const policy = (...Statement: readonly Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/** Runs it with a policy in a file. */
async function test(text: string, more: readonly string[]): Promise<Ran> {
  const folder = folderWith({ 'policy.json': text });
  return trailwarden(['policy', 'test', '--file', 'policy.json', '--trail', trail, ...more], { folder });
}

const ofBucket = ['--bucket', 'logs'];

describe('policy test', () => {
  it.each<[string, string, readonly string[], number, string, string]>([
    [
      "AWS's policy",
      policy(...documented),
      ofBucket,
      0,
      'Allowed: 7 requests.',
      'statement 2, AWSCloudTrailWrite20150319',
    ],
    [
      'a denial',
      policy(...documented, denial),
      ofBucket,
      9,
      'Denied: 6 of 7 requests.',
      '  mend: Take statement TmpFix away, or',
    ],
    [
      'a condition that nobody knows',
      policy(...documented, byAddress),
      ofBucket,
      8,
      'Not known: 6 of 7 requests.',
      'statement 3: depends on aws:sourceip',
    ],
    [
      'less that is written',
      policy(...documented, { ...denial, Resource: 'arn:aws:s3:::logs/AWSLogs/111111111111/CloudTrail-*' }),
      [...ofBucket, '--no-log-file-validation', '--no-insights', '--single-region'],
      0,
      'Allowed: 3 requests.',
      '',
    ],
    [
      'another prefix',
      policy(...documented),
      [...ofBucket, '--prefix', 'org'],
      9,
      'Denied: 6 of 7 requests.',
      'logs/org/AWSLogs/111111111111/*',
    ],
    [
      'members',
      policy(...documented),
      [...ofBucket, '--organization', 'o-a1b2c3d4e5'],
      9,
      'Denied: 6 of 13 requests.',
      'AWSCloudTrailOrganizationWrite',
    ],
    ['a topic', policy(publish), ['--topic', topic], 0, 'Allowed: 1 request.', 'announces to'],
    ['a key', policy(useOfKey), ['--key', key], 9, 'Denied: 1 of 2 requests.', 'kms:GenerateDataKey*'],
  ])('%s', async (_, text, more, expected, ending, contained) => {
    const { code, stdout, stderr } = await test(text, more);
    expect({ code, stderr, last: lastLine(stdout) }).toEqual({ code: expected, stderr: '', last: ending });
    expect(stdout).toContain(contained);
  });

  it('prints the same as data, with the mend', async () => {
    const document = documentIn(
      await test(policy(...documented, denial), [...ofBucket, '--format', 'json']),
      'policy-test.schema.json',
    );
    expect(document).toMatchObject({
      kind: 'policy-test',
      verdict: { exit_code: 9, reason: 'check-failed' },
      tests: [{ address: null, trail, to: 'deliver-logs', resource: 'arn:aws:s3:::logs', verdict: 'denied' }],
    });
    const [{ requests } = { requests: [] }] = document['tests'] as readonly { readonly requests: readonly object[] }[];
    expect(requests).toHaveLength(7);
    expect(requests[0]).toMatchObject({ verdict: 'allowed', statement: { number: 1, effect: 'Allow' }, mend: null });
    expect(requests[2]).toMatchObject({
      request: 'log files',
      verdict: 'denied',
      statement: { number: 3, sid: 'TmpFix', effect: 'Deny' },
      mend: { do: 'except', add: null, except: { number: 3, condition: { StringNotEquals: from } } },
    });
    const missing = documentIn(await test(policy(), ['--topic', topic, '--format', 'json']), 'policy-test.schema.json');
    expect(missing).toMatchObject({
      tests: [{ requests: [{ statement: null, mend: { do: 'add', add: { Action: 'sns:Publish' }, except: null } }] }],
    });
  });

  it('is satisfied once its mend is made', async () => {
    const ran = await test(policy(...documented, denial), [...ofBucket, '--format', 'json']);
    const { tests } = JSON.parse(ran.stdout) as {
      tests: { requests: { mend: { except: { condition: NonNullable<Statement['Condition']> } } | null }[] }[];
    };
    const Condition = tests[0]?.requests.find(({ mend }) => mend !== null)?.mend?.except.condition ?? {};
    expect((await test(policy(...documented, { ...denial, Condition }), ofBucket)).code).toBe(0);
  });

  it('reads stdin', async () => {
    const args = ['policy', 'test', '--file', '-', '--trail', trail, ...ofBucket];
    expect((await trailwarden(args, { input: `\uFEFF${policy(...documented)}` })).code).toBe(0);
    expect(await trailwarden(args)).toMatchObject({ code: 3, stdout: '' });
  });

  it.each<[message: string, text: string, more: readonly string[]]>([
    ['error[no-policy]: policy.json is no JSON', 'Effect: Allow', ofBucket],
    ['policy.json is no JSON', '', ofBucket],
    ['policy.json is JSON, and no policy', '[]', ofBucket],
    ['policy.json is JSON, and no policy', JSON.stringify({ Policy: policy(...documented) }), ofBucket],
    ['policy.json is JSON, and no policy', '{ "Statement": [{ "Effect": "Maybe" }] }', ofBucket],
    ['nothing.json could not be read: ENOENT', policy(), [...ofBucket, '--file', 'nothing.json']],
    ['. could not be read: EISDIR', policy(), [...ofBucket, '--file', '.']],
    ['nothing says whose policy this is', policy(), []],
    ['a policy is of one resource', policy(), [...ofBucket, '--topic', topic]],
    ['--prefix says where files stand in a bucket', policy(), ['--topic', topic, '--prefix', 'org']],
    ['The name of a bucket', policy(), ['--bucket', 'arn:aws:s3:::logs']],
    ['The ARN of a key', policy(), ['--key', 'alias/audit']],
    ['The ARN of a topic', policy(), ['--topic', 'log-files']],
    ['The ARN of a trail', policy(), [...ofBucket, '--trail', 'main']],
    ['A prefix has no slash at its ends', policy(), [...ofBucket, '--prefix', '/org/']],
    ['The id of an organization', policy(), [...ofBucket, '--organization', 'acme']],
  ])('a mistake: %s', async (message, text, more) => {
    const { code, stdout, stderr } = await test(text, more);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
  });
});

const announced = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
topics:
  log-files: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, topic: log-files }`);

describe('policy test of a spec', () => {
  it('tells that all is allowed once it is applied, and changes nothing', async () => {
    const here = await stage({ 'trailwarden.yaml': announced });
    await here.run(['apply', '--yes']);
    const before = written(here).length;
    const ran = await here.run(['policy', 'test']);
    expect(ran.stderr).toBe('');
    expect(ending(ran)).toEqual([0, 'Allowed: 2 uses of a bucket or topic by a trail.']);
    expect(ran.stdout).toContain('trail/main@111111111111/eu-west-1 delivers to arn:aws:s3:::acme-audit-logs');
    expect(ran.stdout).not.toContain('s3:PutObject');
    expect((await here.run(['policy', 'test', '--full'])).stdout).toContain('s3:PutObject');
    expect(written(here)).toHaveLength(before);
  });

  it('names the statement of somebody else that denies, as it stands in the policy', async () => {
    const here = await stage({ 'trailwarden.yaml': announced });
    await here.run(['apply', '--yes']);
    const { Policy } = await here.by.s3('eu-west-1').send(new GetBucketPolicyCommand({ Bucket: 'acme-audit-logs' }));
    const standing = (JSON.parse(Policy ?? '') as { readonly Statement: readonly Statement[] }).Statement;
    const { Sid: _unnamed, ...unnamed } = { ...denial, Resource: 'arn:aws:s3:::acme-audit-logs/*' };
    const Statement = [unnamed, ...standing];
    await here.by.s3('eu-west-1').send(
      new PutBucketPolicyCommand({
        Bucket: 'acme-audit-logs',
        Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    const ran = await here.run(['policy', 'test']);
    expect(ending(ran)).toEqual([9, 'Denied: 1 of 2 uses of a bucket or topic by a trail.']);
    expect(ran.stdout).toContain('Take the statement in place 1 away, or except the trail');
    const document = documentIn(await here.run(['policy', 'test', '--format', 'json']), 'policy-test.schema.json');
    expect(document).toMatchObject({
      unreadable: [],
      tests: [
        { address: 'trail/main@111111111111/eu-west-1', to: 'deliver-logs', verdict: 'denied' },
        { to: 'announce-logs', verdict: 'allowed' },
      ],
    });
  });

  it('tells what is not there, and what could not be read', async () => {
    const here = await stage({ 'trailwarden.yaml': announced });
    const ran = await here.run(['policy', 'test']);
    expect(ending(ran)).toEqual([9, 'Denied: 2 of 2 uses of a bucket or topic by a trail.']);
    expect(ran.stdout).toContain('There is none.');
    await here.run(['apply', '--yes']);
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'GetBucketPolicy' }, effect: { deny: true } }] });
    const refused = await here.run(['policy', 'test']);
    expect(ending(refused)).toEqual([8, 'Not known: 1 of 2 uses of a bucket or topic by a trail.']);
    expect(refused.stdout).toContain('? not known trail/main@111111111111/eu-west-1 delivers to');
    here.sandbox.trouble.set({ rules: [] });
    await here.by.s3('eu-west-1').send(new DeleteBucketPolicyCommand({ Bucket: 'acme-audit-logs' }));
    expect((await here.run(['policy', 'test'])).stdout).toContain('no statement allows it');
  });

  it('says nothing of a trail of which something is not known', async () => {
    const body = `buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, kmsKey: alias/nobody }`;
    const here = await stage({ 'trailwarden.yaml': spec(body) });
    const ran = await here.run(['policy', 'test']);
    expect(ending(ran)).toEqual([8, 'Not known: 1 of 1 use of a bucket or topic by a trail.']);
  });

  it('asks the keys of a trail and of its topic, too', async () => {
    const here = await stage({
      'trailwarden.yaml': announced
        .replace('log-files: { region: eu-west-1', '$&, kmsKey: alias/audit')
        .replace('topic: log-files', '$&, kmsKey: alias/audit'),
    });
    const kms = new KMSClient({ endpoint: here.sandbox.url, credentials, region: 'eu-west-1' });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/audit', TargetKeyId: KeyId }));
    const Policy = (await here.run(['policy', 'kms', '--account', '111111111111', 'trailwarden.yaml'])).stdout;
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
    await here.run(['apply', '--yes']);
    const fine = await here.run(['policy', 'test']);
    expect(ending(fine)).toEqual([0, 'Allowed: 4 uses of a bucket, topic or key by a trail.']);
    expect(fine.stdout).toContain(`eu-west-1 encrypts with arn:aws:kms:eu-west-1:111111111111:key/`);

    const without = policy({ ...useOfKey, Principal: { AWS: '111111111111' }, Action: 'kms:*' });
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: without }));
    const denied = await here.run(['policy', 'test']);
    expect(ending(denied)).toEqual([9, 'Denied: 2 of 4 uses of a bucket, topic or key by a trail.']);
    expect(denied.stdout).toMatch(/DENIED +look at the key +kms:DescribeKey/u);
    const document = documentIn(await here.run(['policy', 'test', '--format', 'json']), 'policy-test.schema.json');
    expect(document).toMatchObject({ tests: [{}, {}, { to: 'encrypt-announcements' }, { to: 'encrypt-logs' }] });

    await kms.send(new DisableKeyCommand({ KeyId }));
    expect((await here.run(['policy', 'test'])).stdout).toContain('is disabled.');
  });

  it.each<[message: string, args: readonly string[]]>([
    ['--file tests the policy of a file, and a spec those that stand', ['--file', '-', 'a.yaml']],
    ['the trail and the resource are described, and no policy is named', ofBucket],
    ['the trail and the resource are described, and no policy is named', ['--no-insights', 'a.yaml']],
    ['nothing says for which trail', ['--file', '-', ...ofBucket]],
    ['Invalid: 1 error', ['bad.yaml']],
  ])('a mistake: %s', async (message, args) => {
    const folder = folderWith({ 'a.yaml': minimal, 'bad.yaml': spec('trails: { main: { region: eu-west-1 } }') });
    const { code, stdout, stderr } = await trailwarden(['policy', 'test', ...args], { folder });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
  });
});
