import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import type { DescribeRegionsCommandInput } from '@aws-sdk/client-ec2';
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';

import { ACCOUNT, OTHER, clients, failure, sandbox } from './clients.ts';
import type { Clients } from './clients.ts';
import { HOME } from './estate.ts';

async function regions({ ec2 }: Clients, input: DescribeRegionsCommandInput = {}) {
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand(input));
  return Regions.map(({ RegionName: name = '' }) => name);
}

describe('DescribeRegions', () => {
  it('lists those that need no opting in, until an account has opted in', async () => {
    const box = await sandbox();
    expect(await regions(clients(box))).toHaveLength(17);
    box.regions.set({ [ACCOUNT]: ['us-east-1', HOME, 'eu-south-2'] });
    expect(await regions(clients(box))).toEqual(['eu-south-2', HOME, 'us-east-1']);
    expect(await regions(clients(box, HOME, OTHER))).toHaveLength(17);
    box.regions.set({ '*': [HOME] });
    expect(await regions(clients(box, HOME, OTHER))).toEqual([HOME]);
  });

  it('tells of every region what it is to the account', async () => {
    const { ec2 } = clients(await sandbox({ regions: { '*': [HOME, 'af-south-1'] } }));
    const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(Regions.length).toBeGreaterThan(30);
    const status = (name: string) => Regions.find(region => region.RegionName === name);
    expect(status(HOME)).toEqual({
      RegionName: HOME,
      Endpoint: `ec2.${HOME}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    });
    expect([status('af-south-1')?.OptInStatus, status('me-south-1')?.OptInStatus]).toEqual([
      'opted-in',
      'not-opted-in',
    ]);
  });

  it.each<[DescribeRegionsCommandInput, string[]]>([
    [{ RegionNames: ['me-south-1', HOME] }, [HOME, 'me-south-1']],
    [
      { Filters: [{ Name: 'region-name', Values: ['eu-west-?', 'sa-*'] }] },
      [HOME, 'eu-west-2', 'eu-west-3', 'sa-east-1'],
    ],
    [{ Filters: [{ Name: 'opt-in-status', Values: ['opted-in'] }] }, []],
    [
      {
        AllRegions: true,
        Filters: [
          { Name: 'opt-in-status', Values: ['not-opted-in'] },
          { Name: 'endpoint', Values: ['ec2.me-*'] },
        ],
      },
      ['me-central-1', 'me-south-1'],
    ],
  ])('finds by %j', async (input, expected) => {
    expect(await regions(clients(await sandbox()), input)).toEqual(expected);
  });

  it('lists the regions of the partition', async () => {
    const { ec2 } = clients(await sandbox(), 'cn-north-1');
    const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
    expect(Regions.map(({ Endpoint }) => Endpoint)).toEqual([
      'ec2.cn-north-1.amazonaws.com.cn',
      'ec2.cn-northwest-1.amazonaws.com.cn',
    ]);
  });

  it.each<[DescribeRegionsCommandInput, string, string]>([
    [{ RegionNames: ['eu-west-9'] }, 'InvalidParameterValue', 'Invalid region names: [eu-west-9]'],
    [{ Filters: [{ Name: 'colour', Values: ['red'] }] }, 'InvalidParameterValue', "The filter 'colour' is invalid"],
    [{ DryRun: true }, 'InvalidParameterValue', 'unknown member "DryRun"'],
  ])('refuses %j', async (input, name, message) => {
    const refused = await failure(clients(await sandbox()).ec2.send(new DescribeRegionsCommand(input)));
    expect(refused).toMatchObject({ name, message: expect.stringContaining(message) as string });
  });
});

describe('a region that is not enabled', () => {
  const off = 'eu-south-1';
  const calls: readonly (readonly [string, (from: Clients) => Promise<unknown>])[] = [
    ['UnrecognizedClientException', from => from.cloudtrail.send(new DescribeTrailsCommand({}))],
    ['InvalidClientTokenId', from => from.sns.send(new ListTopicsCommand({}))],
    ['InvalidClientTokenId', from => from.sts.send(new GetCallerIdentityCommand({}))],
    ['AuthFailure', from => from.ec2.send(new DescribeRegionsCommand({}))],
    ['InvalidAccessKeyId', from => from.s3.send(new ListBucketsCommand({}))],
  ];

  it.each(calls)('answers %s, and counts the call', async (name, call) => {
    const box = await sandbox();
    expect((await failure(call(clients(box, off)))).name).toBe(name);
    expect(box.calls()).toMatchObject([{ region: off, outcome: name }]);
    box.regions.set({ '*': [off] });
    await call(clients(box, off));
  });

  it('does not matter to Organizations, which has none', async () => {
    const organization = { id: 'o-exampleorgid', management: ACCOUNT };
    const { organizations } = clients(await sandbox({ organization, regions: { '*': [HOME] } }), 'us-east-1');
    expect(await organizations.send(new DescribeOrganizationCommand({}))).toHaveProperty('Organization');
  });

  it('may be one that nobody has heard of', async () => {
    expect(await regions(clients(await sandbox({ regions: { '*': ['eu-west-9'] } }), 'eu-west-9'))).toEqual([
      'eu-west-9',
    ]);
    await clients(await sandbox(), 'eu-west-9').cloudtrail.send(new DescribeTrailsCommand({}));
  });

  it.each([{ '12': [HOME] }, { '*': ['Ireland'] }])('is not set by %j', async given => {
    const box = await sandbox();
    expect(() => box.regions.set(given)).toThrow(RangeError);
    expect(box.regions.current()).toEqual({});
  });
});
