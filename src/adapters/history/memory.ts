/** A history that ends with the process. */
import type { DriftQuery, History, JournalEntry, JournalQuery, Notification } from '../../app/daemon/ports.ts';
import { matchesAddress } from '../../core/address.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { episodeOf } from '../../core/drift/drift.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import type { Address } from '../../core/model.ts';

/** One run with all it changed. */
export interface Recorded {
  readonly run: RunSummary;
  readonly report: unknown;
  readonly steps: readonly DriftStep[];
}

/** Whether a drift is one that was asked for. */
export function isAskedFor(drift: Drift, { status, since, target }: Omit<DriftQuery, 'limit'>): boolean {
  const isClosed = drift.status === 'closed';
  if (status !== undefined && (status === 'closed') !== isClosed) return false;
  if (since !== undefined && isClosed && (drift.closedAt ?? '') < since) return false;
  return target === undefined || matchesAddress(target, drift.address);
}

/** Whether an entry of the journal is. */
export function isEntryAskedFor(
  { at, address }: { readonly at: string; readonly address: Address | null },
  { since, target }: Omit<JournalQuery, 'limit'>,
): boolean {
  if (since !== undefined && at < since) return false;
  return target === undefined || (address !== null && matchesAddress(target, address));
}

const newestFirst =
  <T>(momentOf: (one: T) => string) =>
  (a: T, b: T): number =>
    momentOf(a) < momentOf(b) ? 1 : -1;

export class MemoryHistory implements History {
  readonly kept: History['kept'];
  readonly #keep: number;
  #remembered: readonly Drift[];
  #episodes = new Map<string, Drift>();
  #runs = new Map<string, Recorded>();
  #entries: JournalEntry[] = [];
  readonly #names = new Map<string, unknown>();
  #notifications = new Map<string, Notification>();

  /**
   * @param keep how long, in milliseconds
   * @param remembered drifts of before
   */
  constructor({
    kept,
    keep,
    remembered = [],
  }: Pick<History, 'kept'> & { readonly keep: number; readonly remembered?: readonly Drift[] }) {
    this.kept = kept;
    this.#keep = keep;
    this.#remembered = remembered;
  }

  async remembered(): Promise<readonly Drift[]> {
    return Promise.resolve(this.#remembered);
  }

  async record(run: RunSummary, report: unknown, drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void> {
    this.#runs.set(run.id, { run, report, steps });
    for (const drift of [...steps.map(step => step.drift), ...drifts]) this.#episodes.set(episodeOf(drift), drift);
    this.#remembered = drifts;
    return Promise.resolve();
  }

  async amend(drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void> {
    for (const step of steps) {
      const run = this.#runs.get(step.run);
      if (run) this.#runs.set(step.run, { ...run, steps: [...run.steps, step] });
    }
    for (const drift of [...steps.map(step => step.drift), ...drifts]) this.#episodes.set(episodeOf(drift), drift);
    this.#remembered = drifts;
    return Promise.resolve();
  }

  async runs({ before, limit }: { readonly before?: string; readonly limit: number }): Promise<readonly RunSummary[]> {
    const keyOf = ({ startedAt, id }: RunSummary): string => `${startedAt} ${id}`;
    const all = [...this.#runs.values()].map(({ run }) => run).toSorted(newestFirst(keyOf));
    const from = before === undefined ? 0 : all.findIndex(({ id }) => id === before) + 1 || all.length;
    return Promise.resolve(all.slice(from, from + limit));
  }

  async run(id: string): Promise<Recorded | null> {
    return Promise.resolve(this.#runs.get(id) ?? null);
  }

  async drifts(query: DriftQuery): Promise<readonly Drift[]> {
    const asked = [...this.#episodes.values()].filter(drift => isAskedFor(drift, query));
    return Promise.resolve(asked.toSorted(newestFirst(({ openedAt }) => openedAt)).slice(0, query.limit));
  }

  async requestIds(since: string): Promise<ReadonlySet<string>> {
    const recent = this.#entries.filter(({ at }) => at >= since);
    return Promise.resolve(new Set(recent.flatMap(({ requestIds = [] }) => requestIds)));
  }

  async write(entry: JournalEntry): Promise<void> {
    this.#entries.push(entry);
    return Promise.resolve();
  }

  async journal(query: JournalQuery): Promise<readonly JournalEntry[]> {
    const asked = this.#entries.filter(entry => isEntryAskedFor(entry, query));
    return Promise.resolve(asked.toReversed().slice(0, query.limit));
  }

  async unsure(): Promise<readonly JournalEntry[]> {
    const ended = new Set(this.#entries.filter(({ phase }) => phase === 'after').map(({ id }) => id));
    return Promise.resolve(this.#entries.filter(({ id }) => !ended.has(id)));
  }

  async notifications(receiver: string): Promise<readonly Notification[]> {
    return Promise.resolve([...this.#notifications.values()].filter(one => one.receiver === receiver));
  }

  async notified(notification: Notification): Promise<void> {
    this.#notifications.set(JSON.stringify([notification.receiver, notification.incident]), notification);
    return Promise.resolve();
  }

  async recall(name: string): Promise<unknown> {
    return Promise.resolve(this.#names.get(name));
  }

  async remember(name: string, value: unknown): Promise<void> {
    this.#names.set(name, value);
    return Promise.resolve();
  }

  async tidy(now: Date): Promise<void> {
    const oldest = new Date(now.getTime() - this.#keep).toISOString();
    const remembered = new Set(this.#remembered.map(episodeOf));
    const left = <T>(all: ReadonlyMap<string, T>, momentOf: (one: T) => string): Map<string, T> =>
      new Map([...all].filter(([key, one]) => remembered.has(key) || momentOf(one) >= oldest));
    this.#runs = left(this.#runs, ({ run }) => run.startedAt);
    this.#episodes = left(this.#episodes, ({ seenAt, closedAt }) => closedAt ?? seenAt);
    this.#notifications = left(this.#notifications, ({ at }) => at);
    this.#entries = this.#entries.filter(({ at }) => at >= oldest);
    return Promise.resolve();
  }

  close(): void {
    this.#entries = [];
  }
}

/** A history that should be kept and cannot be: what is written down in it is not safe. */
export class ForgetfulHistory extends MemoryHistory {
  override async write(entry: JournalEntry): Promise<void> {
    await super.write(entry);
    throw new Error(this.kept === true ? 'the history is not kept' : this.kept.message);
  }
}
