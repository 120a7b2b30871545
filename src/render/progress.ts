/** What an apply shows while it works: rows that are redrawn on a terminal, and a line for each end elsewhere. */
import type { PlannedChange } from '../core/plan.ts';
import type { Outcome, OutcomeStatus } from '../core/report.ts';
import { policySummary } from './fields.ts';
import { labelOf, leavesOf } from './leaves.ts';
import { line } from './flow.ts';
import type { Part } from './flow.ts';
import { paint } from './style.ts';
import type { Paint } from './style.ts';
import { statementDiff } from './statements.ts';
import { table } from './table.ts';
import { counted, duration, valueText } from './words.ts';

export interface ProgressOptions {
  readonly color: boolean;
  readonly ascii: boolean;
}

export interface ProgressState {
  readonly change: PlannedChange;
  readonly status: 'waiting' | 'running' | OutcomeStatus;
  /** From its first call on. Null: none was sent. */
  readonly seconds: number | null;
  /** What it waits for and will not come (`needs bucket/logs`), or why nothing was sent. */
  readonly note?: string;
}

interface Sign {
  readonly sign: string;
  readonly ascii: string;
  readonly style: keyof Paint | null;
}

const signs: Readonly<Record<ProgressState['status'], Sign>> = {
  waiting: { sign: '·', ascii: '-', style: 'dim' },
  running: { sign: '', ascii: '..', style: null },
  done: { sign: '✓', ascii: 'ok', style: 'green' },
  unconfirmed: { sign: '?', ascii: '?', style: 'magenta' },
  failed: { sign: '✗', ascii: 'FAIL', style: 'red' },
  skipped: { sign: '–', ascii: 'skip', style: 'yellow' },
  moved: { sign: '–', ascii: 'skip', style: 'yellow' },
  left: { sign: '–', ascii: 'skip', style: 'yellow' },
};

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;

/** How a redrawn block looks, at one moment. */
export interface ProgressView extends ProgressOptions {
  /** Counts redraws: which picture of the spinner. */
  readonly frame: number;
  /** Since the first call was sent. */
  readonly seconds: number;
}

/** The rows of a change's states, aligned, for the end of an apply. */
export function progressRows(states: readonly ProgressState[], options: ProgressOptions): readonly string[] {
  return rows(states, { ...options, frame: 0, seconds: 0 });
}

/** One row: sign, address, what is done, how long it took. */
export function progressRow(change: PlannedChange, state: Omit<ProgressState, 'change'>, view: ProgressView): string {
  return rows([{ ...state, change }], view).join('');
}

/** At most this many rows are redrawn. */
const mostRows = 10;

/**
 * The block that is redrawn on a terminal: all rows in the order of the plan while they are few; of many, what runs, then
 * what failed, then the newest that is done, and a count of the rest. The last line says how far it is.
 *
 * @param states in the order of the plan
 */
export function progressBlock(states: readonly ProgressState[], view: ProgressView): readonly string[] {
  const shown = states.length <= mostRows ? states : worthSeeing(states).slice(0, mostRows);
  const more = states.length - shown.length;
  const over = states.filter(({ status }) => status !== 'waiting' && status !== 'running');
  const failed = states.filter(({ status }) => status === 'failed').length;
  const done = `${over.length} of ${states.length} done, ${failed} failed, ${duration(view.seconds)}.`;
  return [
    ...rows(shown, view),
    ...(more > 0 ? [`  and ${counted(more, 'more change')}`] : []),
    '',
    line('  ', done, '   ', [paint(view.color).dim, 'Ctrl-C finishes the call in flight, then stops.']),
  ];
}

/** Of what is done, what stands later in the plan counts as newer. */
function worthSeeing(states: readonly ProgressState[]): readonly ProgressState[] {
  const {
    running = [],
    waiting = [],
    done = [],
    other = [],
  } = Object.groupBy(states, ({ status }) =>
    status === 'running' || status === 'waiting' || status === 'done' ? status : 'other',
  );
  return [...running, ...other, ...done.toReversed(), ...waiting];
}

function rows(states: readonly ProgressState[], view: ProgressView): readonly string[] {
  const { dim } = paint(view.color);
  return table(
    states.map(state => [
      signOf(state, view),
      state.change.address,
      whatOf(state),
      [dim, state.seconds === null ? '' : duration(state.seconds)],
    ]),
    { indent: 2, firstGap: 1 },
  );
}

function signOf({ status }: ProgressState, { color, ascii, frame }: ProgressView): Part {
  const { sign, ascii: word, style } = signs[status];
  const text = status === 'running' && !ascii ? (frames[frame % frames.length] ?? '') : ascii ? word : sign;
  return style === null ? text : [paint(color)[style], text];
}

function whatOf({ change, status, note }: ProgressState): string {
  if (note !== undefined) return note;
  return status === 'done' ? past(change) : future(change);
}

/** What was done: `created`, `started`, `logging: true`. */
function past(change: PlannedChange): string {
  const started = change.fields.some(({ field, after }) => field === 'logging' && after === true);
  if (change.action === 'create') return started ? 'created, started' : 'created';
  if (change.action === 'delete') return 'deleted';
  if (change.action === 'adopt') return 'adopted';
  return change.fields.length === 1 && started ? 'started' : future(change);
}

function future(change: PlannedChange): string {
  if (change.action !== 'update') return change.action;
  const fields = change.fields.filter(({ withheld }) => withheld === undefined);
  const [field] = fields;
  if (field === undefined || fields.length > 1) return counted(fields.length, 'setting');
  const diff = statementDiff({ field: field.field, live: field.before, desired: field.after });
  if (diff) return `policy: ${policySummary({ ...diff, unchanged: 0 })}`;
  const sides = { live: field.before, desired: field.after };
  const [leaf, ...more] = leavesOf({ kind: change.resource.kind, field: field.field, ...sides });
  if (leaf === undefined || more.length > 0) return field.field;
  return `${labelOf(leaf)}: ${valueText(leaf.desired)}`;
}

export interface ProgressEnd {
  /** Which end this is, counted from 1. */
  readonly number: number;
  /** Null: of those that the approved plan does not have, and that became due by it. */
  readonly total: number | null;
  readonly change: PlannedChange;
  readonly outcome: Outcome;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** One line where nothing can be redrawn: `2026-11-19T03:34:18Z  1/4  ok    trail/main@…  logging: true  0.4s`; `+1` for the first beyond the plan. */
export function progressLine({ number, total, change, outcome, at }: ProgressEnd, { color }: ProgressOptions): string {
  const { status, seconds, problem } = outcome;
  const { ascii, style } = signs[status];
  const what = status === 'done' ? past(change) : future(change);
  const why = problem === undefined ? '' : `  ${problem.message}`;
  return line(
    `${at.replace(/\.\d+Z$/u, 'Z')}  ${total === null ? `+${number}` : `${number}/${total}`}  `,
    style === null ? ascii : [paint(color)[style], ascii],
    ' '.repeat(Math.max(0, 4 - ascii.length)),
    `  ${change.address}  ${what}  ${seconds.toFixed(1)}s${why}`,
  );
}
