/**
 * What a daemon answers, as its page and other programs read it: JSON in snake_case, every key there, lists empty rather
 * than absent, null for none. Moments are ISO 8601, UTC; the `Date` of the answer says when it was given.
 */
import type {
  CellState,
  Cause,
  Leadership,
  Mode,
  ResourceView,
  RunSummary,
  VerifiedTrail,
} from '../../core/daemon/snapshot.ts';
import type { Reason, Standing } from '../../core/daemon/verdict.ts';
import type { Gravity } from '../../core/kind.ts';
import type { DriftJson, DriftStepJson, ProblemJson } from './drift-types.ts';

/** Of every document. */
interface Enveloped<Kind extends string> {
  readonly format_version: '1.0';
  readonly kind: Kind;
}

/** Of every document that is made of what the daemon knows at a moment. */
export interface Versioned<Kind extends string> extends Enveloped<Kind> {
  /** That of what it is made of, as the event stream tells it. */
  readonly version: number;
  /** Since when nothing is known; null: something is. Then nothing in the document is the present. */
  readonly blind_since: string | null;
}

/** One page of a list. */
export interface Page {
  /** Of all pages. */
  readonly total: number;
  /** What to give as `after` to have the next page; null: this is the last. */
  readonly next: string | null;
}

export interface RunJson {
  readonly id: string;
  readonly cause: Cause;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly mode: Mode;
  readonly revision: string | null;
  readonly targets: readonly string[];
  readonly result: RunSummary['result'];
  readonly problem: ProblemJson | null;
  readonly resources: number;
  readonly unread: number;
  readonly drifts: Readonly<Record<Gravity, number>>;
  readonly applied: number;
  readonly calls: number;
}

export interface LightJson {
  readonly of: number;
  /** Null: not known. */
  readonly good: number | null;
  readonly unknown: number;
  readonly state: Standing;
  /** What stands beside the number. */
  readonly text: string;
}

export interface VerdictLineJson {
  /** Null: all is well. */
  readonly gravity: Gravity | 'unknown' | null;
  readonly text: string;
  /** Fingerprint of the first drift it tells of. */
  readonly drift: string | null;
  readonly since: string | null;
  /** Nobody goes on mending it. */
  readonly contested: boolean;
}

export interface VerdictJson {
  readonly reason: Reason;
  readonly state: Standing;
  /** A sentence about the world. */
  readonly headline: string;
  readonly lines: readonly VerdictLineJson[];
  readonly recorded: LightJson;
  readonly delivered: LightJson;
  readonly provable: LightJson;
}

/** Nothing is changed now, and when it may be again. */
interface HeldJson {
  readonly by: 'windows';
  readonly opens_at: string | null;
}

export interface StatusDocument extends Versioned<'status'> {
  readonly trailwarden_version: string;
  readonly started_at: string;
  readonly owner: string | null;
  readonly mode: Mode;
  readonly suspended: {
    readonly since: string;
    readonly until: string | null;
    readonly reason: string | null;
    readonly by: 'config' | 'request';
  } | null;
  readonly held: HeldJson | null;
  readonly leadership: Leadership;
  readonly source: {
    readonly name: string;
    readonly revision: string | null;
    readonly since: string | null;
    readonly checked_at: string | null;
    readonly problems: readonly ProblemJson[];
    readonly stale_since: string | null;
  };
  /** Null: events come, or none are configured. */
  readonly events_trouble: { readonly since: string; readonly problem: ProblemJson } | null;
  readonly runs: {
    readonly current: RunJson | null;
    readonly doing: string | null;
    readonly last: RunJson | null;
    readonly last_good: RunJson | null;
    readonly next_at: string | null;
    readonly schedule: string;
    readonly stale_at: string;
  };
  readonly verdict: VerdictJson;
  /** Who is told of drifts, and how that goes. */
  readonly receivers: readonly {
    readonly name: string;
    readonly last_success_at: string | null;
    readonly failing_since: string | null;
    readonly why: string | null;
    readonly waiting: number;
  }[];
  /** Null: log files were not verified. */
  readonly verified: {
    readonly started_at: string;
    readonly finished_at: string;
    readonly outcome: string;
    readonly problem: ProblemJson | null;
    readonly invalid: Readonly<Record<string, number>>;
  } | null;
  readonly counts: {
    readonly accounts: number;
    readonly trails: number;
    readonly resources: Readonly<Record<ResourceView['state'], number>>;
    readonly drifts: Readonly<Record<Gravity, number>>;
    readonly unread: number;
    /** Null: there is no plan. */
    readonly plan: { readonly add: number; readonly change: number; readonly destroy: number } | null;
  };
}

export interface AccountJson {
  readonly key: string;
  readonly id: string;
  readonly partition: string;
  readonly unit: string | null;
  /** One for each of the document's `regions`. */
  readonly cells: readonly CellState[];
  readonly keeper: { readonly address: string | null; readonly arn: string; readonly region: string } | null;
  readonly copies: number | null;
}

export interface EstateDocument extends Versioned<'estate'>, Page {
  /** When the estate was looked at; null: never yet. */
  readonly at: string | null;
  /** The regions of all accounts, in alphabetical order. */
  readonly regions: readonly string[];
  readonly accounts: readonly AccountJson[];
  /** On the first page only. */
  readonly findings: readonly ProblemJson[];
}

export interface TrailJson {
  readonly address: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly logging: boolean | null;
  readonly last_log: string | null;
  readonly last_digest: string | null;
  readonly last_notification: string | null;
  readonly verified_until: string | null;
  readonly verified_state: VerifiedTrail['state'] | null;
  readonly errors: Readonly<Record<string, string>>;
  readonly elsewhere: Readonly<Record<string, { readonly last_log: string | null; readonly error: string | null }>>;
}

export interface TrailsDocument extends Versioned<'trails'>, Page {
  readonly at: string | null;
  /** What is older is late. */
  readonly late_after_seconds: { readonly log: number; readonly digest: number; readonly notification: number };
  readonly trails: readonly TrailJson[];
}

interface ResourceViewJson {
  readonly address: string;
  readonly type: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly state: ResourceView['state'];
  readonly gravity: Gravity | null;
}

export interface ResourcesDocument extends Versioned<'resources'>, Page {
  readonly at: string | null;
  readonly resources: readonly ResourceViewJson[];
}

export interface DriftsDocument extends Versioned<'drifts'>, Page {
  readonly drifts: readonly DriftJson[];
}

export interface RunsDocument extends Enveloped<'runs'> {
  /** Newest first. */
  readonly runs: readonly RunJson[];
  /** What to give as `before` to have older ones; null: there are none. */
  readonly next: string | null;
}

export interface RunDocument extends Enveloped<'run'> {
  readonly run: RunJson;
  readonly steps: readonly DriftStepJson[];
  /** As report.schema.json describes it; null: the run failed before there was one. */
  readonly report: unknown;
}

export interface HistoryDocument extends Enveloped<'history'> {
  /** Null: it survives the process; otherwise why it does not. */
  readonly not_kept: ProblemJson | null;
  readonly since: string;
  /** Drifts that were open at some time since then, the newest first. */
  readonly drifts: readonly DriftJson[];
  /** Whether there are more than were asked for. */
  readonly more: boolean;
}

export interface PlanDocument extends Versioned<'daemon-plan'>, Page {
  /** Null: there is no plan. */
  readonly counts: { readonly add: number; readonly change: number; readonly destroy: number } | null;
  /** Set: none of it is carried out before. */
  readonly held: HeldJson | null;
  /** In the order in which they would be carried out, each as plan.schema.json has it. */
  readonly resource_changes: readonly Readonly<Record<string, unknown>>[];
  /** On the first page only, as `findings`. */
  readonly unreadable: readonly {
    readonly address: string;
    readonly field: string | null;
    readonly problem: ProblemJson;
  }[];
  /** On the first page only. */
  readonly waivers: readonly WaiverJson[];
  readonly findings: readonly ProblemJson[];
}

/** A difference that a person accepted. */
export interface WaiverJson {
  /** Pattern of addresses. */
  readonly resource: string;
  readonly field: string;
  /** The live value that it accepts. */
  readonly value: unknown;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds. */
  readonly until: string;
  readonly ended: boolean;
  /** Addresses of the resources that differ where it accepts that. */
  readonly accepts: readonly string[];
}

export interface SessionDocument extends Enveloped<'session'> {
  readonly read: boolean;
  readonly write: boolean;
  /** Whether reading needs a token, and whether writing is possible at all. */
  readonly reading_needs_token: boolean;
  readonly writing_possible: boolean;
  /** When the session ends; null: there is none. */
  readonly expires_at: string | null;
}

export interface AskedDocument extends Enveloped<'asked'> {
  /** Id of the run that was asked for; null: none was. */
  readonly run: string | null;
}

/** What the event stream sends. */
export interface StreamEvent {
  readonly version: number;
  /** The versions that documents of these parts have: coverage, trails and resources; the plan; drifts. */
  readonly estate: number;
  readonly plan: number;
  readonly drifts: number;
  /** Whether nothing is known. */
  readonly blind: boolean;
}
