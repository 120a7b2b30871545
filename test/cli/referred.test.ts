/** A bucket that the spec only refers to: what its policy does for strangers is told. With the built program, on the sandbox. */
import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';

import { spec } from './program.ts';
import { stage } from './sandboxed.ts';

const text = (manage: string): string =>
  spec(`accounts: { own: "111111111111" }
buckets: { acme-logs: { region: eu-west-1${manage} } }
trails: { main: { region: eu-west-1, bucket: acme-logs } }`);

it('tells whom it lets in, and what it denies to all', { timeout: 60_000 }, async () => {
  const on = await stage({ 'a.yaml': text(''), 'b.yaml': text(', manage: false') });
  expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
  const quiet = await on.run(['drift', 'b.yaml']);
  expect([quiet.code, quiet.stdout]).toEqual([0, expect.not.stringContaining('stranger-let-in')]);
  const s3 = on.by.s3('eu-west-1');
  const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'acme-logs' }));
  const { Version, Statement } = JSON.parse(Policy) as {
    readonly Version: string;
    readonly Statement: readonly object[];
  };
  const about = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-logs/*' };
  const guest = { Sid: 'Guest', Effect: 'Allow', Principal: { AWS: '222222222222' }, ...about };
  const nobody = { Sid: 'Nobody', Effect: 'Deny', Principal: '*', ...about };
  const spoilt = JSON.stringify({ Version, Statement: [...Statement, guest, nobody] });
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'acme-logs', Policy: spoilt }));
  const { code, stdout } = await on.run(['drift', 'b.yaml']);
  expect(code).toBe(0);
  expect(stdout).toContain('Statement Guest lets account 222222222222 read log files');
  expect(stdout).toContain('Statement Nobody denies everybody to read log files');
});
