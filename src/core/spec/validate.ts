/** What can be judged of entries without asking AWS. */
import type { AnyKind, AnyState } from '../kind.ts';
import type { Entry, Problem } from '../model.ts';
import { accountIn } from '../address.ts';
import { place } from './join.ts';
import { positionIn } from './places.ts';
import { Meanings, unclear } from './references.ts';
import { mayBelong, partitionOf } from './regions.ts';
import { inFileOrder } from './order.ts';
import { unknownAccount } from './stand-ins.ts';
import { quoted, some } from './words.ts';

/** Problems of all entries of a spec, in the order of the files: unclear references, names that are taken, and each kind's own rules. */
export function validateEntries(entries: readonly Entry<AnyState>[], kinds: readonly AnyKind[]): readonly Problem[] {
  const meanings = new Meanings(entries);
  const byKind = Map.groupBy(entries, ({ address }) => address.slice(0, address.indexOf('/')));
  return inFileOrder(
    kinds.flatMap(kind => {
      const own = byKind.get(kind.name) ?? [];
      return [...unclear(kind, own, meanings), ...takenNames(kind, own), ...(kind.check?.(own) ?? [])];
    }),
  );
}

/** Regions of another partition than that of the account in which a block stands; each once for each block. */
export function foreignRegions(entries: readonly Entry<AnyState>[]): readonly Problem[] {
  const foreign = entries.filter(({ target: { partition, region } }) => !mayBelong(region, partition));
  const once = new Map(foreign.toReversed().map(entry => [`${blockOf(entry)} ${entry.target.region}`, entry]));
  return [...once.values()].map(({ address, target: { partition, region }, written }) => ({
    code: 'partitions-mixed',
    message: `${region} is in partition ${partitionOf(region)}, account ${quoted(accountIn(address))} in ${partition}`,
    why: 'Partitions have separate accounts and credentials, and nothing refers across.',
    hint: 'exclude the account or the region, or write the partition of the account',
    at: written['/region'] ?? positionIn(written, '/regions'),
  }));
}

/** Resources that AWS could not tell apart. One problem for each block. */
function takenNames(kind: AnyKind, entries: readonly Entry<AnyState>[]): readonly Problem[] {
  const groups = Map.groupBy(entries, ({ name, target: { partition, account, region } }) =>
    JSON.stringify(kind.uniqueIn === 'partition' ? [name, partition] : [name, account, region]),
  );
  const problems = [...groups.values()].flatMap(group =>
    [...Map.groupBy(group, blockOf)].flatMap(([block, copies]) =>
      copies.slice(0, 1).flatMap(one => {
        const first = group.slice(0, 1).filter(other => other !== one);
        const found = copies.length > 1 ? [oneNameEverywhere(one, copies)] : first.map(other => nameTaken(other, one));
        return found.map(problem => [block, problem] as const);
      }),
    ),
  );
  return [...new Map(problems.toReversed()).values()];
}

/** `bucket/logs` */
const blockOf = ({ address }: Entry<AnyState>): string => address.slice(0, address.indexOf('@'));

/** `bucket "logs"` */
const titleOf = (entry: Entry<AnyState>): string => blockOf(entry).replace(/\/(.*)/, ' "$1"');

function oneNameEverywhere(entry: Entry<AnyState>, copies: readonly Entry<AnyState>[]): Problem {
  const regions = [...new Set(copies.map(({ target }) => target.region))];
  const accounts = [...new Set(copies.map(({ address }) => accountIn(address)))].map(key =>
    key === unknownAccount ? 'every account that is discovered' : key,
  );
  const placeholders = [...(accounts.length > 1 ? ['{accountId}'] : []), ...(regions.length > 1 ? ['{region}'] : [])];
  return {
    code: 'name-taken',
    message: `${titleOf(entry)} would have one name, ${quoted(entry.name)}, in ${some(accounts.length > 1 ? accounts : regions)}`,
    hint: `name: "${[entry.name, ...placeholders].join('-')}"`,
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
