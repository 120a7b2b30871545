/** What a user lives through, with the built program over HTTP: declare, apply, tampering, drift, healing. */
import { StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { DeletePublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { minimal, spec } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';

const two = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs }
  us-copy: { region: us-east-1, bucket: acme-audit-logs, multiRegion: false }`);

describe('the story', () => {
  it('plan, apply, nothing to do; tampering, drift, healing', async () => {
    const here = await stage({ 'trailwarden.yaml': two });
    const { run, by } = here;
    const plan = await run(['plan']);
    expect(ending(plan)).toEqual([0, 'Plan: 3 to add, 0 to change, 0 to destroy.']);
    expect(plan.stderr).toBe('');
    expect(written(here)).toEqual([]);
    expect((await run(['plan', '--detailed-exitcode'])).code).toBe(2);

    const applied = await run(['apply', '--yes']);
    expect(ending(applied)).toEqual([0, 'Apply complete! Resources: 3 added, 0 changed, 0 destroyed.']);
    const told = applied.stderr.trimEnd().split('\n');
    expect(told.map(line => line.replace(/^\S+Z {2}(\S+).*/, '$1'))).toEqual(['1/3', '2/3', '3/3']);
    const [first, ...rest] = told.map(line => line.replace(/^\S+Z {2}\S+ {2}(ok {4}\S+).*/, '$1'));
    expect(first).toBe('ok    bucket/acme-audit-logs@111111111111/eu-west-1');
    expect(rest.toSorted()).toEqual([
      'ok    trail/main@111111111111/eu-west-1', // side by side with the other, whose region is another
      'ok    trail/us-copy@111111111111/us-east-1',
    ]);
    expect(written(here)).toEqual(
      expect.arrayContaining(['CreateBucket', 'PutBucketPolicy', 'CreateTrail', 'StartLogging']),
    );
    const again = await run(['plan', '--detailed-exitcode']);
    expect(ending(again)).toEqual([0, 'No changes. Live matches the spec: 3 resources in 1 account.']);

    await by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    await by
      .cloudtrail('us-east-1')
      .send(new UpdateTrailCommand({ Name: 'us-copy', IncludeGlobalServiceEvents: true }));
    const drift = await run(['drift']);
    expect(ending(drift)).toEqual([2, 'Drift: 2 (1 critical, 1 medium).']);
    expect(drift.stdout).toContain('logging: true -> false');
    const brief = await run(['drift', '--brief']);
    expect(
      brief.stdout
        .trimEnd()
        .split('\n')
        .map(line => line.split(/ {2,}/).slice(0, 2)),
    ).toEqual([
      ['CRITICAL', 'trail/main@111111111111/eu-west-1'],
      ['MEDIUM', 'trail/us-copy@111111111111/us-east-1'],
      ['Drift: 2 (1 critical, 1 medium).'],
    ]);

    expect((await run(['apply', '--yes'])).code).toBe(0);
    expect(ending(await run(['drift']))).toEqual([0, 'No drift. 3 resources in 1 account match the spec.']);
  });

  it('the same as data', async () => {
    const { run, by } = await stage({ 'a.yaml': minimal });
    const plan = documentIn(
      await run(['plan', 'a.yaml', '--format', 'json', '--detailed-exitcode']),
      'report.schema.json',
    );
    expect(plan).toMatchObject({ command: 'plan', verdict: { exit_code: 2, reason: 'differs', complete: true } });
    const applied = await run(['apply', 'a.yaml', '--yes', '--format', 'json']);
    expect(applied.code).toBe(0);
    expect(documentIn(applied, 'report.schema.json')).toMatchObject({
      outcomes: [{ status: 'done' }, { status: 'done' }],
      remaining: { resource_changes: [] },
    });
    await by.s3('eu-west-1').send(new DeletePublicAccessBlockCommand({ Bucket: 'acme-audit-logs' }));
    const drift = await run(['drift', 'a.yaml', '--format', 'json']);
    expect(drift.code).toBe(2);
    expect(documentIn(drift, 'report.schema.json')).toMatchObject({
      resource_drift: [{ address: 'bucket/acme-audit-logs@111111111111/eu-west-1', gravity: 'critical' }],
      verdict: { reason: 'differs' },
    });
    documentIn(await run(['show', 'a.yaml', '--format', 'json']), 'show.schema.json');
    documentIn(await run(['validate', 'a.yaml', '--format', 'json']), 'validation.schema.json');
  });

  it('changes only what --target means, and refuses one that means nothing', async () => {
    const here = await stage({ 'trailwarden.yaml': two });
    const { run } = here;
    const only = await run(['apply', '--yes', '--target', 'bucket/*']);
    expect(ending(only)).toEqual([0, 'Apply complete! Resources: 1 added, 0 changed, 0 destroyed.']);
    expect(written(here)).toContain('CreateBucket');
    expect(written(here)).not.toContain('CreateTrail');
    const nothing = await run(['plan', '--target', 'trail/mian']);
    expect(nothing.code).toBe(3);
    expect(nothing.stderr).toContain('error[no-such-target]: --target trail/mian means no resource of the spec');
  });

  it('stdout stays clean while stderr is noisy', async () => {
    const { run } = await stage({ 'a.yaml': minimal });
    const { code, stdout, stderr } = await run(['plan', 'a.yaml', '--format', 'json', '--log-level', 'debug']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'report' });
    const calls = stderr
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { readonly call?: string });
    expect(calls.map(({ call }) => call)).toContain('sts:GetCallerIdentity');
  });

  it('colours and symbols are there when they are asked for, and else not', async () => {
    const { run } = await stage({ 'a.yaml': minimal });
    const escape = '\u001b[';
    expect((await run(['plan', 'a.yaml'])).stdout).not.toContain(escape);
    expect((await run(['plan', 'a.yaml', '--color', 'always'])).stdout).toContain(`${escape}32m+${escape}39m`);
    const ascii = (await run(['drift', 'a.yaml', '--ascii'])).stdout;
    expect(ascii).toContain('CRITICAL');
    // oxlint-disable-next-line no-control-regex -- that is what ASCII is
    expect(ascii.replaceAll(/[\u0000-\u007f]/g, '')).toBe('');
  });
});
