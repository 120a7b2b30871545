/** Lists delivered files, as they are found. */
import { unreadBecause } from '../../core/failure.ts';
import type { Problem } from '../../core/model.ts';
import { exitCodes } from '../../core/report.ts';
import { logKinds } from '../../logs/layout.ts';
import { listed } from '../../logs/listing.ts';
import type { Listed } from '../../logs/listing.ts';
import { tally } from '../../logs/ls.ts';
import type { Tally } from '../../logs/ls.ts';
import { distinct } from '../../logs/place.ts';
import type { LogPlace } from '../../logs/place.ts';
import type { Objects } from '../../logs/ports.ts';
import { jsonText } from '../../render/json-text.ts';
import { lookOf } from '../../render/look.ts';
import { fileJson, fileLine, listingEnd, listingHead, renderListing } from '../../render/logs/ls.ts';
import type { Listing } from '../../render/logs/ls.ts';
import { digits } from '../../render/words.ts';
import { logReading } from '../compose-logs.ts';
import type { LogReading } from '../compose-logs.ts';
import type { Input } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { orUnread } from '../logs/unread.ts';
import { waiting } from '../waiting.ts';
import type { Waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { viewOf } from './view.ts';

export async function listLogs(input: Input): Promise<number> {
  const reading = await orUnread(async () => logReading(input));
  if (!('places' in reading)) return tellInvalid(reading, [], input);
  const wait = waiting(input.output);
  const guard = endsAtOnce(() => wait.stop());
  try {
    return await list(input, reading, wait);
  } finally {
    wait.stop();
    guard.release();
    reading.close();
  }
}

async function list(input: Input, reading: LogReading, wait: Waiting): Promise<number> {
  const { options, output } = input;
  const places = distinct(reading.places.map(({ place }) => place));
  const head = { places, kinds: options.kind ?? logKinds, range: reading.range };
  const sums = tally();
  const page = options.format === 'json' ? jsonPage(input, head) : textPage(input);
  const unknown: Problem[] = [...reading.unknown];
  let goesOn = await page.begin();
  for (const place of places) {
    const objects = reading.places.find(one => one.place.bucket === place.bucket)?.objects;
    if (!goesOn || objects === undefined) continue;
    try {
      goesOn = await each(place, { objects, head, sums, page, wait });
    } catch (error) {
      unknown.push(unreadBecause(error));
    }
  }
  wait.stop();
  if (!goesOn) return 0;
  const summary = sums.summary(reading.range, reading.clock.now().toISOString());
  const exitCode = unknown.length > 0 ? exitCodes.incomplete : 0;
  output.result(page.end({ ...head, ...summary, unknown }, exitCode));
  return exitCode;
}

/** A result that is written part by part. */
interface Page {
  /** Whether anybody reads on. */
  begin(): Promise<boolean>;
  file(place: LogPlace, file: Listed): Promise<boolean>;
  end(listing: Listing, exitCode: number): string;
}

interface Around {
  readonly objects: Objects;
  readonly head: Pick<Listing, 'kinds' | 'range'>;
  readonly sums: Tally;
  readonly page: Page;
  readonly wait: Waiting;
}

/** @returns whether anybody reads on */
async function each(place: LogPlace, { objects, head, sums, page, wait }: Around): Promise<boolean> {
  let count = 0;
  wait.step(`listing s3://${place.bucket}`);
  for await (const file of listed(objects, place, head)) {
    sums.add(place, file);
    if ((count += 1) % 1_000 === 0)
      wait.step(`listed ${digits(count)} files of ${place.bucket}, now ${file.key.account} ${file.key.region}`);
    if (!(await page.file(place, file))) return false;
  }
  return true;
}

function textPage(input: Input): Page {
  const { options, output } = input;
  const view = viewOf(input);
  const look = lookOf(view);
  let any = false;
  return {
    begin: async () => Promise.resolve(true),
    async file({ bucket }, file) {
      any = true;
      return options.summary ? true : output.part(`${fileLine(bucket, file, look)}\n`);
    },
    end(listing) {
      const files = !options.summary;
      return `${files && any ? '\n' : ''}${renderListing(listing, view, { files })}\n`;
    },
  };
}

/** One document, whose files are written as they are found: each on a line of its own. */
function jsonPage({ options, output }: Input, head: Pick<Listing, 'places' | 'kinds' | 'range'>): Page {
  const opened = withoutEnd(jsonText(listingHead(head)));
  let first = true;
  return {
    begin: async () => output.part(`${opened},\n  "files": ${options.summary ? 'null' : '['}`),
    async file({ bucket }, file) {
      if (options.summary) return true;
      const before = first ? '\n' : ',\n';
      first = false;
      return output.part(`${before}    ${oneLine(fileJson(bucket, file))}`);
    },
    end(listing, exitCode) {
      const reason = exitCode === 0 ? null : 'incomplete';
      const files = options.summary ? '' : first ? ']' : '\n  ]';
      return `${files},\n${jsonText(listingEnd(listing, { exitCode, reason })).slice(2)}\n`;
    },
  };
}

const withoutEnd = (json: string): string => json.slice(0, json.lastIndexOf('\n}'));

const oneLine = (value: unknown): string => jsonText(value).replaceAll(/\n\s*/gu, ' ');
