/** A daemon to talk to, in memory: a snapshot that can be changed, what was asked of it, and what it remembers. */
import type { Commands, DriftQuery, History } from '../../src/app/daemon/ports.ts';
import type { RunSummary, Snapshot } from '../../src/core/daemon/snapshot.ts';
import type { Drift } from '../../src/core/drift/drift.ts';
import { closedDrifts, runsOf, snapshotOf } from './snapshots.ts';
import type { Scene } from './snapshots.ts';

export interface Running {
  readonly commands: Commands;
  readonly history: Pick<History, 'kept' | 'runs' | 'run' | 'drifts'>;
  /** Commands that were given, in words. */
  readonly asked: readonly string[];
  /** Sets the snapshot with the next version, and answers with it. */
  set(change: Partial<Snapshot>): Snapshot;
}

export function running(scene: Scene, now: Date = new Date()): Running {
  const asked: string[] = [];
  let snapshot = snapshotOf(scene, now);
  const all = [...snapshot.drifts, ...closedDrifts(now)];
  const runs = runsOf(120, now);
  return {
    asked,
    set(change) {
      snapshot = { ...snapshot, ...change, version: snapshot.version + 1 };
      return snapshot;
    },
    commands: {
      snapshot: () => snapshot,
      async reconcile(targets) {
        if (targets.includes('trail/none')) return { nothing: ['trail/none'] };
        asked.push(`reconcile ${targets.join(' ')}`.trim());
        return { run: 'r-100000' };
      },
      async suspend({ until, reason }) {
        asked.push(`suspend ${until} ${reason}`);
      },
      async resume() {
        asked.push('resume');
      },
      sourceChanged() {
        asked.push('sourceChanged');
      },
    },
    history: {
      kept: true,
      async runs({ before, limit }) {
        const from = before === undefined ? 0 : runs.findIndex(({ id }) => id === before) + 1;
        return runs.slice(from, from + limit);
      },
      async run(id) {
        const run = runs.find(one => one.id === id);
        return run ? { run, report: reportOf(run), steps: [] } : null;
      },
      async drifts(query) {
        return all.filter(drift => matches(drift, query)).slice(0, query.limit);
      },
    },
  };
}

const reportOf = ({ startedAt }: RunSummary) => ({ kind: 'report', started_at: startedAt });

function matches({ status, closedAt, address }: Drift, { status: wanted, since, target }: DriftQuery): boolean {
  const isClosed = status === 'closed';
  return (
    (wanted === undefined || (wanted === 'closed') === isClosed) &&
    (since === undefined || closedAt === null || closedAt >= since) &&
    (target === undefined || address === target)
  );
}
