import type { Wish } from '../core/desire.ts';
import type { Problem } from '../core/model.ts';
import type { Report } from '../core/report.ts';
import type { Enforcement } from '../core/rules/enforcement.ts';
import type { Consent } from '../core/rules/settings.ts';
import type { SourceFile } from '../core/spec/source.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { Done } from '../core/undo.ts';
import type { Located } from './accounts.ts';
import type { BaseSource } from './base.ts';
import type { Seen } from './observe.ts';

/** What a run is asked to do. */
export interface Run {
  readonly command: 'plan' | 'apply' | 'drift';
  /** Files and folders of the spec, as typed. */
  readonly paths: readonly string[];
  /** Of the source of the spec, such as a commit; absent: it has none. */
  readonly revision?: string;
  /** Patterns of addresses; empty: everything. */
  readonly targets: readonly string[];
  /** What an earlier apply did: its changes are put back, instead of what the spec wants. */
  readonly undo?: Undo;
  /** An earlier state of the spec, from which differences get their origin. */
  readonly base?: BaseSource;
  readonly consent: Consent;
  /** What of the changes is to be carried out at all. Absent: all. */
  readonly enforcement?: Enforcement;
  /** Carries out what no rule refused, and leaves the rest. Otherwise nothing is sent if anything is refused. */
  readonly skipRefused: boolean;
  /** Only the plan with this digest is carried out, in one round; any other is stale. Absent: whatever is approved. */
  readonly planDigest?: string;
  /**
   * Asks a person, or answers for them; a problem says why not. Called with a report of what was found, if its plan has
   * something to do and nothing of it is refused.
   */
  readonly approve: (report: Report) => Promise<true | Problem>;
  /** Aborted: the calls in flight are finished, nothing more is begun. */
  readonly signal: AbortSignal;
}

/** The report of an apply. */
export interface Undo extends Done {
  /** As typed. */
  readonly name: string;
  readonly owner: string;
}

/** What a run went by and what it saw, for who wants to know more than the report tells. */
export interface Saw {
  readonly spec: Spec;
  readonly located: Located;
  /** As it was seen last: after sending, if anything was sent. */
  readonly seen: Seen;
}

/** A report, or why there is none; with the files, so that problems can quote them. */
export type Result = Made | Invalid;

/** The same with what the report was made of. */
export type Reconciled = (Made & { readonly saw: Saw }) | Invalid;

interface Made {
  readonly report: Report;
  readonly sources: readonly SourceFile[];
  /** What the spec wants, held against drifts that are over. */
  readonly wishes: readonly Wish[];
}

interface Invalid {
  readonly invalid: readonly Problem[];
  readonly sources: readonly SourceFile[];
}

export function invalid(problems: readonly Problem[], sources: readonly SourceFile[]): Invalid {
  return { invalid: problems, sources };
}
