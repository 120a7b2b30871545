/** Accounts by regions as a grid that is walked with the arrow keys; on a narrow screen one strip for each account. */
import type { AccountView, CellState, TrailView } from '../../core/daemon/snapshot.ts';
import { digits } from '../../render/words.ts';
import { isYoung, lateness, newestLog } from './ages.ts';
import { never } from './parts.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import type { Shown } from './shown.ts';
import { noteOf, square, stateWords, worstOf } from './states.ts';
import type { Area } from './states.ts';
import { age } from './time.ts';

/** Said although a cell of a table is one: where the table is laid out in strips, it would be none. */
const gridcell = { role: 'gridcell' };

interface MatrixParts {
  readonly rows: readonly AccountView[];
  readonly areas: readonly Area[];
  readonly shown: Shown;
  /** Accounts in which all is well and that have no row of their own. */
  readonly others: readonly AccountView[];
}

/** A column; the first of an area stands apart from the area before. */
interface Column {
  readonly region: string;
  readonly apart: boolean;
}

export function matrix({ rows, areas, shown, others }: MatrixParts): Written {
  if (rows.length + others.length === 0) return null;
  const columns = areas.flatMap(({ regions }, area) =>
    regions.map((region, index): Column => ({ region, apart: area > 0 && index === 0 })),
  );
  const trails = Map.groupBy(shown.told.snapshot.estate?.trails ?? [], ({ account }) => account);
  const { place } = shown.choices;
  return element(
    'div.matrix-frame',
    {},
    element(
      'table.matrix',
      { role: 'grid', 'aria-label': 'Accounts by region', 'data-keys': 'grid' },
      heads(areas, columns, place?.region ?? null),
      element(
        'tbody',
        { role: 'rowgroup' },
        rows.map((account, index) =>
          row(account, { columns, shown, trails: trails.get(account.id) ?? [], isFirst: index === 0 }),
        ),
        others.length === 0 ? null : othersRow(others, columns, rows.length === 0),
      ),
    ),
  );
}

function heads(areas: readonly Area[], columns: readonly Column[], on: string | null): Element {
  const column = ({ region, apart }: Column): Element =>
    element(
      `th.region${apart ? '.apart' : ''}${region === on ? '.on' : ''}`,
      { role: 'columnheader', scope: 'col' },
      element('span', {}, region),
    );
  return element(
    'thead',
    { role: 'rowgroup' },
    element(
      'tr.areas',
      { role: 'row' },
      element('td', { role: 'gridcell' }),
      areas.map(({ name, regions }, index) =>
        element(
          'th',
          { role: 'columnheader', scope: 'colgroup', colspan: regions.length, class: index > 0 ? 'apart' : null },
          element('span', {}, name),
        ),
      ),
      element('td', { role: 'gridcell', colspan: 3 }),
    ),
    element(
      'tr',
      { role: 'row' },
      element('th.account', { role: 'columnheader', scope: 'col' }, 'account'),
      columns.map(column),
      element('th.number.copies', { role: 'columnheader', scope: 'col' }, 'IAM, STS recorded'),
      element('th.number', { role: 'columnheader', scope: 'col' }, 'newest log'),
      element('th.note', { role: 'columnheader', scope: 'col' }, element('span.unseen', {}, 'state')),
    ),
  );
}

interface RowParts {
  readonly columns: readonly Column[];
  readonly shown: Shown;
  readonly trails: readonly TrailView[];
  readonly isFirst: boolean;
}

function row(account: AccountView, { columns, shown, trails, isFirst }: RowParts): Element {
  const { key, id, keeper } = account;
  const { place } = shown.choices;
  const note = noteOf(account);
  const tone = `tone-${worstOf(account)}`;
  return element(
    'tr',
    { role: 'row', 'data-key': id },
    element(
      'th.account',
      { role: 'rowheader', scope: 'row', class: place?.account === id ? 'account on' : null },
      element('b', { title: key }, key),
      key === id ? null : [' ', element('span', {}, id)],
      note === '' ? null : [' ', element(`small.${tone}`, {}, note)],
    ),
    columns.map((column, index) =>
      cell({
        column,
        state: account.cells[column.region] ?? 'off',
        keeps: keeper?.region === column.region,
        account,
        entry: isFirst && index === 0,
      }),
    ),
    element('td.number.copies', gridcell, copiesWords(account)),
    element('td.number', gridcell, logAge(trails, shown)),
    element(`td.note.${tone}`, gridcell, note),
  );
}

interface CellParts {
  readonly column: Column;
  readonly state: CellState;
  readonly keeps: boolean;
  readonly account: AccountView;
  /** Where the Tab key enters the grid. */
  readonly entry: boolean;
}

function cell({ column: { region, apart }, state, keeps, account, entry }: CellParts): Element {
  const label = `${account.key}, ${region}: ${stateWords[state]}${keeps ? ', keeper of global events' : ''}`;
  return element(
    `td.cell${apart ? '.apart' : ''}`,
    { ...gridcell, tabindex: entry ? 0 : -1, 'data-account': account.id, 'data-region': region, 'aria-label': label },
    square(state, keeps),
  );
}

function copiesWords({ copies }: AccountView): Written {
  if (copies === null) return element('span.tone-unknown', {}, 'not known');
  if (copies === 1) return '1 copy';
  return element(`span.tone-${copies === 0 ? 'none' : 'twice'}`, {}, element('b', {}, copies), ' copies');
}

/** The oldest of its trails' newest log files, as a bar and in words. */
function logAge(trails: readonly TrailView[], { told: { snapshot }, now }: Shown): Written {
  const { known, at } = newestLog(trails);
  if (!known) return element('span.tone-unknown', {}, 'not known');
  if (at === null) return never(trails.every(isYoung));
  const milliseconds = now - Date.parse(at);
  const late = lateness(milliseconds, snapshot.expected.log);
  const bar = element(
    'svg.age-bar',
    { viewBox: '0 0 58 5', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    element('rect', {
      width: Math.min(58, 58 * late.share).toFixed(1),
      height: 5,
      class: late.isLate ? 'fill-late' : 'fill-ok',
    }),
  );
  return [bar, late.isLate ? element('b.tone-late', {}, age(milliseconds)) : age(milliseconds)];
}

function othersRow(others: readonly AccountView[], columns: readonly Column[], isFirst: boolean): Element {
  const words = `${digits(others.length)} ${others.length === 1 ? 'other' : 'others'}`;
  return element(
    'tr.others',
    { role: 'row', 'data-key': 'others' },
    element(
      'th.account',
      { role: 'rowheader', scope: 'row' },
      element('b', {}, words),
      ' ',
      element('small.tone-ok', {}, 'all well'),
    ),
    columns.map(({ region, apart }, index) => {
      const somewhere = others.some(({ cells }) => (cells[region] ?? 'off') === 'once');
      const state: CellState = somewhere ? 'once' : 'off';
      return element(
        `td.cell${apart ? '.apart' : ''}`,
        {
          ...gridcell,
          tabindex: isFirst && index === 0 ? 0 : -1,
          'data-region': region,
          'aria-label': `${words}, ${region}: ${stateWords[state]}`,
        },
        square(state),
      );
    }),
    element('td.number.copies', gridcell, '1 copy'),
    element('td.number', gridcell),
    element('td.note.tone-ok', gridcell, 'all well'),
  );
}
