/** Bucket policies of old times, played against a real wire: told, and migrated without a moment in which nobody is let in. */
import { CreateTrailCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';

import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { endpointAt } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const region = 'eu-west-1';
const account = '111111111111';
const bucket = 'acme-audit-logs';
const arn = `arn:aws:s3:::${bucket}`;

/** The nine regions of 2014. */
const roots = [
  '903692715234',
  '035351147821',
  '859597730677',
  '814480443879',
  '216624486486',
  '086441151436',
  '388731089494',
  '284668455005',
  '113285607260',
].map(id => `arn:aws:iam::${id}:root`);

const byAccounts = { AWS: roots };
const byService = { Service: 'cloudtrail.amazonaws.com' };

/** The policy that AWS documented then. */
const statements = (Principal: object): readonly object[] => [
  { Sid: 'AWSCloudTrailAclCheck20131101', Effect: 'Allow', Principal, Action: 's3:GetBucketAcl', Resource: arn },
  {
    Sid: 'AWSCloudTrailWrite20131101',
    Effect: 'Allow',
    Principal,
    Action: 's3:PutObject',
    Resource: `${arn}/AWSLogs/${account}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
  },
];

const spec = (policy: object = {}, trails: readonly string[] = ['main']): SpecBody => ({
  buckets: { [bucket]: { region, adopt: true, policy } },
  trails: Object.fromEntries(trails.map(name => [name, { region, bucket, adopt: true }])),
});

/** A bucket with such a policy and trails that deliver through it, all made by hand. */
async function oldEstate(Principal: object, trails: readonly string[]): Promise<Endpoint> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const here = endpointAt(sandbox.url);
  const s3 = here.s3(region);
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements(Principal) });
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  for (const Name of trails) await here.cloudtrail(region).send(new CreateTrailCommand({ Name, S3BucketName: bucket }));
  return here;
}

async function sids(here: Endpoint): Promise<readonly string[]> {
  const { Policy = '{}' } = await here.s3(region).send(new GetBucketPolicyCommand({ Bucket: bucket }));
  const { Statement } = JSON.parse(Policy) as { readonly Statement: readonly { readonly Sid: string }[] };
  return Statement.map(({ Sid }) => Sid).toSorted();
}

/** AWS looks at the policy of the bucket whenever a trail is changed. */
const delivers = async (here: Endpoint, Name: string): Promise<string | undefined> =>
  (await here.cloudtrail(region).send(new UpdateTrailCommand({ Name }))).Name;

const told = ({ plan }: Report) =>
  plan.changes.flatMap(({ fields }) =>
    fields
      .filter(({ field }) => field === 'otherStatements')
      .map(({ gravity, meaning, withheld }) => ({
        gravity,
        meaning,
        withheld: withheld?.problem,
      })),
  );

const ours = ['TrailwardenAclacme', 'TrailwardenTlsOnlyacme', 'TrailwardenWriteacme'];
const old = ['AWSCloudTrailAclCheck20131101', 'AWSCloudTrailWrite20131101'];

describe.each([
  ['by its accounts of old times', byAccounts],
  ['without naming trails', byService],
])('a bucket that lets CloudTrail in %s', (_name, principal) => {
  it('is told, and ours stand beside what is kept', async () => {
    const here = await oldEstate(principal, ['main']);
    const plan = await run(here.cloud(), spec(), { command: 'plan' });
    expect(told(plan)).toEqual([
      {
        gravity: 'medium',
        meaning: expect.stringMatching(/AWSCloudTrailWrite20131101 lets CloudTrail/u),
        withheld: expect.objectContaining({
          code: 'stranger-let-in',
          hint: expect.stringContaining('unmanaged: remove'),
        }),
      },
    ]);
    await run(here.cloud(), spec(), { command: 'apply' });
    expect(await sids(here)).toEqual([...old, ...ours]);
    await expect(delivers(here, 'main')).resolves.toBe('main');
    expect(told(await run(here.cloud(), spec(), { command: 'drift' }))).toMatchObject([{ gravity: 'medium' }]);
  });

  it('is migrated in one call where nobody else delivers there', async () => {
    const here = await oldEstate(principal, ['main']);
    const report = await run(here.cloud(), spec({ unmanaged: 'remove' }), { command: 'apply' });
    const puts = report.plan.changes.flatMap(({ calls }) => calls.filter(({ call }) => call === 's3:PutBucketPolicy'));
    expect(puts).toHaveLength(1);
    expect(await sids(here)).toEqual(ours);
    await expect(delivers(here, 'main')).resolves.toBe('main');
    const after = await run(here.cloud(), spec({ unmanaged: 'remove' }), { command: 'drift' });
    expect(after.plan.changes).toEqual([]);
  });

  it('keeps what a trail outside of the spec delivers through, until it is declared', async () => {
    const here = await oldEstate(principal, ['main', 'theirs']);
    const applied = await run(here.cloud(), spec({ unmanaged: 'remove' }), { command: 'apply' });
    expect(verdictOf(applied, false).exitCode).toBe(0);
    expect(await sids(here)).toEqual([...old, ...ours]);
    await expect(delivers(here, 'theirs')).resolves.toBe('theirs');
    const drift = await run(here.cloud(), spec({ unmanaged: 'remove' }), { command: 'drift' });
    expect(drift.plan.changes).toEqual([]);
    expect(drift.plan.findings.filter(({ code }) => code === 'old-statement-needed')).toMatchObject([
      { message: expect.stringContaining(`arn:aws:cloudtrail:${region}:${account}:trail/theirs`) },
    ]);
    await run(here.cloud(), spec({ unmanaged: 'remove' }, ['main', 'theirs']), { command: 'apply' });
    expect(await sids(here)).toEqual(ours);
    await expect(delivers(here, 'theirs')).resolves.toBe('theirs');
    await expect(delivers(here, 'main')).resolves.toBe('main');
  });

  it('keeps what accounts deliver through that nobody looked at', async () => {
    const here = await oldEstate(principal, ['main']);
    await run(here.cloud(), { ...spec({ unmanaged: 'remove' }), watch: 'declared' }, { command: 'apply' });
    expect(await sids(here)).toEqual([...old, ...ours]);
  });
});

it('lets in no trail of a region that opened later', async () => {
  const here = await oldEstate(byAccounts, []);
  const create = async (name: string, home: string) =>
    here.cloudtrail(home).send(new CreateTrailCommand({ Name: name, S3BucketName: bucket }));
  await expect(create('later', 'eu-north-1')).rejects.toMatchObject({ name: 'InsufficientS3BucketPolicyException' });
  await expect(create('early', 'us-west-2')).resolves.toMatchObject({ Name: 'early' });
});
