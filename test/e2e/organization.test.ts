/** Trails of an organization over the sandbox: who may make them, who sees them, and what becomes of them. */
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Run } from '../../src/app/run.ts';
import type { Report } from '../../src/core/report.ts';
import { verdictOf } from '../../src/core/report.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { leftOver, nothing, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { endpointAt } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';

const region = 'eu-west-1';
const ids = { root: '111111111111', audit: '222222222222', shop: '333333333333' } as const;
type Account = keyof typeof ids;
const organization = {
  id: 'o-exampleorgid',
  management: ids.root,
  members: [ids.audit, ids.shop],
  delegatedAdministrators: { [ids.audit]: ['cloudtrail.amazonaws.com'] },
};
const arn = `arn:aws:cloudtrail:${region}:${ids.root}:trail/org`;

/** A trail of the organization, made from one of its accounts. */
function from(account: Account, settings: object = {}): SpecBody {
  return {
    defaults: { account: { role: 'trailwarden' } },
    accounts: ids,
    organization: { account },
    buckets: { 'acme-org-logs': { account: 'root', region } },
    trails: { org: { account, region, organization: true, bucket: 'acme-org-logs', ...settings } },
  };
}

describe('a trail of an organization', () => {
  let sandbox: Sandbox;
  let endpoint: Endpoint;
  beforeEach(async () => {
    sandbox = await startSandbox();
    sandbox.organization.set(organization);
    sandbox.regions.set({ '*': ['us-east-1', region, 'eu-north-1'] });
    endpoint = endpointAt(sandbox.url);
  });
  afterEach(async () => sandbox.close());

  const plan = async (body: SpecBody, more: Partial<Run> = {}): Promise<Report> => run(endpoint.cloud(), body, more);
  const apply = async (body: SpecBody, more: Partial<Run> = {}): Promise<Report> =>
    plan(body, { command: 'apply', ...more });
  const weaken = { consent: { ...noConsent, weakening: true } };
  const by = (account: Account, at = region): CloudTrailClient =>
    new CloudTrailClient({
      endpoint: sandbox.url,
      region: at,
      credentials: { accessKeyId: ids[account], secretAccessKey: 'example' },
    });
  const sent = () =>
    sandbox.calls().filter(({ operation }) => /:(?:Create|Update|Delete|Put|Start|Stop|Add|Remove)/u.test(operation));
  const trailWrites = (): readonly string[] =>
    sent().flatMap(({ operation }) => (operation.startsWith('cloudtrail:') ? [operation] : []));
  const policy = async (): Promise<string> => {
    const client = endpoint.s3(region);
    return (await client.send(new GetBucketPolicyCommand({ Bucket: 'acme-org-logs' }))).Policy ?? '';
  };

  it.each<Account>(['root', 'audit'])(
    'made from %s has the management account in its ARN, and converges',
    async account => {
      await apply(from(account));
      expect(sent().map(({ account: id, operation }) => [id, operation.replace(/.*:/u, '')])).toContainEqual([
        ids[account],
        'CreateTrail',
      ]);
      const again = await plan(from(account));
      expect(leftOver(again)).toEqual(nothing);
      expect(again.plan.findings).toEqual([]);
      expect(await policy()).toContain('AWSLogs/o-exampleorgid/*');
      const { trailList = [] } = await by('shop', 'us-east-1').send(new DescribeTrailsCommand({}));
      expect(trailList.map(({ TrailARN }) => TrailARN)).toEqual([arn]);
    },
  );

  it.each<Account>(['root', 'audit'])(
    'made from %s is repaired from there, by its ARN where that is another',
    async account => {
      await apply(from(account));
      await by('root').send(new StopLoggingCommand({ Name: 'org' }));
      await by('root').send(new UpdateTrailCommand({ Name: 'org', EnableLogFileValidation: false }));
      const before = sent().length;
      const healed = await apply(from(account));
      expect(healed.outcomes?.map(({ address, status }) => [address, status])).toEqual([
        [`trail/org@${account}/${region}`, 'done'],
      ]);
      expect(
        sent()
          .slice(before)
          .map(({ account: id }) => id),
      ).toEqual([ids[account], ids[account]]);
      expect(leftOver(await plan(from(account)))).toEqual(nothing);
    },
  );

  it('is another account’s in its members: no drift, and nothing is sent from them', async () => {
    await apply(from('root'));
    const members: SpecBody = {
      defaults: { account: { role: 'trailwarden' } },
      accounts: { audit: ids.audit, shop: ids.shop },
      globalServiceEvents: { keeper: 'elsewhere' },
      prune: 'trails',
      buckets: { 'acme-own-logs': { account: 'audit', region } },
      trails: { own: { account: 'shop', region: 'us-east-1', multiRegion: false, bucket: 'acme-own-logs' } },
    };
    await apply(members);
    await by('root').send(new StopLoggingCommand({ Name: 'org' }));
    const again = await plan(members);
    expect(leftOver(again)).toEqual(nothing);
    expect(again.plan.findings).toEqual([]);
    expect(verdictOf(again, true)).toMatchObject({ exitCode: 0, complete: true });
  });

  it('shows in every region, and is one trail', async () => {
    await apply(from('root'));
    const report = await plan({ ...from('root'), watch: 'enabled', prune: 'trails' });
    expect(report.calls).toMatchObject({ 'cloudtrail:DescribeTrails': 9, 'cloudtrail:GetTrailStatus': 1 });
    expect(leftOver(report)).toEqual(nothing);
    expect(report.plan.findings).toEqual([]);
  });

  it('leaves a member no room for a trail of its name, which is told and not tried', async () => {
    await apply(from('root'));
    const body: SpecBody = {
      accounts: { shop: { id: ids.shop, role: 'trailwarden' } },
      globalServiceEvents: { keeper: 'elsewhere' },
      buckets: { 'acme-own-logs': { region } },
      trails: { org: { region, bucket: 'acme-own-logs' } },
    };
    const applied = await apply(body);
    expect(applied.plan.findings.map(({ code }) => code)).toEqual(['owned-elsewhere']);
    expect(sent().filter(({ account, operation }) => account === ids.shop && operation.includes('cloudtrail'))).toEqual(
      [],
    );
  });

  const scopes: readonly (readonly [string, object, object])[] = [
    ['of all regions to one region', { organization: false }, { organization: false, multiRegion: false }],
    ['of an account to the organization', { organization: false }, {}],
    ['of an account’s region to the organization', { organization: false, multiRegion: false }, {}],
    ['of the organization to one region', {}, { multiRegion: false }],
  ];
  it.each(scopes)('is converted, %s, and back', async (_, first, second) => {
    const [one, other] = [first, second].map(settings => from('root', { region: 'us-east-1', ...settings }));
    for (const body of [one, other, one, other]) {
      const report = await apply(body ?? {}, weaken);
      expect(report.outcomes?.filter(({ status }) => status !== 'done')).toEqual([]);
      expect(leftOver(await plan(body ?? {}))).toEqual(nothing);
    }
  });

  const unready: readonly (readonly [string, Account, Account, object, string])[] = [
    ['without trusted access', 'root', 'root', { trustedAccess: [] }, 'trusted-access-missing'],
    ['without all features', 'root', 'root', { featureSet: 'CONSOLIDATED_BILLING' }, 'organization-features-missing'],
    ['without trusted access, by a delegate', 'audit', 'audit', { trustedAccess: [] }, 'trusted-access-missing'],
    ['from a member that administers nothing', 'shop', 'root', {}, 'not-trail-administrator'],
    [
      'from a member that administers something else',
      'audit',
      'audit',
      { delegatedAdministrators: { [ids.audit]: ['sso.amazonaws.com'] } },
      'not-trail-administrator',
    ],
  ];
  it.each(unready)('is not tried %s', async (_, account, through, described, code) => {
    sandbox.organization.set({ ...organization, ...described });
    const body: SpecBody = { ...from(account), organization: { account: through } };
    const report = await plan(body);
    expect(
      report.plan.changes.find(({ action, address }) => action === 'create' && address.startsWith('trail/')),
    ).toMatchObject({
      withheld: { by: 'fixed', problem: { code, at: `trail/org@${account}/${region}` } },
    });
    await apply(body);
    expect(trailWrites()).toEqual([]);
    expect(verdictOf(await plan(body), true)).toMatchObject({ reason: 'differs' });
  });

  it('from a member that may not say who administers is tried, with a warning', async () => {
    const body: SpecBody = {
      accounts: { shop: { id: ids.shop, role: 'trailwarden' } },
      organization: { account: 'shop' },
      buckets: { 'acme-own-logs': { region } },
      trails: { org: { region, bucket: 'acme-own-logs', organization: true } },
    };
    const { plan: planned } = await plan(body);
    expect(planned.findings).toMatchObject([
      { code: 'not-trail-administrator', severity: 'warning', at: `trail/org@shop/${region}` },
    ]);
    expect(planned.findings[0]?.message).toContain(`not the management account ${ids.root}`);
  });

  it('is repaired in all else while it cannot become the organization’s', async () => {
    await apply(from('root', { organization: false }));
    sandbox.organization.set({ ...organization, trustedAccess: [] });
    await by('root').send(new StopLoggingCommand({ Name: 'org' }));
    const report = await apply(from('root'));
    expect(trailWrites().at(-1)).toMatch(/StartLogging$/u);
    expect(
      report.remaining?.changes.flatMap(({ fields }) =>
        fields.map(({ field, withheld }) => [field, withheld?.problem.code]),
      ),
    ).toEqual([['organization', 'trusted-access-missing']]);
    sandbox.organization.set(organization);
    await apply(from('root'));
    expect(leftOver(await plan(from('root')))).toEqual(nothing);
  });

  it('is not made from a delegate where the management account has the name for itself', async () => {
    await apply(from('root', { organization: false }));
    const before = trailWrites().length;
    const report = await apply(from('audit'));
    expect(report.plan.changes.map(({ address, withheld }) => [address, withheld?.problem.code])).toContainEqual([
      `trail/org@audit/${region}`,
      'conversion-elsewhere',
    ]);
    expect(trailWrites()).toHaveLength(before);
  });

  it('is asked about only while it is to be made', async () => {
    await apply(from('audit'));
    const { calls } = await plan(from('audit'));
    expect(Object.keys(calls).filter(call => call.startsWith('organizations:'))).toEqual([
      'organizations:DescribeOrganization',
    ]);
  });

  it('is told to miss members that have not enabled its home', async () => {
    sandbox.regions.set({
      '*': ['us-east-1', region],
      [ids.root]: ['us-east-1', region, 'eu-south-2'],
      [ids.audit]: ['us-east-1', region, 'eu-south-2'],
    });
    const { findings } = (await plan(from('root', { region: 'eu-south-2' }))).plan;
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      [
        'home-region-closed',
        'eu-south-2 is not enabled in shop: what happens in such an account may not be recorded by trail/org@root/eu-south-2',
      ],
    ]);
  });

  const locals = { local: { account: 'shop', region: 'us-east-1', multiRegion: false, bucket: 'acme-org-logs' } };
  const flagOf = async (): Promise<boolean | undefined> => {
    const { trailList = [] } = await by('shop', 'us-east-1').send(
      new DescribeTrailsCommand({ trailNameList: ['local'] }),
    );
    return trailList[0]?.IncludeGlobalServiceEvents;
  };
  const withLocals = (settings: object, more: SpecBody = {}): SpecBody => {
    const body = from('root', settings);
    return { ...body, ...more, trails: { ...(body['trails'] as object), ...locals } };
  };

  const keepers: readonly (readonly [string, object, boolean])[] = [
    ['keeps the global service events of its members', {}, false],
    ['is no keeper while it is not to log', { logging: false }, true],
    [
      'is no keeper where it leaves out management events',
      { events: { management: 'none', data: [{ type: 'AWS::S3::Object' }] } },
      true,
    ],
    ['is no keeper where it records one region', { multiRegion: false, region: 'us-east-1' }, true],
    ['is no keeper as the trail of one account', { organization: false }, true],
  ];
  it.each(keepers)('%s', async (_, settings, flag) => {
    const body = withLocals(settings);
    await apply(body);
    expect(await flagOf()).toBe(flag);
    expect(leftOver(await plan(body))).toEqual(nothing);
  });

  it('keeps nothing for an account that is no member', async () => {
    sandbox.organization.set({ ...organization, members: [ids.audit] });
    const body = withLocals({}, { organization: { account: 'root', discover: 'all' } });
    await apply(body);
    expect(await flagOf()).toBe(true);
    sandbox.trouble.set({ rules: [{ match: { operation: 'ListAccounts' }, effect: { deny: true } }] });
    await apply(body);
    expect(await flagOf(), 'and gives up nothing while nobody knows the members').toBe(true);
  });
});
