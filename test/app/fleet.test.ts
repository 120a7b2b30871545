/** One bucket for a fleet, end to end in memory. */
import { describe, expect, it } from 'vitest';

import type { Api, Call } from '../../src/core/kind.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const ids = Array.from({ length: 1_500 }, (_, index) => `${100_000_000_001 + index}`);

const fleet = (accounts: number): SpecBody => ({
  accounts: Object.fromEntries(ids.slice(0, accounts).map((id, index) => [`a${index + 1}`, id])),
  watch: 'declared',
  buckets: { 'acme-audit-logs': { account: 'a1', region: 'us-east-1' } },
  trails: {
    regional: { accounts: 'all', regions: ['us-east-1', 'eu-west-1'], multiRegion: false, bucket: 'acme-audit-logs' },
  },
});

const policyIn = (calls: readonly Call<Api>[]): string => {
  const put = calls.find(({ call }) => call === 's3:PutBucketPolicy');
  return String(put && Reflect.get(put.input, 'Policy'));
};

describe('one bucket for a fleet', () => {
  it.each([
    [1, 'arn:aws:cloudtrail:us-east-1:'],
    [100, 'arn:aws:cloudtrail:*:'],
    [300, 'arn:aws:cloudtrail:*:'],
  ])('of %i accounts lets each in, in a policy that AWS takes', async (accounts, pattern) => {
    const { plan } = await run(new MemoryCloud(ids[0]), fleet(accounts));
    const bucket = plan.changes.find(({ address }) => address.startsWith('bucket/'));
    const policy = policyIn(bucket?.calls ?? []);
    expect(Buffer.byteLength(policy)).toBeLessThanOrEqual(20_480);
    expect(policy).toContain(pattern);
    expect(ids.slice(0, accounts).filter(id => !policy.includes(id))).toEqual([]);
  });

  it('of 100 accounts converges, and keeps the grants of one that cannot be entered', async () => {
    const cloud = new MemoryCloud(ids[0]);
    const applied = await run(cloud, fleet(100), { command: 'apply' });
    expect(applied.outcomes?.filter(({ status }) => status !== 'done')).toEqual([]);
    expect(applied.outcomes).toHaveLength(201);
    expect(leftOver(await run(cloud, fleet(100)))).toEqual(nothing);
    cloud.closedTo.add(ids[41] ?? '');
    const { plan } = await run(cloud, fleet(100));
    expect(plan.changes).toEqual([]);
    expect(plan.unknown.map(({ address }) => address)).toEqual([
      'trail/regional@a42/us-east-1',
      'trail/regional@a42/eu-west-1',
    ]);
  });
});

describe('a trail that the spec no longer declares', () => {
  const [one = '', two = '', three = ''] = ids;
  const estate = (main: object, more: object): SpecBody => ({
    accounts: { one, two },
    buckets: { logs: { account: 'one', region: 'eu-west-1', name: 'acme-logs' } },
    trails: { main: { bucket: 'logs', ...main } },
    ...more,
  });
  const everywhere = { accounts: 'all', region: 'eu-west-1' };
  const stray = (account: string) => `arn:aws:cloudtrail:eu-west-1:${account}:trail/main`;

  describe.each([['enabled'], ['declared']])('where watch is %s', watch => {
    it.each([
      ['in some accounts', { account: 'one', region: 'eu-west-1' }, [two]],
      ['where it was at home', { accounts: 'all', region: 'us-west-2' }, [one, two]],
    ])('%s is told, and left', async (_, main, accounts) => {
      const cloud = new MemoryCloud(one);
      await run(cloud, estate(everywhere, { watch }), { command: 'apply' });
      const { plan } = await run(cloud, estate(main, { watch }));
      const told = plan.findings.filter(({ code }) => code === 'stray');
      expect(told.map(({ message }) => message.replace(/ .*/u, '')).toSorted()).toEqual(accounts.map(stray));
      expect(plan.changes.filter(({ action }) => action === 'delete')).toEqual([]);
    });
  });

  it('is looked for in the regions that an account is known to have', async () => {
    const cloud = new MemoryCloud(one);
    const accounts = { one, two, three: { id: three, regions: ['us-east-1'] } };
    const main = { accounts: ['one', 'two'], region: 'eu-west-1' };
    await run(cloud, estate(main, { accounts, watch: 'declared' }));
    const asked = cloud.calls.filter(({ call }) => call === 'cloudtrail:DescribeTrails');
    expect(asked).toHaveLength(5);
  });
});
