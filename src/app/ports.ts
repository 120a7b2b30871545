/** The interfaces to the outside. Adapters implement them; tests may bring their own. Nothing here does I/O. */
import type { AnyKind, Api, Ask, Call } from '../core/kind.ts';
import type { Address, Problem, Target } from '../core/model.ts';
import type { PlannedChange } from '../core/plan.ts';
import type { Outcome } from '../core/report.ts';

import type { SourceFile } from '../core/spec/source.ts';
import type { AccountAccess } from '../core/spec/spec.ts';

export type { Log } from './log.ts';

/** Time, so that tests do not wait. */
export interface Clock {
  now(): Date;
  /** Resolves after `milliseconds`, or at once when the signal aborts (it never rejects). */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Whose credentials are in force. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string;
  /** ARN of the caller; its second part is the partition. */
  readonly arn: string;
  readonly partition: string;
}

/** What AWS said to a call that it carried out. */
export interface Receipt {
  readonly requestId?: string;
  /** How often it was sent. */
  readonly attempts: number;
}

/** What is known beforehand of a call. */
export interface Outlook {
  /** A policy that was read denies what it rests on: nobody waits long for it to be in force. */
  readonly denied?: true;
  /** Absent: it is about no resource of the spec. */
  readonly about?: CallSubject;
}

/** What a call is for. */
export interface CallSubject {
  readonly address: Address;
  /** Of the change that the call is a part of, those that are changed. */
  readonly fields: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  /** It only strengthens what stands there, or makes what is missing: nothing holds it up. */
  readonly repairs: boolean;
}

/** How often AWS was called in a run, by `service:Operation`. Every attempt counts. */
type CallCounts = Readonly<Record<string, number>>;

/**
 * AWS as the program sees it. Rates per (account, region, operation), retries by error class and counting live behind
 * it. Every failure is an `ApiFailure`.
 */
export interface Cloud {
  /** Of the credentials in force. */
  identity(): Promise<Identity>;
  /**
   * Gets into an account: makes its credentials, keeps them fresh, and finds out whose they are. From then on all that is
   * asked of the account, or sent to it, is signed by them; if entering failed, all of it fails at once in the same way.
   * A role is not assumed again within ten minutes. An account that was never entered is asked with the credentials in force, if they are that account's.
   *
   * @throws ApiFailure with the name `AccountMismatch` where AWS names another account than `id`
   */
  enter(account: EnteredAccount): Promise<void>;
  /**
   * A memory of answers: the same question is sent once as long as it lives, whoever asks. A failure is remembered too.
   * Reading again after a write takes a new one.
   */
  memory(): Memory;
  /**
   * Sends one mutation, with retries by error class. Never shared, never repeated after a success.
   *
   * @param signal aborted: no further attempt is begun. Before the first it fails with the name `Interrupted`.
   */
  send(call: Call<Api> & Outlook, target: Target, signal?: AbortSignal): Promise<Receipt>;
  counts(): CallCounts;
  /** Closes connections. */
  close(): void;
}

/** An account, and how it is got into. */
export interface EnteredAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly partition: string;
  readonly access: AccountAccess;
}

export interface Memory {
  at(target: Target): Ask<Api>;
}

/** What a run tells while it works. Methods must not throw and must return at once. */
export interface Progress {
  /** `what` is a sentence fragment: `reading 3 of 12 targets`. */
  step(what: string): void;
}

/** Time that ends: of a run, or of one stage of it. */
export interface Period {
  /** Aborted when it is over. */
  readonly passed: AbortSignal;
  /** What is said of a question that was not answered in it. */
  readonly unanswered: string;
}

/** All that a run needs of the outside. */
export interface Ports {
  /** Reads the files of a spec; what cannot be read is a problem, never an exception. */
  readonly load: (paths: readonly string[]) => Promise<Loaded>;
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** Of a run that ends: begins a stage of it, which has this share of the time that is left. */
  readonly stage?: ((share: number) => Period) | undefined;
  readonly kinds: readonly AnyKind[];
  /** SHA-256 of a text, in hexadecimal. */
  readonly digest: (text: string) => string;
  readonly progress: Progress;
  /** Told when a change is begun, and with its outcome when it is over. Must not throw. */
  readonly onChange: (change: PlannedChange, outcome?: Outcome) => void;
}

interface Loaded {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
}
