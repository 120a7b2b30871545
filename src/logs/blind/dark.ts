/** When a trail did not record, as far as changes of it tell. Pure; moments are ISO 8601, UTC, and compare as texts. */

/** What says so: AWS's event history, the status of the trail, the memory of a daemon, or digests that are not there. */
export type Source = 'event history' | 'status' | 'history' | 'digests';

/**
 * - `stopped`: logging was stopped · `deleted`: the trail was · `not there`: nobody knows since when · `not created`: yet
 * - `selectors`: it left out some classes · `one region`: it recorded its own region only
 * - `no digest`: no digest and no log file of that time is in the bucket, and nothing explains it
 */
export type Why = 'stopped' | 'deleted' | 'not there' | 'not created' | 'selectors' | 'one region' | 'no digest';

/** Who did it, in a call. */
interface By {
  readonly name: string;
  readonly event: string;
  readonly eventId: string;
  readonly at: string;
}

/** A time in which a trail did not record. */
export interface Dark {
  /** ARN. */
  readonly trail: string;
  /** Null: all that it reaches. */
  readonly regions: readonly string[] | null;
  /** Null: all regions but this one. */
  readonly except: string | null;
  /** Null: all that it takes. */
  readonly classes: readonly string[] | null;
  readonly from: string;
  /** Null: it goes on. */
  readonly to: string | null;
  readonly why: Why;
  readonly by: By | null;
  readonly source: Source;
}

/** A change of a trail, from the event history. */
export interface TrailChange {
  readonly by: By;
  /** `requestParameters`. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A trail as it stands. */
export interface TrailNow {
  readonly arn: string;
  readonly homeRegion: string;
  /** False: there is no such trail. */
  readonly exists: boolean;
  /** Null: not known. */
  readonly logging: boolean | null;
  /** When it was last stopped; null: never, or not known. */
  readonly stoppedSince: string | null;
  /** What it should take. */
  readonly classes: readonly string[];
  /** What it takes now, when it logs; null: not known. */
  readonly takes: readonly string[] | null;
  /** Whether it should record all regions and records its own only now. */
  readonly narrow: boolean;
}

/** How far the event history goes back: before that nothing is known of it. */
export interface Known {
  readonly from: string;
  readonly now: string;
}

/** Names of the calls that decide whether a trail records. */
export const telling = [
  'StartLogging',
  'StopLogging',
  'CreateTrail',
  'DeleteTrail',
  'PutEventSelectors',
  'UpdateTrail',
] as const;

/** Whether a change is of the trail: AWS takes its name, or its ARN. */
export function isAbout({ parameters }: TrailChange, arn: string): boolean {
  const name = parameters['name'] ?? parameters['trailName'];
  return name === arn || name === arn.slice(arn.indexOf('/') + 1);
}

/** The times in which a trail did not record, by its changes (of this trail, any order) and as it stands. */
export function darkTimes(trail: TrailNow, changes: readonly TrailChange[], known: Known): readonly Dark[] {
  const inOrder = changes.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return [
    ...offTimes(trail, inOrder, known),
    ...narrowTimes(trail, inOrder, known),
    ...partTimes(trail, inOrder, known),
  ].filter(({ from, to }) => to === null || from < to);
}

/** AWS tells whole seconds, and who makes a trail starts it at once. */
const orderOf = ({ by }: TrailChange): string => `${by.at} ${by.event === 'StartLogging' ? 1 : 0}`;

interface Opened {
  readonly from: string;
  readonly why: Why;
  readonly by: By | null;
  readonly source: Source;
}

const everything = { regions: null, except: null, classes: null } as const;

/** Times in which it recorded nothing at all. */
function offTimes(trail: TrailNow, changes: readonly TrailChange[], known: Known): readonly Dark[] {
  const { arn } = trail;
  const found: Dark[] = [];
  let open: Opened | null = null;
  let isFirst = true;
  for (const { by } of changes) {
    const because = (why: Why): Opened => ({ from: by.at, why, by, source: 'event history' });
    if (by.event === 'StopLogging') open ??= because('stopped');
    if (by.event === 'DeleteTrail') open ??= because('deleted');
    if (by.event === 'CreateTrail')
      open ??= isFirst ? { ...because('not created'), from: known.from } : because('not created');
    if (by.event === 'StartLogging') {
      open ??= isFirst ? pausedBefore(trail, by.at) : null;
      if (open) found.push({ trail: arn, ...everything, ...open, to: by.at });
      open = null;
    }
    if (turning.has(by.event)) isFirst = false;
  }
  open ??= isFirst || isNotAsTold(trail, changes) ? offNow(trail, known) : null;
  return open && !trailRecords(trail) ? [...found, { trail: arn, ...everything, ...open, to: null }] : found;
}

const turning: ReadonlySet<string> = new Set(['StartLogging', 'StopLogging', 'CreateTrail', 'DeleteTrail']);

const trailRecords = ({ exists, logging }: TrailNow): boolean => exists && logging !== false;

/** It was stopped before the history begins, and started within it. */
function pausedBefore({ stoppedSince }: TrailNow, started: string): Opened | null {
  return stoppedSince !== null && stoppedSince < started
    ? { from: stoppedSince, why: 'stopped', by: null, source: 'status' }
    : null;
}

/** The history ends with a start, and it does not log: what stopped it is not told yet, or was long ago. */
function isNotAsTold(trail: TrailNow, changes: readonly TrailChange[]): boolean {
  const last = changes.findLast(({ by }) => turning.has(by.event));
  return last?.by.event === 'StartLogging' && !trailRecords(trail);
}

function offNow({ exists, logging, stoppedSince }: TrailNow, { from }: Known): Opened | null {
  if (!exists) return { from, why: 'not there', by: null, source: 'status' };
  return logging === false ? { from: stoppedSince ?? from, why: 'stopped', by: null, source: 'status' } : null;
}

/** Times in which selectors left out classes that it should take. */
function partTimes(
  { arn, classes, takes }: TrailNow,
  changes: readonly TrailChange[],
  { from: begin }: Known,
): readonly Dark[] {
  const puts = changes.filter(({ by }) => by.event === 'PutEventSelectors');
  const lacking = (taken: ReadonlySet<string>): readonly string[] => classes.filter(one => !taken.has(one));
  const base = { trail: arn, regions: null, except: null, why: 'selectors' } as const;
  const now = takes === null || puts.length > 0 ? [] : lacking(new Set(takes));
  const since: readonly Dark[] =
    now.length === 0 ? [] : [{ ...base, classes: now, from: begin, to: null, by: null, source: 'status' }];
  const told = puts.flatMap(({ by, parameters }, index): readonly Dark[] => {
    const missing = lacking(classesIn(parameters));
    const to = puts[index + 1]?.by.at ?? null;
    return missing.length === 0 ? [] : [{ ...base, classes: missing, from: by.at, to, by, source: 'event history' }];
  });
  return [...since, ...told];
}

/** Times in which a trail of all regions recorded its own only. */
function narrowTimes(
  { arn, homeRegion, narrow }: TrailNow,
  changes: readonly TrailChange[],
  { from: begin }: Known,
): readonly Dark[] {
  const scopes = changes.filter(({ parameters }) => typeof parameters['isMultiRegionTrail'] === 'boolean');
  const base = { trail: arn, regions: null, except: homeRegion, classes: null, why: 'one region' } as const;
  if (scopes.length === 0 && narrow) return [{ ...base, from: begin, to: null, by: null, source: 'status' }];
  return scopes.flatMap(({ by, parameters }, index): readonly Dark[] => {
    if (parameters['isMultiRegionTrail'] === true) return [];
    const to = scopes.slice(index + 1).find(one => one.parameters['isMultiRegionTrail'] === true)?.by.at ?? null;
    return [{ ...base, from: by.at, to, by, source: 'event history' }];
  });
}

/** The classes of events that selectors take, as `requestParameters` of PutEventSelectors has them. */
export function classesIn(parameters: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  return new Set([
    ...listAt(parameters, 'eventSelectors').flatMap(basicClasses),
    ...listAt(parameters, 'advancedEventSelectors').flatMap(advancedClasses),
  ]);
}

const both = ['management read', 'management write'] as const;

function basicClasses(selector: unknown): readonly string[] {
  const mode = Reflect.get(Object(selector), 'readWriteType');
  const takesManagement = Reflect.get(Object(selector), 'includeManagementEvents') !== false;
  const management = mode === 'ReadOnly' ? [both[0]] : mode === 'WriteOnly' ? [both[1]] : both;
  const data = listAt(selector, 'dataResources').flatMap(one =>
    listAt(one, 'values').length > 0 ? [`data ${String(Reflect.get(Object(one), 'type'))}`] : [],
  );
  return [...(takesManagement ? management : []), ...data];
}

function advancedClasses(selector: unknown): readonly string[] {
  const fields = listAt(selector, 'fieldSelectors');
  const equals = (name: string): readonly unknown[] =>
    fields.filter(one => Reflect.get(Object(one), 'field') === name).flatMap(one => listAt(one, 'equals'));
  const [category] = equals('eventCategory');
  const readOnly = equals('readOnly');
  if (category === 'Data') return equals('resources.type').map(type => `data ${String(type)}`);
  if (category === 'NetworkActivity') return equals('eventSource').map(source => `network ${String(source)}`);
  if (category !== 'Management') return [];
  return both.filter((_, index) => readOnly.length === 0 || readOnly.includes(index === 0 ? 'true' : 'false'));
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const found: unknown = Reflect.get(Object(value), name);
  return Array.isArray(found) ? found : [];
}
