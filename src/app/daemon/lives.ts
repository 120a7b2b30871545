/** The lives of all drifts, as the daemon remembers them. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { advance } from '../../core/drift/advance.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import { seenIn } from '../../core/drift/seen.ts';
import type { HealthSeen } from '../../core/drift/seen.ts';
import type { Address } from '../../core/model.ts';
import type { Report } from '../../core/report.ts';
import { verdictOf } from '../../core/report.ts';
import { reportDocument } from '../../render/documents.ts';
import { aimedAt } from '../../core/daemon/event.ts';
import type { Told } from '../../core/daemon/event.ts';
import type { Watched } from '../../core/daemon/event.ts';
import { attribute } from '../../core/drift/attribute.ts';
import type { Attribution } from '../../core/drift/attribution.ts';
import { askAgain } from './inquiry.ts';
import type { AskAgain } from './inquiry.ts';
import type { Made } from './one-run.ts';
import type { DaemonPorts } from './ports.ts';

/** Holds them between runs, and writes down what becomes of them. */
export class Lives {
  readonly #ports: Pick<DaemonPorts, 'history' | 'digest' | 'version' | 'log'>;
  #drifts: readonly Drift[] = [];
  /** Null: no run has shown what the spec has. */
  #watched: readonly Watched[] | null = null;
  /** When who caused a drift is asked again; null: nothing is open. */
  askAgain: AskAgain | null = null;

  constructor(ports: Pick<DaemonPorts, 'history' | 'digest' | 'version' | 'log'>) {
    this.#ports = ports;
  }

  async remember(): Promise<void> {
    this.#drifts = await this.#ports.history.remembered();
  }

  /** Gravest first; closed ones as long as fights and flapping count them. */
  drifts(): readonly Drift[] {
    return this.#drifts;
  }

  /** Those that are not closed. */
  open(): readonly Drift[] {
    return this.#drifts.filter(({ status }) => status !== 'closed');
  }

  /** Takes a run in that came to its end. */
  advance(
    made: Made,
    { id, targets, health }: Pick<RunSummary, 'id' | 'targets'> & { readonly health: HealthSeen | null },
    settings: Pick<DaemonConfig, 'contest' | 'flapping'>,
  ): readonly DriftStep[] {
    const { digest } = this.#ports;
    const seen = seenIn(made.report, { id, targets, wishes: made.wishes, health, digest });
    const { drifts, steps } = advance(this.#drifts, seen, settings);
    this.#drifts = drifts;
    this.#watched = made.wishes.map(({ kind, desired: { address, name, arn, target } }) => {
      return { kind: kind.name, address, name, arn, target };
    });
    return steps;
  }

  /** Takes in who caused drifts. */
  attribute(answers: ReadonlyMap<string, Attribution>, { id }: RunSummary, now: Date): readonly DriftStep[] {
    const { drifts, steps } = attribute(this.#drifts, answers, { id, at: now.toISOString() });
    this.#drifts = drifts;
    this.askAgain = askAgain(drifts, now);
    return steps;
  }

  /** The resources that events are about. Empty: none of the spec; null: nobody knows yet what the spec has. */
  aimedAt(told: readonly Told[]): readonly Address[] | null {
    return this.#watched && aimedAt(told, this.#watched);
  }

  /** What cannot be written down is told, and held back by nobody. */
  async record(run: RunSummary, report: Report, steps: readonly DriftStep[]): Promise<void> {
    const { history, version, log } = this.#ports;
    const document = reportDocument(report, verdictOf(report, true), { version });
    try {
      await history.record(run, document, this.#drifts, steps);
      await history.tidy(new Date(run.finishedAt ?? run.startedAt));
    } catch (error) {
      log.warn({ error: String(error) }, 'a run could not be written down');
    }
  }
}
