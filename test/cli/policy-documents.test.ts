/** `policy kms` and `policy cloudwatch-logs`, with the built program. */
import { describe, expect, it } from 'vitest';

import { folderWith, minimal, spec, trailwarden } from './program.ts';
import { documentIn } from './sandboxed.ts';

const fleet = spec(`accounts: { root: "111111111111", archive: "222222222222" }
organization: { account: root }
buckets:
  logs: { account: archive, region: eu-west-1 }
trails:
  org:
    account: root
    region: eu-west-1
    organization: true
    bucket: logs
    kmsKey: arn:aws:kms:eu-west-1:222222222222:alias/audit
    cloudWatchLogs: { logGroup: audit, role: logs }`);

const ran = async (text: string, ...args: readonly string[]) => {
  const { code, stdout, stderr } = await trailwarden(['policy', ...args], { folder: folderWith({ 'a.yaml': text }) });
  return { code, stdout, stderr };
};

describe('policy kms', () => {
  it('prints one policy alone, without asking anybody', async () => {
    const { code, stdout } = await ran(fleet, 'kms', 'a.yaml');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      Version: '2012-10-17',
      Statement: [
        { Principal: { AWS: 'arn:aws:iam::222222222222:root' } },
        { Action: 'kms:GenerateDataKey*' },
        { Action: 'kms:DescribeKey' },
      ],
    });
  });

  it.each([
    ['has a key of its own', 'encryption: { algorithm: aws:kms, kmsKey: alias/other }'],
    ['is not ours to know', 'manage: false'],
  ])('lets decrypt where the bucket %s', async (_name, more) => {
    const text = fleet.replace(
      '{ account: archive, region: eu-west-1 }',
      `{ account: archive, region: eu-west-1, ${more} }`,
    );
    const { stdout } = await ran(text, 'kms', 'a.yaml', '--key', 'alias/audit');
    expect(stdout).toContain('"AllowCloudTrailDecryptTrail"');
  });

  it('prints all as one document', async () => {
    const ranAll = await trailwarden(['policy', 'kms', 'a.yaml', '--key', 'alias/audit', '--format', 'json'], {
      folder: folderWith({ 'a.yaml': fleet }),
    });
    expect(documentIn(ranAll, 'policies.schema.json')).toMatchObject({
      policies: [{ on: 'key', trails: ['arn:aws:cloudtrail:eu-west-1:111111111111:trail/org'] }],
    });
  });

  it.each([
    ['a name of a trail', ['kms', '--account', '111111111111', '--trail', 'main', '--region', 'cn-north-1'], 0],
    ['nothing', ['kms'], 3],
    ['a trail without its region', ['kms', '--account', '111111111111', '--trail', 'main'], 3],
    ['a spec and a trail', ['kms', 'a.yaml', '--trail', 'main'], 3],
    ['a key that the spec does not name', ['kms', 'a.yaml', '--key', 'alias/other'], 3],
    ['a key that stands nowhere', ['kms', '--account', '111111111111', '--trail', 'main', '--key', 'alias/x'], 3],
  ])('takes %s', async (_name, args, expected) => {
    const { code, stdout } = await ran(fleet, ...args);
    expect([code, stdout.includes('arn:aws-cn:')]).toEqual([expected, expected === 0]);
  });

  it('takes the usual spec where no option describes a trail', async () => {
    const folder = folderWith({ 'trailwarden.yaml': fleet });
    const run = async (...args: readonly string[]) => (await trailwarden(['policy', ...args], { folder })).stdout;
    expect(await run('kms')).toBe(await run('kms', 'trailwarden.yaml'));
    expect(await run('bucket', '--organization', 'o-exampleorgid')).toContain('arn:aws:s3:::logs');
    expect(await run('kms', '--account', '111111111111', '--trail', 'main', '--region', 'eu-west-1')).toContain(
      'trail/main',
    );
  });

  const ofTwo = (second: string): string =>
    spec(`buckets: { logs: { region: eu-west-1 } }
topics: { told: { region: eu-west-1, kmsKey: ${second} } }
trails: { main: { region: eu-west-1, bucket: logs, topic: told, kmsKey: alias/a } }`);

  it.each<[string, string, number, string]>([
    ['that must be behind the one alias there', 'alias/a', 0, ''],
    ['that may be behind one of two', 'alias/b', 3, 'alias/b, alias/a'],
  ])('takes the ARN of a key %s', async (_name, second, expected, told) => {
    const key = 'arn:aws:kms:eu-west-1:111111111111:key/1234';
    const given = ['kms', 'a.yaml', '--account', '111111111111', '--key', key];
    const { code, stdout, stderr } = await ran(ofTwo(second), ...given);
    expect([code, stdout !== '']).toEqual([expected, expected === 0]);
    expect(stderr).toContain(told);
    expect((await ran(ofTwo(second), ...given.slice(0, -1), key.replace('eu-west-1', 'eu-west-2'))).code).toBe(3);
  });

  const keyed = minimal.replace('bucket: acme-audit-logs', 'bucket: acme-audit-logs, kmsKey: alias/a');

  it.each([
    ['names no key', minimal, ['--account', '111111111111'], 'wrong-arguments'],
    ['names no account', keyed, [], 'account-unknown'],
    ['is not valid', minimal.replace('trails', 'trials'), [], 'unknown-key'],
  ])('refuses a spec that %s', async (_name, text, args, problem) => {
    const { code, stderr } = await ran(text, 'kms', 'a.yaml', ...args);
    expect(code).toBe(3);
    expect(stderr).toContain(problem);
  });

  it('takes the account that a spec leaves open', async () => {
    const { code, stdout } = await ran(keyed, 'kms', 'a.yaml', '--account', '111111111111');
    expect([code, stdout.includes('arn:aws:iam::111111111111:root')]).toEqual([0, true]);
  });
});

describe('policy cloudwatch-logs', () => {
  it('prints both policies of a role, each under what it is', async () => {
    const { code, stdout } = await ran(fleet, 'cloudwatch-logs', 'a.yaml', '--organization', 'o-a1b2c3d4e5');
    expect(code).toBe(0);
    expect(stdout).toContain('Who may assume the role arn:aws:iam::111111111111:role/logs\n\n{');
    expect(stdout).toContain('What the role may do arn:aws:iam::111111111111:role/logs\n\n{');
    expect(stdout).toContain(':log-stream:o-a1b2c3d4e5_*"');
  });

  it.each([
    ['names', ['--account', '111111111111', '--region', 'eu-west-1', '--log-group', 'audit', '--trail', 'main'], 0],
    ['a spec whose organization is not known', ['a.yaml'], 3],
    ['no log group', ['--account', '111111111111', '--region', 'eu-west-1'], 3],
  ])('takes %s', async (_name, args, expected) => {
    const { code } = await ran(fleet, 'cloudwatch-logs', ...args);
    expect(code).toBe(expected);
  });

  it('refuses a spec without a log group', async () => {
    const { code, stderr } = await ran(minimal, 'cloudwatch-logs', 'a.yaml', '--account', '111111111111');
    expect([code, stderr.includes('no trail of the spec writes to a log group')]).toEqual([3, true]);
  });
});
