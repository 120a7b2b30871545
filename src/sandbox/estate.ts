import type { Trail } from './cloudtrail/trail.ts';
import { type PublicKeys, publicKeys } from './cloudtrail/public-keys.ts';
import { type History, newHistory } from './history/history.ts';
import type { Key } from './kms/keys.ts';
import type { Propagation } from './propagation.ts';
import type { Bucket } from './s3/bucket.ts';
import type { Topic } from './sns/topic.ts';
import type { Sessions } from './sts/sessions.ts';

/** An AWS organization. Its management account makes organization trails; they stand in every member. */
export interface Organization {
  /** `o-` and 10 to 32 letters and digits. */
  readonly id: string;
  readonly management: string;
  readonly members: readonly string[];
}

/** All that stands in the sandbox's accounts. Starting over means a new one. */
export interface Estate {
  readonly sessions: Sessions;
  readonly organization: Organization | undefined;
  /** By ARN. */
  readonly trails: Map<string, Trail>;
  /** By name, which is one namespace for all accounts. */
  readonly buckets: Map<string, Bucket>;
  /** By ARN. */
  readonly topics: Map<string, Topic>;
  /** By ARN. */
  readonly keys: Map<string, Key>;
  /** Key ARNs by alias ARN. */
  readonly aliases: Map<string, string>;
  readonly history: History;
  readonly publicKeys: PublicKeys;
  /** How long bucket and topic policies take until CloudTrail sees them. */
  propagation(): Propagation;
}

export interface EstateOptions {
  readonly sessions: Sessions;
  readonly organization: Organization | undefined;
  /** When the estate came into being: there are no public keys from before. */
  readonly since: Date;
  propagation(): Propagation;
}

export function newEstate(options: EstateOptions): Estate {
  return {
    sessions: options.sessions,
    organization: options.organization,
    trails: new Map(),
    buckets: new Map(),
    topics: new Map(),
    keys: new Map(),
    aliases: new Map(),
    history: newHistory(),
    publicKeys: publicKeys(options.since),
    propagation: () => options.propagation(),
  };
}

/** The organization that an account belongs to, as its management account or as a member. */
export function organizationOf(estate: Estate, account: string): Organization | undefined {
  const { organization } = estate;
  if (!organization) return undefined;
  return organization.management === account || organization.members.includes(account) ? organization : undefined;
}
