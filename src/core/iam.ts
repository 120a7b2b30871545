/** Least-privilege IAM policies, made from the kinds' own tables and from the calls they could make. */
import { readsFor } from './apart.ts';
import { parseArn } from './arn.ts';
import { readsBesideAny } from './beside/reads.ts';
import type { Wish } from './desire.ts';
import type { AnyKind, AnyState, Api, Call, IamAction } from './kind.ts';
import type { Arn, Target, World } from './model.ts';

/** `plan`: reads only, for `plan`, `drift` and `doctor`. `apply`: what `plan` needs, and the writes. */
export type Purpose = 'plan' | 'apply';

interface IamStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

/** One action on one resource. */
export interface Permission {
  /** What it is for: statements are named after it. */
  readonly about: string;
  readonly action: IamAction;
  /** An ARN, which may hold `*`, or `*`. */
  readonly resource: string;
  readonly condition?: NonNullable<IamStatement['Condition']>;
}

/** What a run in one account works on. */
export interface Work {
  readonly at: Omit<Target, 'region'>;
  /** Those of the account, completed with what the rest of the spec says. */
  readonly wishes: readonly Wish[];
  /** Keys whose id only AWS can say. */
  readonly keys: readonly { readonly reference: string; readonly at: Target }[];
  /** What is looked at beside the spec; absent: nothing. */
  readonly beside?: readonly BesideRead[];
  /** What is asked about the account and its organization, before anything of a kind is. */
  readonly around: readonly AroundAction[];
  /** Kinds of which what left the spec is looked for; absent: none. */
  readonly watched?: readonly AnyKind[];
  /** Whether what left the spec is deleted. */
  readonly prunes?: boolean;
  /** Whether a trail of an organization is among the resources. */
  readonly organization: boolean;
}

/** One question about what resources use beside the spec. */
export interface BesideRead {
  readonly action: IamAction;
  /** An ARN, which may hold `*`, or `*`. */
  readonly resource: string;
}

/** Actions that no kind has: which regions are enabled, who is in the organization. */
export type AroundAction = keyof typeof aroundResources;

const units = ['root/o-*/r-*', 'ou/o-*/ou-*'];

/** Their resources in organizations of any id; none: AWS knows no resource but `*`. */
const aroundResources = {
  'ec2:DescribeRegions': [],
  'organizations:DescribeOrganization': [],
  'organizations:ListAccounts': [],
  'organizations:ListDelegatedAdministrators': [],
  'organizations:ListRoots': [],
  'organizations:ListAccountsForParent': units,
  'organizations:ListOrganizationalUnitsForParent': units,
  'organizations:ListTagsForResource': ['account/o-*/*'],
} as const satisfies Readonly<Record<IamAction, readonly string[]>>;

/** Every permission that a run needs in the account of these resources, and none that it does not. */
export function permissionsFor(work: Work, purpose: Purpose): readonly Permission[] {
  const { at, wishes, keys, beside = [], around, organization, watched = [], prunes = false } = work;
  return [
    ...around.flatMap(action => aroundOf(action, at.partition)),
    ...wishes.flatMap(readsOf),
    ...keys.map(({ reference, at }) => describeKey(reference, at)),
    ...beside.map(({ action, resource }) => ({ about: 'Beside', action, resource })),
    ...(purpose === 'apply' ? wishes.flatMap(writesOf) : []),
    ...watched.flatMap(kind => watchingOf(kind, at, purpose === 'apply' && prunes)),
    ...(organization ? organizationOf(at, purpose) : []),
    ...(wishes.length > 0 ? [lookUp] : []),
  ];
}

/** Who did it is asked of the event history, of which AWS knows no resource. */
const lookUp: Permission = { about: 'Attribution', action: 'cloudtrail:LookupEvents', resource: '*' };

/**
 * The same for resources of any name in an account, whatever their settings.
 *
 * @param at `region` does not count
 */
export function permissionsForAll(
  kinds: readonly AnyKind[],
  at: Omit<Target, 'region'>,
  purpose: Purpose,
): readonly Permission[] {
  const everywhere: Target = { ...at, region: '*' };
  return [
    ...kinds.flatMap(kind => {
      const arn = anyName(kind, everywhere);
      const roles = [`arn:${at.partition}:iam::${at.account}:role/*`];
      const operations = Object.entries(kind.writes).filter(([operation]) => !neverSent.has(operation));
      return [
        ...Object.values(kind.reads).flatMap(actions => permitted(actions, `${kind.name}Reads`, { own: [arn], roles })),
        ...(purpose === 'apply'
          ? operations.flatMap(([, actions]) => permitted(actions, `${kind.name}Writes`, { own: [arn], roles }))
          : []),
      ];
    }),
    ...readsBesideAny(at),
    ...(Object.keys(aroundResources) as AroundAction[]).flatMap(action => aroundOf(action, at.partition)),
    ...organizationOf(at, purpose),
    lookUp,
  ];
}

/** What left the spec may have any name, in any account that it names. */
function watchingOf(kind: AnyKind, at: Omit<Target, 'region'>, deletes: boolean): readonly Permission[] {
  const target: Target = { ...at, region: '*' };
  const arn = anyName(kind, target);
  const deletion = kind.calls({ action: 'delete', name: '*', arn, target, live: {} });
  const about = { own: [arn], roles: [] };
  return [
    ...actionsOf(kind, {}).flatMap(actions => permitted(actions, `${kind.name}Reads`, about)),
    ...(deletes
      ? deletion.flatMap(({ call }) => permitted(kind.writes[call] ?? [], `${kind.name}Deletes`, about))
      : []),
  ];
}

/** Only a spec that says prune: trails makes anybody send it. */
const neverSent: ReadonlySet<string> = new Set(['cloudtrail:DeleteTrail']);

/** Actions of which AWS knows no resource: they are allowed on `*` or not at all (Service Authorization Reference). */
const withoutResource: ReadonlySet<IamAction> = new Set(['cloudtrail:DescribeTrails']);

interface Resources {
  readonly own: readonly string[];
  /** That a call hands to CloudTrail. */
  readonly roles: readonly string[];
}

function permitted(actions: readonly IamAction[], about: string, { own, roles }: Resources): readonly Permission[] {
  return actions.flatMap((action): readonly Permission[] => {
    if (action === 'iam:PassRole')
      return roles.map(resource => ({ about: 'PassRole', action, resource, ...toCloudTrail }));
    if (withoutResource.has(action)) return [{ about: `${about}All`, action, resource: '*' }];
    return own.map(resource => ({ about, action, resource }));
  });
}

const toCloudTrail = { condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } } } as const;

/** A kind that records is looked for in the whole account: what others record there is told, too. */
function readsOf({ kind, desired: { arn, target, state } }: Wish): readonly Permission[] {
  const own = kind.recorder ? everyOneOf(arn, target) : [arn];
  return actionsOf(kind, state).flatMap(actions => permitted(actions, `${kind.name}Reads`, { own, roles: [] }));
}

function actionsOf(kind: AnyKind, state: AnyState): readonly (readonly IamAction[])[] {
  const asked = new Set(readsFor(kind, state));
  return Object.entries(kind.reads).flatMap(([call, actions]) => (asked.has(call) ? [actions] : []));
}

/** An organization's trail stands in the ARN of another account than the one that it is read from. */
function everyOneOf(arn: Arn, target: Target): readonly string[] {
  const { partition, service, account, resource } = parseArn(arn);
  const accounts = account === '*' ? ['*'] : [account, target.account];
  return accounts.map(owner => `arn:${partition}:${service}:*:${owner}:${resource.replace(/[^/]*$/u, '*')}`);
}

/** What is only referred to is never written. */
function writesOf(wish: Wish): readonly Permission[] {
  const { kind, desired } = wish;
  if (!desired.managed) return [];
  return callsOf(wish).flatMap(({ call, input }) =>
    permitted(kind.writes[call] ?? [], `${kind.name}Writes`, { own: [desired.arn], roles: rolesIn(input) }),
  );
}

/** Every call that this desired state can lead to: its creation, and mending all that can differ. */
function callsOf({ kind, desired: { name, arn, target, state: desired, secrets = {} } }: Wish): readonly Call<Api>[] {
  const live = Object.fromEntries(Object.entries(desired).map(([field, value]) => [field, { value }]));
  const changed = Object.entries(kind.fields).flatMap(([field, { change }]) =>
    change === 'call' && Object.hasOwn(desired, field) ? [field] : [],
  );
  return [
    ...kind.calls({ action: 'create', name, arn, target, secrets, desired }),
    ...kind.calls({ action: 'update', name, arn, target, secrets, desired, live, changed }),
  ];
}

function rolesIn(input: object): readonly string[] {
  return Object.values(input).filter(
    (value): value is string => typeof value === 'string' && /^arn:[^:]+:iam:/u.test(value),
  );
}

/** AWS holds the request against the key, and against the alias that it names. */
function describeKey(reference: string, at: Target): Permission {
  const { region, account, resource } = reference.startsWith('arn:')
    ? parseArn(reference)
    : { ...at, resource: reference };
  return {
    about: 'DescribeKey',
    action: 'kms:DescribeKey',
    resource: `arn:${at.partition}:kms:${region}:${account}:key/*`,
    condition: { StringEquals: { 'kms:RequestAlias': resource } },
  };
}

function aroundOf(action: AroundAction, partition: string): readonly Permission[] {
  const named: readonly string[] = aroundResources[action].map(part => `arn:${partition}:organizations::*:${part}`);
  return (named.length === 0 ? ['*'] : named).map(resource => ({ about: 'Around', action, resource }));
}

/** Besides what CloudTrail asks for in the caller's name before it makes a trail of an organization. */
function organizationOf({ partition, account }: Work['at'], purpose: Purpose): readonly Permission[] {
  const about = 'Organization';
  const role = `arn:${partition}:iam::${account}:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail`;
  const asked = [
    'organizations:DescribeOrganization',
    'organizations:ListAWSServiceAccessForOrganization',
    'organizations:ListDelegatedAdministrators',
  ] as const;
  const writes = ['iam:GetRole', 'iam:CreateServiceLinkedRole'] as const;
  return [
    ...asked.map(action => ({ about, action, resource: '*' })),
    ...(purpose === 'apply' ? writes.map(action => ({ about: 'ServiceLinkedRole', action, resource: role })) : []),
  ];
}

/** The ARN that a kind would give to a resource of every name. */
function anyName(kind: AnyKind, target: Target): Arn {
  const required = kind.schema['required'];
  const spec = Object.fromEntries((Array.isArray(required) ? required : []).map(setting => [String(setting), '*']));
  const address = `${kind.name}/*@*/*` as const;
  return kind.desire({ address, name: '*', target, spec, written: {} }, worldOfAnything(target)).arn;
}

function worldOfAnything(target: Target): World {
  return {
    owner: '*',
    organization: null,
    key: () => `arn:${target.partition}:kms:*:*:key/*`,
    resolve: () => ({ name: '*', target }),
  };
}

/** The policy that allows these, in as few statements as have the same resources. The same permissions give the same policy. */
export function policyOf(permissions: readonly Permission[]): IamPolicy {
  const actions = Map.groupBy(permissions, ({ about, action, condition }) =>
    JSON.stringify([about, condition, action]),
  );
  const alike = Map.groupBy(actions.values(), same => {
    const [{ about, condition }] = same as [Permission];
    return JSON.stringify([about, condition, unique(same.map(({ resource }) => resource))]);
  });
  const statements = [...alike.values()].map(groups => statementOf(groups.flat()));
  const sids = Map.groupBy(statements, ({ Sid }) => Sid);
  return {
    Version: '2012-10-17',
    Statement: [...sids.values()].flatMap(same =>
      same.map((statement, index) => ({
        ...statement,
        Sid: index === 0 ? statement.Sid : `${statement.Sid}${index + 1}`,
      })),
    ),
  };
}

function statementOf(permissions: readonly Permission[]): IamStatement {
  const [{ about, condition }] = permissions as readonly [Permission];
  return {
    Sid: `${about.charAt(0).toUpperCase()}${about.slice(1)}`,
    Effect: 'Allow',
    Action: unique(permissions.map(({ action }) => action)),
    Resource: unique(permissions.map(({ resource }) => resource)),
    ...(condition ? { Condition: condition } : {}),
  };
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted();
