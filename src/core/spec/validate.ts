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
  return [...groups.values()].flatMap(group =>
    group.slice(0, 1).flatMap(first =>
      group.slice(1).map(other => {
        const copies = group.filter(one => blockOf(one) === blockOf(other));
        return copies.length > 1 ? oneNameEverywhere(other, copies) : nameTaken(first, other);
      }),
    ),
  );
}

/** `bucket/logs` */
const blockOf = ({ address }: Entry<AnyState>): string => address.slice(0, address.indexOf('@'));

/** `bucket "logs"` */
const titleOf = (entry: Entry<AnyState>): string => blockOf(entry).replace(/\/(.*)/, ' "$1"');

function oneNameEverywhere(entry: Entry<AnyState>, copies: readonly Entry<AnyState>[]): Problem {
  return {
    code: 'name-taken',
    message: `${titleOf(entry)} would have one name, ${quoted(entry.name)}, in ${copies.map(({ target }) => target.region).join(' and ')}`,
    hint: `name: "${entry.name}-{region}"`,
    at: positionIn(entry.written, '/name'),
  };
}

function nameTaken(first: Entry<AnyState>, other: Entry<AnyState>): Problem {
  return {
    code: 'name-taken',
    message: `${titleOf(other)} has the name ${quoted(other.name)}, which ${titleOf(first)} has`,
    label: `also at ${place(positionIn(first.written, '/name'))}`,
    hint: 'give one of them another name',
    at: positionIn(other.written, '/name'),
  };
}
