import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, it } from 'vitest';

import type { Organization } from '../../src/sandbox/index.ts';
import { parseOrganization } from '../../src/sandbox/index.ts';
import { ACCOUNT, OTHER, clients, failure, sandbox } from './clients.ts';
import { HOME, arnOf, makeTrail, openBucket } from './estate.ts';

const SHOP = '333333333333';
const AUDIT = '444444444444';
const organization: Organization = {
  id: 'o-exampleorgid',
  management: ACCOUNT,
  members: [OTHER],
  tags: { at: 'root' },
  units: [
    {
      name: 'Workloads',
      members: [],
      tags: { kind: 'unit' },
      units: [{ name: 'Prod', id: 'ou-abcd-12345678', members: [SHOP] }],
    },
    { name: 'Security', members: [AUDIT] },
  ],
  accounts: { [SHOP]: { name: 'shop', email: 'shop@example.org', status: 'SUSPENDED', tags: { stage: 'prod' } } },
  featureSet: 'ALL',
  trustedAccess: ['cloudtrail.amazonaws.com', 'sso.amazonaws.com'],
  delegatedAdministrators: { [AUDIT]: ['cloudtrail.amazonaws.com'] },
};

async function started(): Promise<OrganizationsClient> {
  return clients(await sandbox({ organization }), 'us-east-1').organizations;
}

describe('DescribeOrganization', () => {
  it.each([ACCOUNT, OTHER])('answers the management account and the members: %s', async account => {
    const { organizations } = clients(await sandbox({ organization }), HOME, account);
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ Id: 'o-exampleorgid', MasterAccountId: ACCOUNT, FeatureSet: 'ALL' });
  });

  it.each([
    ['555555555555', { organization }],
    [ACCOUNT, {}],
  ])('refuses accounts without one: %s', async (account, options) => {
    const { organizations } = clients(await sandbox(options), HOME, account);
    const described = organizations.send(new DescribeOrganizationCommand({}));
    expect((await failure(described)).name).toBe('AWSOrganizationsNotInUseException');
  });
});

describe('accounts of an organization', () => {
  it('are listed with what is known of them', async () => {
    const { Accounts = [] } = await (await started()).send(new ListAccountsCommand({}));
    expect(Accounts.map(({ Id, Status, State }) => [Id, Status, State])).toEqual([
      [OTHER, 'ACTIVE', 'ACTIVE'],
      [SHOP, 'SUSPENDED', 'SUSPENDED'],
      [AUDIT, 'ACTIVE', 'ACTIVE'],
      [ACCOUNT, 'ACTIVE', 'ACTIVE'],
    ]);
    expect(Accounts[1]).toMatchObject({
      Name: 'shop',
      Email: 'shop@example.org',
      Arn: `arn:aws:organizations::${ACCOUNT}:account/o-exampleorgid/${SHOP}`,
      JoinedMethod: 'CREATED',
      JoinedTimestamp: expect.any(Date) as Date,
    });
    expect(Accounts[1]?.Paths?.[0]).toMatch(
      new RegExp(`^o-exampleorgid/r-\\w{4}/ou-[\\w-]+/ou-abcd-12345678/${SHOP}/$`),
    );
  });

  it('are described one by one', async () => {
    const client = await started();
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: AUDIT }));
    expect(Account).toMatchObject({ Id: AUDIT, Name: `account-${AUDIT}`, Email: `${AUDIT}@example.com` });
    const unknown = client.send(new DescribeAccountCommand({ AccountId: '999999999999' }));
    expect((await failure(unknown)).name).toBe('AccountNotFoundException');
  });

  it('come page by page, twenty at most', async () => {
    const members = Array.from({ length: 44 }, (_, n) => String(300_000_000_000 + n));
    const box = await sandbox({ organization: { id: 'o-exampleorgid', management: ACCOUNT, members } });
    const { organizations: client } = clients(box);
    const sizes: number[] = [];
    const seen = new Set<string>();
    for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) {
      sizes.push(Accounts.length);
      for (const { Id = '' } of Accounts) seen.add(Id);
    }
    expect([sizes, seen.size]).toEqual([[20, 20, 5], 45]);
    expect((await client.send(new ListAccountsCommand({ MaxResults: 3 }))).Accounts).toHaveLength(3);
  });

  it.each([{ MaxResults: 0 }, { MaxResults: 21 }, { NextToken: 'x' }, { NextToken: 'OTk5' }])(
    'do not come with %j',
    async input => {
      expect((await failure((await started()).send(new ListAccountsCommand(input)))).name).toBe(
        'InvalidInputException',
      );
    },
  );

  it('are shown to the management account and to delegated administrators only', async () => {
    const box = await sandbox({ organization });
    const list = (account: string) => clients(box, HOME, account).organizations.send(new ListAccountsCommand({}));
    expect((await list(AUDIT)).Accounts).toHaveLength(4);
    expect((await failure(list(OTHER))).name).toBe('AccessDeniedException');
  });
});

describe('the tree of an organization', () => {
  it('is walked from the root, and back', async () => {
    const client = await started();
    const { Roots: [root] = [] } = await client.send(new ListRootsCommand({}));
    expect(root).toMatchObject({ Name: 'Root', Id: expect.stringMatching(/^r-\w{4}$/) as string });
    const unitsOf = async (ParentId = '') =>
      (await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId }))).OrganizationalUnits ?? [];
    const accountsOf = async (ParentId = '') =>
      (await client.send(new ListAccountsForParentCommand({ ParentId }))).Accounts?.map(({ Id }) => Id);
    const units = await unitsOf(root?.Id);
    expect(units.map(({ Name }) => Name)).toEqual(['Workloads', 'Security']);
    expect(units[0]?.Id).toMatch(/^ou-\w{4}-\w{8}$/);
    const [prod] = await unitsOf(units[0]?.Id);
    expect(prod).toMatchObject({ Id: 'ou-abcd-12345678', Name: 'Prod' });
    expect([await accountsOf(root?.Id), await accountsOf(units[0]?.Id), await accountsOf(prod?.Id)]).toEqual([
      [OTHER, ACCOUNT],
      [],
      [SHOP],
    ]);
    const parentOf = async (ChildId = '') => (await client.send(new ListParentsCommand({ ChildId }))).Parents;
    expect(await parentOf(SHOP)).toEqual([{ Id: prod?.Id, Type: 'ORGANIZATIONAL_UNIT' }]);
    expect(await parentOf(units[0]?.Id)).toEqual([{ Id: root?.Id, Type: 'ROOT' }]);
  });

  it('has tags', async () => {
    const client = await started();
    const tags = async (ResourceId = '') => (await client.send(new ListTagsForResourceCommand({ ResourceId }))).Tags;
    const { Roots: [root] = [] } = await client.send(new ListRootsCommand({}));
    expect([await tags(SHOP), await tags(root?.Id), await tags(AUDIT)]).toEqual([
      [{ Key: 'stage', Value: 'prod' }],
      [{ Key: 'at', Value: 'root' }],
      [],
    ]);
  });

  it.each([
    ['ParentNotFoundException', new ListAccountsForParentCommand({ ParentId: 'ou-none-12345678' })],
    ['ParentNotFoundException', new ListOrganizationalUnitsForParentCommand({ ParentId: 'r-none' })],
    ['ChildNotFoundException', new ListParentsCommand({ ChildId: '999999999999' })],
    ['TargetNotFoundException', new ListTagsForResourceCommand({ ResourceId: '999999999999' })],
  ])('has nothing else: %s', async (name, command) => {
    expect((await failure((await started()).send(command as ListParentsCommand))).name).toBe(name);
  });
});

describe('trust in an organization', () => {
  it('is listed', async () => {
    const client = await started();
    const { EnabledServicePrincipals } = await client.send(new ListAWSServiceAccessForOrganizationCommand({}));
    expect(EnabledServicePrincipals?.map(({ ServicePrincipal }) => ServicePrincipal)).toEqual(
      organization.trustedAccess,
    );
    const administrators = async (ServicePrincipal?: string) => {
      const input = ServicePrincipal === undefined ? {} : { ServicePrincipal };
      return (await client.send(new ListDelegatedAdministratorsCommand(input))).DelegatedAdministrators;
    };
    const audit = [expect.objectContaining({ Id: AUDIT, DelegationEnabledDate: expect.any(Date) as Date })];
    expect([
      await administrators(),
      await administrators('cloudtrail.amazonaws.com'),
      await administrators('sso.amazonaws.com'),
    ]).toEqual([audit, audit, []]);
  });

  const shared = { IsOrganizationTrail: true, IsMultiRegionTrail: true };

  it('lets delegated administrators make the trails of the management account, and change them', async () => {
    const box = await sandbox({ organization });
    await openBucket(clients(box));
    const { cloudtrail } = clients(box, HOME, AUDIT);
    const made = await cloudtrail.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'logs', ...shared }));
    expect(made.TrailARN).toBe(arnOf('main'));
    await cloudtrail.send(new UpdateTrailCommand({ Name: arnOf('main'), EnableLogFileValidation: true }));
    await cloudtrail.send(new AddTagsCommand({ ResourceId: arnOf('main'), TagsList: [{ Key: 'a', Value: 'b' }] }));
    const convert = cloudtrail.send(new UpdateTrailCommand({ Name: arnOf('main'), IsOrganizationTrail: false }));
    expect((await failure(convert)).name).toBe('NotOrganizationMasterAccountException');
    const elsewhere = clients(box, 'us-east-1', AUDIT).cloudtrail.send(new UpdateTrailCommand({ Name: arnOf('main') }));
    expect((await failure(elsewhere)).name).toBe('InvalidHomeRegionException');
    await clients(box).cloudtrail.send(new UpdateTrailCommand({ Name: 'main', IsOrganizationTrail: false }));
    const { trailList } = await clients(box, HOME, OTHER).cloudtrail.send(new DescribeTrailsCommand({}));
    expect(trailList).toEqual([]);
  });

  it.each<[string, Partial<Organization>]>([
    ['CloudTrailAccessNotEnabledException', { trustedAccess: [] }],
    ['OrganizationNotInAllFeaturesModeException', { featureSet: 'CONSOLIDATED_BILLING' }],
  ])('is needed for an organization trail, with all features: %s', async (name, part) => {
    const here = clients(await sandbox({ organization: { ...organization, ...part } }));
    await openBucket(here);
    expect((await failure(makeTrail(here, shared))).name).toBe(name);
  });

  it('leaves to members what they see: they change nothing of it', async () => {
    const box = await sandbox({ organization });
    await openBucket(clients(box));
    await makeTrail(clients(box), shared);
    const { cloudtrail } = clients(box, HOME, OTHER);
    const Name = arnOf('main');
    const status = await cloudtrail.send(new GetTrailStatusCommand({ Name }));
    expect(status.IsLogging).toBe(false);
    const calls: readonly Promise<unknown>[] = [
      cloudtrail.send(new UpdateTrailCommand({ Name })),
      cloudtrail.send(new StartLoggingCommand({ Name })),
      cloudtrail.send(new StopLoggingCommand({ Name })),
      cloudtrail.send(new DeleteTrailCommand({ Name })),
      cloudtrail.send(new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [{}] })),
      cloudtrail.send(new AddTagsCommand({ ResourceId: Name, TagsList: [{ Key: 'a', Value: 'b' }] })),
    ];
    const names = await Promise.all(calls.map(async call => (await failure(call)).name));
    expect(new Set(names)).toEqual(new Set(['NotOrganizationMasterAccountException']));
    const byName = cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }));
    expect((await failure(byName)).name).toBe('TrailNotFoundException');
  });

  it('leaves members no room for a trail of the same name', async () => {
    const box = await sandbox({ organization });
    const here = clients(box);
    await openBucket(here);
    await makeTrail(here, shared);
    expect((await failure(makeTrail(clients(box, HOME, OTHER)))).name).toBe('TrailAlreadyExistsException');
  });
});

describe('the description of an organization', () => {
  it('is read from JSON as it stands', () => {
    expect(parseOrganization(JSON.parse(JSON.stringify(organization)))).toEqual(organization);
  });

  it('stands in the README as it works', async () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../src/sandbox/README.md'), 'utf8');
    const [, example = ''] = /### Organization[^]*?```json\n([^]*?)```/.exec(page) ?? [];
    const { organizations } = clients(await sandbox({ organization: parseOrganization(JSON.parse(example)) }));
    expect((await organizations.send(new ListAccountsCommand({}))).Accounts).toHaveLength(3);
  });

  it.each<[string, object]>([
    ['unknown member "colour"', { ...organization, colour: 'red' }],
    ['organization.id is missing', { management: ACCOUNT }],
    ['organization.management is missing', { id: 'o-exampleorgid' }],
    ['organization.units[0].name is missing', { ...organization, units: [{ members: [] }] }],
    [`organization.accounts.${SHOP}.tags must be a map`, { ...organization, accounts: { [SHOP]: { tags: [] } } }],
  ])('is refused: %s', (message, value) => {
    expect(() => parseOrganization(value)).toThrow(message);
  });

  it.each<[string, Partial<Organization>]>([
    ['x is not the id of an organization', { id: 'x' }],
    ['12 is not the id of an account', { members: ['12'] }],
    [`the account ${SHOP} stands in two places`, { members: [SHOP] }],
    ['ou-1 is not the id of a unit', { units: [{ name: 'A', id: 'ou-1' }] }],
    ['two units have the id', { units: [{ name: 'A' }, { name: 'A' }] }],
    ['SOME is not a feature set', { featureSet: 'SOME' }],
    ['CLOSED is not the status of an account', { accounts: { [SHOP]: { status: 'CLOSED' } } }],
    ['the account 999999999999 stands in no unit', { accounts: { '999999999999': {} } }],
    ['the account 999999999999 stands in no unit', { delegatedAdministrators: { '999999999999': [] } }],
  ])('makes no sense: %s', async (message, part) => {
    await expect(sandbox({ organization: { ...organization, ...part } })).rejects.toThrow(message);
  });
});
