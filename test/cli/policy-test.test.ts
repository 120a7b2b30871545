/** `policy test`, with the built program. */
import { describe, expect, it } from 'vitest';

import type { Statement } from '../../src/core/policy/statement.ts';
import { folderWith, lastLine, trailwarden } from './program.ts';
import type { Ran } from './program.ts';
import { documentIn } from './sandboxed.ts';

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
