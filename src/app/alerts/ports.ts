/** What alerts need of the outside: somebody to send them to. Adapters implement it. */
import type { Move, Notice } from '../../core/alerts/notice.ts';

/** Somebody who is told. */
export interface Receiver {
  /** As the config names it. */
  readonly name: string;
  /** Whether a message can be edited, and answered under. Where it cannot, only `post` is asked for. */
  readonly threads: boolean;
  /**
   * Sends once. Never rejects for what the receiver does. No secret is in any text of the answer.
   *
   * @param message what `send` answered when the incident's first message was posted; null with `post`
   */
  send(notice: Notice, move: Move, message: unknown, signal: AbortSignal): Promise<Sent>;
  /** Whether that notice has arrived already, where the receiver can be asked. Answers with its message. */
  find?(notice: Notice, signal: AbortSignal): Promise<{ readonly message: unknown } | null>;
  close?(): void;
}

/**
 * - `sent`: it arrived; `message` is plain JSON by which it can be edited or answered, kept over restarts
 * - `again`: not taken now; `after` milliseconds as the receiver asks for, null where it names no time
 * - `lost`: the first message is gone: to be posted anew
 * - `unsure`: nobody knows whether it arrived
 * - `refused`: it will never be taken like this
 */
export type Sent =
  | { readonly is: 'sent'; readonly message: unknown }
  | { readonly is: 'again'; readonly after: number | null; readonly why: string }
  | { readonly is: 'lost'; readonly why: string }
  | { readonly is: 'unsure'; readonly why: string }
  | { readonly is: 'refused'; readonly why: string };
