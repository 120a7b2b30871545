/** Policies ready to be put in place, worked out without asking anybody: from a spec, or from names. */
import { usesOf } from '../core/beside/use.ts';
import type { KeyUsed } from '../core/beside/use.ts';
import { parseArn } from '../core/arn.ts';
import type { Arn, Problem } from '../core/model.ts';
import { keyPolicy } from '../core/policy/key-policy.ts';
import type { KeyPolicyInput } from '../core/policy/key-policy.ts';
import { logRolePermissions, logRoleTrust } from '../core/policy/log-role.ts';
import type { Writing } from '../core/policy/log-role.ts';
import type { PrintedPolicy } from '../core/policy/printed.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { partitionOf } from '../core/spec/regions.ts';
import { unknownAccount } from '../core/spec/stand-ins.ts';
import type { Spec } from '../core/spec/spec.ts';
import { estateOf, unknownOrganization } from './estate.ts';
import type { Estate } from './estate.ts';
import { namesManagement } from './organization.ts';
import type { Ports } from './ports.ts';
import { validate } from './validate.ts';

/** What a spec declares, or why nobody can say. */
export type Declared =
  | { readonly estate: Estate; /** Warnings. */ readonly findings: readonly Problem[] }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/** How much is known that the spec leaves open. */
export interface KnownIds {
  /**
   * Twelve digits: of the account of the credentials in force, where the spec names none; else of the management account
   * of its organization.
   */
  readonly account?: string | undefined;
  /** The same, where it is only likely: that is told. */
  readonly likely?: string | undefined;
  /** `o-…`, where the spec does not write it down. */
  readonly organization?: string | undefined;
}

/** Reads a spec for its policies. What is still not known of it is an error, because a policy with a gap is none. */
export async function declared(
  paths: readonly string[],
  { load, kinds }: Pick<Ports, 'load' | 'kinds'>,
  { account, organization, likely }: KnownIds = {},
): Promise<Declared> {
  const loaded = await load(paths);
  const { spec, problems } = validate(loaded.files, kinds, loaded.problems);
  if (spec === null) return { invalid: problems, sources: loaded.files };
  const written = spec.organization;
  const known =
    written === null || organization === undefined
      ? spec
      : { ...spec, organization: { ...written, id: written.id ?? organization } };
  const taken = account === undefined && spec.accounts === null ? likely : undefined;
  const estate = estateOf(known, kinds, account ?? taken);
  const open = [...openIn(estate), ...(account === undefined ? [] : strangerIn(spec, account))];
  if (open.length > 0) return { invalid: open, sources: loaded.files };
  const management = account === undefined && namesManagement(spec) ? [assumed(estate)] : [];
  return { estate, findings: [...(taken === undefined ? [] : [assumedOwn(taken)]), ...management] };
}

/** An account that is given has to mean something. */
function strangerIn(spec: Spec, account: string): readonly Problem[] {
  const { accounts, organization } = spec;
  if (accounts === null || accounts.some(({ id }) => id === account)) return [];
  if (organization !== null) return [];
  return [
    {
      code: 'wrong-arguments',
      message: `--account ${account} is none of the spec's accounts, and the spec leaves none open`,
      hint: 'Leave it away: it is for a spec that names no account, or that has an organization.',
    },
  ];
}

/** A delegated administrator may be what the organization is read through. */
function assumed({ world }: Estate): Problem {
  return {
    code: 'management-account-assumed',
    severity: 'warning',
    message: `Account ${world.organization?.managementAccount ?? ''}, through which the organization is read, is taken for its management account, which the policy names`,
    hint: 'Give --account with the id of the management account: aws organizations describe-organization says it.',
  };
}

function assumedOwn(account: string): Problem {
  return {
    code: 'account-assumed',
    severity: 'warning',
    message: `The spec names no account: it is taken to be of ${account}, as the queue is`,
    hint: 'Give --account ID if it is of another.',
  };
}

/** What only AWS could say: every account that is discovered, or the one that the spec does not name. */
function openIn({ wishes }: Estate): readonly Problem[] {
  const unnamed = wishes.some(({ desired }) => desired.target.account === unknownAccount);
  if (!unnamed) return [];
  return [
    {
      code: 'account-unknown',
      message: 'The policy would name accounts that only AWS knows',
      hint: 'Give --account ID for a spec that names no account; write accounts down instead of discovering them.',
    },
  ];
}

/** The whole policy of every key that a spec names, each once. */
export function keyPolicies({ wishes, world }: Estate): readonly PrintedPolicy[] {
  const keys = Map.groupBy(usesOf(wishes, world).keys, ({ key }) => key);
  const managed = new Set(wishes.flatMap(({ desired }) => (desired.managed ? [desired.arn] : [])));
  const mayHaveKey = ({ bucketKey, by: { kind, desired } }: KeyUsed): boolean =>
    bucketKey ||
    (kind.needs?.(desired.state, desired.arn, world) ?? []).some(
      ({ to, of }) => to === 'deliver-logs' && !managed.has(of),
    );
  return [...keys].map(([key, uses]) => {
    const [own, others] = [uses.filter(isOwn), uses.filter(use => !isOwn(use))];
    return keyPolicyOf(key, { trails: trailsOf(own), through: trailsOf(others), bucketKeys: own.some(mayHaveKey) });
  });
}

const isOwn = ({ encrypts }: KeyUsed): boolean => encrypts === 'trail';

const trailsOf = (uses: readonly KeyUsed[]): readonly Arn[] =>
  uses.flatMap(({ trails }) => trails.map(({ trail }) => trail));

type KeyUses = Pick<KeyPolicyInput, 'trails' | 'through' | 'bucketKeys'>;

function keyPolicyOf(key: Arn, uses: KeyUses): PrintedPolicy {
  const { partition, account } = parseArn(key);
  return {
    on: 'key',
    resource: key,
    trails: [...new Set([...uses.trails, ...uses.through])],
    document: keyPolicy({ partition, account, ...uses }),
  };
}

/** One trail in few words. */
export interface NamedTrail {
  /** Twelve digits; of an organization's trail, the management account. */
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** The policy of one key for one trail. `key`: ARN; null: whichever, in the account of the trail. */
export function keyPolicyFor(trail: NamedTrail, key: Arn | null): PrintedPolicy {
  const partition = partitionOf(trail.region);
  const arn = trailArn(trail);
  const account = key === null ? trail.account : parseArn(key).account;
  return {
    on: 'key',
    resource: key,
    trails: [arn],
    document: keyPolicy({ partition, account, trails: [arn], through: [] }),
  };
}

export function trailArn({ account, region, name }: NamedTrail): Arn {
  return `arn:${partitionOf(region)}:cloudtrail:${region}:${account}:trail/${name}`;
}

/** Both policies of every role that a spec names for a log group, or why they cannot be written. */
export function logRolePolicies({ wishes, world }: Estate): readonly PrintedPolicy[] | Problem {
  const { logs } = usesOf(wishes, world);
  if (logs.some(({ organization }) => organization === unknownOrganization))
    return {
      code: 'organization-unknown',
      message: 'The log streams of members begin with the id of the organization, which the spec does not write down',
      hint: 'Give --organization ID, or write organization.id.',
    };
  const roles = Map.groupBy(logs, ({ role }) => role);
  return [...roles].flatMap(([role, uses]) =>
    logRolePoliciesOf({ role: role as Arn, trails: uses.map(({ trail }) => trail), writings: uses }),
  );
}

export interface LogRole {
  /** ARN. */
  readonly role: Arn;
  readonly trails: readonly Arn[];
  readonly writings: readonly Writing[];
}

/** Who may assume a role, and what it may do. */
export function logRolePoliciesOf({ role, trails, writings }: LogRole): readonly PrintedPolicy[] {
  return [
    { on: 'role-trust', resource: role, trails, document: logRoleTrust },
    { on: 'role-permissions', resource: role, trails, document: logRolePermissions(writings) },
  ];
}
