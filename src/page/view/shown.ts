/** All that the page is made of: what the daemon told, what the reader chose, and how the two are in touch. */
import { blindSince } from '../../core/daemon/verdict.ts';
import type { RunSummary, Snapshot } from '../../core/daemon/snapshot.ts';
import type { Drift } from '../../core/drift/drift.ts';
import type { Gravity } from '../../core/kind.ts';
import type { SessionDocument, VerdictJson } from '../../render/daemon/types.ts';

/** What the daemon told, in one piece. */
export interface Told {
  /** Without its resources: their states are in the verdict and the drifts. */
  readonly snapshot: Snapshot;
  readonly verdict: VerdictJson;
  /** What this browser may do, and whether that can be changed by a token. */
  readonly session: SessionDocument;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  /** Those that are closed, newest first, as far back as the history is shown. */
  readonly closed: readonly Drift[];
}

export const spans = [1, 7, 30] as const;
/** How far back the history is shown, in days. */
export type Span = (typeof spans)[number];

/** One cell of the picture, or a whole account. */
export interface Place {
  readonly account: string;
  readonly region: string | null;
}

export type Theme = 'auto' | 'light' | 'dark';

/** What the reader chose. */
export interface Choices {
  readonly gravity: Gravity | 'all';
  readonly span: Span;
  /** Of the name, the id or the unit of accounts. */
  readonly search: string;
  readonly unit: string | null;
  /** Lists that are shown whole, by their names. */
  readonly whole: ReadonlySet<string>;
  readonly place: Place | null;
  readonly theme: Theme;
}

/** How the page hears of changes. `lost`: it does not. `barred`: the daemon wants a token to be read. */
export interface Contact {
  readonly by: 'stream' | 'asking' | 'lost' | 'barred';
  /** When the daemon was last heard, in milliseconds since 1970. */
  readonly heardAt: number;
}

export interface Shown {
  /** It is the file of a run, which nobody follows: the command whose run it was. Absent: it is the page. */
  readonly frozen?: 'plan' | 'apply' | 'drift';
  readonly told: Told;
  readonly choices: Choices;
  readonly contact: Contact;
  /** Milliseconds since 1970, by the clock of the daemon. */
  readonly now: number;
  /** What there is for a picture, in pixels of CSS. */
  readonly width: number;
}

/** Whether what was seen last is the past. What was open then is not said to be open now. */
export function isBlind({ told: { snapshot }, now, frozen }: Pick<Shown, 'told' | 'now' | 'frozen'>): boolean {
  if (frozen !== undefined) return false;
  return snapshot.estate === null || blindSince(snapshot, new Date(now)) !== null;
}
