/** Reads an organization: who is in it, in which units, with which tags. Only what the spec rests on is asked for. */
import { unreadBecause } from '../core/failure.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { Api, Ask } from '../core/kind.ts';
import type { Problem, World } from '../core/model.ts';
import type { Account, Discovery, Organization, Spec } from '../core/spec/spec.ts';
import type { Memory } from './ports.ts';

/** What could be read. Null, where it was not asked for or not answered: `problems` says which. */
export interface OrganizationRead {
  readonly organization: World['organization'];
  /** Ids of the active accounts that discovery adds; none if nobody could read them. */
  readonly discovered: readonly string[];
  /** Ids and paths of the units above each account, by its id; null: not known. */
  readonly units: ReadonlyMap<string, readonly string[]> | null;
  /** Ids of all active accounts; null: not known. */
  readonly members: readonly string[] | null;
  readonly problems: readonly Problem[];
}

export const noOrganization: OrganizationRead = {
  organization: null,
  discovered: [],
  units: null,
  members: null,
  problems: [],
};

/** Whether anything in a spec rests on which units an account is in. */
export function usesUnits({ organization, groups }: Spec): boolean {
  const discover = organization?.discover;
  const discovers = typeof discover === 'object' && discover !== null && discover.units.length > 0;
  return discovers || [...groups.values()].some(({ units }) => units.length > 0);
}

/** Asks through the account that the spec names for it. What is not answered is a problem and leaves its part empty. */
export async function readOrganization(spec: Spec, memory: Memory): Promise<OrganizationRead> {
  const through = spec.accounts?.find(({ key }) => key === spec.organization?.account);
  const { organization: written } = spec;
  if (!written || !through) return noOrganization;
  const aws = memory.at({ partition: through.partition, account: through.id, region: homeOf(through) });
  const problems: Problem[] = [];
  const orNull = async <T>(asked: Promise<T>): Promise<T | null> => {
    try {
      return await asked;
    } catch (error) {
      problems.push({ hint: `The organization is read through ${through.key}.`, ...unreadBecause(error) });
      return null;
    }
  };
  const [described, seen] = await Promise.all([
    written.id !== null && !namesManagement(spec)
      ? { id: written.id, managementAccount: through.id }
      : orNull(describe(aws)),
    usesUnits(spec) ? orNull(walk(aws)) : written.discover === null ? null : orNull(listed(aws)),
  ]);
  const other = described !== null && written.id !== null && described.id !== written.id;
  if (other) problems.push(otherOrganization(described.id, written));
  const wanted = seen === null ? [] : await discovered(spec, seen.accounts, async id => orNull(tagsOf(id, aws)));
  return {
    organization: other ? null : described,
    discovered: wanted,
    units: seen?.units ?? null,
    members: seen?.accounts.map(({ id }) => id) ?? null,
    problems,
  };
}

/** The trail of an organization has the management account in its ARN, which no spec writes down. */
export function namesManagement({ blocks }: Spec): boolean {
  return blocks.some(({ spec, overrides }) =>
    [spec, ...overrides.map(({ set }) => set)].some(settings => settings['organization'] === true),
  );
}

function otherOrganization(answered: string, { id, account, at }: Organization): Problem {
  return {
    code: 'organization-unknown',
    at,
    message: `Account ${account} belongs to organization ${answered}, and the spec says ${id ?? ''}`,
    hint: 'Write the id of the organization as AWS has it, or read it through an account that belongs to it.',
  };
}

function homeOf({ partition }: Account): string {
  return leadingRegion(partition) ?? 'us-east-1';
}

/** @throws ApiFailure */
export async function describe(aws: Ask<Api>): Promise<World['organization']> {
  const { Organization: found } = (await aws.ask('organizations:DescribeOrganization', {})) as {
    readonly Organization?: { readonly Id?: string; readonly MasterAccountId?: string };
  };
  if (found?.Id === undefined || found.MasterAccountId === undefined) return null;
  return { id: found.Id, managementAccount: found.MasterAccountId };
}

/**
 * `ALL`, or `CONSOLIDATED_BILLING`; undefined: it was not said.
 *
 * @throws ApiFailure
 */
export async function featureSetOf(aws: Ask<Api>): Promise<string | undefined> {
  const { Organization: found } = (await aws.ask('organizations:DescribeOrganization', {})) as {
    readonly Organization?: { readonly FeatureSet?: string };
  };
  return found?.FeatureSet;
}

/**
 * Principals of the services that the organization lets work in its accounts.
 *
 * @throws ApiFailure
 */
export async function trustedIn(aws: Ask<Api>): Promise<readonly string[]> {
  const services = await pages<{ readonly ServicePrincipal?: string }>(aws, 'ListAWSServiceAccessForOrganization', {
    input: {},
    member: 'EnabledServicePrincipals',
  });
  return services.flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []);
}

/**
 * Ids of the delegated administrators of a service.
 *
 * @throws ApiFailure
 */
export async function administratorsIn(aws: Ask<Api>, service: string): Promise<readonly string[]> {
  const accounts = await pages<AccountAnswer>(aws, 'ListDelegatedAdministrators', {
    input: { ServicePrincipal: service },
    member: 'DelegatedAdministrators',
  });
  return accounts.flatMap(({ Id }) => Id ?? []);
}

interface Member {
  readonly id: string;
  readonly above: readonly string[];
}

interface Seen {
  /** Active ones only. */
  readonly accounts: readonly Member[];
  /** Of all accounts; null: the list does not say. */
  readonly units: ReadonlyMap<string, readonly string[]> | null;
}

interface AccountAnswer {
  readonly Id?: string;
  readonly State?: string;
  readonly Status?: string;
}

const isActive = ({ State, Status }: AccountAnswer): boolean => (State ?? Status) === 'ACTIVE';

async function listed(aws: Ask<Api>): Promise<Seen> {
  const found = await pages<AccountAnswer>(aws, 'ListAccounts', { input: {}, member: 'Accounts' });
  return { accounts: found.filter(isActive).map(({ Id = '' }) => ({ id: Id, above: [] })), units: null };
}

interface Parent {
  readonly Id?: string;
  readonly Name?: string;
}

/** From the roots down, so that every account comes with the ids and paths of all that is above it. */
async function walk(aws: Ask<Api>): Promise<Seen> {
  const roots = await pages<Parent>(aws, 'ListRoots', { input: {}, member: 'Roots' });
  const found = (await Promise.all(roots.map(async root => below(root, { path: '', above: [] }, aws)))).flat();
  return {
    accounts: found.filter(({ answer }) => isActive(answer)),
    units: new Map(found.map(({ id, above }) => [id, above])),
  };
}

interface Place {
  readonly path: string;
  readonly above: readonly string[];
}

type Found = Member & { readonly answer: AccountAnswer };

async function below({ Id = '', Name = '' }: Parent, outer: Place, aws: Ask<Api>): Promise<readonly Found[]> {
  const path = outer.path === '' ? Name : `${outer.path}/${Name}`;
  const above = [...outer.above, Id, path];
  const input = { ParentId: Id };
  const [own, units] = await Promise.all([
    pages<AccountAnswer>(aws, 'ListAccountsForParent', { input, member: 'Accounts' }),
    pages<Parent>(aws, 'ListOrganizationalUnitsForParent', { input, member: 'OrganizationalUnits' }),
  ]);
  const deeper = await Promise.all(units.map(async unit => below(unit, { path, above }, aws)));
  return [...own.map(answer => ({ id: answer.Id ?? '', above, answer })), ...deeper.flat()];
}

interface Paged {
  readonly input: object;
  /** Where the answer has its items. */
  readonly member: string;
}

/** All pages. An empty page may have another after it. */
async function pages<Item>(aws: Ask<Api>, operation: string, { input, member }: Paged): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const asked = token === undefined ? input : { ...input, NextToken: token };
    const answer = (await aws.ask(`organizations:${operation}`, asked)) as {
      readonly NextToken?: string;
    } & Readonly<Record<string, readonly Item[] | undefined>>;
    items.push(...(answer[member] ?? []));
    token = answer.NextToken;
  } while (token !== undefined && token !== '');
  return items;
}

type Tags = ReadonlyMap<string, string>;

async function tagsOf(id: string, aws: Ask<Api>): Promise<Tags> {
  const input = { ResourceId: id };
  const tags = await pages<{ readonly Key?: string; readonly Value?: string }>(aws, 'ListTagsForResource', {
    input,
    member: 'Tags',
  });
  return new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** The accounts that discovery means, without those that are written down. */
async function discovered(
  { organization, accounts }: Spec,
  found: readonly Member[],
  tagsOfAccount: (id: string) => Promise<Tags | null>,
): Promise<readonly string[]> {
  const discover = organization?.discover ?? null;
  if (discover === null) return [];
  const written = new Set(accounts?.map(({ id }) => id));
  const others = found.filter(({ id }) => !written.has(id));
  if (discover === 'all') return others.map(({ id }) => id);
  const candidates = others.filter(member => isMeant(member, discover));
  const wanted = Object.entries(discover.tags);
  if (wanted.length === 0) return candidates.map(({ id }) => id);
  const matching = await Promise.all(
    candidates.map(async ({ id }) => {
      const tags = await tagsOfAccount(id);
      return wanted.every(([key, value]) => tags?.get(key) === value) ? [id] : [];
    }),
  );
  return matching.flat();
}

function isMeant({ id, above }: Member, { units, exclude }: Discovery): boolean {
  return !exclude.includes(id) && (units.length === 0 || units.some(unit => above.includes(unit)));
}
