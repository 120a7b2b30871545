/** Where the trails of a run are counted: its accounts, their regions, and what of them was looked at. */
import { targetKey } from '../core/arn.ts';
import type { Covered, Estate } from '../core/coverage/count.ts';
import type { Trail } from '../core/coverage/trails.ts';
import type { Look } from '../core/derive.ts';
import type { Wish } from '../core/desire.ts';
import { leadingRegion } from '../core/keeper.ts';
import type { Arn, Target } from '../core/model.ts';
import type { LocatedAccount, Spec } from '../core/spec/spec.ts';
import { standIns } from '../core/spec/stand-ins.ts';
import type { Located } from './accounts.ts';

interface Where {
  readonly spec: Pick<Spec, 'organization'>;
  readonly located: Pick<Located, 'accounts' | 'watched' | 'members'>;
}

/** The accounts of a run with their regions, and where a look showed all trails that stand there. */
export function liveEstate(
  { looks }: { readonly looks: readonly Look[] },
  { spec, located: { accounts, watched, members } }: Where,
  trails: readonly Trail[],
): Estate {
  const discovers = (spec.organization?.discover ?? null) !== null;
  const looked = new Set(looks.flatMap(({ kind, target }) => (kind.recording ? [targetKey(target)] : [])));
  const regions = Map.groupBy(watched, ({ account }) => account);
  return {
    accounts: accounts.map(account => withRegions(account, regions.get(account.id) ?? [])),
    trails,
    members: members ?? (discovers ? 'unknown' : null),
    isKnown: at => looked.has(targetKey(at)),
  };
}

/** The accounts that a spec names, where nothing else stands than these trails. Asks nobody. */
export function offlineEstate(spec: Spec, trails: readonly Trail[]): Estate {
  const accounts = standIns(spec).map(account =>
    withRegions({ ...account, enabled: account.regions ?? account.enabled }, []),
  );
  return { accounts, trails, members: null, isKnown: () => true };
}

/** Where the resources of a spec stand. */
export function placed(wishes: readonly Wish[]): ReadonlyMap<Arn, Target> {
  return new Map(wishes.map(({ desired: { arn, target } }) => [arn, target]));
}

/**
 * An account with its regions: those that are enabled, else those that the spec names, else those that are looked at. The
 * leading region is always enabled.
 */
function withRegions({ key, id, partition, enabled, regions }: LocatedAccount, watched: readonly Target[]): Covered {
  const looked = watched.length > 0 ? watched.map(({ region }) => region) : null;
  const known = enabled ?? regions ?? looked;
  const leader = leadingRegion(partition);
  const all = known && new Set([...(leader === undefined ? [] : [leader]), ...known]);
  const partly = !enabled && !regions && looked !== null;
  return { key, id, partition, regions: all && [...all].toSorted(), ...(partly ? { partly } : {}) };
}
