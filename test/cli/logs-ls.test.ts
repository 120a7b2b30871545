/** `logs ls`, with the built program against the sandbox. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { keyOfDigest, logKey, shelf } from '../logs/archive.ts';
import { folderWith, lastLine, spec, trailwarden } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';

const declared = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, prefix: org }`);

interface File {
  readonly kind: string;
  readonly key: string;
}

describe('logs ls', () => {
  it('lists what a trail delivered, by a spec, by ARN and by hand', async () => {
    const here = await stage({ 'spec.yaml': declared });
    await here.run(['apply', 'spec.yaml', '--yes']);
    const ahead = ['--until', new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 19).concat('Z')];
    const empty = await here.run(['logs', 'ls', 'spec.yaml', '--kind', 'insight', ...ahead]);
    expect(empty).toMatchObject({ code: 0, stderr: '' });
    expect(empty.stdout).toContain('  s3://acme-audit-logs/org/AWSLogs/111111111111/*/*/\n');
    expect(lastLine(empty.stdout)).toMatch(/^Nothing was delivered /u);

    here.sandbox.clock.advance(3 * 3_600);
    const some = await here.run(['logs', 'ls', 'spec.yaml', '--trail', 'main', '--region', 'eu-west-1', ...ahead]);
    expect(some).toMatchObject({ code: 0, stderr: '' });
    const lines = some.stdout.split('\n').filter(line => line.includes('s3://'));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines)
      expect(line).toMatch(
        /^\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? +(?:log|digest) +[\d.]+ k?B +s3:\/\/acme-audit-logs\/org\/AWSLogs\/111111111111\/\S+\/eu-west-1\/\S+$/u,
      );
    expect(lastLine(some.stdout)).toMatch(
      /^\d+ log files?, \d+ digests, [\d.]+ kB, in 1 account, 1 region, delivered /u,
    );

    const arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
    const hand = ['--bucket', 'acme-audit-logs', '--prefix', '/org/', '--trail', arn];
    const ways = [['spec.yaml'], ['--trail', arn], hand].map(async way => {
      const ran = await here.run(['logs', 'ls', ...way, '--kind', 'digest', '--format', 'json', ...ahead], {
        folder: way[0] === 'spec.yaml' ? here.folder : folderWith({}),
      });
      return documentIn(ran, 'logs-ls.schema.json')['files'] as readonly File[];
    });
    const [bySpec = [], byArn, byHand] = await Promise.all(ways);
    expect(bySpec.length).toBeGreaterThan(17 * 2);
    expect(byArn).toEqual(bySpec);
    expect(byHand).toEqual(bySpec);

    here.sandbox.trouble.set({ rules: [{ match: { operation: 'ListObjectsV2' }, effect: { deny: true } }] });
    const denied = await here.run(['logs', 'ls', 'spec.yaml', '--format', 'json']);
    expect(denied.code).toBe(8);
    expect(documentIn(denied, 'logs-ls.schema.json')).toMatchObject({
      files: [],
      unreadable: [{ code: 'access-denied', hint: expect.stringContaining('Allow s3:ListBucket') as string }],
      verdict: { exit_code: 8, reason: 'incomplete' },
    });
  });

  it("finds an organization's folders, and reads with the credentials of the account that owns the bucket", async () => {
    const here = await stage({
      'spec.yaml': `apiVersion: trailwarden.dev/v1alpha1
kind: TrailSpec
metadata: { name: acme }
spec:
  accounts:
    security: { id: "111111111111" }
    payments: { id: "222222222222", role: reader }
  buckets:
    acme-audit-logs: { account: payments, region: us-west-2 }
  trails:
    main: { account: security, region: eu-west-1, bucket: acme-audit-logs }
`,
    });
    const s3 = new S3Client({
      endpoint: here.sandbox.url,
      region: 'us-west-2',
      forcePathStyle: true,
      credentials: { accessKeyId: '222222222222', secretAccessKey: 'example' },
    });
    await s3.send(
      new CreateBucketCommand({
        Bucket: 'acme-audit-logs',
        CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
      }),
    );
    const organized = { ...shelf, account: '111111111111', organization: 'o-abcdefghij' };
    const keys = [
      logKey(organized, '2026-01-10T01:05:00Z', 'A'),
      logKey({ ...shelf, account: '111111111111' }, '2026-01-10T01:05:00Z', 'B'),
      keyOfDigest(organized, '2026-01-10T01:30:00Z'),
      keyOfDigest(organized, '2026-01-10T03:30:00Z'),
    ];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'acme-audit-logs', Key, Body: 'x' }));
    const then = ['--since', '2026-01-10', '--until', '2026-01-11'];
    const owner = { env: { AWS_ACCESS_KEY_ID: '222222222222' } };
    const found = await here.run(['logs', 'ls', '--bucket', 'acme-audit-logs', '--summary', ...then], owner);
    expect(found.stdout).toContain('2 log files, 2 digests, 4 B, in 1 account, 1 region,');
    expect(found.stdout).toContain('  111111111111  us-east-1  main  2026-01-10 01:30 to 02:30 UTC');
    const one = [
      '--organization',
      'o-abcdefghij',
      '--account',
      '111111111111',
      '--region',
      'us-east-1',
      '--kind',
      'log',
    ];
    const narrowed = await here.run(['logs', 'ls', '--bucket', 'acme-audit-logs', ...one, ...then], owner);
    expect(lastLine(narrowed.stdout)).toMatch(/^1 log file,/u);
    const stranger = await here.run(['logs', 'ls', '--bucket', 'acme-audit-logs', ...one, ...then]);
    expect(stranger).toMatchObject({ code: 8, stdout: expect.stringContaining('Allow s3:ListBucket') as string });
    const bySpec = await here.run(['logs', 'ls', 'spec.yaml', ...then]);
    expect(bySpec.stdout).toContain(`s3://acme-audit-logs/${keys[1] ?? ''}\n`);
    expect(bySpec.code).toBe(0);
  });

  it('lists a copy, and asks nobody', async () => {
    const keys = [logKey(shelf, '2026-01-10T01:05:00Z', 'A'), keyOfDigest(shelf, '2026-01-10T01:30:00Z')];
    const folder = folderWith({});
    for (const key of keys) {
      const path = join(folder, 'acme-audit-logs', 'org', key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'x');
    }
    const run = async (...args: readonly string[]) => trailwarden(['logs', 'ls', ...args], { folder });
    const whole = await run('--from', '.');
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(whole.stdout).toContain(`s3://acme-audit-logs/org/${keys[0] ?? ''}\n`);
    expect(lastLine(whole.stdout)).toMatch(/^1 log file, 1 digest, 2 B, in 1 account, 1 region, delivered 2013-11-01/u);
    cpSync(join(folder, 'acme-audit-logs', 'org'), join(folder, 'alone'), { recursive: true });
    const alone = await run('--from', 'alone', '--kind', 'log');
    expect(alone.stdout).toContain(`s3://alone/${keys[0] ?? ''}\n`);
    const named = await run(
      '--from',
      'alone',
      '--bucket',
      'acme-audit-logs',
      '--since',
      '2026-01-10',
      '--until',
      '2026-01-11',
    );
    expect(named.stdout).toContain(`s3://acme-audit-logs/${keys[1] ?? ''}\n`);
  });

  it.each<[what: string, args: readonly string[], told: string]>([
    ['a trail that the spec lacks', ['spec.yaml', '--trail', 'mian'], 'Did you mean main?'],
    [
      'a name of a trail where nobody is asked',
      ['--bucket', 'acme-audit-logs', '--trail', 'main'],
      'Say --trail with its ARN',
    ],
    ['a bucket beside a spec', ['spec.yaml', '--bucket', 'acme-audit-logs'], 'Leave one of them out'],
    ['a prefix of no bucket', ['spec.yaml', '--prefix', 'x'], 'Say --bucket, too'],
    ['a time that ends first', ['spec.yaml', '--since', '1h', '--until', '2h'], 'an earlier moment'],
    ['a copy that is none', ['--from', 'spec.yaml'], 'is no folder'],
    ['keys that are none', ['--bucket', 'acme-audit-logs', '--keys', 'spec.yaml'], 'unknown option'],
    ['a region that is none', ['spec.yaml', '--region', 'Mars'], 'A region looks like eu-west-1'],
    ['a region that is misspelt', ['spec.yaml', '--region', 'eu-wset-1'], 'Did you mean eu-west-1?'],
  ])('refuses %s', async (_what, args, told) => {
    const sandbox = await import('../../src/sandbox/index.ts').then(({ startSandbox }) => startSandbox());
    onTestFinished(async () => sandbox.close());
    const ran = await trailwarden(['logs', 'ls', ...args], {
      endpoint: sandbox.url,
      folder: folderWith({ 'spec.yaml': declared }),
    });
    expect(ran.stderr).toContain(told);
    expect(ran.code).toBe(3);
  });
});
