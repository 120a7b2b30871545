/** A queue of SQS that EventBridge rules feed. Loaded only where a queue is configured. */
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Message } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

import type { EventQueue, Told } from '../../app/daemon/ports.ts';
import type { Clock, Log } from '../../app/ports.ts';
import { readEvent } from '../../core/daemon/event.ts';
import { unreadBecause } from '../../core/failure.ts';
import type { Target } from '../../core/model.ts';
import { partitionOf } from '../../core/spec/regions.ts';
import { bounded } from './bounded.ts';
import type { Observation } from './carry.ts';
import { credentialSource } from './credentials.ts';
import { translate } from './translate.ts';

export interface QueueOptions {
  /** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. */
  readonly url: string;
  readonly region: string;
  readonly profile?: string;
  /** Default: what the SDK finds in `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_SQS` or the profile. */
  readonly endpointUrl?: string;
  readonly version?: string;
  /** Milliseconds that an answer may take once it has begun. Default 30,000. */
  readonly answerTimeoutMs?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every call, right after it. Must not throw. */
  readonly onCall?: (observation: Observation) => void;
}

/** Seconds that one question waits at most; the most that SQS allows. */
const longPoll = 20;
/** Seconds until what was received is given to somebody else, and comes again. */
const hidden = 300;
/** Receives after which a message that nobody can read is taken off. */
const mostReceives = 3;
/** Messages in hand: more are not asked for until some are done, or come again. */
const mostInHand = 5_000;
/** Milliseconds until an answer must have begun, and between two parts of it. */
const longestPause = (longPoll + 15) * 1_000;
const times = { connectionTimeout: 5_000, requestTimeout: longestPause, socketTimeout: longestPause };
/** Of one DeleteMessageBatch. */
const batch = 10;

export interface ConnectedQueue extends EventQueue {
  /**
   * Whether it may be read and emptied. A message that waits there is given back at once; nothing is taken off.
   *
   * @throws ApiFailure
   */
  probe(): Promise<void>;
  /** Ends its connections. */
  close(): void;
}

/** The queue. Its failures are `ApiFailure`. */
export function connectQueue(options: QueueOptions): ConnectedQueue {
  const ask = asking(options);
  const { url: QueueUrl, clock, log } = options;
  const inHand: InHand = new Map();
  const poll = polling(async () => received(ask, QueueUrl));
  const remove = async (handles: readonly string[]): Promise<void> => {
    for (let from = 0; from < handles.length; from += batch) {
      const Entries = handles.slice(from, from + batch).map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle }));
      const { Failed = [] } = await ask('DeleteMessageBatch', client =>
        client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
      );
      if (Failed.length > 0) log.warn({ codes: Failed.map(({ Code }) => Code) }, 'events stay in the queue');
    }
  };
  return {
    async receive(signal) {
      if (inHand.size >= mostInHand) forget(inHand, clock.now().getTime());
      if (inHand.size >= mostInHand) {
        await clock.sleep(1_000, signal);
        return [];
      }
      const messages = await poll(signal);
      const { told, useless } = sort(messages, log);
      const until = clock.now().getTime() + hidden * 1_000;
      for (const { receipt, handle } of told) takeInHand(inHand, receipt, { handle, until });
      try {
        await remove(useless);
      } catch (error) {
        log.warn({ problem: unreadBecause(error) }, 'events stay in the queue');
      }
      return told.map(({ handle: _handle, ...one }) => one);
    },
    async done(told) {
      const receipts = new Set(told.map(({ receipt }) => receipt));
      const handles = [...receipts].flatMap(receipt => inHand.get(receipt)?.handle ?? []);
      for (const receipt of receipts) inHand.delete(receipt);
      await remove(handles);
    },
    async probe() {
      const question = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0, VisibilityTimeout: 0 });
      await ask('ReceiveMessage', async client => client.send(question));
      const none = new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: '0', ReceiptHandle: 'none' }] });
      await ask('DeleteMessageBatch', async client => client.send(none));
    },
    close: () => ask.close(),
  };
}

/**
 * What takes a message off, by its id: a message that comes again has a new one, and the old does nothing. Those that came
 * first stand first.
 */
type InHand = Map<string, { readonly handle: string; readonly until: number }>;

function takeInHand(inHand: InHand, id: string, one: { readonly handle: string; readonly until: number }): void {
  inHand.delete(id);
  inHand.set(id, one);
}

/** Lets go of what the queue gives again, to us or to others. No sooner than room is needed: a long run still takes it off. */
function forget(inHand: InHand, now: number): void {
  for (const [id, { until }] of inHand) if (until <= now) inHand.delete(id);
}

interface Asking {
  /** @throws ApiFailure */
  <T>(operation: string, send: (client: SQSClient) => Promise<T>): Promise<T>;
  close(): void;
}

function asking({ url, region, profile, endpointUrl, version, clock, log, ...rest }: QueueOptions): Asking {
  const { answerTimeoutMs = 30_000, onCall = () => {} } = rest;
  const client = new SQSClient({
    region,
    maxAttempts: 1,
    // where an endpoint is set, it counts: the address in the config is that of AWS
    useQueueUrlAsEndpoint: false,
    // TLS keeps messages whole; the SDK's failure of this check has neither name nor status
    md5: false,
    credentials: credentialSource({ profile, clock, log, region, timeoutMs: 120_000 }),
    customUserAgent: [version === undefined ? ['trailwarden'] : ['trailwarden', version]],
    requestHandler: bounded(new NodeHttpHandler({ ...times, throwOnRequestTimeout: true }), answerTimeoutMs),
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  });
  const account = /\/(\d{12})\/[^/]+$/.exec(url)?.[1] ?? '';
  const target: Target = { partition: partitionOf(region), account, region };
  const ask = async <T>(operation: string, send: (client: SQSClient) => Promise<T>): Promise<T> => {
    const call = `sqs:${operation}`;
    const began = clock.now().getTime();
    const tell = (outcome: string): void =>
      onCall({ call, target, attempt: 1, outcome, milliseconds: clock.now().getTime() - began });
    try {
      const answer = await send(client);
      tell('ok');
      return answer;
    } catch (error) {
      const failure = translate(error, call, target);
      tell(failure.name);
      throw failure;
    }
  };
  return Object.assign(ask, { close: () => client.destroy() });
}

/**
 * One question at a time. Who waits no longer leaves it under way, and whoever waits next has its answer: SQS hides what it
 * has handed to a connection that is broken off.
 */
function polling(ask: () => Promise<readonly Message[]>): (signal: AbortSignal) => Promise<readonly Message[]> {
  let underWay: Promise<readonly Message[]> | null = null;
  return async signal => {
    if (signal.aborted) return [];
    const asked = (underWay ??= ask());
    asked.catch(() => undefined); // told to who waits; nobody may
    const left = Promise.withResolvers<null>();
    const leave = (): void => left.resolve(null);
    signal.addEventListener('abort', leave, { once: true });
    try {
      const answer = await Promise.race([asked, left.promise]);
      if (answer !== null) underWay = null;
      return answer ?? [];
    } catch (error) {
      underWay = null;
      throw error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
}

async function received(ask: Asking, QueueUrl: string): Promise<readonly Message[]> {
  const question = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: batch,
    WaitTimeSeconds: longPoll,
    VisibilityTimeout: hidden,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  return ask('ReceiveMessage', async client => (await client.send(question)).Messages ?? []);
}

interface Sorted {
  readonly told: readonly (Told & { readonly handle: string })[];
  /** Receipts of what need not stay in the queue. */
  readonly useless: readonly string[];
}

/** What comes again is told again: whoever had it may have lost it. */
function sort(messages: readonly Message[], log: Log): Sorted {
  const told: (Told & { readonly handle: string })[] = [];
  const useless: string[] = [];
  for (const { MessageId: id, ReceiptHandle: handle, Body: body = '', Attributes: attributes } of messages) {
    if (id === undefined || handle === undefined) continue;
    const heard = readEvent(body);
    if (heard.is === 'told') {
      told.push({ ...heard.told, receipt: id, handle });
      continue;
    }
    const receives = Number(attributes?.ApproximateReceiveCount ?? '1');
    if (heard.is === 'other') log.debug({ message: id, why: heard.why }, 'a message that is no change is taken off');
    else log.warn({ message: id, why: heard.why, receives }, 'a message of the queue cannot be read');
    if (heard.is === 'other' || receives >= mostReceives) useless.push(handle);
  }
  return { told, useless };
}
