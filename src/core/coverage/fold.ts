/** The matrix with what is alike in one row. */
import { cellOf } from './count.ts';
import type { Cell, Covered, Place } from './count.ts';
import type { Column } from './recording.ts';

/** Accounts and regions in which every class has the same number of copies. */
export interface Row {
  readonly accounts: readonly Covered[];
  /** Of each of the accounts. */
  readonly regions: readonly string[];
  /** Whether these are all regions that the accounts have. */
  readonly whole: boolean;
  /** Of the columns, in their order; null: no such events happen there. */
  readonly cells: readonly (Cell | null)[];
}

/** Rows in the order of the accounts and their regions; those of accounts that are alike follow each other. */
export function rowsOf(places: readonly Place[], columns: readonly Column[]): readonly Row[] {
  const accounts = [...Map.groupBy(places, ({ account }) => account)];
  const known = new Map<string, readonly (Cell | null)[]>();
  const blocks = new Map<string, { readonly accounts: Covered[]; readonly rows: readonly Omit<Row, 'accounts'>[] }>();
  for (const [account, own] of accounts) {
    const rows = regionsAlike(own, columns, known);
    const key = JSON.stringify(rows);
    const block = blocks.get(key);
    if (block) block.accounts.push(account);
    else blocks.set(key, { accounts: [account], rows });
  }
  return [...blocks.values()].flatMap(({ accounts: alike, rows }) => rows.map(row => ({ accounts: alike, ...row })));
}

/** One row for each account and region. */
export function eachRow(places: readonly Place[], columns: readonly Column[]): readonly Row[] {
  return places.flatMap(place => {
    const cells = columns.map(column => cellOf(place, column) ?? null);
    return place.regions.map(region => ({ accounts: [place.account], regions: [region], whole: false, cells }));
  });
}

/** Where global service events happen is no difference by itself: the others have no such events. */
function regionsAlike(
  places: readonly Place[],
  columns: readonly Column[],
  known: Map<string, readonly (Cell | null)[]>,
): readonly Omit<Row, 'accounts'>[] {
  const rows = new Map<string, { readonly regions: string[]; cells: readonly (Cell | null)[] }>();
  for (const place of places) {
    const counted = columns.map(column => cellOf(place, column) ?? null);
    const text = JSON.stringify(counted);
    const cells = known.get(text) ?? counted;
    known.set(text, cells);
    const key = JSON.stringify(cells.filter((_, index) => columns[index] !== 'global'));
    const row = rows.get(key);
    if (!row) rows.set(key, { regions: [...place.regions], cells });
    else {
      row.regions.push(...place.regions);
      if (place.leads) row.cells = cells;
    }
  }
  const alike = [...rows.values()];
  const all = alike.length === 1 && places[0]?.account.partly !== true;
  return alike.map(row => ({ ...row, whole: all }));
}
