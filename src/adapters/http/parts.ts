/**
 * When each part of the snapshot last changed, as the version it then had: while a run only tells how far it is, nobody has
 * to ask for a large estate again.
 */
import type { Snapshot } from '../../core/daemon/snapshot.ts';

export interface Parts {
  readonly estate: number;
  readonly plan: number;
  readonly drifts: number;
}

/** Answers for the newest snapshot that it was asked about. A part that is the same object has not changed. */
export function parts(): (snapshot: Snapshot) => Parts {
  let known: { readonly of: Snapshot; readonly at: Parts } | null = null;
  return snapshot => {
    const { version } = snapshot;
    const since = (part: keyof Parts): number =>
      known && known.of[part] === snapshot[part] ? known.at[part] : version;
    if (known?.of !== snapshot)
      known = { of: snapshot, at: { estate: since('estate'), plan: since('plan'), drifts: since('drifts') } };
    return known.at;
  };
}
