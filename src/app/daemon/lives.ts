/** The lives of all drifts, as the daemon remembers them. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { advance } from '../../core/drift/advance.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import { seenIn } from '../../core/drift/seen.ts';
import type { HealthSeen } from '../../core/drift/seen.ts';
import { matchesAddress } from '../../core/address.ts';
import type { Address } from '../../core/model.ts';
import type { Report } from '../../core/report.ts';
import { verdictOf } from '../../core/report.ts';
import { reportDocument } from '../../render/documents.ts';
import { aimedAt } from '../../core/daemon/event.ts';
import type { Told } from '../../core/daemon/event.ts';
import type { Watched } from '../../core/daemon/event.ts';
import { attribute } from '../../core/drift/attribute.ts';
import type { Attribution } from '../../core/drift/attribution.ts';
import { episodeOf } from '../../core/drift/drift.ts';
import { askAgain } from './inquiry.ts';
import type { AskAgain } from './inquiry.ts';
import type { Made } from './one-run.ts';
import type { DaemonPorts } from './ports.ts';

/** What was asked, and the answers by fingerprint. */
export interface Answered {
  readonly open: readonly Drift[];
  readonly answers: ReadonlyMap<string, Attribution>;
}

/** Holds them between runs, and writes down what becomes of them. */
export class Lives {
  readonly #ports: Pick<DaemonPorts, 'history' | 'digest' | 'version' | 'log'>;
  #drifts: readonly Drift[] = [];
  /** Null: no run has shown what the spec has. */
  #watched: readonly Watched[] | null = null;
  /** Episodes of which it is asked who caused them, as they last stood. */
  readonly #asked = new Map<string, Drift>();
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
    { id, targets, health, proof }: Pick<RunSummary, 'id' | 'targets'> & Record<'health' | 'proof', HealthSeen | null>,
    settings: Pick<DaemonConfig, 'contest' | 'flapping'>,
  ): readonly DriftStep[] {
    const { digest } = this.#ports;
    const seen = seenIn(made.report, { id, targets, wishes: made.wishes, health, proof, digest });
    const { drifts, steps } = advance(this.#drifts, seen, settings);
    this.#drifts = drifts;
    for (const { drift } of steps) if (this.#asked.has(episodeOf(drift))) this.#asked.set(episodeOf(drift), drift);
    this.#watched = made.wishes.map(({ kind, desired: { address, name, arn, target } }) => {
      return { kind: kind.name, address, name, arn, target };
    });
    return steps;
  }

  /** It is asked who caused these: what becomes of them meanwhile is kept, too. */
  asking(open: readonly Drift[]): void {
    for (const drift of open) this.#asked.set(episodeOf(drift), drift);
  }

  /** Takes in who caused drifts, and writes it down. One that was over and has begun anew meanwhile is another. */
  async attribute(
    { open, answers }: Answered,
    { id }: Pick<RunSummary, 'id'>,
    now: Date,
  ): Promise<readonly DriftStep[]> {
    const when = { id, at: now.toISOString() };
    const standing = new Set(this.#drifts.map(episodeOf));
    const past = open.filter(drift => !standing.has(episodeOf(drift)));
    const ended = new Set(past.map(({ fingerprint }) => fingerprint));
    const asked = new Map(open.map(drift => [drift.fingerprint, drift.changedAt]));
    const isStill = ({ fingerprint, changedAt }: Drift): boolean =>
      !ended.has(fingerprint) && asked.get(fingerprint) === changedAt; // another value is another question
    const still = new Set(this.#drifts.filter(isStill).map(({ fingerprint }) => fingerprint));
    const current = new Map([...answers].filter(([fingerprint]) => still.has(fingerprint)));
    const { drifts, steps } = attribute(this.#drifts, current, when);
    const late = attribute(
      past.map(drift => this.#asked.get(episodeOf(drift)) ?? drift),
      answers,
      when,
    );
    for (const drift of open) this.#asked.delete(episodeOf(drift));
    this.#drifts = drifts;
    this.askAgain = askAgain(drifts, now);
    const all = [...steps, ...late.steps];
    if (open.length > 0) await this.#amend(all);
    return all;
  }

  async #amend(steps: readonly DriftStep[]): Promise<void> {
    const { history, log } = this.#ports;
    try {
      await history.amend(this.#drifts, steps);
    } catch (error) {
      log.warn({ error: String(error) }, 'who did it could not be written down');
    }
  }

  /** The resources that events are about. Empty: none of the spec; null: nobody knows yet what the spec has. */
  aimedAt(told: readonly Told[]): readonly Address[] | null {
    return this.#watched && aimedAt(told, this.#watched);
  }

  /** Those patterns that mean no resource of the spec, as the last run that looked had it. None: no run has. */
  meansNothing(patterns: readonly string[]): readonly string[] {
    const known = this.#watched;
    return known ? patterns.filter(pattern => !known.some(({ address }) => matchesAddress(pattern, address))) : [];
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
