import { createHash } from 'node:crypto';
import type { Tag } from '../tags.ts';

/** An AWS organization, as it is described to the sandbox. Only `id` and `management` are needed. */
export interface Organization {
  /** `o-` and 10 to 32 letters and digits. */
  readonly id: string;
  /** The management account. It stands beneath the root if no unit has it. */
  readonly management: string;
  /** Accounts that stand directly beneath the root. */
  readonly members?: readonly string[];
  /** Units beneath the root. */
  readonly units?: readonly Unit[];
  /** More about an account, by its id; a member without an entry is active and has no tags. */
  readonly accounts?: Readonly<Record<string, AccountDetails>>;
  /** Tags of the root. */
  readonly tags?: Readonly<Record<string, string>>;
  /** `ALL` if not given; `CONSOLIDATED_BILLING` leaves it without trails of its own. */
  readonly featureSet?: string;
  /** Services with trusted access; CloudTrail alone if not given. */
  readonly trustedAccess?: readonly string[];
  /** By account, the services that it administers for the organization. */
  readonly delegatedAdministrators?: Readonly<Record<string, readonly string[]>>;
}

/** An organizational unit, with all that stands beneath it. */
export interface Unit {
  readonly name: string;
  /** `ou-…`; made from the path of names if not given. */
  readonly id?: string;
  readonly members?: readonly string[];
  readonly units?: readonly Unit[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** What is known of an account beside its place. */
interface AccountDetails {
  /** `account-ID` if not given. */
  readonly name?: string;
  readonly email?: string;
  /** ACTIVE if not given. */
  readonly status?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A root or a unit. */
export interface Parent {
  readonly id: string;
  readonly name: string;
  /** Absent at the root. */
  readonly parent?: Parent;
  readonly tags: readonly Tag[];
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly status: string;
  readonly parent: Parent;
  readonly tags: readonly Tag[];
}

/** An organization, laid out to be asked. */
export interface Directory {
  readonly id: string;
  readonly management: string;
  readonly root: Parent;
  /** Root and units by id, each before what stands beneath it. */
  readonly parents: ReadonlyMap<string, Parent>;
  /** By id. */
  readonly accounts: ReadonlyMap<string, Member>;
  readonly featureSet: string;
  readonly trusted: ReadonlySet<string>;
  /** Services by account. */
  readonly delegated: ReadonlyMap<string, ReadonlySet<string>>;
  /** When it was described; what AWS dates is dated so. */
  readonly since: Date;
}

const featureSets = new Set(['ALL', 'CONSOLIDATED_BILLING']);
const statuses = new Set(['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE']);
const cloudtrail = 'cloudtrail.amazonaws.com';

/**
 * Lays an organization out.
 *
 * @throws RangeError where the description contradicts itself, or AWS knows no such thing
 */
export function layOut(organization: Organization, since: Date): Directory {
  const { id, management } = organization;
  if (!/^o-[a-z0-9]{10,32}$/.test(id)) throw new RangeError(`${id} is not the id of an organization`);
  const { featureSet = 'ALL' } = organization;
  if (!featureSets.has(featureSet)) throw new RangeError(`${featureSet} is not a feature set`);
  const root: Parent = { id: `r-${short(id, 4)}`, name: 'Root', tags: tagsOf(organization.tags) };
  const parents = new Map([[root.id, root]]);
  const places = new Map<string, Parent>();
  const walk = (at: Parent, { members = [], units = [] }: Pick<Unit, 'members' | 'units'>): void => {
    for (const member of members) place(member, at, places);
    for (const unit of units) {
      const parent = toParent(unit, at, root);
      if (parents.has(parent.id)) throw new RangeError(`two units have the id ${parent.id}`);
      parents.set(parent.id, parent);
      walk(parent, unit);
    }
  };
  walk(root, organization);
  if (!places.has(management)) place(management, root, places);
  const { accounts = {}, trustedAccess = [cloudtrail], delegatedAdministrators = {} } = organization;
  for (const account of [...Object.keys(accounts), ...Object.keys(delegatedAdministrators)]) {
    if (!places.has(account)) throw new RangeError(`the account ${account} stands in no unit, nor among the members`);
  }
  return {
    id,
    management,
    root,
    parents,
    accounts: new Map([...places].map(([account, at]) => [account, toMember(account, at, accounts[account] ?? {})])),
    featureSet,
    trusted: new Set(trustedAccess),
    delegated: new Map(Object.entries(delegatedAdministrators).map(([account, of]) => [account, new Set(of)])),
    since,
  };
}

function place(account: string, at: Parent, places: Map<string, Parent>): void {
  if (!/^\d{12}$/.test(account)) throw new RangeError(`${account} is not the id of an account`);
  if (places.has(account)) throw new RangeError(`the account ${account} stands in two places`);
  places.set(account, at);
}

function toParent({ name, id, tags }: Unit, parent: Parent, root: Parent): Parent {
  const path = `${parent.id}/${name}`;
  const own = id ?? `ou-${root.id.slice(2)}-${short(path, 8)}`;
  if (!/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/.test(own)) throw new RangeError(`${own} is not the id of a unit`);
  return { id: own, name, parent, tags: tagsOf(tags) };
}

function toMember(id: string, parent: Parent, details: AccountDetails): Member {
  const { name = `account-${id}`, email = `${id}@example.com`, status = 'ACTIVE', tags } = details;
  if (!statuses.has(status)) throw new RangeError(`${status} is not the status of an account`);
  return { id, name, email, status, parent, tags: tagsOf(tags) };
}

function tagsOf(tags: Readonly<Record<string, string>> = {}): readonly Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function short(of: string, length: number): string {
  return createHash('sha256').update(of).digest('hex').slice(0, length);
}
