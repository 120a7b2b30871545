/** What there is to tell, and what stands around it. Pure. */
import type { Snapshot } from '../daemon/snapshot.ts';
import { isCounted } from '../daemon/summary.ts';
import type { Drift } from '../drift/drift.ts';
import type { Problem } from '../model.ts';
import type { Around } from './notice.ts';
import type { AccountIds } from './routes.ts';

interface Trouble {
  readonly since: string;
  readonly problems: readonly Problem[];
}

/** Moments are ISO 8601, UTC. */
export interface World {
  readonly now: string;
  /** When the last run ended that looked since this daemon began to lead; null: none has, and drifts are not known. */
  readonly lookedAt: string | null;
  /** That stand. */
  readonly open: readonly Drift[];
  /** That are over, as far back as anybody may still be to be told. */
  readonly over: readonly Drift[];
  /** Nothing is known; null: something is; unknown: no run has ended yet. */
  readonly blind: Trouble | null | 'unknown';
  /** A newer spec is not in force; null: the newest is; unknown: nobody has looked yet. */
  readonly source: Trouble | null | 'unknown';
  readonly ids: AccountIds;
}

/** Who cannot reach a repository for less than this need not be told, in milliseconds. */
const patience = 900_000;

/** The trouble with the source that is worth telling. */
export function sourceTrouble({ source }: Snapshot, now: Date): World['source'] {
  const { problems, staleSince, checkedAt } = source;
  if (problems.length === 0) return checkedAt === null ? 'unknown' : null;
  const since = staleSince ?? now.toISOString();
  const isAway = problems.every(({ code }) => code === 'source-unavailable');
  return isAway && now.getTime() - Date.parse(since) < patience ? 'unknown' : { since, problems };
}

/** Ids of accounts by their keys, as the last look found them. */
export function accountIds({ estate }: Snapshot): AccountIds {
  return new Map((estate?.accounts ?? []).map(({ key, id }) => [key, id]));
}

interface Named {
  /** `metadata.name`. */
  readonly daemon: string;
  readonly pageUrl: string | null;
  readonly runbookUrl: string;
}

export function aroundOf(snapshot: Snapshot, { daemon, pageUrl, runbookUrl }: Named): Around {
  const { owner, mode, runs, source, estate, drifts } = snapshot;
  const named = (estate?.accounts ?? []).filter(({ key, id }) => key !== id);
  return {
    owner,
    daemon,
    mode,
    idle: idleIn(snapshot),
    run: runs.last?.id ?? null,
    nextRunAt: runs.nextAt,
    source,
    aliases: Object.fromEntries(named.map(({ id, key }) => [id, key])),
    dark: (estate?.accounts ?? []).flatMap(({ id, cells }) => (Object.values(cells).includes('none') ? [id] : [])),
    open: drifts.filter(isCounted).map(({ fingerprint }) => fingerprint),
    pageUrl: pageUrl?.replace(/\/+$/u, '') ?? null,
    runbookUrl,
  };
}

function idleIn({ mode, suspended, held }: Snapshot): string | null {
  if (mode === 'observe') return null;
  if (suspended) return 'suspended';
  return held ? 'outside the windows' : null;
}
