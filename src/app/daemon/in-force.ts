/** The spec in force: the newest state of the source that validates. It stays when a newer one does not, or none is there. */
import type { SourceState } from '../../core/daemon/snapshot.ts';
import type { AnyKind } from '../../core/kind.ts';
import type { Problem } from '../../core/model.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import type { Clock } from '../ports.ts';
import { isError, validate } from '../validate.ts';
import type { Source } from './ports.ts';

/** A state of the source that validated. */
export interface Revision {
  readonly revision: string;
  readonly paths: readonly string[];
  readonly files: readonly SourceFile[];
  /** When it was first seen. */
  readonly since: string;
  /** How many resources it declares, as far as nobody has to be asked. */
  readonly resources: number;
}

export interface InForcePorts {
  readonly source: Source;
  readonly clock: Clock;
  readonly kinds: readonly AnyKind[];
}

/** Remembers the spec in force. Looks when it is told to; one look at a time. */
export class InForce {
  readonly #ports: InForcePorts;
  #spec: Revision | null = null;
  /** The one in force before, until a run has taken the newer one. */
  #earlier: Revision | null = null;
  /** The last that was refused: it is not judged again. */
  #refused: { readonly revision: string; readonly problems: readonly Problem[] } | null = null;
  #problems: readonly Problem[] = [];
  #checkedAt: string | null = null;
  #staleSince: string | null = null;

  constructor(ports: InForcePorts) {
    this.#ports = ports;
  }

  /** Null: none was read yet. */
  spec(): Revision | null {
    return this.#spec;
  }

  state(): SourceState {
    return {
      name: this.#ports.source.name,
      revision: this.#spec?.revision ?? null,
      since: this.#spec?.since ?? null,
      checkedAt: this.#checkedAt,
      problems: this.#problems,
      staleSince: this.#staleSince,
    };
  }

  /** @returns whether another revision is in force than before */
  async look(signal: AbortSignal): Promise<boolean> {
    const { source, clock, kinds } = this.#ports;
    const looked = await source.look(signal);
    if (signal.aborted) return false;
    const now = clock.now().toISOString();
    if ('unavailable' in looked) return this.#stale(looked.unavailable, now);
    this.#checkedAt = now;
    const { revision, paths, files } = looked;
    if (revision === this.#spec?.revision && !looked.problems.some(isError)) return this.#fresh();
    if (revision === this.#refused?.revision) return this.#stale(this.#refused.problems, now);
    const { spec, problems, resources } = validate(files, kinds, looked.problems);
    if (spec === null) {
      this.#refused = { revision, problems: problems.filter(isError) };
      return this.#stale(this.#refused.problems, now);
    }
    this.#earlier = this.#spec;
    this.#spec = { revision, paths, files, since: now, resources };
    this.#fresh();
    return true;
  }

  /** A run has taken the spec in force. */
  taken(): void {
    this.#earlier = null;
  }

  /**
   * A run found out that the spec in force does not hold, which only AWS could show.
   *
   * @returns whether the one before is in force again
   */
  refuse(problems: readonly Problem[]): boolean {
    this.#stale(problems, this.#ports.clock.now().toISOString());
    if (this.#earlier === null || this.#spec === null) return false;
    this.#refused = { revision: this.#spec.revision, problems };
    this.#spec = this.#earlier;
    this.#earlier = null;
    return true;
  }

  #fresh(): false {
    this.#problems = [];
    this.#staleSince = null;
    this.#refused = null;
    return false;
  }

  #stale(problems: readonly Problem[], now: string): false {
    this.#problems = problems;
    this.#staleSince ??= now;
    return false;
  }
}
