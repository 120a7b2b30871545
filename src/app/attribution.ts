/** Asks the event history who caused drifts: as few questions as possible, within a time, and never a reason to fail. */
import type { Attribution } from '../core/drift/attribution.ts';
import { eventsIn } from '../core/drift/history.ts';
import type { HistoryEvent } from '../core/drift/history.ts';
import { isSettled, keptFor, match } from '../core/drift/match.ts';
import type { Circumstances } from '../core/drift/match.ts';
import { searchFor } from '../core/drift/sought.ts';
import type { Attributable, Search } from '../core/drift/sought.ts';
import { ApiFailure, failedWith, unreadBecause } from '../core/failure.ts';
import type { Target } from '../core/model.ts';
import { memoryWithin } from './deadline.ts';
import type { Clock, Memory, Ports } from './ports.ts';

/** What is known of drifts before anybody is asked. */
export interface Inquiry {
  /** When a run last saw all of it in order, ISO 8601, UTC; null: not known. */
  readonly since: string | null;
  /** When the run began that found them; null: they stand at this moment, and nothing was mended since. */
  readonly seenAt: string | null;
  /** When a run found what stands there, where it is at hand: our calls since then only carried it along. */
  readonly foundAt?: string | null;
  /** Ids of the requests by which that run mended them, where they are at hand; absent: told by the time. */
  readonly mends?: ReadonlySet<string>;
  /** Ids of the requests that we sent since. */
  readonly requestIds: ReadonlySet<string>;
  /** ARNs in whose names we call. */
  readonly ownPrincipals: readonly string[];
}

export interface AttributionPorts extends Pick<Ports, 'kinds'> {
  readonly clock: Clock;
  /** A fresh one: what the history said before is not what it says now. */
  readonly memory: Memory;
  /** How long it may take, in milliseconds. */
  readonly within: number;
  /** Aborted: what has not answered by then is not waited for. */
  readonly ends?: AbortSignal;
}

/**
 * So much is read for one question: reads and calls that failed cost whoever floods the history nothing, so that only calls that
 * changed something count. The number of pages is bounded by the time, and beyond that here, against an endless answer.
 */
const most = { changes: 500, pages: 400 };

/**
 * Looks for who caused each of these.
 *
 * @returns one answer for each, by its fingerprint. A history that refuses, or does not answer in time, makes it `unknown`.
 */
export async function attribute(
  drifts: readonly Attributable[],
  inquiry: Inquiry,
  { kinds, clock, memory, within, ends }: AttributionPorts,
): Promise<ReadonlyMap<string, Attribution>> {
  const askedAt = clock.now().toISOString();
  const looked = drifts.map(drift => ({ drift, search: searchFor(drift, kinds) }));
  const untold = looked.flatMap(({ drift, search }): [string, Attribution][] =>
    typeof search === 'string'
      ? [[drift.fingerprint, { answer: 'nobody', why: search, again: false, askedAt, attempts: [] }]]
      : [],
  );
  const searches = looked.flatMap(({ search }) => (typeof search === 'string' ? [] : [search]));
  const done = new AbortController();
  const over = new AbortController();
  const stop = (): void => over.abort();
  void clock.sleep(within, done.signal).then(stop);
  ends?.addEventListener('abort', stop, { once: true });
  if (ends?.aborted) stop();
  const unanswered = 'the event history did not answer in time';
  const asking = {
    memory: memoryWithin(memory, { passed: over.signal, unanswered }),
    known: { ...inquiry, askedAt, cut: false },
  };
  try {
    const groups = [...Map.groupBy(searches, ({ subject }) => subject.arn).values()];
    const found = await Promise.all(groups.map(async group => attributeGroup(group, asking)));
    return new Map([...untold, ...found.flat()]);
  } finally {
    ends?.removeEventListener('abort', stop);
    done.abort();
  }
}

interface Asking {
  readonly memory: Memory;
  readonly known: Circumstances;
}

/** The drifts of one resource share their questions: first by its name, then by the names of events. */
async function attributeGroup(
  group: readonly Search[],
  asking: Asking,
): Promise<readonly (readonly [string, Attribution])[]> {
  const byName = await read(group, asking, 'ResourceName');
  const answers = group.map(search => [search, answer(search, byName, asking)] as const);
  const open = answers.filter(([, { answer: is }]) => is !== 'found').map(([search]) => search);
  // what is missing was mostly never made, and who deletes something names it
  const more = open.filter(({ kind }) => kind !== 'missing');
  if (more.length === 0 || byName.failure !== undefined) return answers.map(toldOf);
  const byEvent = await read(more, asking, 'EventName');
  const all: Answer = {
    events: [...byName.events, ...byEvent.events],
    cut: byEvent.cut,
    ...(byEvent.failure ? { failure: byEvent.failure } : {}),
  };
  return answers.map(([search, first]) =>
    toldOf([search, more.includes(search) ? answer(search, all, asking) : first]),
  );
}

const toldOf = ([{ fingerprint }, found]: readonly [Search, Attribution]) => [fingerprint, found] as const;

interface Answer {
  readonly events: readonly HistoryEvent[];
  /** Whether there are more than were read. */
  readonly cut: boolean;
  readonly failure?: ApiFailure;
}

function answer(search: Search, { events, cut, failure }: Answer, { known }: Asking): Attribution {
  const found = match(search, events, { ...known, cut });
  if (found.answer === 'found' || failure === undefined) return found;
  const { askedAt, attempts } = found;
  return { askedAt, attempts, answer: 'unknown', ...whyNot(failure) };
}

/** AWS refuses whoever may not ask, and goes on refusing; all else may be over in a while. */
function whyNot(failure: ApiFailure): { readonly why: string; readonly again: boolean } {
  const { account, region } = failure.site.target;
  if (failure.category === 'permission')
    return { why: `cloudtrail:LookupEvents is not permitted in ${account}/${region}`, again: false };
  if (failure.category === 'deadline') return { why: failure.message, again: true };
  return { why: unreadBecause(failure).message, again: failure.category !== 'unsupported' };
}

/** All answers to the questions of one sort about these searches, which are about one resource. */
async function read(group: readonly Search[], asking: Asking, by: 'ResourceName' | 'EventName'): Promise<Answer> {
  const places = new Map(group.flatMap(({ places: some }) => some).map(place => [JSON.stringify(place), place]));
  const values = new Set(group.flatMap(({ spellings, events }) => (by === 'ResourceName' ? spellings : events)));
  const questions = [...places.values()].flatMap(place => [...values].map(value => ({ place, by, value })));
  const answers = await Promise.all(questions.map(async question => page(question, group, asking)));
  const failed = answers.flatMap(({ failure }) => failure ?? []);
  return {
    events: answers.flatMap(({ events }) => events),
    cut: answers.some(({ cut }) => cut),
    ...(failed[0] === undefined ? {} : { failure: failed[0] }),
  };
}

interface Question {
  readonly place: Target;
  readonly by: 'ResourceName' | 'EventName';
  readonly value: string;
}

/** Pages of one question, newest first, until all that is looked for is settled. */
async function page(
  { place, by, value }: Question,
  group: readonly Search[],
  { memory, known }: Asking,
): Promise<Answer> {
  const aws = memory.at(place);
  const input = { LookupAttributes: [{ AttributeKey: by, AttributeValue: value }], ...periodOf(known) };
  const events: HistoryEvent[] = [];
  let token: string | undefined;
  try {
    for (let pages = 0; pages < most.pages && changesAmong(events) < most.changes; pages += 1) {
      const found: object = await aws.ask('cloudtrail:LookupEvents', {
        ...input,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      events.push(...eventsIn(found));
      token = tokenIn(found);
      if (token === undefined || group.every(search => isSettled(search, events, known))) return { events, cut: false };
    }
    return { events, cut: true };
  } catch (error) {
    if (failedWith(error, 'InvalidTimeRangeException')) return { events, cut: false }; // by AWS's clock it is yet to come
    if (!(error instanceof ApiFailure)) throw error;
    return { events, cut: false, failure: error };
  }
}

const changesAmong = (events: readonly HistoryEvent[]): number =>
  events.filter(({ readOnly, errorCode }) => !readOnly && errorCode === undefined).length;

/** By so much may the clock of AWS be ahead of ours, in milliseconds: by more, AWS would refuse to answer. */
const ahead = 300_000;

/**
 * The history goes back 90 days by itself; to ask for more is no error, and for less saves pages. What was found stood there
 * when the run began: all that is younger is read for nothing.
 */
function periodOf({ since, seenAt, askedAt }: Circumstances): { readonly StartTime?: Date; readonly EndTime?: Date } {
  const [asked, end] = [Date.parse(askedAt), seenAt === null ? Infinity : Date.parse(seenAt) + ahead];
  return {
    ...(since === null || asked - Date.parse(since) > keptFor ? {} : { StartTime: wholeSecond(Date.parse(since)) }),
    ...(end < asked ? { EndTime: wholeSecond(end) } : {}),
  };
}

const wholeSecond = (moment: number): Date => new Date(Math.floor(moment / 1000) * 1000);

function tokenIn(answer: object): string | undefined {
  const { NextToken: token } = answer as { readonly NextToken?: unknown };
  return typeof token === 'string' && token !== '' ? token : undefined;
}
