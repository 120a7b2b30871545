/** How often each class of events is recorded, account by account and region by region. */
import { leadingRegion } from '../keeper.ts';
import { parseArn } from '../arn.ts';
import type { Target } from '../model.ts';
import type { SpecAccount } from '../spec/spec.ts';
import { categories, categoryOf, globalEvents } from './recording.ts';
import type { Column, EventClass } from './recording.ts';
import type { Trail } from './trails.ts';

/** An account, and the regions in which something may happen. */
export interface Covered extends SpecAccount {
  /** Null: not known. */
  readonly regions: readonly string[] | null;
  /** The account may have more of them: these are only those that were looked at. */
  readonly partly?: true;
}

export interface Estate {
  readonly accounts: readonly Covered[];
  readonly trails: readonly Trail[];
  /** Ids of the accounts of the organization; null: nobody asked, and every account is taken for one. */
  readonly members: readonly string[] | 'unknown' | null;
  /** Whether all trails that stand there are known. A region of `anyRegion` stands for those nobody knows. */
  readonly isKnown: (at: Target) => boolean;
}

/** In place of the regions of an account of which nobody knows the regions. */
export const anyRegion = '*';

/** How many copies are made of the events of one class in one place. */
export interface Cell {
  /** Trails that record the class as a whole. */
  readonly all: number;
  /** Trails that record a part of it. */
  readonly part: number;
  /** Trails that record it, as a whole or in part, and certainly cannot deliver it: no copies. */
  readonly lost: number;
  /** There may be more. */
  readonly open: boolean;
}

/** Regions of one account in which the same trails record. */
export interface Place {
  readonly account: Covered;
  readonly regions: readonly string[];
  /** Whether global service events happen here: the leading region stands alone. */
  readonly leads: boolean;
  /** Those that record here, or would. */
  readonly trails: readonly Trail[];
  /** Whether others may stand here. */
  readonly open: boolean;
}

/**
 * The places of an estate, in the order of its accounts and their regions. Grows with accounts, regions and trails, and
 * holds no count: `cellOf` counts when it is asked.
 */
export function placesOf(estate: Estate): readonly Place[] {
  const own = Map.groupBy(estate.trails, ({ target }) => target.account);
  const shared = estate.trails.filter(({ recording }) => recording.everyAccount);
  const unsure = estate.members === 'unknown';
  const maybe = unsure ? shared.map(asMaybe) : shared;
  const members = estate.members === null || estate.members === 'unknown' ? null : new Set(estate.members);
  return estate.accounts.flatMap(account => {
    const isMember = members?.has(account.id) ?? true;
    const reaching = maybe.filter(
      trail => isOthers(trail, account) && (isMember || isManagement(trail, account)),
    );
    return inAccount(account, [...(own.get(account.id) ?? []), ...reaching], estate);
  });
}

/** A trail of an organization in an account of which nobody knows whether it is a member. */
function asMaybe(trail: Trail): Trail {
  return { ...trail, recording: { ...trail.recording, takes: [], open: categories } };
}

function isOthers({ target }: Trail, { id, partition }: Covered): boolean {
  return target.account !== id && target.partition === partition;
}

const isManagement = ({ arn }: Trail, { id }: Covered): boolean => parseArn(arn).account === id;

function inAccount(account: Covered, trails: readonly Trail[], { isKnown }: Estate): readonly Place[] {
  const { id, partition } = account;
  const leader = leadingRegion(partition);
  const wide = trails.filter(({ recording }) => recording.everyRegion);
  const narrow = Map.groupBy(
    trails.filter(({ recording }) => !recording.everyRegion),
    ({ target }) => target.region,
  );
  const places = new Map<string, Place & { readonly regions: string[] }>();
  for (const region of account.regions ?? [...(leader === undefined ? [] : [leader]), anyRegion]) {
    const here = narrow.get(region) ?? [];
    const open = region === anyRegion || !isKnown({ partition, account: id, region });
    const leads = region === leader;
    const key = here.length > 0 || leads ? region : String(open);
    const alike = places.get(key);
    if (alike) alike.regions.push(region);
    else places.set(key, { account, regions: [region], leads, trails: [...wide, ...here], open });
  }
  return [...places.values()];
}

/** What is counted: the classes that anything records, and always the management events. */
export function columnsOf(trails: readonly Trail[]): readonly Column[] {
  const found = new Set(trails.flatMap(({ recording }) => recording.takes.map(({ of }) => of)));
  const more = [...found].filter(of => categoryOf(of) !== 'management').toSorted();
  const inOrder = more.toSorted((a, b) => categories.indexOf(categoryOf(a)) - categories.indexOf(categoryOf(b)));
  return ['management read', 'management write', globalEvents, ...inOrder];
}

/** The copies of a class in a place; undefined: no such events happen there. */
export function cellOf(place: Place, column: Column): Cell | undefined {
  if (column !== globalEvents) return counted(place, place.trails, column);
  if (!place.leads) return undefined;
  const keeping = place.trails.filter(trail => receivesGlobal(trail));
  const [read, write] = [counted(place, keeping, 'management read'), counted(place, keeping, 'management write')];
  const all = Math.min(read.all, write.all);
  const part = Math.max(read.all + read.part, write.all + write.part) - all;
  return { all, part, lost: Math.max(read.lost, write.lost), open: write.open };
}

/** Whether global service events reach it: every multi-region trail, and one of the leading region with the flag. */
export function receivesGlobal({ recording }: Trail): boolean {
  return recording.everyRegion || recording.flag;
}

function counted({ open }: Place, trails: readonly Trail[], of: EventClass): Cell {
  const takesOf = (those: readonly Trail[]) =>
    those.flatMap(({ recording }) => recording.takes.filter(one => one.of === of));
  const takes = takesOf(trails.filter(({ fault }) => fault === undefined));
  const lost = takesOf(trails.filter(({ fault }) => fault !== undefined)).length;
  const all = takes.filter(one => one.all).length;
  const category = categoryOf(of);
  const more = trails.some(({ recording }) => recording.open.includes(category));
  return { all, part: takes.length - all, lost, open: open || more };
}

/**
 * `none`: nobody records it, and that is known. `lost`: only what cannot deliver does. `some`: a part, and nobody knows
 * more.
 */
export type Level = 'none' | 'lost' | 'unknown' | 'some' | 'once' | 'several';

/** One word for a cell. What is recorded at least once and may be more often is `once`, and still open. */
export function levelOf({ all, part, lost, open }: Cell): Level {
  if (all > 1) return 'several';
  if (all === 1) return 'once';
  if (part > 0) return 'some';
  if (open) return 'unknown';
  return lost > 0 ? 'lost' : 'none';
}
