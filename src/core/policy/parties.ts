/**
 * Whom a statement lets in, and what its conditions confine that to.
 *
 * What "everybody" means is AWS's own definition, in "The meaning of 'public'" of the S3 guide on blocking public access: a
 * policy is taken for public until it grants access to fixed values only (no wildcard, no policy variable) of a principal,
 * or of one of the keys below; a range of addresses counts where it is no broader than /8 (IPv4) or /32 (IPv6), or is private.
 */
import { conditionTriples } from './canonical.ts';
import type { ConditionTriple } from './canonical.ts';
import { listed } from './statement.ts';
import type { Principal, Statement } from './statement.ts';

/** Somebody with a name. */
export type Party =
  | { readonly is: 'account'; readonly name: string }
  | { readonly is: 'organization'; readonly name: string }
  /** The access points of an account: whoever may make one there says whom it lets in. */
  | { readonly is: 'access-points'; readonly name: string }
  /** One resource whose ARN has no account, such as a bucket: whose it is, the name does not say. */
  | { readonly is: 'resource'; readonly name: string }
  /** What AWS wrote in place of a user or a role that was deleted: it lets nobody in. */
  | { readonly is: 'deleted'; readonly name: string }
  /** A network, an address, a provider of identities, a user by its id: whose it is, nobody says. */
  | { readonly is: 'other'; readonly name: string };

/** One way in. */
export interface Door {
  readonly who: Party | { readonly is: 'everybody' } | { readonly is: 'service'; readonly name: string };
  /** What each condition that confines leaves: one of its parties. All of them hold. */
  readonly confinedTo: readonly (readonly Party[])[];
}

/** The ways in that a statement makes; none for a Deny. */
export function doorsOf(statement: Statement): readonly Door[] {
  const { Effect, Principal, NotPrincipal } = statement;
  if (Effect !== 'Allow') return [];
  const confinedTo = conditionTriples(statement).flatMap(triple => {
    const parties = confined(triple);
    return parties === undefined ? [] : [parties];
  });
  const everybody: Door['who'] = { is: 'everybody' };
  const who = NotPrincipal === undefined ? named(Principal) : [everybody]; // everybody but some is everybody to strangers
  return who.map(one => ({ who: one, confinedTo }));
}

/** Whether it lets in everybody in the world: under no condition, or under such as confine nobody. */
export function opensToEveryone(statement: Statement): boolean {
  return doorsOf(statement).some(isPublic);
}

export function isPublic({ who, confinedTo }: Door): boolean {
  return who.is === 'everybody' && confinedTo.length === 0;
}

function named(principal: Principal | undefined): readonly Door['who'][] {
  if (principal === undefined) return [];
  if (typeof principal === 'string') return [awsPrincipal(principal)];
  return Object.entries(principal).flatMap(([kind, names]) => listed(names).map(name => principalOf(kind, name)));
}

function principalOf(kind: string, name: string): Door['who'] {
  if (kind === 'Service') return { is: 'service', name };
  return kind === 'AWS' || kind === '*' ? awsPrincipal(name) : { is: 'other', name: `${kind} ${name}` };
}

/** An account that is a wildcard is every account. */
function awsPrincipal(name: string): Door['who'] {
  const [, account = name] = /^arn:[^:]*:(?:iam|sts)::([^:]*):/u.exec(name) ?? [];
  if (/^[*?]+$/u.test(account)) return { is: 'everybody' };
  if (/^\d+$/u.test(account)) return { is: 'account', name: account };
  return /^A(?:IDA|ROA|GPA|NPA|SIA|KIA)[A-Z0-9]*$/u.test(name) ? { is: 'deleted', name } : { is: 'other', name };
}

/**
 * What a condition confines everybody to; undefined: it confines nobody. Only operators that need the key to be there and to
 * be one of some values do: what is negated, holds if the key is absent (`…IfExists`, `ForAllValues`, `Null`) or is
 * for the one who asks to choose (headers, referrers, TLS, dates) does not.
 */
function confined({ operator, key, values }: ConditionTriple): readonly Party[] | undefined {
  const base = /^(?:foranyvalue:)?(?<base>(?:string|arn)(?:equals|like)|stringequalsignorecase|ipaddress)$/u.exec(
    operator,
  )?.groups?.['base'];
  const partyOf = confining.get(key);
  if (base === undefined || partyOf === undefined || (base === 'ipaddress') !== (key === 'aws:sourceip'))
    return undefined;
  const crosses = base === 'stringlike' || base === 'ipaddress';
  const parties = values.flatMap(value => partyOf(value, crosses) ?? []);
  return parties.length === values.length && parties.length > 0 ? parties : undefined;
}

/** @param crosses whether a wildcard of the operator reaches over colons: `StringLike` knows no fields of an ARN */
type PartyOf = (value: string, crosses: boolean) => Party | undefined;

const isFixed = (value: string): boolean => !/[*?]|\$\{/u.test(value);

const account: PartyOf = value => (isFixed(value) ? { is: 'account', name: value } : undefined);

/** An organization, or a path in it: `o-a1b2c3d4e5/r-ab12/ou-ab12-1/*`. */
const organization: PartyOf = value => {
  const name = value.replace(/\/.*/su, '');
  return isFixed(name) && name.startsWith('o-') ? { is: 'organization', name } : undefined;
};

/**
 * Whatever else of an ARN is open, its account says whose it is; a bucket has none, and one owner by its name. Where a
 * wildcard before the account reaches over colons, the account may stand in the name of somebody else's resource
 * (`arn:aws:logs:R:999999999999:log-group:111111111111:*`); ARNs of trails have no more colons that it could take for these.
 */
const arn: PartyOf = (value, crosses) => {
  const [, partition = '', service = '', region = '', owner = '', ...resource] = value.split(':');
  if (crosses && !(isFixed(partition) && isFixed(service))) return undefined;
  const isBucket = service === 's3' && isFixed(resource.join(':'));
  const isOwned = !crosses || isFixed(region) || service === 'cloudtrail';
  if (/^\d+$/u.test(owner)) return isOwned ? { is: 'account', name: owner } : undefined;
  return isBucket || isFixed(value) ? { is: 'resource', name: value } : undefined;
};

/** Of an access point by its account or its ARN. */
const accessPoints =
  (partyOf: PartyOf): PartyOf =>
  (...of) => {
    const party = partyOf(...of);
    return party?.is === 'account' ? { ...party, is: 'access-points' } : party;
  };

const other: PartyOf = value => (isFixed(value) ? { is: 'other', name: value } : undefined);

const confining: ReadonlyMap<string, PartyOf> = new Map([
  ...['aws:principalaccount', 'aws:sourceaccount', 'aws:sourceowner', 'aws:vpceaccount', 'kms:calleraccount'].map(
    key => [key, account] as const,
  ),
  ...[
    'aws:principalorgid',
    'aws:principalorgpaths',
    'aws:sourceorgid',
    'aws:sourceorgpaths',
    'aws:vpceorgid',
    'aws:vpceorgpaths',
  ].map(key => [key, organization] as const),
  ...['aws:principalarn', 'aws:sourcearn', 'aws:sourcevpcarn'].map(key => [key, arn] as const),
  ['s3:dataaccesspointaccount', accessPoints(account)],
  ['s3:dataaccesspointarn', accessPoints(arn)],
  ...[
    'aws:sourcevpc',
    'aws:sourcevpce',
    'aws:userid',
    'aws:principalservicename',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
  ].map(key => [key, other] as const),
  ['aws:sourceip', (value: string) => (isNarrowRange(value) ? { is: 'other', name: value } : undefined)],
]);

function isNarrowRange(value: string): boolean {
  const { base = '', bits } = /^(?<base>[\da-f.:]+)(?:\/(?<bits>\d{1,3}))?$/iu.exec(value)?.groups ?? {};
  if (base.includes(':')) return Number(bits ?? 128) >= 32;
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/u.test(base)) return false;
  return Number(bits ?? 32) >= 8; // the private ranges of RFC 1918 are no broader either
}
