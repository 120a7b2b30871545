/** One run of the daemon: with a deadline, fenced, journaled; and what became of it. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { contestedFields } from '../../core/drift/advance.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { unreadBecause } from '../../core/failure.ts';
import type { Problem } from '../../core/model.ts';
import type { Report } from '../../core/report.ts';
import type { Enforcement } from '../../core/rules/enforcement.ts';
import { fieldKey } from '../../core/rules/homecoming.ts';
import { noConsent } from '../../core/rules/settings.ts';
import { clipped } from '../../render/attribution.ts';
import { some } from '../../render/words.ts';
import { withDeadline } from '../deadline.ts';
import type { Cloud } from '../ports.ts';
import { reconcile } from '../reconcile.ts';
import type { Reconciled } from '../run.ts';
import { journaled } from '../journal.ts';
import { fenced } from './fence.ts';
import type { Revision } from './in-force.ts';
import type { DaemonPorts } from './ports.ts';

/** What a run goes by. */
export interface OneRun {
  readonly run: RunSummary;
  readonly spec: Revision;
  readonly config: DaemonConfig;
  readonly drifts: readonly Drift[];
  /** Whether it may change anything. */
  readonly enforces: boolean;
  /** Aborted: the call in flight is finished, and nothing more is begun. */
  readonly ends: AbortSignal;
  /** Aborted: it may change nothing more, and goes on looking. */
  readonly frozen: AbortSignal;
  /** Told what it waits for, in words. */
  readonly doing: (what: string) => void;
}

/** A run with its report. */
export type Made = Extract<Reconciled, { readonly report: Report }>;

export type Ran =
  | { readonly made: Made }
  | { readonly invalid: readonly Problem[] }
  | { readonly failed: Problem }
  | { readonly interrupted: true };

/**
 * Reconciles once. What rules refuse is left, and the rest is done.
 *
 * @param cloud of this run; it is left open
 */
export async function oneRun(one: OneRun, cloud: Cloud, ports: DaemonPorts): Promise<Ran> {
  const { run, spec, config, ends, frozen } = one;
  const { clock, kinds, digest, leadership, history, newId, log } = ports;
  const said = (problem: Problem): void => log.warn({ problem }, 'a call could not be written down');
  const guarded = fenced(cloud, { leadership, frozen });
  const written = journaled(guarded, history, { run: run.id, clock, id: newId, said });
  const own = { ...written, close: () => undefined };
  const bounded = withDeadline({ cloud: own, clock }, config.schedule.deadline, { early: ends, grace: config.grace });
  try {
    const result = await reconcile(
      {
        command: one.enforces ? 'apply' : 'drift',
        paths: spec.paths,
        revision: spec.revision,
        targets: run.targets,
        consent: noConsent,
        enforcement: enforcementOf(config, one.drifts, clock.now()),
        skipRefused: true,
        approve: () => Promise.resolve(true),
        signal: ends,
      },
      {
        kinds,
        digest,
        cloud: bounded.cloud,
        clock: bounded.clock,
        stage: bounded.stage,
        load: () => Promise.resolve({ files: spec.files, problems: [] }),
        progress: { step: one.doing },
        onChange: (change, outcome) => one.doing(outcome ? `changed ${change.address}` : `changing ${change.address}`),
      },
    );
    if (ends.aborted) return { interrupted: true };
    return 'invalid' in result ? result : { made: result };
  } catch (error) {
    return ends.aborted ? { interrupted: true } : { failed: unreadBecause(error) };
  } finally {
    bounded.cloud.close();
  }
}

function enforcementOf(config: DaemonConfig, drifts: readonly Drift[], now: Date): Enforcement {
  const { kinds, targets, drift } = config.enforce;
  const contested = contestedFields(drifts, now, config).flatMap(one =>
    one.field === null ? [] : [[fieldKey(one.address, one.field), bothSides(one, config)] as const],
  );
  return { kinds, targets, drift, contested: new Map(contested) };
}

/** Who changes it back, as far as the event history told. */
function bothSides({ healedAt, others }: Drift, { name }: DaemonConfig): string {
  const they = others.length > 0 ? some(others.map(clipped), 3) : 'somebody whom the event history does not name';
  return `The daemon ${name} put it back ${healedAt.length} times, and ${they} changed it again`;
}
