/** Who records what, for people and as data: a matrix of copies, what is wrong with it, and the verdict. */
import { anyRegion } from '../core/coverage/count.ts';
import type { Coverage } from '../core/coverage/coverage.ts';
import { cellOf, levelOf } from '../core/coverage/count.ts';
import type { Cell, Level } from '../core/coverage/count.ts';
import { eachRow, rowsOf } from '../core/coverage/fold.ts';
import type { Row } from '../core/coverage/fold.ts';
import type { Finding } from '../core/coverage/finding.ts';
import { categoryOf, globalEvents } from '../core/coverage/recording.ts';
import type { Column } from '../core/coverage/recording.ts';
import type { Verdict } from '../core/report.ts';
import { problemJson, unknownJson } from './change-document.ts';
import type { Json } from './change-document.ts';
import { flow, room } from './flow.ts';
import type { Part } from './flow.ts';
import { gravityPart, lookOf, usualWidth } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { joinBlocks } from './plan.ts';
import { table } from './table.ts';
import { unknownBlocks } from './unknown.ts';
import { counted, digits, pathsText } from './words.ts';

/** The matrix, then what is wrong gravest first, then what is not known; the verdict is the last line. */
export function renderCoverage(coverage: Coverage, options: ViewOptions): string {
  const look = lookOf(options);
  const { places, columns, findings, unknown } = coverage;
  const rows = look.fold ? rowsOf(places, columns) : eachRow(places, columns);
  return joinBlocks([
    context(coverage, look),
    ...bands(rows, columns, look),
    ...findings.map(finding => findingBlock(finding, look)),
    ...unknownBlocks(unknown, look),
    flow([ending(coverage)], { width: look.width, indent: 2 }),
  ]);
}

function context(coverage: Coverage, { width, paint }: Look): readonly string[] {
  const { owner, paths, offline, places } = coverage;
  const accounts = new Set(places.map(({ account }) => account)).size;
  const how = offline
    ? 'AWS was not asked: this is what the spec records once it stands.'
    : 'This is what records now.';
  const text = `${owner}: ${counted(accounts, 'account')}. Spec ${pathsText(paths)}. ${how}`;
  return [...flow([[paint.dim, text]], { width, indent: 2 }), ...flow([legend(coverage)], { width, indent: 0 })];
}

/** The numbers always; other marks where they stand. */
function legend({ places, columns }: Coverage): string {
  const cells = places.flatMap(place => columns.flatMap(column => cellOf(place, column) ?? []));
  const marks = [
    ['part some of these events', cells.some(({ all, part }) => all === 0 && part > 0)],
    ['+ and more of some of them', cells.some(({ all, part }) => all > 0 && part > 0)],
    ['! recorded, and delivered nowhere', cells.some(({ lost }) => lost > 0)],
    ['? there may be more', cells.some(({ open }) => open)],
  ] as const;
  const numbers = ['0 nobody records it', '1 as it should be', '2 one is paid for'];
  return `Copies of each event: ${[...numbers, ...marks.flatMap(([text, isThere]) => (isThere ? [text] : []))].join(', ')}.`;
}

/** As many columns as the window has room for, then the next; the rows stay. */
function bands(rows: readonly Row[], columns: readonly Column[], look: Look): readonly (readonly string[])[] {
  const labels = rows.map((row, index) => labelOf(row, rows[index - 1], look));
  const widest = (which: 0 | 1): number => Math.max(...[heads, ...labels].map(label => room([label[which]])));
  const free = (look.width ?? usualWidth) - 2 - widest(0) - 2 - widest(1);
  return split(columns, free).map(band => {
    const cells = rows.map(row =>
      band.map(column => cellPart(row.cells[columns.indexOf(column)] ?? null, column, look)),
    );
    const names = band.map((column, index): Part => {
      const name = centred(headOf(column), columnWidth(column));
      return index === band.length - 1 ? name.trimEnd() : name;
    });
    return table(
      [
        [
          ...heads.map((one): Part => [look.paint.dim, one]),
          ...names.map((one): Part => [look.paint.dim, textOf(one)]),
        ],
        ...cells.map((row, index) => [...(labels[index] ?? []), ...row]),
      ],
      { indent: 2 },
    );
  });
}

const heads = ['ACCOUNT', 'REGION'] as const;
const textOf = (part: Part): string => (typeof part === 'string' ? part : part[1]);

function split(columns: readonly Column[], free: number): readonly (readonly Column[])[] {
  const made: Column[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const size = columnWidth(column) + 2;
    if (used + size > free && (made.at(-1)?.length ?? 0) > 0) {
      made.push([]);
      used = 0;
    }
    made.at(-1)?.push(column);
    used += size;
  }
  return made;
}

/** `READ`, `WRITE`, `IAM, STS`, `S3::Object`: data events go by the type of resource. */
function headOf(column: Column): string {
  if (column === 'management read') return 'READ';
  if (column === 'management write') return 'WRITE';
  if (column === globalEvents) return 'IAM, STS';
  const name = column.slice(column.indexOf(' ') + 1);
  return categoryOf(column) === 'data' ? name.replace('AWS::', '') : name.replace('.amazonaws.com', ' network');
}

const columnWidth = (column: Column): number => Math.max(headOf(column).length, 4);

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return ' '.repeat(left) + text + ' '.repeat(width - text.length - left);
}

type Label = readonly [account: string, region: string];

/** Names that fit, and how many more; an account is named in the first of its rows. */
function labelOf(row: Row, before: Row | undefined, { width, fold }: Look): Label {
  const most = (width ?? usualWidth) >= usualWidth ? 40 : 22;
  const accounts =
    fold && before?.accounts === row.accounts
      ? ''
      : listed(
          row.accounts.map(({ key }) => key),
          most,
        );
  return [accounts, regionsOf(row, most)];
}

function listed(names: readonly string[], most: number): string {
  for (let shown = names.length; shown > 1; shown = Math.min(shown - 1, 3)) {
    const more = names.length - shown;
    const text = names.slice(0, shown).join(', ') + (more > 0 ? ` and ${digits(more)} more` : '');
    if (text.length <= most) return text;
  }
  const [first = '', ...others] = names;
  return others.length === 0 ? first : `${first} and ${digits(others.length)} more`;
}

function regionsOf({ regions, whole }: Row, most: number): string {
  const named = regions.map(region => (region === anyRegion ? 'not known' : region));
  const text = named.join(', ');
  if (named.length === 1) return text;
  if (whole) return `all ${named.length} regions`;
  return text.length <= most ? text : `${named.length} regions alike`;
}

/** A number, `part` for a part of it, `?` where there may be more. */
function cellPart(cell: Cell | null, column: Column, { paint }: Look): Part {
  const width = columnWidth(column);
  if (cell === null) return ' '.repeat(width);
  const level = levelOf(cell);
  const styles: Readonly<Record<Level, (text: string) => string>> = {
    none: isWanted(column) ? text => paint.bold(paint.red(text)) : paint.dim,
    lost: text => paint.bold(paint.red(text)),
    unknown: paint.magenta,
    some: isWanted(column) ? paint.yellow : paint.cyan,
    once: onceStyle(cell, paint),
    several: paint.yellow,
  };
  return [styles[level], centred(cellText(cell), width)];
}

function onceStyle({ lost, open }: Cell, paint: Look['paint']): (text: string) => string {
  if (lost > 0) return paint.yellow;
  return open ? paint.magenta : paint.green;
}

/** Nobody must record data events; management events are another matter. */
const isWanted = (column: Column): boolean => categoryOf(column) === 'management';

function cellText({ all, part, lost, open }: Cell): string {
  const number = all === 0 && part > 0 ? 'part' : `${all}${part > 0 ? '+' : ''}`;
  const marked = lost > 0 ? `${number}!` : number;
  if (!open) return marked;
  return marked === '0' ? '?' : `${marked}?`;
}

function findingBlock({ gravity, problem }: Finding, look: Look): readonly string[] {
  const { width, paint } = look;
  const lead: readonly Part[] = [gravityPart(gravity, look), '  '];
  return [
    ...flow([[paint.bold, `${problem.message}.`]], { width, lead, indent: 2 }),
    ...flow([problem.hint ?? ''], { width, lead: ['  ', [paint.green, 'mend:'], ' '], indent: 8 }),
  ];
}

/** How an account stands, by the worst of its management events. */
const standings = [
  'not everywhere',
  'not delivered',
  'not known',
  'in part',
  'more than once',
  'once everywhere',
] as const;
type Standing = (typeof standings)[number];

const standingOf: Readonly<Record<Level, Standing>> = {
  none: 'not everywhere',
  lost: 'not delivered',
  unknown: 'not known',
  some: 'in part',
  several: 'more than once',
  once: 'once everywhere',
};

/** `Coverage: 3 of 6 accounts recorded once everywhere, 1 more than once, 1 not everywhere.` */
function ending({ places, columns }: Coverage): string {
  const wanted = columns.filter(isWanted);
  const accounts = Map.groupBy(rowsOf(places, wanted), row => row.accounts);
  const counts = new Map<Standing, number>();
  let all = 0;
  for (const [alike, rows] of accounts) {
    const found = new Set(rows.flatMap(({ cells }) => cells.flatMap(cell => (cell ? [standing(cell)] : []))));
    const worst = standings.find(one => found.has(one)) ?? 'not known';
    counts.set(worst, (counts.get(worst) ?? 0) + alike.length);
    all += alike.length;
  }
  const once = counts.get('once everywhere') ?? 0;
  const others = standings
    .toReversed()
    .flatMap(one => (one !== 'once everywhere' && counts.has(one) ? [`${digits(counts.get(one) ?? 0)} ${one}`] : []));
  return `Coverage: ${[`${digits(once)} of ${counted(all, 'account')} recorded once everywhere`, ...others].join(', ')}.`;
}

/** One copy that may be one of several is not known to be right. */
function standing(cell: Cell): Standing {
  const level = levelOf(cell);
  return level === 'once' && cell.open ? 'not known' : standingOf[level];
}

/** The same as JSON, as coverage.schema.json describes it. */
export function coverageDocument(coverage: Coverage, ended: Verdict): Json {
  const { owner, paths, offline, places, columns, findings, unknown } = coverage;
  return {
    format_version: '1.0',
    kind: 'coverage',
    owner,
    offline,
    spec: { paths },
    verdict: { exit_code: ended.exitCode, reason: ended.reason, complete: ended.complete },
    classes: columns.map(column => ({ class: column, category: categoryOf(column) })),
    rows: rowsOf(places, columns).map(({ accounts, regions, cells }) => ({
      accounts: accounts.map(({ key, id }) => ({ key, id })),
      regions: regions.filter(region => region !== anyRegion),
      regions_known: !regions.includes(anyRegion) && !accounts.some(({ partly }) => partly),
      copies: columns.flatMap((column, index) => cellJson(column, cells[index] ?? null)),
    })),
    findings: findings.map(({ gravity, problem }) => ({ gravity, problem: problemJson(problem) })),
    unreadable: unknown.map(unknownJson),
  };
}

function cellJson(column: Column, cell: Cell | null): readonly Json[] {
  if (cell === null) return [];
  const { all, part, lost, open } = cell;
  return [{ class: column, all, part, undelivered: lost, known: !open }];
}
