import type { Arn } from './model.ts';

/** The folders of an account, or of a member, that CloudTrail writes: log files, digests of them, Insights events. */
export type Folder = 'CloudTrail' | 'CloudTrail-Digest' | 'CloudTrail-Insight';

/**
 * What one resource requires of another. The vocabulary through which kinds depend on each other without knowing each
 * other: a trail states needs, a bucket and a topic serve them. A need names the other by ARN, because a live resource
 * knows nothing else.
 */
export type Need =
  | {
      readonly to: 'deliver-logs';
      readonly of: Arn;
      readonly trail: Arn;
      /** Whose folder under AWSLogs/ is written. */
      readonly account: string;
      /** '' or without slashes at its ends. */
      readonly prefix: string;
      /** The organization id where the trail also delivers for its members. */
      readonly organization: string | null;
      readonly folders: readonly Folder[];
      /** The key that the trail encrypts with; null: none, so that the bucket decides. */
      readonly key: Arn | null;
      /** Whether it delivers from every region, or from its own only. */
      readonly everyRegion: boolean;
    }
  | { readonly to: 'announce-logs'; readonly of: Arn; readonly trail: Arn; readonly everyRegion: boolean };

export type NeedTo<To extends Need['to']> = Extract<Need, { to: To }>;

/** What a resource records, as far as rules about the whole estate (keeper, coverage, cost) must know. */
export interface Recorder {
  readonly covers: 'region' | 'account' | 'organization';
  /** Logging, and its selectors take management events. */
  readonly records: boolean;
  /** Whether it has the flag for global service events. */
  readonly global: boolean;
}

/** What the rest of the estate says about one resource. */
export interface Given {
  /** Needs of it: of every desired resource of every account, and of every live one that still uses it. */
  readonly needs: readonly Need[];
  /**
   * Trails that were looked at in this run and need nothing but what `needs` says. Only their other grants may go.
   * Wider grants are asked for by pattern: `arn:P:cloudtrail:*:ACCOUNT:trail/NAME` for a grant by account (every trail
   * of that name in the account, whatever its region), `arn:P:cloudtrail:*:*:trail/*` for one by organization.
   */
  readonly settled: Pick<ReadonlySet<Arn>, 'has'>;
  /** Trails that were looked at, whatever else is waited for before their other grants may go. Absent: those of `settled`. */
  readonly seen?: Pick<ReadonlySet<Arn>, 'has'>;
  /** What trails outside of the spec need of it, as far as any were seen. Absent: nobody looked for them. */
  readonly bystanders?: {
    readonly needs: readonly Need[];
    /** Ids of the accounts of which every trail was read, in all their regions. */
    readonly read: Pick<ReadonlySet<string>, 'has'>;
  };
  /** ARNs of all resources of the spec. Absent: nobody says which. */
  readonly declared?: Pick<ReadonlySet<Arn>, 'has'> | undefined;
  /** The account whose it is. Absent: nobody says. */
  readonly account?: string;
  /** Trails that are to use it, and were seen to stand without using it: nothing is lost yet. Absent: none. */
  readonly ahead?: Pick<ReadonlySet<Arn>, 'has'>;
  /** Whether it is the one recorder of its account's global service events. */
  readonly keeper: boolean;
}
