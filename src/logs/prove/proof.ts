/** Marked calls, the ways on which their records should come, and what came. Pure; moments are ISO 8601, UTC. */
import type { Problem } from '../../core/model.ts';

/**
 * What is called. Each asks for something that cannot exist, so that nothing is read and nothing changed; the record has
 * the name that was asked for, and an error.
 */
export type MarkedOperation = 'cloudtrail:GetTrailStatus' | 'iam:GetRole';

/** A call that was made to be found again. */
export interface MarkedCall {
  /** Twelve digits. */
  readonly account: string;
  /** As the spec has it; the id where it has none. */
  readonly accountKey: string;
  /** Where it is recorded: of a global service the leading region. */
  readonly region: string;
  readonly operation: MarkedOperation;
  /** Whether it is an event of a global service, which one trail of the account should record. */
  readonly global: boolean;
  /** The name that was asked for; no other call has it. */
  readonly mark: string;
  readonly at: string;
  /** As AWS answered it; null: nobody answered one. */
  readonly requestId: string | null;
}

/** A folder of log files: of one account in one region of one place. */
export interface LogFolder {
  readonly bucket: string;
  readonly prefix: string;
  readonly organization: string | null;
  readonly account: string;
  readonly region: string;
}

/**
 * What a trail does with a call: `records` it; takes `no reads`, so that a read proves nothing of it; does `not log`; does
 * not receive events of global services (`not global`); or nobody could read what it does (`unknown`).
 */
export type Expectation = 'records' | 'no reads' | 'not logging' | 'not global' | 'unknown';

/** One trail that a call could be recorded by. */
export interface Way {
  /** ARN of the trail. */
  readonly trail: string;
  /** Its address, or the ARN where no spec declares it. */
  readonly name: string;
  readonly expects: Expectation;
  /** Null: nobody could read where it delivers. */
  readonly folder: LogFolder | null;
  /** Whether it announces its log files. */
  readonly announces: boolean;
  /** Whether it writes digests. */
  readonly digests: boolean;
}

/** A copy of the record of a marked call, in a log file. */
export interface Copy {
  /** Of the call. */
  readonly mark: string;
  readonly folder: LogFolder;
  readonly key: string;
  /** When the file was written; null: the store does not know. */
  readonly written: string | null;
  readonly eventId: string;
  readonly eventTime: string;
  /** Null: the record has none. */
  readonly requestId: string | null;
}

export type RecordLeg =
  | {
      readonly is: 'arrived';
      readonly at: string;
      readonly seconds: number;
      readonly bucket: string;
      readonly key: string;
      readonly eventId: string;
    }
  | { readonly is: 'awaited' }
  /** Nothing is to come. */
  | { readonly is: 'not expected'; readonly why: Exclude<Expectation, 'records' | 'unknown'> }
  | { readonly is: 'unread'; readonly problem: Problem };

export type NotificationLeg =
  | { readonly is: 'announced'; readonly at: string; readonly seconds: number }
  | { readonly is: 'awaited' }
  | { readonly is: 'failing'; readonly why: string }
  /** The trail announces nothing, or there is no file to announce. */
  | { readonly is: 'none' }
  | { readonly is: 'unread'; readonly problem: Problem };

export type DigestLeg =
  | { readonly is: 'verified'; readonly at: string; readonly seconds: number; readonly key: string }
  | { readonly is: 'awaited' }
  | { readonly is: 'wrong'; readonly why: string; readonly key: string }
  /** The trail writes none, there is no file to be listed, or nobody asked for it. */
  | { readonly is: 'none' }
  | { readonly is: 'unread'; readonly problem: Problem };

/** How far a call came on one way. */
export interface Progressed extends Way {
  readonly record: RecordLeg;
  readonly notification: NotificationLeg;
  readonly digest: DigestLeg;
}

/** A call with all that became of it. */
export interface Proof {
  readonly call: MarkedCall;
  /** Why it could not be made; then nothing is awaited. */
  readonly unmade: Problem | null;
  readonly ways: readonly Progressed[];
  /** Every copy that was found, in all folders of the account's trails. */
  readonly copies: readonly Copy[];
}

/** The name of the folder, which is the same for two trails that write to one. */
export function folderName({ bucket, prefix, organization, account, region }: LogFolder): string {
  return JSON.stringify([bucket, prefix, organization, account, region]);
}
