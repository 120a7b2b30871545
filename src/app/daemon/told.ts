/** The one snapshot of a running daemon: whoever follows it is told of each change. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { Snapshot } from '../../core/daemon/snapshot.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import type { DriftStep } from '../../core/drift/drift.ts';
import type { Follower } from './ports.ts';

/** Holds the snapshot. */
export class Told {
  readonly #followers: Follower[] = [];
  #snapshot: Snapshot;

  constructor(first: Snapshot) {
    this.#snapshot = first;
  }

  /** From now on it is told of everything. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
    follower.changed(this.#snapshot);
  }

  snapshot(): Snapshot {
    return this.#snapshot;
  }

  change(part: Partial<Omit<Snapshot, 'version' | 'runs'>> & { readonly runs?: Partial<Snapshot['runs']> }): void {
    const runs = { ...this.#snapshot.runs, ...part.runs };
    this.#snapshot = { ...this.#snapshot, ...part, runs, version: this.#snapshot.version + 1 };
    for (const follower of this.#followers) follower.changed(this.#snapshot);
  }

  step(steps: readonly DriftStep[], run: RunSummary): void {
    for (const follower of this.#followers) follower.stepped?.(steps, run);
  }

  attributed(steps: readonly DriftStep[]): void {
    for (const follower of this.#followers) follower.attributed?.(steps);
  }

  configured(config: DaemonConfig): void {
    for (const follower of this.#followers) follower.configured?.(config);
  }

  async ending(): Promise<void> {
    await Promise.all(this.#followers.map(async follower => follower.ending?.()));
  }
}
