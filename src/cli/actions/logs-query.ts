/** `logs query`: asks the records of log files. */
import type { Query } from '../../adapters/duckdb/database.ts';
import { exitCodes } from '../../core/report.ts';
import type { Problem } from '../../core/model.ts';
import { queryName } from '../../logs/query/text.ts';
import { load, silent } from '../../logs/query/load.ts';
import type { Loaded } from '../../logs/query/load.ts';
import { mostShown, renderFoot, sizeText } from '../../render/logs/answer.ts';
import { renderQuestions, sqlComment } from '../../render/logs/questions.ts';
import { paint } from '../../render/style.ts';
import { counted, digits } from '../../render/words.ts';
import { logReading } from '../compose-logs.ts';
import type { LogReading } from '../compose-logs.ts';
import type { Input, Options } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import type { Interruption } from '../interruption.ts';
import { copyAnswer, writeAnswer } from '../logs/answer-out.ts';
import { askedQuery, wrong } from '../logs/asked.ts';
import type { AskedQuery } from '../logs/asked.ts';
import { orUnread } from '../logs/unread.ts';
import { mustNotExist } from '../new-file.ts';
import { problemText, Refusal } from '../trouble.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';

/** @throws Refusal, QueryFailure's among them */
export async function queryLogs(input: Input): Promise<number> {
  const { options, output } = input;
  if (options.ask === 'list') {
    output.result(renderQuestions(output.screen));
    return 0;
  }
  const asked = askedQuery(input);
  refuseAthenas(options);
  const { format, out } = options;
  if (format === 'parquet' && out === undefined) throw wrong('Parquet is not for a screen', 'name a file: --out FILE');
  if (out !== undefined) await mustNotExist(out);
  const reading = await orUnread(async () => logReading({ ...input, args: asked.paths }));
  if (!('places' in reading)) return tellInvalid(reading, [], input);
  try {
    return await answered(asked, reading, input);
  } finally {
    reading.close();
  }
}

/** What only Athena minds. */
function refuseAthenas({ engine, table, database, workgroup, outputLocation, athenaRegion }: Options): void {
  if (engine === 'athena') return;
  const given = Object.entries({ table, database, workgroup, outputLocation, athenaRegion });
  const [first] = given.filter(([, value]) => value !== undefined);
  if (first === undefined) return;
  const name = first[0].replaceAll(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`);
  throw wrong(`--${name} goes with --engine athena`, 'Leave it out, or say --engine athena, too.');
}

async function answered(asked: AskedQuery, reading: LogReading, input: Input): Promise<number> {
  const buckets = [...new Set(reading.places.map(({ place }) => place.bucket))];
  const sql = asked.sql({ range: reading.range, buckets });
  if (input.options.engine === 'athena') {
    const { queryAthena } = await import('./logs-query-athena.ts');
    return queryAthena({ question: asked.question?.name ?? null, sql, reading }, input);
  }
  const { QueryFailure, openQuery } = await import('../../adapters/duckdb/database.ts');
  if (asked.question) input.output.note(`${sqlComment(sql, paint(input.output.notes.color))}\n\n`);
  const query = await openQuery(sql);
  if ('code' in query) {
    if (query.code === 'query-invalid') return tellInvalid([query], [{ path: queryName, text: sql }], input);
    throw new Refusal('error', query);
  }
  const interruption = interruptible(() => query.interrupt());
  try {
    return await run({ query, sql, reading, interruption, question: asked.question?.name ?? null }, input);
  } catch (error) {
    if (error instanceof QueryFailure && interruption.code() === undefined) throw new Refusal('error', error.problem);
    const code = interruption.code();
    if (code === undefined) throw error; // a promise that is rejected here would end the program before the folder is gone
    return code;
  } finally {
    interruption.release();
    await query.close();
  }
}

interface Running {
  readonly query: Query;
  readonly sql: string;
  readonly question: string | null;
  readonly reading: LogReading;
  readonly interruption: Interruption;
}

async function run(running: Running, input: Input): Promise<number> {
  const { query, reading, interruption } = running;
  const begun = reading.clock.now().getTime();
  const loaded = await orUnread(async () => loading(running, input));
  const code = interruption.code();
  if (code !== undefined) return code;
  const twice = await query.loaded();
  const problems = [...reading.unknown, ...loaded.problems];
  const about = aboutOf(running, { loaded, twice, problems });
  const rows = await written(query, about, input);
  tellFoot(input, problems, {
    rows,
    twice,
    ...loaded,
    seconds: (reading.clock.now().getTime() - begun) / 1000,
    unread: loaded.problems.filter(isError).length,
    unknown: reading.unknown.length,
    silent: silentIn(loaded, reading),
  });
  return problems.some(isError) ? exitCodes.incomplete : 0;
}

async function loading({ query, reading, interruption }: Running, { output }: Input): Promise<Loaded> {
  const wait = waiting(output);
  try {
    return await load({
      ...reading,
      wanted: query.wanted,
      add: query.add,
      signal: interruption.signal,
      step: ({ files, bytes, records }) =>
        wait.step(`reading: ${counted(files, 'file')} (${sizeText(bytes)}), ${counted(records, 'record')}`),
    });
  } finally {
    wait.stop();
  }
}

async function written(query: Query, about: object, input: Input): Promise<number> {
  const { format, out } = input.options;
  if (format !== 'parquet' || out === undefined) return writeAnswer(await query.ask(), about, input);
  const { file, rows } = await query.parquet();
  await copyAnswer(file, out);
  return rows;
}

/** A copy ends where it was made, whenever that was. */
function silentIn(loaded: Loaded, { cloud, range }: LogReading) {
  return cloud === null ? [] : silent(loaded, range);
}

interface Found {
  readonly loaded: Loaded;
  readonly twice: number;
  readonly problems: readonly Problem[];
}

function aboutOf({ sql, question, reading }: Running, { loaded, twice, problems }: Found): object {
  const { files, bytes, records } = loaded;
  return {
    format_version: '1.0',
    kind: 'log-query',
    question,
    sql,
    engine: 'duckdb',
    range: reading.range,
    read: { files, bytes, records, twice },
    complete: !problems.some(isError),
    problems: problems.map(({ code, message, severity = 'error' }) => ({ code, message, severity })),
    silent: silentIn(loaded, reading),
  };
}

const isError = ({ severity }: Problem): boolean => severity !== 'warning';

/** Each file that could not be read is told, the first of many. */
function tellFoot({ output }: Input, problems: readonly Problem[], basis: Parameters<typeof renderFoot>[0]): void {
  const [color, more] = [paint(output.notes.color), problems.length - mostTold];
  if (problems.length > 0) output.note(`${problemText(problems.slice(0, mostTold), output)}\n\n`);
  if (more > 0) output.note(`… and ${counted(more, 'other problem')}\n\n`);
  const cut =
    basis.rows > mostShown ? [`Only the first ${digits(mostShown)} rows are shown; --format csv has all.`] : [];
  output.note(`${color.dim([...cut, ...renderFoot(basis)].join('\n'))}\n`);
}

const mostTold = 10;
