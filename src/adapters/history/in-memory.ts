/** What a daemon remembers as long as it runs. */
import type { History, JournalEntry, Notification } from '../../app/daemon/ports.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { matchesAddress } from '../../core/address.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import type { Problem } from '../../core/model.ts';

interface Recorded {
  readonly run: RunSummary;
  readonly report: unknown;
  readonly steps: readonly DriftStep[];
}

/** So many runs are kept, and so many calls. */
const most = { runs: 500, calls: 5_000 };

/** @param kept why it does not survive the process */
export function historyInMemory(kept: Problem): History {
  let runs: readonly Recorded[] = [];
  let drifts: readonly Drift[] = [];
  let entries: readonly JournalEntry[] = [];
  const notified = new Map<string, Notification>();
  const names = new Map<string, unknown>();
  return {
    kept,
    remembered: async () => Promise.resolve(drifts),
    async record(run, report, all, steps) {
      drifts = all;
      runs = [{ run, report, steps }, ...runs].slice(0, most.runs);
      return Promise.resolve();
    },
    async runs({ before, limit }) {
      const older = runs.filter(({ run }) => before === undefined || run.startedAt < before);
      return Promise.resolve(older.slice(0, limit).map(({ run }) => run));
    },
    run: async id => Promise.resolve(runs.find(({ run }) => run.id === id) ?? null),
    async drifts({ status, since, target, limit }) {
      const isMeant = (drift: Drift): boolean =>
        (status === undefined || (status === 'closed') === (drift.status === 'closed')) &&
        (since === undefined || drift.closedAt === null || drift.closedAt >= since) &&
        (target === undefined || matchesAddress(target, drift.address));
      return Promise.resolve(drifts.filter(isMeant).slice(0, limit));
    },
    requestIds: async since =>
      Promise.resolve(new Set(entries.flatMap(({ at, requestIds }) => (at >= since ? (requestIds ?? []) : [])))),
    async journal({ since, target, limit }) {
      const isMeant = ({ at, address }: JournalEntry): boolean =>
        (since === undefined || at >= since) &&
        (target === undefined || (address !== null && matchesAddress(target, address)));
      return Promise.resolve(entries.filter(isMeant).slice(0, limit));
    },
    unsure: async () => Promise.resolve([]),
    notifications: async receiver =>
      Promise.resolve([...notified.values()].filter(notification => notification.receiver === receiver)),
    async notified(notification) {
      notified.set(JSON.stringify([notification.receiver, notification.incident]), notification);
      return Promise.resolve();
    },
    recall: async name => Promise.resolve(names.get(name)),
    async remember(name, value) {
      names.set(name, value);
      return Promise.resolve();
    },
    async write(entry) {
      entries = [entry, ...entries].slice(0, most.calls);
      return Promise.resolve();
    },
    tidy: async () => Promise.resolve(),
    close: () => undefined,
  };
}
