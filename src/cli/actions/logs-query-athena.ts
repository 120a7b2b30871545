/** `logs query --engine athena`: sends the same question to Athena. */
import { connectAthena } from '../../adapters/aws/athena.ts';
import { askAthena } from '../../app/logs/athena.ts';
import type { AthenaAnswer } from '../../app/logs/athena.ts';
import { atAthena } from '../../logs/query/athena.ts';
import type { LogPlace } from '../../logs/place.ts';
import { exitCodes } from '../../core/report.ts';
import { mostShown, sizeText } from '../../render/logs/answer.ts';
import { sqlComment } from '../../render/logs/questions.ts';
import { paint } from '../../render/style.ts';
import { counted, digits, duration } from '../../render/words.ts';
import type { LogReading } from '../compose-logs.ts';
import type { Input } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import { writeAnswer } from '../logs/answer-out.ts';
import { wrong } from '../logs/asked.ts';
import { Refusal, problemText } from '../trouble.ts';
import { version } from '../version.ts';
import { waiting } from '../waiting.ts';

export interface AtAthena {
  readonly question: string | null;
  /** As DuckDB would take it. */
  readonly sql: string;
  readonly reading: LogReading;
}

/** The view that `logs ddl` makes, if nobody names another. */
const usualView = 'cloudtrail_events';

/** @throws Refusal, ApiFailure */
export async function queryAthena({ question, sql: typed, reading }: AtAthena, input: Input): Promise<number> {
  const { options, output } = input;
  if (options.format === 'parquet')
    throw wrong('Athena gives no Parquet', '--format csv, or UNLOAD in the console of Athena');
  const places = reading.places.map(({ place }) => place);
  const sql = atAthena(typed, {
    view: options.table ?? usualView,
    range: reading.range,
    delivered: reading.delivered,
    accounts: allOf(places, ({ accounts }) => accounts),
    regions: allOf(places, ({ regions }) => regions),
  });
  output.note(`${sqlComment(sql, paint(output.notes.color))}\n\n`);
  const athena = connectAthena({ ...reachedBy(input, places), clock: reading.clock, log: reading.log });
  const interruption = interruptible(() => undefined);
  const wait = waiting(output);
  const begun = reading.clock.now().getTime();
  try {
    const { signal } = interruption;
    const step = ({ bytesScanned }: { readonly bytesScanned: number }): void =>
      wait.step(`Athena is reading: ${sizeText(bytesScanned)}`);
    const found = await askAthena(sql, { athena, clock: reading.clock, signal, step });
    wait.stop();
    if (found === null) return interruption.code() ?? 0;
    if ('code' in found) throw new Refusal('error', found);
    const about = aboutOf({ question, sql, reading });
    const rows = await writeAnswer(found.answer, about, input);
    const seconds = (reading.clock.now().getTime() - begun) / 1000;
    return tellFoot({ rows, seconds, found, reading }, input);
  } finally {
    wait.stop();
    interruption.release();
    athena.close();
  }
}

/** What all places name together; null: one of them names none, and means all that there are. */
function allOf(
  places: readonly LogPlace[],
  of: (place: LogPlace) => readonly string[] | null,
): readonly string[] | null {
  const named = places.map(of);
  return named.includes(null) ? null : [...new Set(named.flatMap(one => one ?? []))].toSorted();
}

function reachedBy({ options }: Input, places: readonly LogPlace[]) {
  const home = places.find(({ trail }) => trail !== null)?.trail?.homeRegion;
  const region = options.athenaRegion ?? home ?? process.env['AWS_REGION'];
  if (region === undefined) throw wrong('nobody says where Athena is asked', '--athena-region REGION');
  const { workgroup, outputLocation, database, profile, endpointUrl } = options;
  return { region, workgroup, outputLocation, database, profile, endpointUrl, version };
}

function aboutOf({ question, sql, reading }: AtAthena): object {
  const problems = reading.unknown.map(({ code, message, severity = 'error' }) => ({ code, message, severity }));
  return {
    format_version: '1.0',
    kind: 'log-query',
    question,
    sql,
    engine: 'athena',
    range: reading.range,
    read: null,
    complete: problems.length === 0,
    problems,
    silent: [],
  };
}

interface Told {
  readonly rows: number;
  readonly seconds: number;
  readonly found: AthenaAnswer;
  readonly reading: LogReading;
}

function tellFoot({ rows, seconds, found, reading }: Told, { output }: Input): number {
  const { dim } = paint(output.notes.color);
  const { unknown } = reading;
  if (unknown.length > 0) output.note(`${problemText(unknown, output)}\n\n`);
  const cut = rows > mostShown ? [`Only the first ${digits(mostShown)} rows are shown; --format csv has all.`] : [];
  const kept = found.location === null ? [] : [`Athena keeps the answer at ${found.location}`];
  const read = `${counted(rows, 'row')}; Athena read ${sizeText(found.bytesScanned)}, which it bills, in ${duration(seconds)}.`;
  const blind = 'It does not say which files it could not read: damaged ones are left out or end the query.';
  output.note(`${dim([...cut, read, ...kept, blind].join('\n'))}\n`);
  return unknown.length > 0 ? exitCodes.incomplete : 0;
}
