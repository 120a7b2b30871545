/** What people read of statements of others: whom they let in, and those of old times. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

import type { Report } from '../../src/core/report.ts';
import { renderDrift } from '../../src/render/drift.ts';
import { renderPlan } from '../../src/render/plan.ts';
import { run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import type { MemoryCloud } from '../contract/memory/cloud.ts';
import { account, applied, small, tamper, window80 } from './estate.ts';

const arn = 'arn:aws:s3:::acme-audit-logs';
const log = `${arn}/AWSLogs/${account}/*`;
const old = { AWS: ['arn:aws:iam::859597730677:root', 'arn:aws:iam::086441151436:root'] };
const removing: SpecBody = {
  ...small,
  buckets: { 'acme-audit-logs': { region: 'eu-west-1', policy: { unmanaged: 'remove' } } },
};

const strangers = [
  { Sid: 'Auditor', Principal: { AWS: '222222222222' }, Action: 's3:GetObject', Resource: `${arn}/*` },
  {
    Sid: 'Backup',
    Principal: { AWS: '333333333333' },
    Action: ['s3:GetObject', 's3:DeleteObject'],
    Resource: `${arn}/*`,
  },
  {
    Sid: 'AccessLogs',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${arn}/*`,
  },
];
const open = {
  Sid: 'Browser',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `${arn}/*`,
  Condition: { StringEquals: { 'aws:UserAgent': 'acme' } },
};
const ofOldTimes = [
  { Sid: 'AWSCloudTrailAclCheck20131101', Principal: old, Action: 's3:GetBucketAcl', Resource: arn },
  { Sid: 'AWSCloudTrailWrite20131101', Principal: old, Action: 's3:PutObject', Resource: log },
];
const oneRegion = {
  Sid: 'Region',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `${arn}/AWSLogs/${account}/CloudTrail/us-east-1/*`,
};

/** The estate as applied, with these statements beside its own. */
async function beside(...statements: readonly object[]): Promise<MemoryCloud> {
  const cloud = await applied(small);
  const { plan } = await run(await applied({ buckets: small['buckets'] }), small);
  const calls = plan.changes.flatMap(change => change.calls);
  const [own] = calls.flatMap(({ call, input }) =>
    call === 's3:PutBucketPolicy' && 'Policy' in input ? [String(input.Policy)] : [],
  );
  const { Statement } = JSON.parse(own ?? '{}') as { readonly Statement: readonly object[] };
  const allowing = statements.map(statement => ({ Effect: 'Allow', ...statement }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [...Statement, ...allowing] });
  await tamper(cloud, ['s3:PutBucketPolicy', { Bucket: 'acme-audit-logs', Policy }]);
  return cloud;
}

async function drift(cloud: Promise<MemoryCloud>, body = small): Promise<string> {
  return renderDrift(await run(await cloud, body, { command: 'drift' }), window80);
}

async function plan(cloud: Promise<MemoryCloud>, body = small): Promise<string> {
  const report: Report = await run(await cloud, body);
  return renderPlan(report, window80);
}

/** Somebody else's trail delivers there too. */
async function withTheirs(cloud: Promise<MemoryCloud>): Promise<MemoryCloud> {
  const here = await cloud;
  await tamper(here, ['cloudtrail:CreateTrail', { Name: 'theirs', S3BucketName: 'acme-audit-logs' }]);
  return here;
}

it.each<[string, () => Promise<string>]>([
  ['drift-strangers.80', async () => drift(beside(...strangers))],
  ['drift-open.80', async () => drift(beside(open))],
  ['drift-old.80', async () => drift(beside(...ofOldTimes))],
  ['drift-denied-region.80', async () => drift(beside(oneRegion))],
  ['plan-strangers-removed.80', async () => plan(beside(...strangers, open), removing)],
  ['plan-old-removed.80', async () => plan(beside(...ofOldTimes), removing)],
  ['plan-old-needed.80', async () => plan(withTheirs(beside(...ofOldTimes)), removing)],
])('%s', async (name, render) => {
  const text = await render();
  await expect(`${text}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${name}.txt`));
});
