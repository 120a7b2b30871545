/** How it goes with a receiver: whether it can be reached, and when it is tried again. */
import type { ReceiverView } from '../../core/daemon/snapshot.ts';

/** Milliseconds: the first wait, the longest, how long a refusal is left alone, and from when on it was away. */
const first = 5_000;
const longest = 900_000;
const refusal = 900_000;
const away = 300_000;
/** After so many attempts of one notice the next is tried. */
const attemptsInTurn = 3;
/** Nobody waits longer for what a receiver asks. */
const mostAsked = 3_600_000;

/** How it goes with a receiver, as a restart finds it again. */
export interface Health {
  readonly lastSuccess: string | null;
  /** Since when it cannot be reached; null: it can, as far as anybody knows. */
  readonly failingSince: string | null;
  readonly why: string | null;
}

/** Of one receiver. */
export class Line {
  readonly #refused = new Map<string, number>();
  /** Attempts of notices that were not taken. */
  readonly #attempts = new Map<string, number>();
  #failures = 0;
  #failingSince: string | null = null;
  #why: string | null = null;
  #retryAt = 0;
  #lastSuccess: string | null = null;

  /** When it may be tried again, in milliseconds since 1970; 0: at once. */
  get retryAt(): number {
    return this.#retryAt;
  }

  get isFailing(): boolean {
    return this.#failingSince !== null;
  }

  /** A refusal of one notice is no matter of the receiver. */
  get health(): Health {
    const isAway = this.#failures > 0;
    return {
      lastSuccess: this.#lastSuccess,
      failingSince: isAway ? this.#failingSince : null,
      why: isAway ? this.#why : null,
    };
  }

  /** As it went before a restart, as long as nothing newer is known. It is tried at once. */
  goOn({ lastSuccess, failingSince, why }: Health): void {
    this.#lastSuccess ??= lastSuccess;
    if (failingSince === null || this.#failingSince !== null) return;
    this.#failingSince = failingSince;
    this.#why = why;
    this.#failures = 1;
  }

  /** It is reached another way now: nothing is known of how it goes. */
  begin(): void {
    this.#refused.clear();
    this.#attempts.clear();
    this.#failures = 0;
    this.#retryAt = 0;
    this.#failingSince = null;
    this.#why = null;
  }

  /** Since when it could not be reached, where that is long; null: it can. */
  awaySince(now: Date): string | null {
    const since = this.#failures > 0 ? this.#failingSince : null;
    return since !== null && now.getTime() - Date.parse(since) >= away ? since : null;
  }

  /** Whether a notice was refused, and is not tried again yet. */
  isRefused(id: string, now: Date): boolean {
    return (this.#refused.get(id) ?? 0) > now.getTime();
  }

  /**
   * How often a notice had its turn in vain: who has fewer of these goes first, so that one that is never taken holds up no
   * other, however grave it is.
   */
  turnsInVain(id: string): number {
    return Math.floor((this.#attempts.get(id) ?? 0) / attemptsInTurn);
  }

  /** The next moment at which a refused one is tried again; infinite: there are none. */
  nextRefused(now: Date): number {
    return Math.min(Infinity, ...[...this.#refused.values()].filter(at => at > now.getTime()));
  }

  /** @returns whether it could not be reached before */
  worked(id: string, now: Date): boolean {
    const failed = this.#failingSince !== null;
    this.#refused.delete(id);
    this.#attempts.delete(id);
    this.#failures = 0;
    this.#retryAt = 0;
    this.#lastSuccess = now.toISOString();
    if (this.#refused.size > 0) return false;
    this.#failingSince = null;
    this.#why = null;
    return failed;
  }

  /** A notice that was not taken, or nobody knows whether it was. */
  tried(id: string): void {
    this.#attempts.set(id, (this.#attempts.get(id) ?? 0) + 1);
  }

  /**
   * @param after as the receiver asks, in milliseconds; null: it names no time. Less than the backoff is not taken: no hot loops
   * @returns whether it is the first time
   */
  failed(why: string, after: number | null, now: Date): boolean {
    this.#failures += 1;
    const backoff = Math.min(longest, first * 2 ** (this.#failures - 1));
    this.#retryAt = now.getTime() + Math.max(backoff, Math.min(mostAsked, after ?? 0));
    return this.#trouble(why, now);
  }

  /** This one will never be taken as it is; others may. @returns whether it is the first trouble */
  refused(id: string, why: string, now: Date): boolean {
    this.#refused.set(id, now.getTime() + refusal);
    return this.#trouble(why, now);
  }

  /** Those that nobody wants to send any more are forgotten. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#attempts.keys()) if (!ids.has(id)) this.#attempts.delete(id);
    for (const id of this.#refused.keys()) if (!ids.has(id)) this.#refused.delete(id);
    if (this.#refused.size > 0 || this.#failures > 0) return;
    this.#failingSince = null;
    this.#why = null;
  }

  view(name: string, waiting: number): ReceiverView {
    return { name, lastSuccess: this.#lastSuccess, failingSince: this.#failingSince, why: this.#why, waiting };
  }

  #trouble(why: string, now: Date): boolean {
    const isNew = this.#failingSince === null;
    this.#failingSince ??= now.toISOString();
    this.#why = why;
    return isNew;
  }
}
