/** A run with a deadline, with the built program: it ends, and tells what it has and what it has not. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';

import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';

const two = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, multiRegion: false, bucket: acme-audit-logs }
  far: { region: us-east-1, multiRegion: false, bucket: acme-audit-logs }
watch: declared`);

/** Longer than any deadline here, and not long enough to be given up by itself. */
const hangs = (match: object) => ({ rules: [{ match, effect: { latency: 15_000 } }] });
const far = { service: 'cloudtrail', region: 'us-east-1' };

interface Told {
  readonly unreadable: readonly { readonly address: string; readonly problem: { readonly code: string } }[];
  readonly remaining: Pick<Told, 'unreadable'>;
  readonly outcomes: readonly { address: string; status: string; problem: { code: string } | null }[] | null;
}

describe('once its deadline has passed, a run', () => {
  it('that looks reports what it has read', async () => {
    const here = await stage({ 'a.yaml': two });
    await here.run(['apply', 'a.yaml', '--yes']);
    here.sandbox.trouble.set(hangs(far));
    const nothing = await here.run(['plan', 'a.yaml', '--detailed-exitcode', '--deadline', '5s']);
    expect(ending(nothing)).toEqual([8, 'Incomplete: 2 of 3 resources match the spec, 1 could not be read.']);
    expect(nothing.stdout).toContain('NOT KNOWN  111111111111: The deadline of the run passed first');
    expect(nothing.stdout).toContain('--deadline');

    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    const drift = await here.run(['drift', 'a.yaml', '--format', 'json', '--deadline', '5s']);
    expect(drift.code).toBe(2);
    const document = documentIn(drift, 'report.schema.json');
    expect(document).toMatchObject({ verdict: { reason: 'differs', complete: false } });
    const codes = (document as unknown as Told).unreadable.map(({ address, problem }) => [address, problem.code]);
    expect(codes).toEqual([['trail/far@111111111111/us-east-1', 'deadline-passed']]);
  });

  it('that writes finishes the call in flight, begins nothing, and says what is left and why', async () => {
    const here = await stage({ 'a.yaml': two });
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'CreateBucket' }, effect: { latency: 9_000 } }] });
    const applied = await here.run(['apply', 'a.yaml', '--yes', '--deadline', '5s', '--format', 'json']);
    expect(applied.code).toBe(4);
    const { outcomes, remaining } = documentIn(applied, 'report.schema.json') as unknown as Told;
    expect((outcomes ?? []).map(({ address, status, problem }) => [address, status, problem?.code])).toEqual([
      ['bucket/acme-audit-logs@111111111111/eu-west-1', 'left', 'deadline-passed'],
      ['trail/far@111111111111/us-east-1', 'left', 'deadline-passed'],
      ['trail/main@111111111111/eu-west-1', 'left', 'deadline-passed'],
    ]);
    expect(remaining.unreadable.map(({ address }) => address)).toEqual([
      'bucket/acme-audit-logs@111111111111/eu-west-1',
    ]);
    expect(written(here)).toEqual(['CreateBucket']);
    here.sandbox.trouble.clear();
    expect(ending(await here.run(['apply', 'a.yaml', '--yes']))[0]).toBe(0);
    expect((await here.run(['plan', 'a.yaml', '--detailed-exitcode'])).code).toBe(0);
  });

  it('does not claim what it could not read again', async () => {
    const here = await stage({ 'a.yaml': two });
    await here.run(['apply', 'a.yaml', '--yes']);
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'StartLogging' }, effect: { latency: 9_000 } }] });
    const applied = await here.run(['apply', 'a.yaml', '--yes', '--deadline', '5s']);
    expect(ending(applied)).toEqual([
      4,
      'Apply incomplete. Resources: 0 added, 0 changed, 0 destroyed; 0 failed, 0 left, 1 unconfirmed. 1 unreadable.',
    ]);
    expect(applied.stdout).toContain('It was sent, and could not be read again');
    expect(written(here)).toContain('StartLogging');
  });

  it('that nobody answered at all says so', async () => {
    const here = await stage({ 'a.yaml': two });
    here.sandbox.trouble.set(hangs({ service: 'sts' }));
    const { code, stdout, stderr } = await here.run(['plan', 'a.yaml', '--deadline', '1s']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'error[deadline-passed]: sts:GetCallerIdentity: DeadlinePassed: no answer came within the',
    );
  });

  it('waits for no program that makes credentials', async () => {
    const here = await stage({ 'a.yaml': two, program: '#!/bin/sh\nexec sleep 50\n' });
    chmodSync(join(here.folder, 'program'), 0o700);
    const config = `[profile slow]\ncredential_process = ${join(here.folder, 'program')}\n`;
    const { folder } = await stage({ config });
    const { code, stderr } = await here.run(['drift', 'a.yaml', '--deadline', '1s', '--profile', 'slow'], {
      endpoint: here.sandbox.url,
      folder: here.folder,
      env: { AWS_CONFIG_FILE: join(folder, 'config') },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('error[deadline-passed]');
  });

  it('that examines tells what it has found', async () => {
    const here = await stage({ 'a.yaml': two });
    await here.run(['apply', 'a.yaml', '--yes']);
    here.sandbox.trouble.set(hangs({ operation: 'GetTrailStatus' }));
    const { code, stdout } = await here.run(['doctor', 'a.yaml', '--deadline', '5s']);
    expect(code).toBe(0);
    expect(stdout).toContain('DeadlinePassed');
    expect(stdout.trimEnd()).toMatch(/Nothing failed in 1 account\. 1 not known\.$/);
  });

  /** Two accounts; the second hangs when somebody gets into it. */
  const fleet = spec(`defaults: { account: { role: reader } }
accounts: { one: "111111111111", two: "222222222222" }
watch: declared
buckets:
  acme-audit-logs: { account: one, region: eu-west-1 }
trails:
  main: { accounts: [one, two], region: eu-west-1, bucket: acme-audit-logs }`);
  const second = {
    rules: [{ match: { operation: 'AssumeRole' }, after: 1, count: 1, effect: { hold: 'before' as const } }],
  };

  it.each([
    ['doctor', 'the rest of the 9.0 s that the run may take is for what does answer'],
    ['policy test', 'Allowed: 2 uses of a bucket or topic by a trail.'],
    ['coverage', 'Coverage: 1 of 2 accounts recorded once everywhere, 1 not known.'],
  ])('of %s gives up an account that hangs, and tells of the other', async (command, told) => {
    const here = await stage({ 'a.yaml': fleet });
    expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    here.sandbox.trouble.set(second);
    const { stdout } = await here.run([...command.split(' '), 'a.yaml', '--deadline', '9s']);
    expect(stdout).toContain(told);
  });
});
