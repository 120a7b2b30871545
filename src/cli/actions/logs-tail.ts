/** `logs tail`: records as they are delivered. */
import { readWhole, writeWhole } from '../../adapters/logs/state-file.ts';
import { opening } from '../../app/logs/tail-read.ts';
import type { TailPorts } from '../../app/logs/tail-ports.ts';
import { tail } from '../../app/logs/tail.ts';
import type { Problem } from '../../core/model.ts';
import type { ReadRecord } from '../../logs/cat.ts';
import { filterOf } from '../../logs/filter/filter.ts';
import type { Filter } from '../../logs/filter/filter.ts';
import type { Form } from '../../logs/forms/form.ts';
import { ndjson } from '../../logs/forms/json.ts';
import { accountsFolder } from '../../logs/layout.ts';
import type { LogKind } from '../../logs/layout.ts';
import { seenFiles } from '../../logs/tail/seen-files.ts';
import { printState, readState } from '../../logs/tail/state.ts';
import type { TailState } from '../../logs/tail/state.ts';
import { readable } from '../../render/logs/cat.ts';
import { renderTally } from '../../render/logs-tail.ts';
import { logReading } from '../compose-logs.ts';
import type { LogReading } from '../compose-logs.ts';
import { newsOf } from '../compose-tail.ts';
import type { Input, Options } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import { pourOut } from '../logs/pour.ts';
import { wrong } from '../logs/asked.ts';
import { orUnread } from '../logs/unread.ts';
import { tellStrange } from '../logs/strange.ts';
import { wantedBy } from '../logs/which.ts';
import { problemText, Refusal } from '../trouble.ts';
import { tellInvalid } from './invalid.ts';

const kinds: readonly LogKind[] = ['log', 'insight', 'network-activity'];

/** No event is later. */
const never = '9999-12-31T23:59:59Z';

/** @throws Refusal where the state cannot be gone on from, or there is no topic */
export async function followLogs(input: Input): Promise<number> {
  refuseVain(input.options);
  return orUnread(async () => read(input));
}

/** What would have no effect. */
function refuseVain({ topic, createQueue, from }: Options): void {
  if (topic !== undefined && createQueue === undefined)
    throw wrong('--topic goes with --create-queue', 'Say --create-queue, too, or leave it out.');
  if (from !== undefined) throw wrong('Nothing is delivered to a copy', 'Read it: trailwarden logs cat --from FOLDER.');
}

async function read(input: Input): Promise<number> {
  const reading = await logReading(input);
  if (!('places' in reading)) return tellInvalid(reading, [], input);
  try {
    const { options } = input;
    const range = options.since === undefined ? {} : { range: { from: reading.range.from, until: never } };
    const made = filterOf({ ...wantedBy(options), ...range });
    tellStrange(input);
    return 'problems' in made ? await tellInvalid(made.problems, [], input) : await follow(reading, made.filter, input);
  } finally {
    reading.close();
  }
}

async function follow(reading: LogReading, filter: Filter, input: Input): Promise<number> {
  const { options, output } = input;
  const { places, clock } = reading;
  const tell = (problem: Problem): void => output.note(`${problemText([problem], output)}\n`);
  const of = [...new Set(places.map(({ place }) => `${place.bucket}/${accountsFolder(place)}`))].toSorted();
  const before = await remembered(of, options);
  const files = seenFiles(before.files);
  for (const problem of reading.unknown) tell(problem);
  const interruption = interruptible(() => undefined);
  const began = clock.now().getTime();
  try {
    const { news, by, close } = await newsOf({ reading, kinds, files, checked: before.checked, options, tell });
    try {
      if (output.notes.terminal) output.note(`Following ${of.map(one => `s3://${one}`).join(', ')} by ${by}.\n`);
      const open = opening({ places, kinds, filter, tell });
      const ports = { news, open, write: writing(input), keep: keeping(options), tell, clock, random: Math.random };
      const wish = { of, files, events: before.events, most: options.max ?? null };
      const tailed = await tail(wish, ports, until(interruption.signal, options));
      output.note(`${renderTally(tailed, (clock.now().getTime() - began) / 1000)}\n`);
      return 0;
    } finally {
      await close();
    }
  } finally {
    interruption.release();
  }
}

/** Ends when it is told to, or when the time is over. */
function until(told: AbortSignal, { for: span }: Options): AbortSignal {
  return typeof span === 'number' ? AbortSignal.any([told, AbortSignal.timeout(span * 1000)]) : told;
}

/** Lines for people at a terminal, and data elsewhere, unless it was said. */
function writing({ options: { format, formatNamed }, output: { screen } }: Input): TailPorts['write'] {
  const isForPeople = formatNamed === undefined ? screen.terminal : format === 'human';
  const form: Form = isForPeople ? readable({ color: screen.color }) : ndjson;
  return async records => pourOut(form(one(records)), process.stdout);
}

async function* one(records: readonly ReadRecord[]): AsyncGenerator<readonly ReadRecord[]> {
  await Promise.resolve();
  yield records;
}

function keeping({ state: file }: Options): TailPorts['keep'] {
  return async state => {
    if (file === undefined) return;
    try {
      await writeWhole(file, printState(state));
    } catch (error) {
      throw notKept(file, error);
    }
  };
}

const fresh: TailState = { of: [], checked: null, files: [], events: [] };

async function remembered(of: readonly string[], { state: file }: Options): Promise<TailState> {
  if (file === undefined) return fresh;
  const text = await readWhole(file).catch((error: unknown) => {
    throw notKept(file, error);
  });
  if (text === null) return fresh;
  const state = readState(text);
  if (state !== null && state.of.join('\n') === of.join('\n')) return state;
  throw new Refusal('invalid', {
    code: 'tail-state-unusable',
    message: state === null ? `${file} is no state of logs tail` : `${file} is the state of ${state.of.join(', ')}`,
    hint: 'Name another file, or delete it to begin anew.',
  });
}

function notKept(file: string, error: unknown): Refusal {
  if (!(error instanceof Error && 'code' in error)) throw error;
  return new Refusal('error', {
    code: 'file-not-written',
    message: `${file} cannot be used: ${error.message}`,
    hint: 'Name a file that may be read and written.',
  });
}
