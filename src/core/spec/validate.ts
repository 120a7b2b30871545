/** What can be judged of entries without asking AWS. */
import type { AnyKind, AnyState } from '../kind.ts';
import type { Entry, Problem } from '../model.ts';
import { place } from './join.ts';
import { positionIn } from './places.ts';
import { ambiguous, Meanings } from './references.ts';
import { inFileOrder } from './order.ts';
import { quoted } from './words.ts';

/** Problems of all entries of a spec, in the order of the files: ambiguous references, names that are taken, and each kind's own rules. */
export function validateEntries(entries: readonly Entry<AnyState>[], kinds: readonly AnyKind[]): readonly Problem[] {
  const meanings = new Meanings(entries);
  return inFileOrder(
    kinds.flatMap(kind => {
      const own = entries.filter(({ address }) => address.startsWith(`${kind.name}/`));
      return [...ambiguous(kind, own, meanings), ...takenNames(kind, own), ...(kind.check?.(own) ?? [])];
    }),
  );
}

/** Two resources that AWS could not tell apart. */
function takenNames(kind: AnyKind, entries: readonly Entry<AnyState>[]): readonly Problem[] {
  const groups = Map.groupBy(entries, ({ name, target: { partition, account, region } }) =>
    JSON.stringify(kind.uniqueIn === 'partition' ? [name, partition] : [name, account, region]),
  );
  return [...groups.values()].flatMap(group => {
    const [[first, ...copies] = [], ...others] = [...Map.groupBy(group, blockOf).values()];
    if (!first) return [];
    const same = copies.length > 0 ? [sameNameInRegions(kind.name, [first, ...copies])] : [];
    return [...same, ...others.flatMap(([other]) => (other ? [nameTaken(kind.name, first, other)] : []))];
  });
}

const blockOf = ({ address }: Entry<AnyState>): string => address.slice(0, address.indexOf('@'));

const titleOf = (entry: Entry<AnyState>): string => `${quoted(blockOf(entry).slice(blockOf(entry).indexOf('/') + 1))}`;

function sameNameInRegions(kind: string, group: readonly [Entry<AnyState>, ...Entry<AnyState>[]]): Problem {
  const [{ name, written }] = group;
  const at = positionIn(written, '/name');
  return {
    code: 'name-taken',
    message: `${kind} ${titleOf(group[0])} would have one name, ${quoted(name)}, in ${group.map(({ target }) => target.region).join(' and ')}`,
    hint: `name: ${name}-{region}`,
    at,
  };
}

function nameTaken(kind: string, first: Entry<AnyState>, other: Entry<AnyState>): Problem {
  return {
    code: 'name-taken',
    message: `${kind} ${titleOf(other)} has the name ${quoted(other.name)}, which ${kind} ${titleOf(first)} has`,
    label: `also at ${place(positionIn(first.written, '/name'))}`,
    hint: 'give one of them another name',
    at: positionIn(other.written, '/name'),
  };
}
