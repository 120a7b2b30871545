/** A history in a database that goes on in memory while the database cannot be written. */
import type { DriftQuery, History, JournalEntry, JournalQuery, Notification } from '../../app/daemon/ports.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import type { Problem } from '../../core/model.ts';
import { episodeOf } from '../../core/drift/drift.ts';
import type { Hold } from './alone.ts';
import { MemoryHistory } from './memory.ts';
import type { Recorded } from './memory.ts';
import { codeOf } from './sqlite.ts';
import type { Store } from './store.ts';

/** What could not be written is tried again with the next thing; more than this is forgotten, oldest first. */
const mostLater = 1000;

/** Of runs that a page is looked for in, while some are in memory alone. */
const most = 10_000;

interface Trouble {
  readonly problem: Problem;
  /** All that was said since. */
  readonly meanwhile: MemoryHistory;
}

export class KeptHistory implements History {
  readonly #store: Store;
  readonly #keep: number;
  readonly #held: Pick<Hold, 'release'>;
  #later: ((store: Store) => void)[] = [];
  #trouble: Trouble | null = null;

  /** @param options how long it keeps, in milliseconds, and the lock that it gives back at its end */
  constructor(store: Store, { keep, held }: { readonly keep: number; readonly held: Pick<Hold, 'release'> }) {
    this.#store = store;
    this.#keep = keep;
    this.#held = held;
  }

  get kept(): true | Problem {
    return this.#trouble?.problem ?? true;
  }

  async remembered(): Promise<readonly Drift[]> {
    return this.#trouble ? this.#trouble.meanwhile.remembered() : Promise.resolve(this.#store.remembered());
  }

  async record(run: RunSummary, report: unknown, drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void> {
    this.#write(store => store.record({ run, report, steps }, drifts));
    await this.#trouble?.meanwhile.record(run, report, drifts, steps);
  }

  async amend(drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void> {
    this.#write(store => store.amend(drifts, steps));
    await this.#trouble?.meanwhile.amend(drifts, steps);
  }

  async runs(query: { readonly before?: string; readonly limit: number }): Promise<readonly RunSummary[]> {
    const { meanwhile } = this.#trouble ?? {};
    if (!meanwhile) return this.#store.runs(query);
    const newer = await meanwhile.runs({ limit: Infinity });
    const older = this.#read(
      store => store.runs({ limit: newer.length + (query.before === undefined ? query.limit : most) }),
      [],
    );
    const all = merged([newer, older], ({ id }) => id);
    const from = query.before === undefined ? 0 : all.findIndex(({ id }) => id === query.before) + 1 || all.length;
    return all.slice(from, from + query.limit);
  }

  async run(id: string): Promise<Recorded | null> {
    return (await this.#trouble?.meanwhile.run(id)) ?? this.#read(store => store.run(id), null);
  }

  async drifts(query: DriftQuery): Promise<readonly Drift[]> {
    const all = { ...query, limit: Infinity };
    const newer = (await this.#trouble?.meanwhile.drifts({ limit: Infinity })) ?? [];
    const changed = new Set(newer.map(episodeOf));
    const older = this.#read(store => store.drifts(this.#trouble ? all : query), []);
    const asked = (await this.#trouble?.meanwhile.drifts(all)) ?? [];
    return [...asked, ...older.filter(drift => !changed.has(episodeOf(drift)))].slice(0, query.limit);
  }

  async requestIds(since: string): Promise<ReadonlySet<string>> {
    const newer = (await this.#trouble?.meanwhile.requestIds(since)) ?? [];
    return new Set([...newer, ...this.#read(store => store.requestIds(since), new Set<string>())]);
  }

  /** @throws Error while it cannot be written: then nothing is safe */
  async write(entry: JournalEntry): Promise<void> {
    this.#write(store => store.write(entry));
    if (this.#trouble === null) return;
    await this.#trouble.meanwhile.write(entry);
    throw new Error(this.#trouble.problem.message);
  }

  async journal(query: JournalQuery): Promise<readonly JournalEntry[]> {
    const newer = (await this.#trouble?.meanwhile.journal(query)) ?? [];
    return [...newer, ...this.#read(store => store.journal(query), [])].slice(0, query.limit);
  }

  async unsure(): Promise<readonly JournalEntry[]> {
    return Promise.resolve(this.#read(store => store.unsure(), []));
  }

  async notifications(receiver: string): Promise<readonly Notification[]> {
    const newer = (await this.#trouble?.meanwhile.notifications(receiver)) ?? [];
    return merged([newer, this.#read(store => store.notifications(receiver), [])], ({ incident }) => incident);
  }

  async notified(notification: Notification): Promise<void> {
    this.#write(store => store.notified(notification));
    await this.#trouble?.meanwhile.notified(notification);
  }

  async recall(name: string): Promise<unknown> {
    return (await this.#trouble?.meanwhile.recall(name)) ?? this.#read(store => store.recall(name), undefined);
  }

  async remember(name: string, value: unknown): Promise<void> {
    this.#write(store => store.remember(name, value));
    await this.#trouble?.meanwhile.remember(name, value);
  }

  async tidy(now: Date): Promise<void> {
    const oldest = new Date(now.getTime() - this.#keep).toISOString();
    this.#write(store => store.forget(oldest));
    return Promise.resolve();
  }

  close(): void {
    this.#store.close();
    this.#held.release();
  }

  /** Writes what could not be written before, and then this. What fails is kept for later. */
  #write(work: (store: Store) => void): void {
    this.#later.push(work);
    try {
      for (let next = this.#later[0]; next; next = this.#later[0]) {
        next(this.#store);
        this.#later.shift();
      }
      this.#trouble = null;
    } catch (error) {
      if (codeOf(error) === undefined) {
        this.#later.shift(); // a bug of ours, which no disk mends
        throw error;
      }
      this.#later = this.#later.slice(-mostLater);
      this.#trouble ??= this.#begin(error);
    }
  }

  #begin(error: unknown): Trouble {
    const problem = notKept(error instanceof Error ? error.message : String(error));
    const remembered = this.#read(store => store.remembered(), []);
    return { problem, meanwhile: new MemoryHistory({ kept: problem, keep: this.#keep, remembered }) };
  }

  /** What cannot be written can often be read. */
  #read<T>(question: (store: Store) => T, otherwise: T): T {
    try {
      return question(this.#store);
    } catch (error) {
      if (this.#trouble) return otherwise;
      throw error;
    }
  }
}

/** That what happens is in memory alone, and why. */
export function notKept(why: string): Problem {
  return {
    code: 'history-not-kept',
    severity: 'warning',
    message: `The history could not be written: ${why}`,
    hint: 'Make room on the disk, or give the folder to the daemon.',
  };
}

function merged<T>(lists: readonly (readonly T[])[], keyOf: (one: T) => string): readonly T[] {
  return [
    ...new Map(lists.toReversed().flatMap(list => list.toReversed().map(one => [keyOf(one), one]))).values(),
  ].toReversed();
}
