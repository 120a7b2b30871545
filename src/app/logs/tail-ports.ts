/** What following delivery needs of the outside. Nothing here does I/O. */
import type { Problem } from '../../core/model.ts';
import type { ReadRecord } from '../../logs/cat.ts';
import type { NamedFile } from '../../logs/tail/notice.ts';
import type { TailState } from '../../logs/tail/state.ts';
import type { Clock } from '../ports.ts';

/** Files that were delivered, told together. */
export interface Announcement {
  readonly files: readonly NamedFile[];
  /** What takes it off where it came from; null: it was not sent, but found. */
  readonly receipt: string | null;
  /** How often it was told, this time included. */
  readonly told: number;
}

/** Where the news of delivery comes from. */
export interface News {
  /**
   * Waits as long as the source does, and tells what there is then.
   *
   * @throws ApiFailure
   */
  round(signal: AbortSignal): AsyncIterable<Announcement>;
  /** All their records were written out: they are not told again. */
  done(announcements: readonly Announcement[]): Promise<void>;
  /**
   * Not all of it could be read.
   *
   * @param passing asking again may help
   */
  left(announcement: Announcement, passing: boolean): void;
  /** Everything that the round told was done or left. Answers whether nothing of it has to be looked for again. */
  complete(): Promise<boolean>;
  /** When the last complete look began; null: nobody knows. */
  checked(): string | null;
  /** Gives back what was told and not done. */
  end(): Promise<void>;
}

/** Messages that name files. */
export interface Messages {
  /**
   * Waits for some, for up to about 20 seconds. What is not done within some minutes comes again.
   *
   * @throws ApiFailure
   */
  receive(
    signal: AbortSignal,
  ): Promise<readonly { readonly id: string; readonly body: string; readonly receives: number }[]>;
  /** Takes them off. @throws ApiFailure */
  done(ids: readonly string[]): Promise<void>;
  /** Lets them be received again at once. @throws ApiFailure */
  giveBack(ids: readonly string[]): Promise<void>;
}

/** One record as it is to be written. */
export interface FollowedRecord {
  /** The same wherever the record is delivered again; null: it has no id. */
  readonly identity: string | null;
  /** When the event happened; null: it does not say. */
  readonly time: string | null;
  /** Null: it is not asked for. */
  readonly read: ReadRecord | null;
}

/** What reading a file comes to, record by record. */
export type Step =
  | { readonly is: 'record'; readonly record: FollowedRecord }
  /** Nothing comes after it. `passing`: asking again may help. */
  | { readonly is: 'unread'; readonly problem: Problem; readonly passing: boolean };

export interface TailPorts {
  readonly news: News;
  /** Reads a file. Never throws for what stands in it, or what AWS answers. */
  readonly open: (file: NamedFile) => AsyncIterable<Step>;
  /** Writes records out; resolves once they are. False: nobody reads them any more. */
  readonly write: (records: readonly ReadRecord[]) => Promise<boolean>;
  /** Keeps the state, in place of the one before. */
  readonly keep: (state: TailState) => Promise<void>;
  /** Told of what could not be read, and of what goes on all the same. Must not throw. */
  readonly tell: (problem: Problem) => void;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
}
