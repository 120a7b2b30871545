import type { Unknown } from '../plan.ts';
import type { Place } from './count.ts';
import type { Finding } from './finding.ts';
import type { Column } from './recording.ts';

/** Who records what in an estate. */
export interface Coverage {
  readonly owner: string;
  /** Of the spec, as typed. */
  readonly paths: readonly string[];
  /** Whether AWS was not asked, and the spec is taken to stand. */
  readonly offline: boolean;
  readonly places: readonly Place[];
  readonly columns: readonly Column[];
  readonly findings: readonly Finding[];
  /** What could not be read: no count says anything about it. */
  readonly unknown: readonly Unknown[];
}
