/** `logs ddl`: the table of Athena over the files of a trail. */
import type { Problem } from '../../core/model.ts';
import { accountsFolder, kindFolder } from '../../logs/layout.ts';
import { distinct } from '../../logs/place.ts';
import type { LogPlace } from '../../logs/place.ts';
import type { Objects } from '../../logs/ports.ts';
import { athenaStatements } from '../../logs/query/athena.ts';
import { jsonText } from '../../render/json-text.ts';
import { logReading } from '../compose-logs.ts';
import type { LogReading } from '../compose-logs.ts';
import type { Input } from '../definition.ts';
import { wrong } from '../logs/asked.ts';
import { orUnread } from '../logs/unread.ts';
import { problemText } from '../trouble.ts';
import { tellInvalid } from './invalid.ts';

/** Where nothing is typed: CloudTrail began then. */
const first = '2013-11-01';

/** Values of one partition that Athena should be told apart; beyond these every query names its accounts. */
const mostAccounts = 500;

/** @throws Refusal where several places are meant; ApiFailure */
export async function printAthenaTables(input: Input): Promise<number> {
  return orUnread(async () => print(input));
}

async function print(input: Input): Promise<number> {
  const { options, output } = input;
  const { since, ...others } = options;
  const reading = await logReading({ ...input, options: others });
  if (!('places' in reading)) return tellInvalid(reading, [], input);
  try {
    const { place, objects } = onlyPlace(reading);
    const accounts = place.accounts ?? (await accountsIn(place, objects));
    const regions = place.regions ?? (await regionsIn(place, accounts, objects));
    if (regions.length === 0)
      throw wrong('there are no log files to tell the regions by', '--region REGION, one or more');
    const [table, view] = athenaStatements({
      place,
      view: options.table ?? '',
      since: dayOf(since, reading),
      accounts: accounts.length > mostAccounts ? [] : accounts,
      regions,
    });
    tellUnknown(reading.unknown, input);
    const document = { format_version: '1.0', kind: 'athena-tables', table, view };
    output.result(options.format === 'json' ? `${jsonText(document)}\n` : `${table};\n\n${view};\n`);
    return 0;
  } finally {
    reading.close();
  }
}

function onlyPlace({ places }: LogReading): { readonly place: LogPlace; readonly objects: Objects } {
  const [place, another] = distinct(places.map(one => one.place));
  const objects = places.find(one => one.place.bucket === place?.bucket)?.objects;
  if (place === undefined || objects === undefined)
    throw wrong('nothing says where log files lie', '--trail, or --bucket');
  if (another !== undefined)
    throw wrong('log files lie in more than one place', 'say which: --trail NAME or --bucket BUCKET');
  return { place, objects };
}

async function accountsIn(place: LogPlace, objects: Objects): Promise<readonly string[]> {
  const found = await objects.folders(place.bucket, accountsFolder(place));
  return found.filter(name => /^\d{12}$/u.test(name));
}

async function regionsIn(place: LogPlace, accounts: readonly string[], objects: Objects): Promise<readonly string[]> {
  const asked = accounts.slice(0, 50); // regions of one account are mostly those of all
  const found = await Promise.all(
    asked.map(async account => objects.folders(place.bucket, kindFolder({ ...place, account, kind: 'log' }))),
  );
  return [...new Set(found.flat())].toSorted();
}

function dayOf(since: number | string | undefined, { clock }: LogReading): string {
  if (since === undefined) return first;
  const begin = typeof since === 'string' ? new Date(since) : new Date(clock.now().getTime() - since * 1000);
  return begin.toISOString().slice(0, 10);
}

function tellUnknown(unknown: readonly Problem[], { output }: Input): void {
  if (unknown.length > 0) output.note(`${problemText(unknown, output)}\n`);
}
