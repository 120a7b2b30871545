/** Names with placeholders that explain the names of several resources, and keys of blocks. */
import type { Found, ImportedBlock } from './found.ts';

/** A name, and the resources whose names it explains. */
export interface Named {
  readonly name: string;
  readonly members: readonly Found[];
}

/** The fewest names that explain all of these: first the one that explains most, of several such the plainest. */
export function namesOf(found: readonly Found[]): readonly Named[] {
  const named: Named[] = [];
  let open = found;
  while (open.length > 0) {
    const several = candidates(open).filter(({ members }) => members.length > 1);
    const [best] = several.toSorted((a, b) => b.members.length - a.members.length);
    if (best === undefined) break;
    named.push(best);
    const explained = new Set(best.members);
    open = open.filter(one => !explained.has(one));
  }
  return [...named, ...open.map(one => ({ name: one.name, members: [one] }))];
}

function candidates(found: readonly Found[]): readonly Named[] {
  const names = new Map<string, Set<Found>>();
  for (const form of forms)
    for (const one of found) {
      const name = form(one);
      names.set(name, (names.get(name) ?? new Set()).add(one));
    }
  return [...names].map(([name, members]) => ({ name, members: [...members] }));
}

type Naming = (found: Found) => string;

const byId: Naming = ({ name, target }) => name.replaceAll(target.account, '{accountId}');
const byKey: Naming = ({ name, account }) => name.replaceAll(account, '{account}');
const inRegion =
  (naming: Naming): Naming =>
  found =>
    naming(found).replaceAll(found.target.region, '{region}');

/** From the plainest. */
const forms: readonly Naming[] = [
  ({ name }) => name,
  byId,
  byKey,
  inRegion(({ name }) => name),
  inRegion(byId),
  inRegion(byKey),
];

/** The longest key; what follows makes it unique. */
const longest = 90;

/** A block that has no key yet. */
export type Open = Omit<ImportedBlock, 'key'>;

/**
 * A key for a block: its name without placeholders; where that is taken, with the place that tells it from its
 * namesakes, or a number.
 *
 * @param alike all blocks of the kind with such a name, it is among them
 */
export function keyFor(block: Open, taken: ReadonlySet<string>, alike: readonly Open[]): string {
  const base = plainName(block);
  const namesakes = alike.filter(other => other !== block);
  const options = [base, ...placesOf(block, namesakes).map(place => `${base}-${place}`)];
  const free = options.find(option => !taken.has(option));
  if (free !== undefined) return free;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** Its only region or account, if no namesake stands there; else both. */
function placesOf({ accounts, regions }: Open, namesakes: readonly Open[]): readonly string[] {
  const [account, region] = [only(accounts), only(regions)];
  const inRegion = region !== undefined && !namesakes.some(other => other.regions.includes(region));
  const inAccount = account !== undefined && !namesakes.some(other => other.accounts.includes(account));
  return [
    ...(inRegion ? [region] : []),
    ...(inAccount ? [account] : []),
    ...(account !== undefined && region !== undefined ? [`${account}-${region}`] : []),
  ];
}

/** What its key is, if nothing else has it. */
export const plainName = ({ kind, name }: Open): string => plainKey(name, kind.name);

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

/** A name as a key may be written: what AWS allows in names and keys do not have becomes a hyphen. */
export function plainKey(name: string, otherwise: string): string {
  const bare = name.includes('{') ? name.replaceAll(/\{\w+\}/gu, '').replaceAll(/[-_.]{2,}/gu, '-') : name;
  const key = bare
    .replaceAll(/[^\w.-]/gu, '-')
    .replaceAll(/^[^A-Za-z0-9]+|[-_.]+$/gu, '')
    .slice(0, longest);
  return key || otherwise;
}
