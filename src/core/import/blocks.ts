/** Equal resources of several accounts and regions as one block, wherever that means the same. */
import { canonical } from '../diff.ts';
import type { AnyKind, AnyState } from '../kind.ts';
import type { Arn } from '../model.ts';
import { referencesIn } from '../spec/schema.ts';
import type { Found, ImportedBlock } from './found.ts';
import { keyFor, namesOf, plainName } from './names.ts';
import type { Open } from './names.ts';

/** A resource that has a key: references to it are written with that. */
interface Placed {
  readonly kind: string;
  readonly arn: Arn;
  readonly name: string;
  readonly key: string;
}

/**
 * Blocks for all that was found, those of what serves first.
 *
 * @param kinds what serves before what is served
 * @param declared what a spec declares already, which is referred to and not written again
 */
export function blocksOf(
  found: readonly Found[],
  kinds: readonly AnyKind[],
  declared: readonly Placed[] = [],
): readonly ImportedBlock[] {
  const placed: Placed[] = [...declared];
  const blocks: ImportedBlock[] = [];
  const users = usersOf(found);
  for (const kind of kinds) {
    const own = found.filter(one => one.kind === kind).map(one => withKeys(one, placed));
    const taken = new Set(placed.flatMap(one => (one.kind === kind.name ? [one.key] : [])));
    const opened = largestFirst(grouped(own).flatMap(block => (isMeant(block, users) ? [block] : apart(block))));
    const alike = Map.groupBy(opened, plainName);
    for (const open of opened) {
      const block = { ...open, key: keyFor(open, taken, alike.get(plainName(open)) as readonly Open[]) };
      taken.add(block.key);
      blocks.push(block);
      placed.push(...block.members.map(({ arn, name }) => ({ kind: kind.name, arn, name, key: block.key })));
    }
  }
  return blocks;
}

/** References, which are AWS's names, as keys. A name that nothing is known of stays. */
function withKeys(found: Found, placed: readonly Placed[]): Found {
  const settings = referencesIn(found.kind.schema).reduce<unknown>(
    (value, { path, to }) =>
      replaced(value, path, name => {
        const named = placed.filter(one => one.kind === to && one.name === name);
        return (named.find(({ arn }) => found.uses.includes(arn)) ?? named[0])?.key ?? name;
      }),
    found.settings,
  );
  return { ...found, settings: settings as AnyState };
}

function replaced(value: unknown, [step, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (step === undefined) return change(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === step ? replaced(inner, rest, change) : inner]),
  );
}

function usersOf(found: readonly Found[]): ReadonlyMap<Arn, readonly Found[]> {
  const users = new Map<Arn, Found[]>();
  for (const one of found) for (const arn of one.uses) users.set(arn, [...(users.get(arn) ?? []), one]);
  return users;
}

/** What has the same settings, and names that one name with placeholders explains, in the same regions of each account. */
function grouped(found: readonly Found[]): readonly Open[] {
  const alike = Map.groupBy(found, ({ settings, note = '', covers = 'region', target: { region, partition } }) =>
    canonical([settings, note, partition, covers === 'region' ? '' : region]),
  );
  return [...alike.values()].flatMap(namesOf).flatMap(({ name, members }) => {
    const byAccount = Map.groupBy(members, ({ account }) => account);
    const byRegions = Map.groupBy(byAccount.values(), own => regionsOf(own).join());
    return [...byRegions.values()].map(own => blockOf(name, own.flat()));
  });
}

const regionsOf = (found: readonly Found[]): readonly string[] => sorted(found.map(({ target }) => target.region));

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

function blockOf(name: string, members: readonly Found[]): Open {
  const [{ kind, settings, note }] = members as readonly [Found, ...Found[]]; // a group has a member
  return {
    kind,
    name,
    accounts: sorted(members.map(({ account }) => account)),
    regions: regionsOf(members),
    settings,
    ...(note === undefined ? {} : { note }),
    members,
  };
}

const apart = ({ members }: Open): readonly Open[] => members.map(one => blockOf(one.name, [one]));

/** Whether a reference by the key of the block means, from every place that uses a resource of it, that resource. */
function isMeant({ members }: Open, users: ReadonlyMap<Arn, readonly Found[]>): boolean {
  return members.every(member =>
    (users.get(member.arn) ?? []).every(({ target: { account, region } }) => {
      const near = members.filter(({ target }) => target.account === account);
      const here = near.filter(({ target }) => target.region === region);
      const meant = [here, near].find(({ length }) => length === 1) ?? members;
      return meant.length === 1 && meant[0] === member;
    }),
  );
}

/** So that the most common has the plain key; then by name and place, so that the same world gives the same text. */
function largestFirst(blocks: readonly Open[]): readonly Open[] {
  const text = ({ name, accounts, regions }: Open): string => [name, ...accounts, ...regions].join(' ');
  return blocks.toSorted((a, b) => b.members.length - a.members.length || (text(a) < text(b) ? -1 : 1));
}
