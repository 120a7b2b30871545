/** Many trails stopped at once are all started by one apply: nothing counts what strengthens. */
import { expect, it } from 'vitest';

import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const ids = Array.from({ length: 250 }, (_, index) => `${100_000_000_001 + index}`);
const regions = ['us-east-1', 'eu-west-1', 'eu-north-1', 'eu-west-3'] as const;
const body: SpecBody = {
  accounts: Object.fromEntries(ids.map((id, index) => [`a${index + 1}`, id])),
  watch: 'declared',
  limits: { change: { count: 1, share: 0.01 } },
  buckets: { 'acme-audit-logs': { account: 'a1', region: 'us-east-1' } },
  trails: { regional: { accounts: 'all', regions, multiRegion: false, bucket: 'acme-audit-logs' } },
};

it('starts 400 of 1,000 trails that were stopped at once', async () => {
  const cloud = new MemoryCloud(ids[0]);
  await run(cloud, body, { command: 'apply' });
  const targets = ids.flatMap(account => regions.map(region => ({ partition: 'aws', account, region })));
  const stopped = targets.slice(100, 500);
  for (const target of stopped)
    await cloud.send({ call: 'cloudtrail:StopLogging', input: { Name: 'regional' } }, target);
  const report = await run(cloud, body, { command: 'apply' });
  expect([targets.length, report.plan.changes.length]).toEqual([1000, 400]);
  expect(report.refused).toEqual([]);
  expect(report.outcomes?.map(({ status, sent }) => [status, sent.length])).toEqual(stopped.map(() => ['done', 1]));
  expect(leftOver({ ...report, plan: report.remaining ?? report.plan })).toEqual(nothing);
});
