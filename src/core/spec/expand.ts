/** Makes one entry of each block at each of its targets. */
import { accountIn } from '../address.ts';
import type { AnyKind, AnyState } from '../kind.ts';
import type { Address, Entry, Position, Written } from '../model.ts';
import type { Unknown } from '../plan.ts';
import { Members, type Meant } from './members.ts';
import { steps } from './node.ts';
import { Meanings, referencesOf } from './references.ts';
import type { Block, LocatedAccount, Spec, SpecAccount } from './spec.ts';

export interface Expanded {
  /** In the order of the kinds (what serves first), then of the files, accounts and regions. */
  readonly entries: readonly Entry<AnyState>[];
  /** Each once. */
  readonly unexpanded: readonly Unexpanded[];
}

/**
 * A block in an account where it is not known which resources it means, because the enabled regions or the units of the
 * account are not known, because there is no such account, or because it refers to such a block. Never to be taken for
 * absent.
 */
interface Unexpanded {
  /** Key of the account; the name that means no account, if there is none. */
  readonly account: string;
  readonly kind: string;
  readonly key: string;
}

/** What a run has to say of them. */
export function unknownPlaces(unexpanded: readonly Unexpanded[]): readonly Unknown[] {
  return unexpanded.map(({ account, kind, key }) => ({
    address: `${kind}/${key}@${account}/*`,
    problem: {
      code: 'place-unknown',
      message: 'It is not known in which regions it stands, or which settings it has there',
      hint: 'Mend what keeps the account, its regions or its organizational units from being read, or name them in the spec.',
    },
  }));
}

/**
 * One entry for each block at each of its places.
 *
 * @param accounts all that there are; where the spec names none, that of the credentials in force
 */
export function expand(spec: Spec, accounts: readonly LocatedAccount[], kinds: readonly AnyKind[]): Expanded {
  const members = new Members(spec, accounts);
  const expanded = kinds.flatMap(({ name }) =>
    spec.blocks.filter(({ kind }) => kind === name).map(block => expandBlock(block, members)),
  );
  const entries = expanded.flatMap(one => one.entries);
  const unexpanded = expanded.flatMap(one => one.unexpanded);
  return unexpanded.length === 0 ? { entries, unexpanded } : withoutDependents({ entries, unexpanded }, kinds);
}

function expandBlock(block: Block, members: Members): Expanded {
  const { sure, unsure, missing } = members.chosen(block);
  const settings = settingsOf(block, members);
  const entries: Entry<AnyState>[] = [];
  const open = [...missing, ...[...unsure].map(({ key }) => key)];
  for (const account of sure) {
    const regions = regionsIn(block, account);
    if (regions === null || settings.unknownIn(account)) open.push(account.key);
    else for (const region of regions) entries.push(entryOf(block, { account, region }, settings.at(account, region)));
  }
  return { entries, unexpanded: open.map(account => ({ account, kind: block.kind, key: block.key })) };
}

/** Null: not known. */
function regionsIn(block: Block, { regions, enabled }: LocatedAccount): readonly string[] | null {
  const named = block.regions === 'all' ? (regions ?? enabled) : block.regions;
  return named?.filter(region => !block.excludedRegions.includes(region)) ?? null;
}

interface Place {
  readonly account: SpecAccount;
  readonly region: string;
}

type Settings = Pick<Entry<AnyState>, 'spec' | 'written'>;

function entryOf({ kind, key, name }: Block, { account, region }: Place, settings: Settings): Entry<AnyState> {
  const address: Address = `${kind}/${key}@${account.key}/${region}`;
  const target = { partition: account.partition, account: account.id, region };
  return { address, name: filled(name, account, region), target, ...settings };
}

function filled(name: string, { key, id, partition }: SpecAccount, region: string): string {
  const values: Readonly<Record<string, string>> = { account: key, accountId: id, region, partition };
  return name.replaceAll(/\{(account|accountId|region|partition)\}/g, (_, word: string) => values[word] as string);
}

interface SettingsByPlace {
  /** Whether it is not known which overrides hold. */
  unknownIn(account: LocatedAccount): boolean;
  at(account: LocatedAccount, region: string): Settings;
}

/** A block's settings at its places. The same overrides give the same object: thousands of entries share few of them. */
function settingsOf({ spec, written, overrides }: Block, members: Members): SettingsByPlace {
  const chosen = overrides.map(one => ({ ...one, meant: meantBy(one.accounts, members) }));
  const known = new Map<string, Settings>();
  return {
    unknownIn: account => chosen.some(({ meant }) => meant?.unsure.has(account)),
    at: (account, region) => {
      const matching = chosen.filter(
        ({ meant, regions }) => (meant?.sure.has(account) ?? true) && (regions?.includes(region) ?? true),
      );
      const which = matching.map(one => chosen.indexOf(one)).join();
      const settings = known.get(which) ?? matching.reduce<Settings>(laidOver, { spec, written });
      known.set(which, settings);
      return settings;
    },
  };
}

function meantBy(names: readonly string[] | undefined, members: Members): Meant | undefined {
  return names === undefined ? undefined : members.named(names);
}

/** Of several overrides that match, the last wins, setting by setting. */
function laidOver(below: Settings, { set, written }: { readonly set: AnyState; readonly written: Written }): Settings {
  const kept: [string, Position][] = Object.entries(below.written).filter(
    ([pointer]) => !Object.hasOwn(set, steps(pointer)[0] ?? ''),
  );
  return { spec: { ...below.spec, ...set }, written: { ...Object.fromEntries(kept), ...written } };
}

/** Takes away, too, what refers to a block that may yet stand nearer than what is known of it. */
function withoutDependents({ entries, unexpanded }: Expanded, kinds: readonly AnyKind[]): Expanded {
  const open = Map.groupBy(unexpanded, ({ kind, key }) => `${kind}/${key}`);
  const meanings = new Meanings(entries);
  const rests = ({ address, spec, written, target }: Entry<AnyState>): boolean => {
    const kind = kinds.find(({ name }) => address.startsWith(`${name}/`)) as AnyKind;
    return referencesOf(kind, spec, written).some(({ to, key }) => {
      const unknown = open.get(`${to}/${key}`);
      if (!unknown) return false;
      const [meant, ...others] = meanings.of(to, key, target);
      if (!meant || others.length > 0 || meant.target.account !== target.account) return true;
      return meant.target.region !== target.region && unknown.some(({ account }) => account === accountIn(address));
    });
  };
  const dependent = entries.filter(rests);
  if (dependent.length === 0) return { entries, unexpanded };
  const more = new Map(
    dependent.map(({ address }) => {
      const account = accountIn(address);
      const [kind = '', key = ''] = address.slice(0, address.indexOf('@')).split('/');
      return [`${kind}/${key}@${account}`, { account, kind, key }] as const;
    }),
  );
  for (const { account, kind, key } of unexpanded) more.delete(`${kind}/${key}@${account}`);
  const gone = new Set(dependent);
  return withoutDependents(
    { entries: entries.filter(entry => !gone.has(entry)), unexpanded: [...unexpanded, ...more.values()] },
    kinds,
  );
}
