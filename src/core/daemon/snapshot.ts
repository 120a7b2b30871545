/** The daemon at one moment, as its page, its API and its metrics see it. Plain JSON; moments are ISO 8601, UTC. */
import type { Drift } from '../drift/drift.ts';
import type { Gravity } from '../kind.ts';
import type { Address, Arn, Problem } from '../model.ts';
import type { Plan } from '../plan.ts';

export type Mode = 'observe' | 'enforce';

export interface Snapshot {
  /** Counts up with every change: whoever follows the daemon asks again when it is told of a new one. */
  readonly version: number;
  readonly program: string;
  readonly startedAt: string;
  /** Null until a spec was read. */
  readonly owner: string | null;
  readonly mode: Mode;
  /** Null: it is not suspended. */
  readonly suspended: Suspension | null;
  /** It enforces, and is outside its windows: nothing is changed until one opens. Null: that holds nothing back. */
  readonly held: Held | null;
  readonly leadership: Leadership;
  readonly source: SourceState;
  /** Why changes at AWS are not heard of at once; null: they are, or no queue of events is configured. */
  readonly eventsTrouble: EventsTrouble | null;
  readonly runs: RunsState;
  /** From when on what a trail delivered last is late. */
  readonly expected: DeliveryAges;
  /** Of the last run that looked at AWS; null: none has yet. */
  readonly estate: EstateView | null;
  /** What enforcing would do, after the last run; null: none has been made yet. */
  readonly plan: Plan | null;
  /** Those that are not closed, gravest first. */
  readonly drifts: readonly Drift[];
  /** Who is told of drifts, and how that goes; none: nobody is to be told. */
  readonly receivers: readonly ReceiverView[];
  /** How log files were found when they were last verified; null: they were not. */
  readonly verified: VerifiedView | null;
}

/** What verifying log files came to, the last time. */
export interface VerifiedView {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** As `logs verify` says it. */
  readonly outcome: string;
  /** Why some of it could not be verified; null: all of it could. */
  readonly problem: Problem | null;
  /** Findings that fail, by their word in lower case: `changed`, `missing`. */
  readonly invalid: Readonly<Record<string, number>>;
  readonly trails: readonly VerifiedTrail[];
}

/** What it came to for one trail. */
export interface VerifiedTrail {
  readonly arn: Arn;
  /** All is whole up to here, in every region and account of the trail; null: nothing is, or not known. */
  readonly until: string | null;
  /** `not-yet`: nothing was ever verified of it, and no digest is there. */
  readonly state: 'whole' | 'tampered' | 'missing' | 'gap' | 'nothing-found' | 'unread' | 'not-yet';
  /** The first findings in words, and how many there are. */
  readonly found: readonly string[];
  readonly count: number;
}

export interface ReceiverView {
  readonly name: string;
  /** When something last arrived; null: nothing has since the start. */
  readonly lastSuccess: string | null;
  /** Null: it can be reached, as far as anybody tried. */
  readonly failingSince: string | null;
  /** What it said, or what went wrong; null: nothing. */
  readonly why: string | null;
  /** Notices that it is still to have. */
  readonly waiting: number;
}

/** The queue of events cannot be read. */
interface EventsTrouble {
  readonly since: string;
  readonly problem: Problem;
}

/** How old the newest log file, digest and notice may be, in milliseconds. */
export interface DeliveryAges {
  readonly log: number;
  readonly digest: number;
  readonly notification: number;
}

export interface Suspension {
  readonly since: string;
  /** Null: until somebody ends it. */
  readonly until: string | null;
  readonly reason: string | null;
  /** Whether the config says so, or somebody asked for it. */
  readonly by: 'config' | 'request';
}

export interface Held {
  /** When it may change something again; null: no window opens. */
  readonly opensAt: string | null;
}

/** `alone`: there are no other replicas to agree with. */
export interface Leadership {
  readonly role: 'alone' | 'leader' | 'standby';
  /** Who leads, where that is known. */
  readonly leader: string | null;
}

export interface SourceState {
  /** As the config says it, without credentials. */
  readonly name: string;
  /** Of the spec in force: `main@4f2a91c`, or a digest of a folder; null: none was read yet. */
  readonly revision: string | null;
  /** When this revision was first seen. */
  readonly since: string | null;
  /** When the source was last looked at with success. */
  readonly checkedAt: string | null;
  /** Why a newer state is not in force: it does not validate, or the source is down. Empty: it is. */
  readonly problems: readonly Problem[];
  /** Since when there are such problems. */
  readonly staleSince: string | null;
}

/** Why a run was begun. */
export type Cause = 'start' | 'schedule' | 'source' | 'config' | 'request' | 'event' | 'logs' | 'retry';

/** One run, in short. */
export interface RunSummary {
  /** Also the correlation id of its log lines. */
  readonly id: string;
  readonly cause: Cause;
  readonly startedAt: string;
  /** Null: it is still going on. */
  readonly finishedAt: string | null;
  readonly mode: Mode;
  readonly revision: string | null;
  /** Patterns of addresses that it was limited to; empty: everything. */
  readonly targets: readonly string[];
  /** `clean`: nothing differs and all was read. Null: still going on. */
  readonly result: 'clean' | 'drift' | 'healed' | 'incomplete' | 'failed' | 'interrupted' | null;
  /** Why it failed. */
  readonly problem: Problem | null;
  readonly resources: number;
  readonly unread: number;
  /** Open drifts after it, by gravity. */
  readonly drifts: Readonly<Record<Gravity, number>>;
  /** Changes carried out. */
  readonly applied: number;
  /** Attempts at AWS. */
  readonly calls: number;
}

interface RunsState {
  readonly current: RunSummary | null;
  /** What it waits for, in words; null: nothing runs. */
  readonly doing: string | null;
  readonly last: RunSummary | null;
  /** The last that looked at everything and could read something. */
  readonly lastGood: RunSummary | null;
  /**
   * From then on what the last good run saw is the past, and nothing is known: three intervals after it began, or after the
   * daemon did where there was none.
   */
  readonly staleAt: string;
  readonly nextAt: string | null;
  /** The interval in words: `every 5 min`, or the cron expression. */
  readonly schedule: string;
}

/**
 * How management events of one account are recorded in one region, worst first: nobody; recorded and not delivered; not
 * provable; nothing arrived lately; not known; twice; once; the region is not enabled.
 */
export const cellStates = ['none', 'undelivered', 'weak', 'late', 'unknown', 'twice', 'once', 'off'] as const;
export type CellState = (typeof cellStates)[number];

export interface AccountView {
  /** Alias: the key of the account in the spec, or its id. */
  readonly key: string;
  /** Twelve digits. */
  readonly id: string;
  readonly partition: string;
  /** Where it stands in the organization, such as `Workloads/Prod`; null: not known. */
  readonly unit: string | null;
  /** By region. */
  readonly cells: Readonly<Record<string, CellState>>;
  /** The one trail that records its global service events; null: none, or not known. */
  readonly keeper: { readonly address: Address | null; readonly arn: Arn; readonly region: string } | null;
  /** Copies of its global service events; null: not known. */
  readonly copies: number | null;
}

/** Delivery of one trail of the spec. Null: AWS says nothing of it, or it could not be read. */
export interface TrailView {
  readonly address: Address;
  readonly arn: Arn;
  readonly account: string;
  readonly region: string;
  readonly logging: boolean | null;
  readonly lastLog: string | null;
  readonly lastDigest: string | null;
  readonly lastNotification: string | null;
  /** AWS's own words for what went wrong, by what it is: `log`, `digest`, `notification`, `log group`. */
  readonly errors: Readonly<Record<string, string>>;
  /** Regions other than its home whose status was read, with what was found there. */
  readonly elsewhere: Readonly<Record<string, { readonly lastLog: string | null; readonly error: string | null }>>;
}

export interface ResourceView {
  readonly address: Address;
  readonly kind: string;
  readonly arn: Arn;
  readonly account: string;
  readonly region: string;
  readonly state: 'in-sync' | 'differs' | 'withheld' | 'missing' | 'unread';
  /** Of the gravest open drift of it; null: none. */
  readonly gravity: Gravity | null;
}

/** What the last look showed of the whole estate. */
export interface EstateView {
  readonly at: string;
  readonly accounts: readonly AccountView[];
  readonly trails: readonly TrailView[];
  readonly resources: readonly ResourceView[];
  /** What no change mends. */
  readonly findings: readonly Problem[];
}
