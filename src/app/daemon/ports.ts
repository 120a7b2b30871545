/** What the daemon needs of the outside, beside what a run needs. Adapters implement these; nothing here does I/O. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { Told } from '../../core/daemon/event.ts';
import type { RunSummary, Snapshot } from '../../core/daemon/snapshot.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import type { AnyKind } from '../../core/kind.ts';
import type { Address, Problem } from '../../core/model.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import type { OpenPlace } from '../../logs/ports.ts';
import type { Clock, Cloud, Log } from '../ports.ts';
import type { Revision } from './in-force.ts';

/** Where specs come from: a folder, or a repository. */
export interface Source {
  /** As people may see it: no credentials. */
  readonly name: string;
  /**
   * Looks once. Never throws for what the source does: a remote that is down, a signature that is missing, a file that cannot
   * be read are problems.
   */
  look(signal: AbortSignal): Promise<Looked>;
  /** Calls back when there may be something new, until aborted. The caller looks then; two calls may mean one change. */
  watch(changed: () => void, signal: AbortSignal): void;
  /** Gives back what it holds, such as a copy of a repository. */
  close?(): Promise<void>;
}

export type Looked =
  | {
      readonly revision: string;
      readonly paths: readonly string[];
      readonly files: readonly SourceFile[];
      readonly problems: readonly Problem[];
    }
  | { readonly unavailable: readonly Problem[] };

/** A field that a call changes. */
interface JournalField {
  readonly field: string;
  /** As it was read. */
  readonly before: unknown;
  /** As the call leaves it. */
  readonly after: unknown;
}

/** A write call as it is written down, before it is sent and after. */
export interface JournalEntry {
  /** Unique; the entry after has the one of the entry before. */
  readonly id: string;
  readonly run: string;
  readonly at: string;
  /** Null: it is about no resource of the spec. */
  readonly address: Address | null;
  /** Of the change that the call is a part of. */
  readonly fields: readonly JournalField[];
  /** `cloudtrail:UpdateTrail`. */
  readonly call: string;
  readonly account: string;
  readonly region: string;
  /** ARN in whose name it is sent; null: not known. */
  readonly principal: string | null;
  readonly phase: 'before' | 'after';
  /** Of the phase after. */
  readonly outcome?: 'done' | 'failed' | 'unsure';
  readonly requestIds?: readonly string[];
  readonly error?: string;
}

/** Takes down write calls. Resolves once an entry is safe: nothing is sent before that. */
export interface Journal {
  write(entry: JournalEntry): Promise<void>;
}

/** What the daemon remembers over restarts. */
export interface History extends Journal {
  /** Whether it survives the process, and why not if it does not. */
  readonly kept: true | Problem;
  /** Drifts that are not closed, and closed ones that fights and flapping still count. */
  remembered(): Promise<readonly Drift[]>;
  /** A run with all it changed, in one transaction. */
  record(run: RunSummary, report: unknown, drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void>;
  /** What became of drifts after the run that is named in the steps was recorded. */
  amend(drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void>;
  /** Newest first; with the id of a run in `before`, those that are older. */
  runs(query: { readonly before?: string; readonly limit: number }): Promise<readonly RunSummary[]>;
  run(
    id: string,
  ): Promise<{ readonly run: RunSummary; readonly report: unknown; readonly steps: readonly DriftStep[] } | null>;
  drifts(query: DriftQuery): Promise<readonly Drift[]>;
  /** Ids of requests that we sent since a moment. */
  requestIds(since: string): Promise<ReadonlySet<string>>;
  /** Entries of the journal, newest first. */
  journal(query: JournalQuery): Promise<readonly JournalEntry[]>;
  /** Calls that were begun and of which nobody knows the outcome: the program was killed in between. Oldest first. */
  unsure(): Promise<readonly JournalEntry[]>;
  /** What was told to a receiver, so that a restart does not tell it again. */
  notifications(receiver: string): Promise<readonly Notification[]>;
  /** Puts one down, in place of what there is of the same receiver and incident. */
  notified(notification: Notification): Promise<void>;
  /** What was last written under a name, such as a suspension. */
  recall(name: string): Promise<unknown>;
  remember(name: string, value: unknown): Promise<void>;
  /** Forgets what is older than the time that is kept. */
  tidy(now: Date): Promise<void>;
  close(): void;
}

export interface DriftQuery {
  readonly status?: 'open' | 'closed';
  /** Open at some time since then. */
  readonly since?: string;
  /** Pattern of addresses. */
  readonly target?: string;
  readonly limit: number;
}

export interface JournalQuery {
  /** Not older than that. */
  readonly since?: string;
  /** Pattern of addresses. */
  readonly target?: string;
  readonly limit: number;
}

/** Something that was told to somebody. */
export interface Notification {
  readonly receiver: string;
  /** What it was about, such as the fingerprint of a drift. */
  readonly incident: string;
  /** As far as the receiver knows it; plain JSON. */
  readonly state: unknown;
  readonly at: string;
}

/** Whether this replica may write. */
export interface Leadership {
  role(): 'alone' | 'leader' | 'standby';
  /** Who leads, where that is known. */
  leader(): string | null;
  /** Resolves when this replica leads; the signal is aborted when it no longer does, before anybody else can. */
  lead(signal: AbortSignal): Promise<AbortSignal>;
  /** Whether the lead is certain at this moment: asked before each write. */
  certain(): boolean;
  /** What whoever led last left to the next; null: nothing, or this is no leader. It is text of no meaning here. */
  note(): string | null;
  /**
   * Leaves this to whoever leads next. Not urgent: it goes with the next renewal, or when the lead is given back.
   *
   * @returns once it is certain that the next one finds it, where that is urgent; false: this replica leads no longer, and
   *   whoever does may have found another
   */
  leave(note: string, urgency: 'now' | 'later'): Promise<boolean>;
  /** Gives the lead back. */
  release(): Promise<void>;
}

export type { Told } from '../../core/daemon/event.ts';

/** A lease as its store has it. */
export interface Lease {
  /** Null: nobody holds it. */
  readonly holder: string | null;
  /** For how long it holds after each renewal, in milliseconds. */
  readonly duration: number;
  /** By the clock of whoever renewed it, ISO 8601: two of them are only ever compared for being the same. */
  readonly renewedAt: string | null;
  readonly acquiredAt: string | null;
  /** How often it went to somebody else. */
  readonly transitions: number;
  /** What its holder leaves to the next; null: nothing. */
  readonly note: string | null;
  /** Changes with every write. */
  readonly version: string;
}

/** Where replicas agree on who leads. Rejects where nobody can say what became of a question. */
export interface LeaseStore {
  /** Null: there is none yet. */
  read(signal: AbortSignal): Promise<Lease | null>;
  /** Null: somebody else was quicker. */
  create(lease: Omit<Lease, 'version'>, signal: AbortSignal): Promise<Lease | null>;
  /** Null: it is no longer as it was read. */
  replace(lease: Lease, signal: AbortSignal): Promise<Lease | null>;
}

/** Time that only goes forward, for what must not depend on anybody's clock being right. */
export interface Stopwatch {
  /** Milliseconds since some moment. Counts while the machine sleeps, too. */
  elapsed(): number;
  /** As of `Clock`. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Changes at AWS, as soon as EventBridge tells them. */
export interface EventQueue {
  /** Waits for some, for up to about 20 seconds. What was told and is not done in time is told again. */
  receive(signal: AbortSignal): Promise<readonly Told[]>;
  /** Takes them off the queue: the run they asked for is over. What that fails for is told again. */
  done(told: readonly Told[]): Promise<void>;
}

/** When things are due. */
export interface Timetable {
  /** The next moment after the one given that the expression names. */
  next(cron: string, timeZone: string, after: Date): Date;
  /** Whether a window opened at most `duration` before the moment, and is still open then. */
  isOpen(window: { readonly cron: string; readonly timeZone: string; readonly duration: number }, at: Date): boolean;
}

/** Who follows the daemon: the page, metrics, alerts, Kubernetes. Must not throw and, but for the last, must return at once. */
export interface Follower {
  changed(snapshot: Snapshot): void;
  /** After each run that was recorded. */
  stepped?(steps: readonly DriftStep[], run: RunSummary): void;
  /** Once it is known who caused drifts of an earlier run. */
  attributed?(steps: readonly DriftStep[]): void;
  /** Whenever another config is in force. */
  configured?(config: DaemonConfig): void;
  /** Before the lead is given back: the daemon waits for it. */
  ending?(): Promise<void>;
}

/** What people and programs may ask of a running daemon. */
export interface Commands {
  snapshot(): Snapshot;
  /** Begins a run as soon as no other goes on; answers with its id at once, or with the patterns that mean no resource. */
  reconcile(targets: readonly string[]): Promise<{ readonly run: string } | { readonly nothing: readonly string[] }>;
  /** From now on no write begins, also not of a run that goes on; a call in flight is finished. */
  suspend(request: { readonly until: string | null; readonly reason: string | null }): Promise<void>;
  resume(): Promise<void>;
  /** The source may have changed: somebody it trusts says so. */
  sourceChanged(): void;
}

/** Where the config comes from. */
export interface Configs {
  /** Reads and judges it. Never throws for what stands there. */
  load(): Promise<{ readonly config: DaemonConfig } | { readonly problems: readonly Problem[] }>;
  /** Calls back when it may have changed, until aborted. */
  watch(changed: () => void, signal: AbortSignal): void;
}

/** Where the trails of a spec deliver. */
export interface Archives {
  /** @throws ApiFailure where AWS cannot be asked */
  open(spec: Pick<Revision, 'paths' | 'files'>): Promise<OpenArchives | readonly Problem[]>;
}

/** Places that can be read. To be closed in the end. */
export interface OpenArchives {
  readonly places: readonly OpenPlace[];
  /** What could not be found out: there may be more places. */
  readonly unknown: readonly Problem[];
  readonly cloud: Pick<Cloud, 'memory'>;
  /** Whoever waits for an answer fails. */
  close(): void;
}

/** All that the daemon needs of the outside. Everything but `clock` and `random` lives as long as the daemon. */
export interface DaemonPorts {
  readonly clock: Clock;
  readonly cloud: Cloud;
  readonly kinds: readonly AnyKind[];
  /** SHA-256 of a text, in hexadecimal. */
  readonly digest: (text: string) => string;
  readonly configs: Configs;
  readonly source: Source;
  readonly history: History;
  readonly leadership: Leadership;
  readonly timetable: Timetable;
  /** Null: nobody tells of changes at AWS. */
  readonly events: EventQueue | null;
  /** Null: log files are not verified. */
  readonly archives: Archives | null;
  readonly log: Log;
  /** Does the work of a run: every line that is logged meanwhile, by whoever works for it, has the id of the run. */
  readonly during: <T>(run: string, work: () => Promise<T>) => Promise<T>;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** A new id of a run. */
  readonly newId: () => string;
  /** Of trailwarden. */
  readonly version: string;
}
