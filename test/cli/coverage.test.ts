/** `coverage`, with the built program on the sandbox. */
import { StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { CreateKeyCommand, DisableKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { credentials } from '../e2e/endpoint.ts';
import { lastLine, minimal, spec, trailwarden, folderWith } from './program.ts';
import { documentIn, ending, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const twice = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, events: { data: [{ type: AWS::S3::Object }] } }
  copy: { region: us-east-1, bucket: acme-audit-logs, multiRegion: false }`);

const forCloudTrail = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 'kms:*', Resource: '*' }],
});

async function applied(text: string): Promise<Stage> {
  const on = await stage({ 'trailwarden.yaml': text });
  expect((await on.run(['apply', '--yes'])).code).toBe(0);
  return on;
}

interface Row {
  readonly regions: readonly string[];
  readonly copies: readonly { readonly class: string; readonly all: number; readonly known: boolean }[];
}

const codesIn = (document: Readonly<Record<string, unknown>>): readonly string[] =>
  (document['findings'] as readonly { readonly problem?: { readonly code: string }; readonly code?: string }[]).map(
    ({ problem, code }) => problem?.code ?? code ?? '',
  );

describe('coverage', () => {
  it('of one trail that logs is one copy everywhere, and changes nothing', async () => {
    const on = await applied(minimal);
    const before = written(on).length;
    const ran = await on.run(['coverage']);
    expect(ending(ran)).toEqual([0, 'Coverage: 1 of 1 account recorded once everywhere.']);
    const document = documentIn(await on.run(['coverage', '--check', '--format', 'json']), 'coverage.schema.json');
    const [row, ...more] = document['rows'] as readonly [Row];
    expect(more).toEqual([]);
    expect(row.copies.map(({ class: of, all, known }) => [of, all, known])).toEqual([
      ['management read', 1, true],
      ['management write', 1, true],
      ['global', 1, true],
    ]);
    expect(written(on)).toHaveLength(before);
  });

  it('of a stopped trail is nobody, and --check fails', async () => {
    const on = await applied(minimal);
    await on.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    const ran = await on.run(['coverage']);
    expect(ending(ran)).toEqual([0, 'Coverage: 0 of 1 account recorded once everywhere, 1 not everywhere.']);
    expect(ran.stdout).toContain('trail/main@111111111111/eu-west-1 does not record');
    expect((await on.run(['coverage', '--check'])).code).toBe(9);
  });

  it('of a trail that the policy of its bucket keeps out is no copy, and --check fails', async () => {
    const on = await applied(minimal);
    await on.by.s3('eu-west-1').send(new DeleteBucketPolicyCommand({ Bucket: 'acme-audit-logs' }));
    const ran = await on.run(['coverage']);
    expect(ending(ran)).toEqual([0, 'Coverage: 0 of 1 account recorded once everywhere, 1 not delivered.']);
    expect(ran.stdout).toContain('0!');
    expect(ran.stdout).toContain('CloudTrail may not use s3:GetBucketAcl on acme-audit-logs');
    const checked = await on.run(['coverage', '--check', '--format', 'json']);
    expect(checked.code).toBe(9);
    const document = documentIn(checked, 'coverage.schema.json');
    expect(codesIn(document)).toEqual(['recorded-not-delivered']);
    const [row] = document['rows'] as readonly [{ readonly copies: readonly { readonly undelivered: number }[] }];
    expect(row.copies.map(({ undelivered }) => undelivered)).toEqual([1, 1, 1]);
  });

  it('of a trail whose bucket is gone, or may not be read', async () => {
    const on = await applied(minimal);
    on.sandbox.trouble.set({ rules: [{ match: { operation: 'GetBucketPolicy' }, effect: { deny: true } }] });
    const unread = await on.run(['coverage']);
    expect(ending(unread)).toEqual([8, 'Coverage: 1 of 1 account recorded once everywhere.']);
    expect(unread.stdout).toContain('Not known: policy.');
    const gone = { error: { code: 'NoSuchBucket', status: 404 } };
    on.sandbox.trouble.set({ rules: [{ match: { operation: 'GetBucketPolicy' }, effect: gone }] });
    expect((await on.run(['coverage'])).stdout).toContain('The bucket acme-audit-logs does not exist');
  });

  it('of a trail whose key is switched off, declared or not', async () => {
    const on = await stage({ 'trailwarden.yaml': minimal });
    const kms = new KMSClient({ endpoint: on.sandbox.url, credentials, region: 'eu-west-1' });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn ?? '';
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: forCloudTrail }));
    expect((await on.run(['apply', '--yes'])).code).toBe(0);
    await on.by.cloudtrail('eu-west-1').send(new UpdateTrailCommand({ Name: 'main', KmsKeyId: KeyId }));
    expect((await on.run(['coverage', '--check'])).code).toBe(0);
    await kms.send(new DisableKeyCommand({ KeyId }));
    const ran = await on.run(['coverage', '--check']);
    expect(ending(ran)).toEqual([9, 'Coverage: 0 of 1 account recorded once everywhere, 1 not delivered.']);
    expect(ran.stdout).toContain('is disabled');
    expect((await on.run(['apply', '--yes'])).code).toBe(0);
    expect((await on.run(['coverage', '--check'])).code).toBe(0);
  });

  it('names what is paid twice, and so does the plan', async () => {
    const on = await applied(twice);
    const ran = await on.run(['coverage', '--format', 'json']);
    const document = documentIn(ran, 'coverage.schema.json');
    expect(ran.code).toBe(0);
    expect(codesIn(document)).toEqual(['management-recorded-twice', 'own-deliveries-recorded']);
    const planned = documentIn(await on.run(['plan', '--format', 'json']), 'report.schema.json');
    expect(codesIn(planned)).toEqual(['management-recorded-twice', 'own-deliveries-recorded']);
    expect((await on.run(['drift'])).stdout).toContain('warning[management-recorded-twice]');
  });

  it('asks nothing that a plan does not ask', async () => {
    const on = await applied(minimal);
    const asked = async (args: readonly string[]): Promise<ReadonlySet<string>> => {
      const before = on.sandbox.calls().length;
      await on.run(args);
      return new Set(
        on.sandbox
          .calls()
          .slice(before)
          .map(({ operation }) => operation),
      );
    };
    const plan = await asked(['plan']);
    const coverage = await asked(['coverage']);
    expect([...coverage].filter(operation => !plan.has(operation))).toEqual([]);
    expect(coverage.size).toBeGreaterThan(3);
  });

  it('of what may not be read is not known', async () => {
    const on = await applied(minimal);
    on.sandbox.trouble.set({ rules: [{ match: { operation: 'DescribeTrails' }, effect: { deny: true } }] });
    const ran = await on.run(['coverage', '--check']);
    expect(ending(ran)).toEqual([8, 'Coverage: 0 of 1 account recorded once everywhere, 1 not known.']);
    expect(ran.stdout).toContain('NOT KNOWN');
  });

  it('of a spec alone asks nobody', async () => {
    const folder = folderWith({ 'trailwarden.yaml': twice });
    const ran = await trailwarden(['coverage', '--offline'], { folder });
    expect(ran.code).toBe(0);
    expect(lastLine(ran.stdout)).toBe('Coverage: 0 of 1 account recorded once everywhere, 1 more than once.');
    expect((await trailwarden(['coverage', '--offline', '--check'], { folder })).code).toBe(9);
  });

  it('of an invalid spec is told as such', async () => {
    const folder = folderWith({ 'trailwarden.yaml': minimal.replace('bucket: acme', 'bucket: none') });
    expect((await trailwarden(['coverage', '--offline'], { folder })).code).toBe(3);
    expect((await trailwarden(['coverage'], { folder })).code).toBe(3);
  });
});
