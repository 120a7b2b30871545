/** What people read of buckets that keep their logs too short a time, whole, as files to look at. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

import type { Report } from '../../src/core/report.ts';
import { renderDrift } from '../../src/render/drift.ts';
import { renderPlan } from '../../src/render/plan.ts';
import { run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { applied, small, tamper, window80 } from './estate.ts';

const Bucket = 'acme-audit-logs';
const rule = (ID: string, Days: number, Prefix = '') => ({
  ID,
  Status: 'Enabled',
  Filter: { Prefix },
  Expiration: { Days },
});
const withRetention: SpecBody = {
  ...small,
  buckets: { [Bucket]: { region: 'eu-west-1', retention: { minDays: 365 } } },
};

/** Somebody lets the logs expire after a day, serves the rest as a website and lets whoever asks pay. */
async function after(body: SpecBody, command: 'plan' | 'drift'): Promise<Report> {
  const cloud = await applied(body);
  const LifecycleConfiguration = { Rules: [rule('archive', 400), rule('cleanup', 1), rule('scratch', 1, 'tmp/')] };
  await tamper(
    cloud,
    ['s3:PutBucketLifecycleConfiguration', { Bucket, LifecycleConfiguration }],
    ['s3:PutBucketWebsite', { Bucket, WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } }],
    ['s3:PutBucketRequestPayment', { Bucket, RequestPaymentConfiguration: { Payer: 'Requester' } }],
  );
  return run(cloud, body, { command });
}

const views: Readonly<Record<string, () => Promise<string>>> = {
  'life-plan.80': async () => {
    const report = await after(withRetention, 'plan');
    return renderPlan(report, window80);
  },
  'life-plan-calls.80': async () => {
    const report = await after(withRetention, 'plan');
    return renderPlan(report, { ...window80, calls: true });
  },
  'life-drift-left.80': async () => {
    const report = await after(small, 'drift');
    return renderDrift(report, window80);
  },
};

it.each(Object.entries(views))('%s', async (name, render) => {
  await expect(`${(await render()).replace(/[0-9a-f]{64}/u, '<64 hexadecimal digits>')}\n`).toMatchFileSnapshot(
    resolve(import.meta.dirname, `golden/${name}.txt`),
  );
});
