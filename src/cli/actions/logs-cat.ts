/** `logs cat`: records of log files, in every form. */
import { inputFiles } from '../../adapters/logs/input.ts';
import type { Problem } from '../../core/model.ts';
import { exitCodes } from '../../core/report.ts';
import { emptyTally, recordsOf } from '../../logs/cat.ts';
import type { Tally } from '../../logs/cat.ts';
import { fetched } from '../../logs/fetch.ts';
import type { FileToRead } from '../../logs/fetch.ts';
import { filesIn } from '../../logs/files.ts';
import { whereOption } from '../../logs/filter/expression.ts';
import { filterOf } from '../../logs/filter/filter.ts';
import type { Filter } from '../../logs/filter/filter.ts';
import type { Form } from '../../logs/forms/form.ts';
import type { TimeRange } from '../../logs/place.ts';
import { readable, tallyLine } from '../../render/logs/cat.ts';
import { digits } from '../../render/words.ts';
import { logReading, typedRange } from '../compose-logs.ts';
import type { Format, Input } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { csvCells } from '../logs/csv-cells.ts';
import { formOf } from '../logs/form.ts';
import { pourInto, pourOut } from '../logs/pour.ts';
import { orUnread } from '../logs/unread.ts';
import { tellStrange } from '../logs/strange.ts';
import { wantedBy } from '../logs/which.ts';
import { mustNotExist } from '../new-file.ts';
import { Refusal, problemText } from '../trouble.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';

/** What is read, and of when. */
interface Source {
  readonly files: AsyncIterable<FileToRead>;
  readonly range: TimeRange | null;
  /** There may be more that nobody could find out. */
  readonly unknown: readonly Problem[];
  close(): void;
}

/** @throws Refusal when the result cannot be written, or log files could not be listed */
export async function catLogs(input: Input): Promise<number> {
  return orUnread(async () => cat(input));
}

async function cat(input: Input): Promise<number> {
  const { options, output } = input;
  const format = formOf(input, 'ndjson');
  refuseBytes(format, input);
  const checked = filterOf(wantedBy(options));
  if ('problems' in checked) return wrongFilter(checked.problems, input);
  if (options.out !== undefined) await mustNotExist(options.out);
  tellStrange(input);
  const source = await sourceOf(input);
  if ('invalid' in source) return tellInvalid(source.invalid, [], input);
  const ranged = filterOf({ ...wantedBy(options), ...(source.range && { range: source.range }) });
  const filter = 'filter' in ranged ? ranged.filter : checked.filter;
  try {
    const read = await pour(source, { input, filter, form: await formFor(format, input) });
    if (read === null) return 0;
    if (output.notes.terminal || read.tally.given === 0) output.note(`${tallyLine(read.tally)}\n`);
    return read.whole ? 0 : exitCodes.incomplete;
  } finally {
    source.close();
  }
}

function wrongFilter(problems: readonly Problem[], input: Input): Promise<number> {
  return tellInvalid(problems, [{ path: whereOption, text: input.options.where ?? '' }], input);
}

function refuseBytes(format: Format, { options, output }: Input): void {
  if ((format !== 'parquet' && format !== 'arrow') || options.out !== undefined || !output.screen.terminal) return;
  throw new Refusal('invalid', {
    code: 'wrong-arguments',
    message: `--format ${format} writes bytes, which a terminal cannot show`,
    hint: '--out FILE, or a pipe',
  });
}

async function sourceOf(input: Input): Promise<Source | { readonly invalid: readonly Problem[] }> {
  const { args, options } = input;
  const paths = [...(options.input ?? []), ...args.filter(arg => arg === '-')];
  if (paths.length > 0) return sourceAtHand(paths, input);
  const reading = await logReading(input);
  if (!('places' in reading)) return { invalid: reading };
  const { places, delivered, range, unknown } = reading;
  return { files: filesIn(places, delivered), range, unknown, close: () => reading.close() };
}

/** All of it, if no time was typed. */
function sourceAtHand(
  paths: readonly string[],
  { args, options }: Input,
): Source | { readonly invalid: readonly Problem[] } {
  const elsewhere =
    args.some(arg => arg !== '-') ||
    options.from !== undefined ||
    options.bucket !== undefined ||
    options.trail !== undefined;
  if (elsewhere)
    return {
      invalid: [
        {
          code: 'wrong-arguments',
          message: '--input says what is read, and so does the rest',
          hint: 'leave one of them out',
        },
      ],
    };
  const isTimed = options.since !== undefined || options.until !== undefined;
  const range = isTimed ? typedRange(options, { all: true }) : null;
  if (range !== null && 'code' in range) return { invalid: [range] };
  return { files: inputFiles(paths, process.stdin), range, unknown: [], close: () => undefined };
}

async function formFor(format: Format, { options, output }: Input): Promise<Form> {
  switch (format) {
    case 'json':
      return (await import('../../logs/forms/json.ts')).logFile;
    case 'csv':
      return (await import('../../logs/forms/csv.ts')).csv(csvCells({ options, output }));
    case 'parquet':
      return (await import('../../logs/forms/parquet.ts')).parquet;
    case 'arrow':
      return (await import('../../logs/forms/arrow.ts')).arrow;
    case 'human':
      return readable({ color: options.out === undefined && output.screen.color });
    case 'ndjson':
    case 'cloudformation':
    case 'terraform':
      return (await import('../../logs/forms/json.ts')).ndjson;
  }
}

interface Pouring {
  readonly input: Input;
  readonly filter: Filter;
  readonly form: Form;
}

/** @returns null where whoever read it has gone */
async function pour(
  source: Source,
  { input: { options, output }, filter, form }: Pouring,
): Promise<{ readonly tally: Tally; readonly whole: boolean } | null> {
  const tally = emptyTally();
  const wait = waiting(output);
  let whole = source.unknown.every(({ severity }) => severity === 'warning');
  const tell = (problem: Problem): boolean => {
    output.note(`${problemText([problem], output)}\n`);
    whole &&= problem.severity === 'warning';
    return whole || options.strict === undefined;
  };
  for (const problem of source.unknown) tell(problem);
  const question = { filter, tell, tally, keepDuplicates: options.keepDuplicates ?? false };
  const chunks = form(
    recordsOf(
      stepping(fetched(source.files), () => wait.step(stepText(tally))),
      question,
    ),
  );
  let tidy = async (): Promise<void> => Promise.resolve();
  const ending = endsAtOnce(async () => tidy());
  try {
    if (options.out !== undefined) await pourInto(options.out, chunks, remove => (tidy = remove));
    else if (!(await pourOut(chunks, process.stdout))) return null;
    return { tally, whole };
  } finally {
    wait.stop();
    ending.release();
  }
}

const stepText = ({ files, given }: Tally): string => `${digits(given)} records from ${digits(files)} files`;

async function* stepping<Item>(items: AsyncIterable<Item>, step: () => void): AsyncGenerator<Item> {
  for await (const item of items) {
    step();
    yield item;
  }
}
