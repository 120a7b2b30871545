/** What CloudTrail may do under policies that people wrote by hand, played against a real wire. */
import { DeleteTrailCommand, GetTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';

import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { endpointAt } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const region = 'eu-west-1';
const bucket = 'acme-audit-logs';
const body: SpecBody = { buckets: { [bucket]: { region } }, trails: { main: { region, bucket } } };
const moved: SpecBody = {
  buckets: { [bucket]: { region }, 'acme-new-logs': { region } },
  trails: { main: { region, bucket: 'acme-new-logs' } },
};

async function endpoint(): Promise<Endpoint> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  return endpointAt(sandbox.url);
}

interface Policy {
  readonly Statement: readonly object[];
}

/** Replaces the statements of a bucket's policy. */
async function write(here: Endpoint, name: string, change: (statements: readonly object[]) => readonly object[]) {
  const s3 = here.s3(region);
  const { Policy: text = '{"Statement":[]}' } = await s3.send(new GetBucketPolicyCommand({ Bucket: name }));
  const Statement = change((JSON.parse(text) as Policy).Statement);
  await s3.send(
    new PutBucketPolicyCommand({ Bucket: name, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
}

const drifted = ({ plan }: Report) =>
  plan.changes.flatMap(({ address, fields }) =>
    fields.map(({ field, gravity, withheld }) =>
      `${address.replace(/@.*/u, '')} ${field}: ${gravity} ${withheld?.by ?? ''}`.trim(),
    ),
  );

const deny = (name: string, Condition: object = {}) => ({
  Sid: 'Perimeter',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::${name}/*`,
  Condition,
});

describe('a policy that people wrote', () => {
  it('is no critical drift where it is the one that AWS documents', async () => {
    const here = await endpoint();
    await run(here.cloud(), body, { command: 'apply' });
    const { account } = await here.cloud().identity();
    const source = { 'aws:SourceArn': `arn:aws:cloudtrail:${region}:${account}:trail/main` };
    const Principal = { Service: 'cloudtrail.amazonaws.com' };
    await write(here, bucket, () => [
      {
        Sid: 'AWSCloudTrailAclCheck20150319',
        Effect: 'Allow',
        Principal,
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringEquals: source },
      },
      {
        Sid: 'AWSCloudTrailWrite20150319',
        Effect: 'Allow',
        Principal,
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${bucket}/AWSLogs/${account}/*`,
        Condition: { StringEquals: { ...source, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ]);
    const report = await run(here.cloud(), body, { command: 'drift' });
    expect(drifted(report)).toEqual([`bucket/${bucket} grants: low`, `bucket/${bucket} tlsOnly: medium`]);
  });

  it('is critical where it denies, kept and told with the mend', async () => {
    const here = await endpoint();
    await run(here.cloud(), body, { command: 'apply' });
    await write(here, bucket, all => [...all, deny(bucket, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } })]);
    const report = await run(here.cloud(), body, { command: 'drift' });
    expect(drifted(report)).toEqual([`bucket/${bucket} otherStatements: critical fixed`]);
    expect(report.plan.changes[0]?.fields[0]?.withheld?.problem.hint).toContain('except the trail from it');
    const removing: SpecBody = { ...body, buckets: { [bucket]: { region, policy: { unmanaged: 'remove' } } } };
    await run(here.cloud(), removing, { command: 'apply' });
    expect(drifted(await run(here.cloud(), removing, { command: 'drift' }))).toEqual([]);
  });

  it('is not known where it depends on what nobody knows', async () => {
    const here = await endpoint();
    await run(here.cloud(), body, { command: 'apply' });
    await write(here, bucket, all => [...all, deny(bucket, { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })]);
    const report = await run(here.cloud(), body, { command: 'drift' });
    expect(report.plan.unknown).toMatchObject([
      { problem: { code: 'policy-undecided', message: expect.stringContaining('aws:sourceip') } },
    ]);
    expect(verdictOf(report, true)).toMatchObject({ reason: 'incomplete', complete: false });
  });

  it('keeps a trail from moving to where it could not deliver', async () => {
    const here = await endpoint();
    await run(here.cloud(), body, { command: 'apply' });
    await here
      .s3(region)
      .send(
        new CreateBucketCommand({ Bucket: 'acme-new-logs', CreateBucketConfiguration: { LocationConstraint: region } }),
      );
    await here.s3(region).send(
      new PutBucketPolicyCommand({
        Bucket: 'acme-new-logs',
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [deny('acme-new-logs')] }),
      }),
    );
    const plan = await run(here.cloud(), moved, { command: 'plan' });
    expect(drifted(plan)).toContain('trail/main destination: critical fixed');
    const report = await run(here.cloud(), moved, { command: 'apply' });
    const withheld = report.plan.changes.flatMap(({ fields }) =>
      fields.flatMap(field => field.withheld?.problem ?? []),
    );
    expect(withheld).toContainEqual(
      expect.objectContaining({ code: 'delivery-denied', hint: expect.stringContaining('Perimeter') }),
    );
    const { Trail } = await here.cloudtrail(region).send(new GetTrailCommand({ Name: 'main' }));
    expect(Trail?.S3BucketName).toBe(bucket);
  });

  it('keeps a trail from being made where it could not deliver', async () => {
    const here = await endpoint();
    await run(here.cloud(), body, { command: 'apply' });
    await here.cloudtrail(region).send(new DeleteTrailCommand({ Name: 'main' }));
    await write(here, bucket, all => [...all, deny(bucket)]);
    const { plan } = await run(here.cloud(), body, { command: 'plan' });
    expect(plan.changes.find(({ action }) => action === 'create')?.withheld).toMatchObject({
      by: 'fixed',
      problem: { code: 'delivery-denied' },
    });
  });

  it.each<[string, string, boolean]>([
    ['TrailwardenWriteevil', `bucket/${bucket} otherStatements: critical fixed`, true],
    ['TrailwardenMembersWriteacme', `bucket/${bucket} grants: critical`, false],
  ])('is critical where everybody is let in under the Sid %s', async (Sid, told, stays) => {
    const here = await endpoint();
    await run(here.cloud(), body, { command: 'apply' });
    const open = { Sid, Effect: 'Allow', Action: 's3:*', Principal: '*', Resource: `arn:aws:s3:::${bucket}/*` };
    const s3 = here.s3(region);
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: {} }));
    await write(here, bucket, all => [...all, open]);
    expect(drifted(await run(here.cloud(), body, { command: 'drift' }))).toContain(told);
    await run(here.cloud(), body, { command: 'apply' });
    const { Policy: text = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    expect(text.includes(Sid)).toBe(stays);
  });

  it('tells of guests, which it keeps', async () => {
    const here = await endpoint();
    await run(here.cloud(), body, { command: 'apply' });
    const guest = {
      Sid: 'Auditor',
      Effect: 'Allow',
      Principal: { AWS: '222222222222' },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    await write(here, bucket, all => [...all, guest]);
    const report = await run(here.cloud(), body, { command: 'drift' });
    expect(drifted(report)).toEqual([`bucket/${bucket} otherStatements: medium fixed`]);
    expect(verdictOf(report, true, 'medium').exitCode).toBe(2);
    expect(verdictOf(report, true, 'high').exitCode).toBe(0);
    const [change] = report.plan.changes.flatMap(({ fields }) => fields);
    expect(change?.meaning).toBe('Statement Auditor lets account 222222222222 read log files.');
    expect(change?.withheld?.problem.code).toBe('stranger-let-in');
    const declared: SpecBody = {
      ...body,
      buckets: { [bucket]: { region, policy: { statements: [guest] } } },
    };
    expect(drifted(await run(here.cloud(), declared, { command: 'drift' }))).toEqual([]);
    await run(here.cloud(), body, { command: 'apply' });
    const removing: SpecBody = { ...body, buckets: { [bucket]: { region, policy: { unmanaged: 'remove' } } } };
    await run(here.cloud(), removing, { command: 'apply' });
    expect(drifted(await run(here.cloud(), body, { command: 'drift' }))).toEqual([]);
  });
});
