/**
 * Follows an apply: rows that are redrawn on a terminal; elsewhere a line for each change that is over, unless rows are
 * printed at the end.
 */
import type { Clock } from '../../app/ports.ts';
import type { Address } from '../../core/model.ts';
import { isOpen } from '../../core/plan.ts';
import type { Plan, PlannedChange } from '../../core/plan.ts';
import type { Outcome } from '../../core/report.ts';
import { progressBlock, progressLine } from '../../render/progress.ts';
import type { ProgressState } from '../../render/progress.ts';
import type { Output } from '../output.ts';
import type { Waiting } from '../waiting.ts';

export interface Following {
  readonly output: Output;
  readonly wait: Waiting;
  readonly clock: Clock;
}

/** Draws an apply on stderr from what it is told. */
export class Followed {
  readonly #output: Output;
  readonly #wait: Waiting;
  readonly #clock: Clock;
  readonly #rows = new Map<Address, Row>();
  #began = 0;
  /** Those of the approved plan that are not over. */
  readonly #planned = new Set<Address>();
  #count = 0;
  /** So many are over that the approved plan does not have. */
  #more = 0;

  constructor({ output, wait, clock }: Following) {
    this.#output = output;
    this.#wait = wait;
    this.#clock = clock;
  }

  /** From here on these changes are sent. */
  begin({ changes }: Plan): void {
    this.#began = this.#now();
    for (const change of changes.filter(isOpen)) {
      this.#rows.set(change.address, { change, status: 'waiting' });
      this.#planned.add(change.address);
    }
    this.#count = this.#planned.size;
    this.#wait.rows(tick => this.#draw(tick));
  }

  /** A change has begun, or is over. */
  onChange(change: PlannedChange, outcome?: Outcome): void {
    const { address } = change;
    const began = this.#rows.get(address)?.began ?? this.#now();
    if (!outcome) {
      this.#rows.set(address, { change, status: 'running', began });
      return;
    }
    this.#rows.set(address, { change, status: outcome.status, seconds: outcome.seconds });
    const isMore = !this.#planned.delete(address); // what a later round found
    if (isMore) this.#more += 1;
    const counted = isMore
      ? { number: this.#more, total: null }
      : { number: this.#count - this.#planned.size, total: this.#count };
    const at = this.#clock.now().toISOString();
    const { notes, screen } = this.#output;
    if (!notes.terminal && screen.width === null)
      this.#output.note(`${progressLine({ ...counted, change, outcome, at }, notes)}\n`);
  }

  #draw(frame: number): readonly string[] {
    const { color, ascii } = this.#output.notes;
    const states = [...this.#rows.values()].map(row => this.#state(row));
    return progressBlock(states, { color, ascii, frame, seconds: (this.#now() - this.#began) / 1000 });
  }

  #state({ change, status, began, seconds }: Row): ProgressState {
    const running = began === undefined ? null : (this.#now() - began) / 1000;
    return { change, status, seconds: seconds ?? running };
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

interface Row extends Pick<ProgressState, 'change' | 'status'> {
  /** Milliseconds, while it runs. */
  readonly began?: number;
  /** Once it is over. */
  readonly seconds?: number;
}
