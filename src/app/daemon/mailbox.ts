/** Where everything that wants a run says so: wishes that come while a run goes on make one run together. */
import type { Cause } from '../../core/daemon/snapshot.ts';
import { merged } from '../../core/daemon/wanted.ts';
import type { Wanted } from '../../core/daemon/wanted.ts';
import type { Told } from './ports.ts';

/** What the loop waits at. */
export class Mailbox {
  readonly #newId: () => string;
  #wanted: Wanted | null = null;
  /** By receipt: what comes again meanwhile is one event all the same. */
  #told = new Map<string, Told>();
  #arrived = Promise.withResolvers<void>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Wants a run; answers with its id. */
  ask(cause: Cause, targets: readonly string[] = []): string {
    this.#wanted = merged(this.#wanted, { id: this.#newId(), cause, targets });
    this.wake();
    return this.#wanted.id;
  }

  /** Wants a run over what events told. */
  tell(told: readonly Told[], targets: readonly string[]): void {
    for (const one of told) this.#told.set(one.receipt, one);
    this.ask('event', targets);
  }

  /** There is something to look at, whether or not a run is wanted. */
  wake(): void {
    this.#arrived.resolve();
  }

  /** Resolves once something came since the last time that this was asked. */
  async arrival(): Promise<void> {
    await this.#arrived.promise;
  }

  /** From now on only what is new counts as an arrival. */
  emptied(): void {
    this.#arrived = Promise.withResolvers<void>();
  }

  isWanted(): boolean {
    return this.#wanted !== null;
  }

  /** What is wanted, with the events that it is about; null: nothing is. */
  take(): (Wanted & { readonly told: readonly Told[] }) | null {
    const [wanted, told] = [this.#wanted, [...this.#told.values()]];
    [this.#wanted, this.#told] = [null, new Map<string, Told>()];
    return wanted && { ...wanted, told };
  }
}
