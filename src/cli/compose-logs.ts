/** What reading delivered log files needs: where they lie, who reads them, and of when. */
import { systemClock } from '../adapters/clock.ts';
import type { Signing } from '../adapters/aws/index.ts';
import type { BucketAccess } from '../adapters/logs/ask.ts';
import { nowhere, placesAtAws, trailOf, trimmed } from '../app/logs/places.ts';
import type { FoundPlaces, LogQuestion } from '../app/logs/places.ts';
import type { Clock, Cloud, Log, Progress } from '../app/ports.ts';
import type { Problem } from '../core/model.ts';
import { nearest } from '../core/spec/near.ts';
import { isNoRegion, knownRegions } from '../core/spec/regions.ts';
import { deliveredFor } from '../logs/listing.ts';
import { withOrganizations } from '../logs/organizations.ts';
import type { LogPlace, TimeRange } from '../logs/place.ts';
import type { Objects, OpenPlace, PublicKeys } from '../logs/ports.ts';
import { reading } from './compose.ts';
import type { Input, Options } from './definition.ts';
import { usualLate, usualSince, valuesOf } from './logs/options.ts';
import { usualPaths } from './spec-paths.ts';
import { version } from './version.ts';
import { waiting } from './waiting.ts';

/** Places, opened. To be closed in the end. */
export interface LogReading {
  /** Two trails may deliver to one folder: `distinct` of src/logs/place.ts has each folder once. */
  readonly places: readonly OpenPlace[];
  /** What could not be found out, such as an account that nobody can get into: there may be more places. */
  readonly unknown: readonly Problem[];
  /** As it was typed: of events, or of deliveries where files are meant. */
  readonly range: TimeRange;
  /** When files were delivered that may hold events of the range. */
  readonly delivered: TimeRange;
  readonly clock: Clock;
  readonly log: Log;
  /** Null where a copy is read: AWS is asked nothing. */
  readonly cloud: Cloud | null;
  close(): void;
}

/**
 * Finds places by a spec, a trail, or what was typed, and opens them. Shows what it waits for.
 *
 * @returns problems where the spec is not valid, or nothing is meant
 * @throws ApiFailure where nobody says whose the credentials in force are, or which trails there are
 */
export async function logReading(input: Input): Promise<LogReading | readonly Problem[]> {
  const { options, output } = input;
  const wrong = contradictions(input);
  if (wrong.length > 0) return wrong;
  const ranges = rangesOf(options, systemClock.now());
  if ('code' in ranges) return [ranges];
  const { logger } = await import('../adapters/logger.ts');
  const log = logger({
    level: options.logLevel,
    pretty: output.notes.terminal,
    write: line => output.note(line),
  });
  const wait = waiting(output);
  const around = { ...input, log, progress: wait };
  try {
    const opened = options.from === undefined ? await ofBuckets(around) : await ofCopy(options.from, around);
    return 'places' in opened ? { ...opened, ...ranges, clock: systemClock, log } : opened;
  } finally {
    wait.stop();
  }
}

interface Around extends Input {
  readonly log: Log;
  readonly progress: Progress;
}

type Opened = Pick<LogReading, 'places' | 'unknown' | 'cloud' | 'close'> | readonly Problem[];

/** What was typed and cannot be meant together. */
function contradictions({
  args,
  options: { bucket, from, trail, region, prefix, organization },
}: Input): readonly Problem[] {
  const byHand = bucket !== undefined || from !== undefined;
  const wrong = (message: string, hint: string): Problem => ({ code: 'wrong-arguments', message, hint });
  return [
    ...(valuesOf(region) ?? []).filter(isNoRegion).map(noRegion),
    ...(byHand && args.length > 0
      ? [wrong('--bucket and --from say where log files lie, and so does a spec', 'Leave one of them out.')]
      : []),
    ...(byHand && trail !== undefined && !trail.startsWith('arn:')
      ? [wrong('With --bucket or --from nobody is asked for a trail', 'Say --trail with its ARN.')]
      : []),
    ...(!byHand && (prefix !== undefined || organization !== undefined)
      ? [wrong('--prefix and --organization go with --bucket or --from', 'Say --bucket, too.')]
      : []),
  ];
}

function noRegion(region: string): Problem {
  const close = nearest(region, new Set(knownRegions));
  return {
    code: 'wrong-arguments',
    message: `--region ${region} is no region of AWS`,
    hint: close === undefined ? 'Leave it out for a region that is newer than this version.' : `Did you mean ${close}?`,
  };
}

function rangesOf(options: Options, now: Date): Pick<LogReading, 'range' | 'delivered'> | Problem {
  const { from, late = usualLate } = options;
  const range = typedRange(options, { all: from !== undefined, now });
  return 'code' in range ? range : { range, delivered: deliveredFor(range, late) };
}

/**
 * The time that was typed.
 *
 * @param all whether everything up to now is meant where nobody said since when: a copy is as old as it is
 */
export function typedRange(
  { since, until }: Options,
  { all, now = systemClock.now() }: { readonly all: boolean; readonly now?: Date },
): TimeRange | Problem {
  const at = (when: number | string | undefined, usual: number): string =>
    textOf(typeof when === 'string' ? new Date(when) : before(now, when ?? usual));
  const from = since === undefined && all ? firstEvents : at(since, usualSince);
  const range = { from, until: at(until, 0) };
  if (range.from < range.until) return range;
  const message = `The time ends before it begins: ${range.from} to ${range.until}`;
  return { code: 'wrong-arguments', message, hint: 'Say --since with an earlier moment than --until.' };
}

/** CloudTrail began in November 2013. */
const firstEvents = '2013-11-01T00:00:00Z';

const before = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1000);

const textOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

async function ofCopy(folder: string, { options }: Around): Promise<Opened> {
  const { openArchive, keysIn } = await import('../adapters/logs/archive.ts');
  const { bucket = null, prefix } = options;
  const archive = await openArchive(folder, { bucket, prefix: prefix === undefined ? null : trimmed(prefix) });
  if ('code' in archive) return [archive];
  const written = options.keys === undefined ? null : await keysIn(options.keys);
  if (written !== null && 'code' in written) return [written];
  const keys = written?.keys ?? archive.keys ?? noKeys;
  const { objects } = archive;
  const all = await Promise.all(archive.places.map(async place => byHand({ ...place, options }, objects)));
  const places = all.flat().map(place => ({ place, objects, keys }));
  return { places, unknown: [], cloud: null, close: () => undefined };
}

/** A copy without keys: whoever needs one says that it is not known. */
const noKeys: PublicKeys = { origin: 'none', between: async () => Promise.resolve([]) };

interface Hand {
  readonly bucket: string;
  readonly prefix: string;
  readonly options: Options;
}

/** A place as it was typed; where nobody said which organization, also in the folders of those that there are. */
async function byHand({ bucket, prefix, options }: Hand, objects: Objects): Promise<readonly LogPlace[]> {
  const place = {
    bucket,
    prefix,
    organization: options.organization ?? null,
    accounts: valuesOf(options.account),
    regions: valuesOf(options.region),
    trail: options.trail === undefined ? null : trailOf(options.trail),
  };
  return withOrganizations(place, objects);
}

async function ofBuckets(around: Around): Promise<Opened> {
  const [{ connectSigning }, { s3Objects }, { askedKeys }] = await Promise.all([
    import('../adapters/aws/index.ts'),
    import('../adapters/logs/s3.ts'),
    import('../adapters/logs/keys.ts'),
  ]);
  const { options, log } = around;
  const reached = {
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.endpointUrl === undefined ? {} : { endpointUrl: options.endpointUrl }),
    version,
    clock: systemClock,
    log,
  };
  const signing = connectSigning(reached);
  const { cloud } = signing;
  let found: FoundPlaces = { places: [], buckets: new Map(), accounts: [], unknown: [] };
  const objects = s3Objects({
    ...reached,
    to: async bucket => accessTo(bucket, found, signing),
    isDeclared: bucket => found.buckets.has(bucket),
  });
  const close = (): void => {
    objects.close();
    cloud.close();
  };
  try {
    const answer = await foundBy(around, { signing, objects });
    if (!('places' in answer) || answer.places.length === 0) {
      close();
      return 'places' in answer ? [...answer.unknown, nowhere] : answer;
    }
    found = answer;
    const written = await keysOf(
      options,
      askedKeys(cloud, async () => askers(found, cloud)),
    );
    if ('code' in written) {
      close();
      return [written];
    }
    const places = found.places.map(place => ({ place, objects, keys: written.keys }));
    return { places, unknown: found.unknown, cloud, close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Reached {
  readonly signing: Signing;
  readonly objects: Objects;
}

async function foundBy(
  { args, options, progress }: Around,
  { signing, objects }: Reached,
): Promise<FoundPlaces | readonly Problem[]> {
  const { bucket, trail = null, prefix = '' } = options;
  if (bucket !== undefined) {
    progress.step(`looking into ${bucket}`);
    const places = await byHand({ bucket, prefix: trimmed(prefix), options }, objects);
    return { places, buckets: new Map(), accounts: [], unknown: [] };
  }
  const question: LogQuestion = { trail, accounts: valuesOf(options.account), regions: valuesOf(options.region) };
  const paths = args.length > 0 ? args : usualPaths();
  const { cloud, region } = signing;
  if (paths.length > 0) {
    const { placesInSpec } = await import('../app/logs/spec-places.ts');
    const found = await placesInSpec(paths, question, { ...reading, cloud, progress });
    const isForeign = trail?.startsWith('arn:') === true && !('places' in found) && found.every(isNotThere);
    if (!isForeign || args.length > 0) return found;
  }
  progress.step('asking which trails there are');
  return placesAtAws(question, { cloud, region });
}

const isNotThere = ({ code }: Problem): boolean => code === 'trail-not-found';

async function keysOf(options: Options, asked: PublicKeys): Promise<{ readonly keys: PublicKeys } | Problem> {
  if (options.keys === undefined) return { keys: asked };
  const { keysIn } = await import('../adapters/logs/archive.ts');
  return keysIn(options.keys);
}

/** A bucket of the spec is read by the account that owns it, any other with the credentials in force. */
export async function accessTo(
  bucket: string,
  { buckets, places }: FoundPlaces,
  signing: Signing,
): Promise<BucketAccess> {
  const owner = buckets.get(bucket);
  if (owner !== undefined)
    return { by: async () => signing.credentials(owner), region: owner.region, account: owner.account };
  const of = places.find(place => place.bucket === bucket && place.trail !== null)?.trail;
  return { by: signing.inForce, region: of?.homeRegion ?? (await signing.region()), account: '' };
}

/** Those of the trails first; at most three, and those in force. */
export async function askers(
  { accounts }: FoundPlaces,
  cloud: Pick<Cloud, 'identity'>,
): Promise<readonly { readonly account: string; readonly partition: string }[]> {
  if (accounts.length > 0) return accounts.slice(0, 3);
  return [await cloud.identity()];
}
