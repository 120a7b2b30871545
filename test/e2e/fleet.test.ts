/** Many accounts over the sandbox, which tells them apart: they converge, and each fails by itself. */
import { CloudTrailClient, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { planDigest } from '../../src/core/plan-digest.ts';
import type { Report } from '../../src/core/report.ts';
import { verdictOf } from '../../src/core/report.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { applySaved } from '../../src/app/saved.ts';
import { portsFor } from '../contract/estate.ts';
import { planDocument } from '../../src/render/documents.ts';
import { readPlan } from '../../src/render/saved-plan.ts';
import { endpointAt } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const keys = ['archive', 'one', 'two', 'three', 'four'] as const;
const regions = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const idOf = (key: string): string => `${keys.findIndex(one => one === key) + 1}`.repeat(12);
/** An account that the organization has closed. */
const gone = '999999999999';
const roleOf = (key: string) => `arn:aws:iam::${idOf(key)}:role/trailwarden`;

const fleet: SpecBody = {
  defaults: { account: { role: 'trailwarden', externalId: 'acme-7f3a' } },
  accounts: Object.fromEntries(keys.map(key => [key, idOf(key)])),
  watch: 'declared',
  buckets: { 'acme-audit-logs': { account: 'archive', region: 'us-east-1' } },
  trails: { regional: { accounts: 'all', regions, multiRegion: false, bucket: 'acme-audit-logs' } },
};

describe('a fleet', () => {
  let sandbox: Sandbox;
  let endpoint: Endpoint;
  beforeEach(async () => {
    sandbox = await startSandbox();
    endpoint = endpointAt(sandbox.url);
  });
  afterEach(async () => sandbox.close());

  const apply = async (body: SpecBody): Promise<Report> => run(endpoint.cloud(), body, { command: 'apply' });
  const plan = async (body: SpecBody): Promise<Report> => run(endpoint.cloud(), body);
  const policy = async (): Promise<string> => {
    const client = endpoint.s3('us-east-1');
    return (await client.send(new GetBucketPolicyCommand({ Bucket: 'acme-audit-logs' }))).Policy ?? '';
  };
  const tamper = async (key: string): Promise<void> => {
    const credentials = { accessKeyId: idOf(key), secretAccessKey: 'example' };
    const client = new CloudTrailClient({ endpoint: sandbox.url, region: 'eu-west-1', credentials });
    await client.send(new StopLoggingCommand({ Name: 'regional' }));
    client.destroy();
  };

  it('of 5 accounts and 3 regions converges, and the second plan has nothing to do', async () => {
    const applied = await apply(fleet);
    expect(applied.outcomes?.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 'done'));
    const cloud = endpoint.cloud();
    const again = await run(cloud, fleet);
    expect(leftOver(again)).toEqual(nothing);
    expect(verdictOf(again, true).exitCode).toBe(0);
    expect(again.spec?.accounts).toEqual(keys.map(idOf));
    expect(cloud.counts()).toMatchObject({
      'sts:AssumeRole': 5,
      'cloudtrail:DescribeTrails': 15,
      'cloudtrail:GetTrailStatus': 15,
      's3:GetBucketPolicy': 1,
    });
    expect(Object.keys(cloud.counts())).not.toContain('sts:GetCallerIdentity');
  });

  it.each<[string, (sandbox: Sandbox) => void, SpecBody, string]>([
    [
      'whose role is gone',
      ({ roles }) => roles.set({ [roleOf('two')]: { refused: true } }),
      fleet,
      'sts:AssumeRole in eu-west-1',
    ],
    [
      'whose credentials are of another account',
      () => undefined,
      { ...fleet, defaults: {}, accounts: { ...withRoles(), two: idOf('two') } },
      `those of account ${idOf('archive')}, and not of ${idOf('two')}`,
    ],
    [
      'whose session has expired',
      ({ trouble }) =>
        trouble.set({
          rules: [
            {
              match: { service: 'cloudtrail', account: idOf('two') },
              effect: { error: { code: 'ExpiredTokenException', status: 400 } },
            },
          ],
        }),
      fleet,
      'ExpiredTokenException',
    ],
    [
      'that is throttled for good',
      ({ trouble }) =>
        trouble.set({
          rules: [{ match: { service: 'cloudtrail', account: idOf('two') }, effect: { throttle: true } }],
        }),
      fleet,
      'ThrottlingException',
    ],
    [
      'whose regions do not know it',
      ({ trouble }) =>
        trouble.set({
          rules: [
            {
              match: { service: 'cloudtrail', account: idOf('two') },
              effect: { error: { code: 'UnrecognizedClientException', status: 400 } },
            },
          ],
        }),
      fleet,
      'UnrecognizedClientException',
    ],
    [
      'that nobody answers for',
      ({ trouble }) =>
        trouble.set({
          rules: [{ match: { service: 'cloudtrail', account: idOf('two') }, effect: { drop: 'before' } }],
        }),
      fleet,
      'ECONN',
    ],
  ])('with an account %s: the rest is repaired, nothing of it is in order, no grant is lost', async (...row) => {
    const [, breakIt, body, words] = row;
    await apply(fleet);
    const before = await policy();
    await tamper('three');
    breakIt(sandbox);
    const report = await apply(body);
    expect(report.outcomes?.map(({ address, status }) => [address, status])).toEqual([
      ['trail/regional@three/eu-west-1', 'done'],
    ]);
    expect(report.plan.unknown.map(({ address }) => address).toSorted()).toEqual(
      regions.map(region => `trail/regional@two/${region}`).toSorted(),
    );
    for (const { problem } of report.plan.unknown) expect(problem.message).toContain(words);
    expect(verdictOf(report, false)).toMatchObject({ reason: 'incomplete', complete: false });
    expect(await policy()).toBe(before);
  });

  it.each<[string, SpecBody, readonly string[]]>([
    ['in a run over one target only', fleet, ['trail/*@one/*', 'bucket/*']],
    ['when an account left the spec', { ...fleet, accounts: without('two') }, []],
    [
      'when a trail left the spec and still records',
      { ...fleet, trails: { regional: { ...trail(), exclude: { accounts: ['two'] } } } },
      [],
    ],
  ])('keeps its grants %s', async (_, body, targets) => {
    await apply(fleet);
    const before = await policy();
    await run(endpoint.cloud(), body, { command: 'apply', targets });
    expect(await policy()).toBe(before);
  });

  it('is carried out from a saved plan, unless one of its accounts stays closed', async () => {
    const { plan: made } = await plan(fleet);
    const text = JSON.stringify(
      planDocument(made, {
        savedAt: '2026-11-19T03:00:00Z',
        expiresAt: '2026-11-20T03:00:00Z',
        skipRefused: false,
        digest: planDigest(made, portsFor(endpoint.cloud(), fleet).digest),
        version: '0.0.0',
      }),
    );
    const saved = readPlan(text);
    if (!('changes' in saved)) throw new Error(JSON.stringify(saved));
    const carryOut = async () =>
      applySaved(saved, { signal: new AbortController().signal }, portsFor(endpoint.cloud(), fleet));
    sandbox.roles.set({ [roleOf('two')]: { refused: true } });
    const refused = await carryOut();
    expect(refused.refused.map(({ code }) => code)).toEqual(['access-denied']);
    expect(sandbox.calls().filter(({ operation }) => operation.endsWith('CreateBucket'))).toEqual([]);
    sandbox.roles.set({});
    const { outcomes } = await carryOut();
    expect(outcomes?.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 'done'));
    expect(leftOver(await plan(fleet))).toEqual(nothing);
  });

  it('says what it waits for from the first question on', async () => {
    const steps: string[] = [];
    await run(endpoint.cloud(), fleet, { onStep: what => steps.push(what) });
    expect(steps).toContain('got into 0 of 5 accounts, waiting for archive, one, two and 2 more');
    expect(steps).toContain('got into 5 of 5 accounts');
    expect(steps.find(step => step.startsWith('read 0 of 16, waiting for '))).toContain(' and 13 more');
    expect(steps.at(-1)).toBe('read 16 of 16');
  });

  it('is found in the organization, as far as the spec wants it', async () => {
    sandbox.organization.set({
      id: 'o-exampleorgid',
      management: idOf('archive'),
      members: [...keys.slice(1).map(idOf), gone],
      accounts: { [gone]: { status: 'SUSPENDED' } },
    });
    const body: SpecBody = {
      ...fleet,
      accounts: { archive: idOf('archive'), own: idOf('one') },
      organization: { account: 'archive', discover: { exclude: [idOf('four')] } },
    };
    const report = await plan(body);
    const accounts = [...new Set(report.plan.changes.map(({ resource }) => resource.target.account))];
    expect(accounts.toSorted()).toEqual(['archive', 'one', 'two', 'three'].map(idOf).toSorted());
    expect(report.plan.changes.map(({ address }) => address)).toContain(`trail/regional@own/eu-west-1`);
    await apply(body);
    const before = await policy();
    const broken = { match: { service: 'organizations' }, effect: { deny: true as const } };
    sandbox.trouble.set({ rules: [broken] });
    const blind = await apply(body);
    expect(blind.plan.changes).toEqual([]);
    expect(verdictOf(blind, false).reason).toBe('incomplete');
    expect(await policy()).toBe(before);
    sandbox.trouble.clear();
    await apply({ ...body, organization: { account: 'archive', discover: { exclude: keys.map(idOf) } } });
    expect(await policy(), 'an account that left keeps its grants').toBe(before);
  });

  it('is found by units and by tags, with groups of units', async () => {
    sandbox.organization.set({
      id: 'o-exampleorgid',
      management: idOf('archive'),
      units: [
        {
          name: 'Prod',
          members: [idOf('one')],
          units: [{ name: 'Gold', members: [idOf('two'), idOf('three')] }],
        },
        { name: 'Lab', members: [idOf('four')] },
      ],
      accounts: { [idOf('two')]: { tags: { audit: 'yes' } }, [idOf('four')]: { tags: { audit: 'yes' } } },
    });
    const through = { account: 'archive', id: 'o-exampleorgid' };
    const of = async (discover: object, accounts: unknown): Promise<readonly string[]> => {
      const { plan: found } = await plan({
        ...fleet,
        accounts: { archive: idOf('archive') },
        groups: { gold: { units: ['Root/Prod/Gold'] } },
        organization: { ...through, discover },
        trails: { regional: { ...trail(), regions: ['us-east-1'], accounts } },
      });
      const trails = found.changes.filter(({ address }) => address.startsWith('trail/'));
      return trails.map(({ resource }) => resource.target.account).toSorted();
    };
    expect(await of({ units: ['Root/Prod'] }, 'all')).toEqual(['archive', 'one', 'two', 'three'].map(idOf));
    expect(await of({ tags: { audit: 'yes' } }, 'all')).toEqual(['archive', 'two', 'four'].map(idOf));
    expect(await of({ units: ['Root/Prod'] }, ['gold'])).toEqual(['two', 'three'].map(idOf));
    expect(sandbox.calls().some(({ operation }) => operation.endsWith('DescribeOrganization'))).toBe(false);
  });

  it('is not taken from another organization than the spec names', async () => {
    sandbox.organization.set({ id: 'o-exampleorgid', management: idOf('archive'), members: [idOf('one')] });
    const body: SpecBody = {
      ...fleet,
      accounts: { archive: idOf('archive') },
      organization: { account: 'archive', id: 'o-anotherorgid' },
      trails: { org: { account: 'archive', region: 'us-east-1', organization: true, bucket: 'acme-audit-logs' } },
    };
    const { plan: found } = await plan(body);
    expect(found.unknown.map(({ problem }) => problem.message)).toContain(
      'Account archive belongs to organization o-exampleorgid, and the spec says o-anotherorgid',
    );
  });

  it('stands in the regions that each account has enabled, and is watched there', async () => {
    sandbox.regions.set({ '*': ['us-east-1', 'eu-west-1'], [idOf('two')]: ['us-east-1', 'eu-west-1', 'af-south-1'] });
    const everywhere: SpecBody = { ...fleet, watch: 'enabled', trails: { regional: { ...trail(), regions: 'all' } } };
    const report = await plan(everywhere);
    expect(report.plan.changes.filter(({ address }) => address.startsWith('trail/'))).toHaveLength(11);
    expect(report.calls).toMatchObject({ 'ec2:DescribeRegions': 5, 'cloudtrail:DescribeTrails': 11 });
    sandbox.trouble.set({ rules: [{ match: { service: 'ec2', account: idOf('two') }, effect: { deny: true } }] });
    const blind = await plan(everywhere);
    expect(blind.plan.unknown.map(({ address }) => address)).toContain('trail/regional@two/*');
    expect(verdictOf(blind, true)).toMatchObject({ complete: false });
  });
});

function trail() {
  return { accounts: 'all', regions, multiRegion: false, bucket: 'acme-audit-logs' };
}

function without(gone: string): Record<string, string> {
  return Object.fromEntries(keys.filter(key => key !== gone).map(key => [key, idOf(key)]));
}

function withRoles(): Record<string, object> {
  return Object.fromEntries(keys.map(key => [key, { id: idOf(key), role: 'trailwarden', externalId: 'acme-7f3a' }]));
}
