import type { Trail } from './cloudtrail/trail.ts';
import { type PublicKeys, publicKeys } from './cloudtrail/public-keys.ts';
import { type Post, newPost } from './delivery/outbox.ts';
import type { Rule } from './events/rule.ts';
import { type History, newHistory } from './history/history.ts';
import type { ManagedPolicy } from './iam/managed.ts';
import type { Role } from './iam/role.ts';
import type { Key } from './kms/keys.ts';
import type { LogGroup } from './logs/operations.ts';
import type { Directory } from './organizations/organization.ts';
import type { Propagation } from './propagation.ts';
import type { EnabledRegions } from './regions.ts';
import type { Bucket } from './s3/bucket.ts';
import type { Topic } from './sns/topic.ts';
import type { Queue } from './sqs/queue.ts';
import type { Roles } from './sts/roles.ts';
import type { Sessions } from './sts/sessions.ts';
import type { Surroundings } from './surroundings.ts';
import type { DeliveryTrouble } from './trouble/deliveries.ts';

/** All that stands in the sandbox's accounts. Starting over means a new one. */
export interface Estate {
  readonly sessions: Sessions;
  readonly organization: Directory | undefined;
  readonly regions: EnabledRegions;
  readonly roles: Roles;
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
  /** By ARN without `:*`. */
  readonly logGroups: Map<string, LogGroup>;
  /** By account and name. */
  readonly iamRoles: Map<string, Role>;
  /** By ARN. */
  readonly queues: Map<string, Queue>;
  /** When queues that are gone were deleted, by ARN. */
  readonly deletedQueues: Map<string, Date>;
  /** By ARN. */
  readonly rules: Map<string, Rule>;
  /** Policies of default event buses, by the ARN of the bus. */
  readonly busPolicies: Map<string, string>;
  /** Those of accounts, by ARN. */
  readonly iamPolicies: Map<string, ManagedPolicy>;
  readonly history: History;
  readonly post: Post;
  readonly publicKeys: PublicKeys;
  /** How long bucket and topic policies take until CloudTrail sees them. */
  propagation(): Propagation;
  /** After how many seconds events stand in the history. */
  historyDelay(): number;
  /** What becomes of deliveries. */
  deliveries(): DeliveryTrouble;
}

export interface EstateOptions {
  readonly sessions: Sessions;
  readonly surroundings: Surroundings;
  /** When the estate came into being: there are no public keys from before. */
  readonly since: Date;
  propagation(): Propagation;
  /** After how many seconds events stand in the history. */
  historyDelay(): number;
  /** What becomes of deliveries. */
  deliveries(): DeliveryTrouble;
}

export function newEstate(options: EstateOptions): Estate {
  const { sessions, surroundings } = options;
  return {
    sessions,
    get organization() {
      return surroundings.directory();
    },
    get regions() {
      return surroundings.regions.current();
    },
    get roles() {
      return surroundings.roles.current();
    },
    trails: new Map(),
    buckets: new Map(),
    topics: new Map(),
    keys: new Map(),
    aliases: new Map(),
    logGroups: new Map(),
    iamRoles: new Map(),
    queues: new Map(),
    deletedQueues: new Map(),
    rules: new Map(),
    busPolicies: new Map(),
    iamPolicies: new Map(),
    history: newHistory(),
    post: newPost(),
    publicKeys: publicKeys(options.since),
    propagation: () => options.propagation(),
    historyDelay: () => options.historyDelay(),
    deliveries: () => options.deliveries(),
  };
}

/** The organization that an account belongs to, as its management account or as a member. */
export function organizationOf({ organization }: Estate, account: string): Directory | undefined {
  return organization?.accounts.has(account) ? organization : undefined;
}
