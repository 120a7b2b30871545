/** Which event of the history brought something to what it is. Never the wrong one: where it is not clear, nobody. */
import type { Arn } from '../model.ts';
import type { Attribution, CausingEvent } from './attribution.ts';
import type { Bearing, Cause, Gap } from './cause.ts';
import type { HistoryEvent } from './history.ts';

/** What requests mean when they name it. */
export interface Subject {
  readonly arn: Arn;
  readonly name: string;
  /** Twelve digits: whose history has calls that say the name alone. */
  readonly account: string;
  /** Where the name means it; null: the same anywhere. */
  readonly region: string | null;
}

/** One drift, as it is looked for. */
export interface Sought {
  readonly subject: Subject;
  readonly causes: readonly Cause<unknown>[];
  readonly gap: Gap<unknown>;
}

/** What is known beside the events. */
export interface Circumstances {
  /** When the events were asked for, ISO 8601, UTC. */
  readonly askedAt: string;
  /** When a run last saw it in order; null: not known. Nothing before can have caused it. */
  readonly since: string | null;
  /**
   * When the run began that found what stands there; null: it stands there at this moment. Our calls from then on mended it,
   * and what followed them is another story.
   */
  readonly seenAt: string | null;
  /** When a run found what stands there, where it is at hand: our calls since then only carried it along. */
  readonly foundAt?: string | null;
  /**
   * Ids of the requests by which that run mended what it found, where they are at hand: then nothing rests on our clock and
   * AWS's telling the same time.
   */
  readonly mends?: ReadonlySet<string>;
  /** Ids of our own requests. */
  readonly requestIds: ReadonlySet<string>;
  /** ARNs in whose names we call: of roles, of their sessions, of users. */
  readonly ownPrincipals: readonly string[];
  /** Whether there may be older events that nobody read. */
  readonly cut: boolean;
}

/** So many attempts are told. */
const mostAttempts = 10;

/** So long LookupEvents looks back, in milliseconds. */
export const keptFor = 90 * 86_400_000;

/** What the events say of who did it. Their order does not matter, nor do those about anything else. */
export function match(sought: Sought, events: readonly HistoryEvent[], known: Circumstances): Attribution {
  const touching = newestFirst(beforeMending(touchingEvents(sought, events, known), known));
  const refused = touching.filter(({ event, own }) => event.errorCode !== undefined && !own);
  const attempts = refused
    .filter(({ bearing }) => bearing !== 'differs')
    .slice(0, mostAttempts)
    .map(({ event }) => causing(event));
  const done = touching.filter(({ event }) => event.errorCode === undefined);
  const found = choose(done.filter((one, index) => !isCarried(one, done.slice(index + 1), known)));
  const told = { askedAt: known.askedAt, attempts };
  if (found === 'ours')
    return { ...told, answer: 'nobody', why: 'the last to change it was trailwarden itself', again: false };
  if (found === undefined) return { ...told, ...nobody(known) };
  return {
    ...told,
    answer: 'found',
    confidence: found.confidence,
    event: causing(found.event),
    byOurPrincipal: isOneOf(found.event, known.ownPrincipals),
  };
}

/** Whether these events say enough, so that older ones would not be chosen. */
export function isSettled(sought: Sought, events: readonly HistoryEvent[], known: Circumstances): boolean {
  const touching = touchingEvents(sought, events, known);
  const seen = known.seenAt === null ? Infinity : secondOf(known.seenAt);
  const mended = known.mends ? firstMend(touching, known) : seen;
  return touching.some(
    ({ event, bearing, own, ours }) =>
      event.errorCode === undefined &&
      bearing !== 'perhaps' &&
      !((own || ours) && bearing === 'agrees') && // it may have carried along what an older one brought
      Date.parse(event.at) < mended,
  );
}

/** Records know whole seconds only. */
const secondOf = (moment: string): number => Math.floor(Date.parse(moment) / 1000) * 1000;

/** Less our calls that mended what was found, and all that came after the first of them. */
function beforeMending(touching: readonly Touching[], known: Circumstances): readonly Touching[] {
  if (known.seenAt === null) return touching;
  const first = firstMend(touching, known);
  return touching.filter(one => !isMend(one, known) && Date.parse(one.event.at) <= first);
}

/** When the first of our calls that mended it was sent, in milliseconds of AWS's clock; infinite: none is in the history yet. */
function firstMend(touching: readonly Touching[], known: Circumstances): number {
  return Math.min(...touching.filter(one => isMend(one, known)).map(({ event }) => Date.parse(event.at)));
}

function isMend({ event, own }: Touching, { seenAt, mends }: Circumstances): boolean {
  if (!own || event.errorCode !== undefined || seenAt === null) return false;
  if (mends) return event.requestId !== null && mends.has(event.requestId);
  return Date.parse(event.at) >= secondOf(seenAt);
}

interface Touching {
  readonly event: HistoryEvent;
  readonly bearing: Exclude<Bearing, 'none'>;
  /** Whether we sent it. */
  readonly own: boolean;
  /** Whether it was sent in our name, by us or by somebody else. */
  readonly ours: boolean;
}

function touchingEvents(
  { subject, causes, gap }: Sought,
  events: readonly HistoryEvent[],
  { since, requestIds, ownPrincipals }: Circumstances,
): readonly Touching[] {
  const from = since === null ? -Infinity : secondOf(since);
  const each = new Map(events.map(event => [event.eventId, event]));
  return [...each.values()].flatMap((event): Touching[] => {
    if (event.readOnly || Date.parse(event.at) < from) return [];
    const bearing = bearingAmong(causes, event, { subject, gap });
    const own = event.requestId !== null && requestIds.has(event.requestId);
    return bearing === 'none' ? [] : [{ event, bearing, own, ours: isOneOf(event, ownPrincipals) }];
  });
}

/** What the first of the causes that an event is one of has to say. */
function bearingAmong(
  causes: readonly Cause<unknown>[],
  event: HistoryEvent,
  { subject, gap }: Pick<Sought, 'subject' | 'gap'>,
): Bearing {
  const { name, region, parameters } = event;
  for (const cause of causes) {
    if (cause.source !== event.source || !cause.events.includes(name)) continue;
    const named = cause.subjects(parameters);
    const spelled = named.length === 0 ? event.resources : named; // a request that was too large is not recorded
    if (!spelled.some(spelling => isMeant(spelling, subject, event))) continue;
    const bearing = cause.bearing({ event: name, region, parameters }, gap);
    if (bearing !== 'none') return bearing;
  }
  return 'none';
}

/** An ARN means one resource wherever it is said; a name means the one of the account and region where it was said. */
function isMeant(spelling: string, { arn, name, account, region }: Subject, event: HistoryEvent): boolean {
  if (spelling === arn) return true;
  return spelling === name && event.account === account && (region === null || event.region === region);
}

/** Newest first. Of one second the order is not recorded: what stands there came last of it, and what was made was made first. */
function newestFirst(touching: readonly Touching[]): readonly Touching[] {
  const rank = ({ event, bearing, own }: Touching): number =>
    bearings.indexOf(bearing) * 4 + Number(isCreation(event)) * 2 + Number(own);
  return touching.toSorted(
    (a, b) =>
      Date.parse(b.event.at) - Date.parse(a.event.at) ||
      rank(a) - rank(b) ||
      (a.event.eventId < b.event.eventId ? -1 : 1),
  );
}

const isCreation = ({ name }: CausingEvent): boolean => name.startsWith('Create');

const bearings: readonly Bearing[] = ['agrees', 'touches', 'perhaps', 'differs'];

/** Calls that nobody sends for the sake of something else. */
const changesOneThing = /^(?:Start|Stop|Create|Delete)/u;

/**
 * Whether a call of ours sent again what stood there already, as calls do that replace more than they change: it is no
 * cause. So it is where an older one had brought it there, or where a run had found it before.
 */
function isCarried({ event, bearing, own, ours }: Touching, older: readonly Touching[], known: Circumstances): boolean {
  if (bearing !== 'agrees' || !(own || ours) || changesOneThing.test(event.name)) return false;
  if (own && isSinceFound(event, known)) return true;
  const before = older.find(one => one.bearing !== 'perhaps' && !(one.bearing === 'agrees' && (one.own || one.ours)));
  return before?.bearing === 'agrees';
}

function isSinceFound({ requestId, at }: CausingEvent, { foundAt = null, mends }: Circumstances): boolean {
  if (requestId !== null && mends?.has(requestId)) return true;
  return foundAt !== null && Date.parse(at) >= Date.parse(foundAt);
}

type Chosen = Pick<Extract<Attribution, { answer: 'found' }>, 'confidence'> & { readonly event: HistoryEvent };

/**
 * The newest that agrees with what stands there. One that set something else, newer than all that agree, means that what
 * brought it here is not in the history yet: then it was nobody so far. Our own calls are no suspects, and end the search
 * like all others: what was before them, they mended.
 */
function choose(touching: readonly Touching[]): Chosen | 'ours' | undefined {
  const perhaps: HistoryEvent[] = [];
  for (const [index, { event, bearing, own }] of touching.entries()) {
    const unsure = perhaps.length > 0;
    if (bearing === 'differs' || (own && bearing === 'touches')) break;
    if (own && bearing === 'agrees') return unsure ? possible(perhaps) : 'ours';
    if (own) continue;
    if (bearing === 'touches') return { event, confidence: unsure ? 'possible' : 'likely' };
    if (bearing === 'perhaps') perhaps.push(event);
    else return { event, confidence: unsure || isShared(event, touching.slice(index + 1)) ? 'likely' : 'certain' };
  }
  return possible(perhaps);
}

function possible([event]: readonly HistoryEvent[]): Chosen | undefined {
  return event && { event, confidence: 'possible' };
}

/** Whether somebody else had brought it there before, and nobody took it back between: both did it. So it is in one second. */
function isShared(event: HistoryEvent, older: readonly Touching[]): boolean {
  const end = older.find(({ bearing, own }) => bearing === 'differs' || own)?.event.at ?? '';
  const isBefore = (one: HistoryEvent): boolean =>
    one.at > end || (one.at === event.at && isCreation(one) === isCreation(event));
  return older.some(one => one.bearing === 'agrees' && isBefore(one.event) && whoOf(one.event) !== whoOf(event));
}

const whoOf = ({ principal: { arn, name } }: CausingEvent): string => arn ?? name;

function nobody({ askedAt, since, cut }: Circumstances): Pick<
  Extract<Attribution, { answer: 'nobody' }>,
  'why' | 'again'
> & {
  readonly answer: 'nobody' | 'unknown';
} {
  if (cut)
    return { answer: 'unknown', why: 'there are more events than were read, and those name nobody', again: true };
  if (since === null) return { answer: 'nobody', why: 'not in the event history of the last 90 days', again: true };
  if (Date.parse(askedAt) - Date.parse(since) > keptFor)
    return { answer: 'nobody', why: 'changed more than 90 days ago, or not in the event history', again: false };
  return { answer: 'nobody', why: 'not in the event history yet', again: true };
}

/** An event without what only matching needs. */
function causing(event: HistoryEvent): CausingEvent {
  const { eventId, name, source, at, region, principal, sourceIp, userAgent, requestId, errorCode } = event;
  return {
    eventId,
    name,
    source,
    at,
    region,
    principal,
    sourceIp,
    userAgent,
    requestId,
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}

/** Whether a call was made in one of these names. Sessions of a role are the role's. */
function isOneOf({ principal: { arn, issuer } }: CausingEvent, own: readonly string[]): boolean {
  const names = new Set(own.map(identityOf));
  return [arn, issuer].some(name => name !== null && names.has(identityOf(name)));
}

/** Roles and their sessions in one spelling: the ARN of a session has not the path of its role. */
function identityOf(arn: string): string {
  const found = session.exec(arn) ?? role.exec(arn);
  return found ? found.slice(1).join(' ') : arn;
}

const session = /^arn:[^:]*:sts::(\d{12}):assumed-role\/([^/]+)/u;
const role = /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/su;
