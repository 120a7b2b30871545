/** What one cell of the picture says, in words and pictures. */
import { cellStates } from '../../core/daemon/snapshot.ts';
import type { AccountView, CellState } from '../../core/daemon/snapshot.ts';
import { element } from './element.ts';
import type { Element } from './element.ts';
import { icon } from './icons.ts';

/** What the legend, the line below the picture and screen readers say. */
export const stateWords: Readonly<Record<CellState, string>> = {
  none: 'not recorded',
  undelivered: 'recorded, not delivered',
  weak: 'recorded, not provable',
  late: 'nothing arrived lately',
  unknown: 'could not be read',
  twice: 'recorded twice',
  once: 'recorded once',
  off: 'region not enabled',
};

const notes: Readonly<Record<Exclude<CellState, 'once' | 'off'>, string>> = {
  none: 'not recorded',
  undelivered: 'not delivered',
  weak: 'not provable',
  late: 'late',
  unknown: 'could not be read',
  twice: 'recorded twice',
};

/** The worst of an account's regions; `off` where none is enabled. */
export function worstOf({ cells }: Pick<AccountView, 'cells'>): CellState {
  const found = new Set(Object.values(cells));
  return cellStates.find(state => found.has(state)) ?? 'off';
}

export const isWell = (account: AccountView): boolean => {
  const worst = worstOf(account);
  return worst === 'once' || worst === 'off';
};

/** What is wrong with an account, in a few words; '': nothing. */
export function noteOf(account: AccountView): string {
  const worst = worstOf(account);
  if (worst === 'once' || worst === 'off') return '';
  const enabled = Object.values(account.cells).filter(state => state !== 'off');
  const count = enabled.filter(state => state === worst).length;
  if (count === enabled.length || worst === 'twice') return notes[worst];
  return `${count} ${count === 1 ? 'region' : 'regions'} ${notes[worst]}`;
}

export const worstFirst = (a: AccountView, b: AccountView): number =>
  cellStates.indexOf(worstOf(a)) - cellStates.indexOf(worstOf(b));

/** The square of a cell. */
export function square(state: CellState, keeps = false): Element {
  return element('span', { class: `cell-mark state-${state}${keeps ? ' keeps' : ''}` }, icon(`cell-${state}`));
}

/** Areas of the world by the first part of a region's name, in the order in which columns stand. */
const areas: readonly (readonly [area: string, prefixes: readonly string[]])[] = [
  ['Americas', ['us', 'ca', 'sa', 'mx']],
  ['Europe', ['eu']],
  ['Asia Pacific', ['ap', 'cn']],
  ['Middle East', ['me', 'il']],
  ['Africa', ['af']],
];

export interface Area {
  readonly name: string;
  readonly regions: readonly string[];
}

/** The regions that any account has, by area; a name that is in none of them stands last. */
export function areasOf(accounts: readonly AccountView[]): readonly Area[] {
  const prefixes = areas.flatMap(([, all]) => all);
  const rank = (region: string): number => prefixes.indexOf(region.replace(/-.*$/u, ''));
  const regions = [...new Set(accounts.flatMap(({ cells }) => Object.keys(cells)))]
    .toSorted()
    .toSorted((a, b) => rank(a) - rank(b));
  const grouped = Map.groupBy(regions, areaOf);
  return [...areas.map(([name]) => name), 'Others'].flatMap(name => {
    const members = grouped.get(name);
    return members === undefined ? [] : [{ name, regions: members }];
  });
}

function areaOf(region: string): string {
  const [prefix = ''] = region.split('-');
  return areas.find(([, prefixes]) => prefixes.includes(prefix))?.[0] ?? 'Others';
}
