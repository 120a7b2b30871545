/** Makes one entry of each block at each of its targets. */
import type { AnyKind, AnyState } from '../kind.ts';
import type { Address, Entry, Position, Written } from '../model.ts';
import { steps } from './node.ts';
import type { Block, Spec, SpecAccount } from './spec.ts';

/**
 * The entries of a spec, in the order of the kinds (what serves first), then of the files, accounts and regions.
 *
 * @param accounts those in which every block stands; `partition` must be the one of the blocks' regions
 */
export function expand(
  spec: Spec,
  accounts: readonly SpecAccount[],
  kinds: readonly AnyKind[],
): readonly Entry<AnyState>[] {
  const blocks = kinds.flatMap(({ name }) => spec.blocks.filter(({ kind }) => kind === name));
  return blocks.flatMap(block =>
    accounts.flatMap(account => block.regions.map(region => entryOf(block, account, region))),
  );
}

function entryOf(block: Block, account: SpecAccount, region: string): Entry<AnyState> {
  const address: Address = `${block.kind}/${block.key}@${account.key}/${region}`;
  const target = { partition: account.partition, account: account.id, region };
  return { address, name: filled(block.name, account, region), target, ...settingsIn(block, region) };
}

function filled(name: string, { key, id, partition }: SpecAccount, region: string): string {
  const values: Readonly<Record<string, string>> = { account: key, accountId: id, region, partition };
  return name.replaceAll(/\{(account|accountId|region|partition)\}/g, (_, word: string) => values[word] as string);
}

/** A block's settings in one region. Of several overrides that match, the last wins, setting by setting. */
function settingsIn(
  { spec, written, overrides }: Block,
  region: string,
): { readonly spec: AnyState; readonly written: Written } {
  const matching = overrides.filter(({ regions }) => regions?.includes(region) ?? true);
  return matching.reduce(
    (below, { set, written: above }) => ({
      spec: { ...below.spec, ...set },
      written: laidOver(below.written, set, above),
    }),
    { spec, written },
  );
}

function laidOver(below: Written, set: AnyState, above: Written): Written {
  const kept: [string, Position][] = Object.entries(below).filter(
    ([pointer]) => !Object.hasOwn(set, steps(pointer)[0] ?? ''),
  );
  return { ...Object.fromEntries(kept), ...above };
}
