/** Keys that resources use: looked at, judged, told, and never moved to blindly. With the built program, on the sandbox. */
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { credentials } from '../e2e/endpoint.ts';
import { clients } from '../sandbox/clients.ts';
import { makeLogGroup, makeLogRole } from '../sandbox/estate.ts';
import { folderWith, spec, trailwarden } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const withKey = (more = ''): string =>
  spec(`buckets:
  logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: logs, kmsKey: alias/audit${more} }`);
const without = withKey().replace(', kmsKey: alias/audit', '');

interface Told {
  readonly verdict: { readonly exit_code: number; readonly complete: boolean };
  readonly findings: readonly { readonly code: string; readonly message: string; readonly severity: string }[];
  readonly resource_drift: readonly {
    readonly address: string;
    readonly gravity: string;
    readonly fields: readonly { readonly field: string }[];
  }[];
}

async function drift(on: Stage): Promise<Told> {
  return documentIn(await on.run(['drift', 'a.yaml', '--format', 'json']), 'report.schema.json') as unknown as Told;
}

/** A key behind alias/audit, with the policy that `policy kms` prints. */
async function withPrintedPolicy(text = withKey()) {
  const on = await stage({ 'a.yaml': text });
  const kms = new KMSClient({ endpoint: on.sandbox.url, credentials, region: 'eu-west-1' });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId ?? '';
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/audit', TargetKeyId: KeyId }));
  const printed = await on.run(['policy', 'kms', 'a.yaml', '--account', '111111111111']);
  const put = async (Policy: string) => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
  return { on, kms, KeyId, put, printed: printed.stdout };
}

const nobody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'kms:*', Resource: '*' }],
});

describe('the key of a trail', () => {
  it('lets CloudTrail in by the policy that is printed, and nothing more is told', async () => {
    const { on, put, printed } = await withPrintedPolicy();
    await put(printed);
    expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const { verdict, findings } = await drift(on);
    expect([verdict.exit_code, findings]).toEqual([0, []]);
  });

  it('holds the creation of a trail that it does not let deliver, and tells what to add', async () => {
    const { on } = await withPrintedPolicy();
    const { code, stdout } = await on.run(['plan', 'a.yaml']);
    expect(code).toBe(0);
    const told = stdout.replaceAll(/\s+/gu, ' ');
    expect(told).toContain('CloudTrail may not use kms:DescribeKey and kms:GenerateDataKey of the key');
    expect(told).toContain('"Action":"kms:GenerateDataKey*"');
    expect(told).toContain('trailwarden policy kms SPEC --account 111111111111');
    await on.run(['apply', 'a.yaml', '--yes']);
    expect(on.sandbox.counts().operations['cloudtrail:CreateTrail']).toBeUndefined();
  });

  it('holds the move of a trail that stands, until it lets the trail deliver', async () => {
    const { on, put } = await withPrintedPolicy(without);
    expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const moved = stageWith(on, withKey());
    const held = await moved.run(['apply', 'b.yaml', '--yes']);
    expect(held.stdout).toContain('CloudTrail may not use');
    expect(on.sandbox.counts().operations['cloudtrail:UpdateTrail']).toBeUndefined();
    await put((await moved.run(['policy', 'kms', 'b.yaml', '--account', '111111111111'])).stdout);
    expect((await moved.run(['apply', 'b.yaml', '--yes'])).code).toBe(0);
    expect(on.sandbox.counts().operations['cloudtrail:UpdateTrail']).toBe(1);
  });

  it.each<[string, (of: Awaited<ReturnType<typeof withPrintedPolicy>>) => Promise<unknown>, string]>([
    ['is disabled', async ({ kms, KeyId }) => kms.send(new DisableKeyCommand({ KeyId })), 'kmsKey.state'],
    ['will be deleted', async ({ kms, KeyId }) => kms.send(new ScheduleKeyDeletionCommand({ KeyId })), 'kmsKey.state'],
    ['lets nobody in any more', async ({ put }) => put(nobody), 'kmsKey.policy'],
  ])('that %s is critical drift', async (_name, spoil, told) => {
    const of = await withPrintedPolicy();
    const { on, put, printed, kms, KeyId } = of;
    await put(printed);
    await on.run(['apply', 'a.yaml', '--yes']);
    await spoil(of);
    const found = await drift(on);
    expect(found.verdict).toMatchObject({ exit_code: 2, complete: true });
    expect(found.resource_drift).toMatchObject([{ address: 'trail/main@111111111111/eu-west-1', gravity: 'critical' }]);
    expect(JSON.stringify(found.resource_drift)).toContain(told);
    await kms.send(new CancelKeyDeletionCommand({ KeyId })).catch(() => null);
    await kms.send(new EnableKeyCommand({ KeyId }));
    await put(printed);
    expect((await drift(on)).verdict.exit_code).toBe(0);
  });

  it('goes again, and so does a log group, with leave and shown', async () => {
    const { on, put, printed } = await withPrintedPolicy(
      withKey(', cloudWatchLogs: { logGroup: audit, role: to-logs }'),
    );
    await put(printed);
    const here = clients(on.sandbox);
    await makeLogGroup(here, 'audit');
    await makeLogRole(here, 'to-logs');
    expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const left = stageWith(on, without);
    const planned = await left.run(['plan', 'b.yaml', '--allow-weakening', '--calls']);
    expect(planned.stdout).toContain(
      '{ "Name": "main", "KmsKeyId": "", "CloudWatchLogsLogGroupArn": "", "CloudWatchLogsRoleArn": "" }',
    );
    expect((await left.run(['apply', 'b.yaml', '--yes', '--allow-weakening'])).code).toBe(0);
    expect((await left.run(['drift', 'b.yaml'])).code).toBe(0);
    const { trailList = [] } = await on.by.cloudtrail('eu-west-1').send(new DescribeTrailsCommand({}));
    expect(trailList.map(one => [one.KmsKeyId, one.CloudWatchLogsLogGroupArn, one.CloudWatchLogsRoleArn])).toEqual([
      [undefined, undefined, undefined],
    ]);
  });

  it('that nobody may read is a finding, and no gap', async () => {
    const { on, put, printed } = await withPrintedPolicy();
    await put(printed);
    await on.run(['apply', 'a.yaml', '--yes']);
    on.sandbox.trouble.set({ rules: [{ match: { operation: 'GetKeyPolicy' }, effect: { deny: true } }] });
    const { verdict, findings } = await drift(on);
    expect(verdict).toMatchObject({ exit_code: 0, complete: true });
    expect(findings).toMatchObject([{ code: 'key-unread', severity: 'warning' }]);
  });

  it('is looked at once, however many trails use it', async () => {
    const { on } = await withPrintedPolicy(
      spec(`globalServiceEvents: { keeper: elsewhere }
buckets: { logs: { region: eu-west-1 } }
trails:
${['a', 'b', 'c', 'd', 'e'].map(name => `  trail-${name}: { region: eu-west-1, bucket: logs, multiRegion: false, kmsKey: alias/audit }`).join('\n')}`),
    );
    await on.run(['plan', 'a.yaml']);
    // once by its alias, once by its ARN
    expect(on.sandbox.counts().operations).toMatchObject({ 'kms:DescribeKey': 2, 'kms:GetKeyPolicy': 1 });
  });
});

/** Another spec, on the same sandbox. */
function stageWith(on: Stage, text: string): Pick<Stage, 'run'> {
  const folder = folderWith({ 'b.yaml': text });
  return { run: (args, running) => trailwarden(args, { endpoint: on.sandbox.url, folder, ...running }) };
}

describe('a spec without keys', () => {
  it('asks nothing of KMS', async () => {
    const on = await stage({ 'a.yaml': without });
    await on.run(['plan', 'a.yaml']);
    expect(on.sandbox.calls().filter(({ operation }) => /Key/u.test(operation))).toEqual([]);
  });
});
