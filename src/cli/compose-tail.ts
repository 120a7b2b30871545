/** What following delivery needs beyond reading log files: queues, and what is remembered. Each is loaded when it is wanted. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

import { systemClock } from '../adapters/clock.ts';
import type { Queues } from '../adapters/logs/queue.ts';
import type { TemporaryQueue } from '../adapters/logs/queue-temporary.ts';
import { newsByPolling, newsByQueue, newsCaughtUp } from '../app/logs/tail-news.ts';
import type { News } from '../app/logs/tail-ports.ts';
import { ApiFailure, unreadBecause } from '../core/failure.ts';
import type { Problem } from '../core/model.ts';
import type { LogKind } from '../logs/layout.ts';
import { tagText } from '../logs/tail/left-over.ts';
import type { Asker } from '../logs/tail/left-over.ts';
import { polling } from '../logs/tail/poll.ts';
import type { SeenFiles } from '../logs/tail/seen-files.ts';
import { placeOf } from '../logs/tail/whose.ts';
import type { LogReading } from './compose-logs.ts';
import type { Options } from './definition.ts';
import { usualInterval } from './logs/options.ts';
import { Refusal } from './trouble.ts';
import { version } from './version.ts';

export interface Following {
  readonly reading: LogReading;
  readonly kinds: readonly LogKind[];
  readonly files: SeenFiles;
  /** When an earlier run looked last; null: there was none, or nobody knows. */
  readonly checked: string | null;
  readonly options: Options;
  /** Told of what goes on all the same. */
  readonly tell: (problem: Problem) => void;
}

/** Where the news comes from. To be closed in the end, whatever happened. */
export interface OpenNews {
  readonly news: News;
  /** A few words for people. */
  readonly by: string;
  close(): Promise<void>;
}

/**
 * Opens what was asked for: a queue that stands, one that stands for this run alone, or looking again and again.
 *
 * @throws Refusal where there is no topic to subscribe to, or subscribing is refused
 * @throws ApiFailure where SQS knows no such queue
 */
export async function newsOf(following: Following): Promise<OpenNews> {
  const { options } = following;
  if (options.queue !== undefined) return standing(options.queue, following);
  if (options.createQueue !== undefined) return temporary(topicOf(following), following);
  const { interval = usualInterval } = options;
  return { news: looking(following), by: `looking every ${interval} s`, close: async () => Promise.resolve() };
}

function looking({ reading, kinds, files, checked, options }: Following): News {
  const { clock, range } = reading;
  const since = options.since === undefined ? null : range.from;
  const poll = polling({ places: reading.places, kinds, files, checked, since });
  const { interval = usualInterval } = options;
  return newsByPolling({ poll, clock, interval, random: Math.random });
}

/** A queue holds what came while nobody followed: only what came before it stood is looked for. */
async function standing(named: string, following: Following): Promise<OpenNews> {
  const { regionOfQueue, findQueue } = await import('../adapters/logs/queue.ts');
  const queues = await connected(regionOfQueue(named), following);
  try {
    const at = await findQueue(named, queues);
    const { news, close } = await reader(at, following, following.options.since !== undefined);
    return { news, close, by: `the queue ${nameIn(at.url)}` };
  } finally {
    queues.close();
  }
}

async function temporary(topicArn: string, following: Following): Promise<OpenNews> {
  const [, , , region] = topicArn.split(':');
  const [{ makeQueue, removeLeftOvers }, queues] = await Promise.all([
    import('../adapters/logs/queue-temporary.ts'),
    connected(region, following),
  ]);
  try {
    for (const name of await removeLeftOvers(asker(), queues)) following.tell(leftOver(name));
    const unique = randomBytes(6).toString('hex');
    const queue = await makeQueue({ topicArn, unique, asker: asker() }, queues).catch(notSubscribed(topicArn));
    const gap = following.options.since !== undefined || following.checked !== null;
    const { news, close } = await reader(queue, following, gap);
    return {
      news,
      by: `the queue ${queue.name}, which is removed in the end`,
      async close() {
        await close();
        await removed(queue, following);
        queues.close();
      },
    };
  } catch (error) {
    queues.close();
    throw error;
  }
}

/** @param gap whether something may have come before the queue stood */
async function reader(
  { url, region }: { readonly url: string; readonly region: string },
  following: Following,
  gap: boolean,
) {
  const { readQueue } = await import('../adapters/aws/queue-reader.ts');
  const { reading, kinds, options, tell } = following;
  const { clock, log, places } = reading;
  const queue = readQueue({
    url,
    region,
    clock,
    log,
    version,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.endpointUrl === undefined ? {} : { endpointUrl: options.endpointUrl }),
  });
  const queued = newsByQueue({ queue, isWanted: file => placeOf(file, places, kinds) !== null, clock, tell });
  return {
    news: gap ? newsCaughtUp(looking(following), queued) : queued,
    close: async () => Promise.resolve(queue.close()),
  };
}

async function connected(region: string | undefined, { reading, options }: Following): Promise<Queues> {
  const { connectQueues } = await import('../adapters/logs/queue.ts');
  const { profile, endpointUrl } = options;
  return connectQueues({ region, profile, endpointUrl, version, clock: reading.clock, log: reading.log });
}

/** @throws Refusal where there is none, or more than one */
function topicOf({ reading, options }: Following): string {
  if (options.topic !== undefined) return options.topic;
  const topics = new Set(reading.places.flatMap(({ place }) => place.trail?.topic ?? []));
  const [only, another] = topics;
  if (only !== undefined && another === undefined) return only;
  throw new Refusal('invalid', {
    code: 'topic-unknown',
    message:
      only === undefined
        ? 'no trail that is meant has a topic, as far as is known'
        : `trails announce their files at ${topics.size} topics`,
    hint: 'Say --topic with its ARN, or --trail, or follow without a queue: --poll.',
  });
}

function asker(): Asker {
  return { host: tagText(hostname()), process: process.pid, now: systemClock.now(), runs };
}

/** Signal 0 reaches whatever runs, and does nothing. */
function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function notSubscribed(topicArn: string) {
  return (error: unknown): never => {
    if (!(error instanceof ApiFailure) || error.category !== 'permission') throw error;
    const account = topicArn.split(':')[4] ?? '';
    throw new Refusal('error', {
      code: 'queue-not-subscribed',
      message: unreadBecause(error).message,
      hint: `Use credentials of account ${account}, or let its topic allow sns:Subscribe; or subscribe a queue yourself and say --queue.`,
    });
  };
}

function leftOver(name: string): Problem {
  return {
    code: 'queue-removed',
    severity: 'warning',
    message: `removed ${name}, which a run that was killed had left, and its subscription`,
  };
}

async function removed(queue: TemporaryQueue, { tell }: Following): Promise<void> {
  try {
    await queue.remove();
  } catch (error) {
    tell({
      code: 'queue-not-removed',
      severity: 'warning',
      message: `${queue.name} still stands: ${unreadBecause(error).message}`,
      hint: 'The next run with --create-queue removes it.',
    });
  }
}

const nameIn = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
