/** Asks Athena: starts a query, waits for it, and reads its rows page by page. */
import type { Problem } from '../../core/model.ts';
import { differing } from '../../logs/query/ports.ts';
import type { Answer, AnswerColumn, Athena, AthenaPage, AthenaState, Row, Value } from '../../logs/query/ports.ts';
import type { Clock } from '../ports.ts';

export interface AthenaAnswer {
  readonly answer: Answer;
  /** What is paid for. */
  readonly bytesScanned: number;
  /** Where Athena keeps the answer; null: it did not say. */
  readonly location: string | null;
}

export interface AskingAthena {
  readonly athena: Athena;
  readonly clock: Clock;
  /** Aborted: the query is cancelled. */
  readonly signal: AbortSignal;
  /** Told of each look at how far it is. */
  readonly step: (state: AthenaState) => void;
}

/** Between two looks, in milliseconds: the first ones follow soon, for most queries are over soon. */
const [firstWait, longestWait] = [250, 5_000];

/**
 * @returns null where it was cancelled; a problem where Athena says why there is no answer
 * @throws ApiFailure where Athena does not answer; the query is cancelled then, for it costs what it reads
 */
export async function askAthena(sql: string, asking: AskingAthena): Promise<AthenaAnswer | Problem | null> {
  const { athena, signal } = asking;
  const id = await athena.start(sql);
  let state: AthenaState | null;
  try {
    state = await ended(id, asking);
  } catch (error) {
    await athena.stop(id).catch(() => undefined);
    throw error;
  }
  if (state === null) await athena.stop(id);
  if (state === null || signal.aborted) return null;
  const { bytesScanned, location } = state;
  if (state.is === 'succeeded') return { answer: await answerOf(id, athena), bytesScanned, location };
  return { code: 'query-failed', message: `Athena ended the query: ${state.reason ?? state.is}` };
}

async function ended(id: string, { athena, clock, signal, step }: AskingAthena): Promise<AthenaState | null> {
  for (let wait = firstWait; !signal.aborted; wait = Math.min(wait * 1.6, longestWait)) {
    const state = await athena.state(id);
    if (state.is !== 'running') return state;
    step(state);
    await clock.sleep(wait, signal);
  }
  return null;
}

/** The first page is read at once, for it has the columns; its first row repeats their names. */
async function answerOf(id: string, athena: Athena): Promise<Answer> {
  const first = await athena.page(id, null);
  const names = differing(first.columns.map(({ name }) => name));
  const columns = first.columns.map(({ type }, index) => ({ name: names[index] ?? '', type: typeOf(type) }));
  const isHead = first.columns.length > 0 && first.columns.every(({ name }, index) => first.rows[0]?.[index] === name);
  async function* rows(): AsyncGenerator<readonly Row[]> {
    let page: AthenaPage = { ...first, rows: first.rows.slice(isHead ? 1 : 0) };
    for (;;) {
      yield page.rows.map(row => columns.map(({ type }, index) => valueOf(row[index] ?? null, type)));
      if (page.next === null) return;
      page = await athena.page(id, page.next);
    }
  }
  return { columns, rows: rows() };
}

function typeOf(athena: string): AnswerColumn['type'] {
  const type = athena.replace(/\(.*$/u, '').toLowerCase();
  if (['tinyint', 'smallint', 'integer', 'bigint', 'float', 'real', 'double', 'decimal'].includes(type))
    return 'number';
  if (type.startsWith('timestamp')) return 'time';
  if (type === 'json') return 'json';
  return ['varchar', 'char', 'string'].includes(type) ? 'text' : 'other';
}

/** Athena gives every value as a text. */
function valueOf(text: string | null, type: AnswerColumn['type']): Value {
  if (text === null) return null;
  if (type === 'time') return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/u.test(text) ? inUtc(text) : text;
  if (type === 'other' && (text === 'true' || text === 'false')) return text === 'true';
  if (type !== 'number') return text;
  const number = Number(text);
  const isExact = !Number.isInteger(number) || Number.isSafeInteger(number);
  return Number.isFinite(number) && isExact ? number : text;
}

/** `2026-11-19 03:06:40.000`, perhaps with ` UTC`. Fractions that are zero are left out, as DuckDB does. */
function inUtc(text: string): string {
  const [, day, time, fraction = '', zone = ''] = /^(\S+) (\d\d:\d\d:\d\d)(\.\d+)?(?: (.+))?$/u.exec(text) ?? [];
  if (day === undefined || (zone !== '' && zone !== 'UTC')) return text;
  return `${day}T${time}${fraction.replace(/\.?0+$/u, '')}Z`;
}
