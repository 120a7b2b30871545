/** A queue of SQS that is read and emptied. Loaded only where a queue is read. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Message } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

import type { Clock, Log } from '../../app/ports.ts';
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
/** Messages in hand: more are not asked for until some are done, or come again. */
const mostInHand = 5_000;
/** Milliseconds until an answer must have begun, and between two parts of it. */
const longestPause = (longPoll + 15) * 1_000;
const times = { connectionTimeout: 5_000, requestTimeout: longestPause, socketTimeout: longestPause };
/** Of one receive, and of one call that is about several messages. */
const batch = 10;

/** A message, as it came this time. */
export interface Received {
  /** The same whenever it comes. */
  readonly id: string;
  readonly body: string;
  /** How often it was received, this time included. */
  readonly receives: number;
}

/** The failures of all of these are `ApiFailure`. */
export interface QueueReader {
  /** Waits for some, for up to about 20 seconds. What is not done within five minutes comes again. */
  receive(signal: AbortSignal): Promise<readonly Received[]>;
  /** Takes messages off, by the receive that came last. Some that AWS does not take off are logged, and come again. */
  done(ids: readonly string[]): Promise<void>;
  /** Lets messages be received again at once. */
  giveBack(ids: readonly string[]): Promise<void>;
  /** Whether it may be read and emptied. A message that waits there is given back at once; nothing is taken off. */
  probe(): Promise<void>;
  /** Ends its connections. */
  close(): void;
}

export function readQueue(options: QueueOptions): QueueReader {
  const ask = asking(options);
  const { url: QueueUrl, clock, log } = options;
  const inHand: InHand = new Map();
  const poll = polling(async () => received(ask, QueueUrl));
  const released = (ids: readonly string[]): readonly string[] => {
    const handles = ids.flatMap(id => inHand.get(id)?.handle ?? []);
    for (const id of ids) inHand.delete(id);
    return handles;
  };
  return {
    async receive(signal) {
      if (inHand.size >= mostInHand) forget(inHand, clock.now().getTime());
      if (inHand.size >= mostInHand) {
        await clock.sleep(1_000, signal);
        return [];
      }
      const messages = await poll(signal);
      const until = clock.now().getTime() + hidden * 1_000;
      return messages.flatMap(({ MessageId: id, ReceiptHandle: handle, Body: body = '', Attributes: attributes }) => {
        if (id === undefined || handle === undefined) return [];
        takeInHand(inHand, id, { handle, until });
        return [{ id, body, receives: Number(attributes?.ApproximateReceiveCount ?? '1') }];
      });
    },
    async done(ids) {
      for (const handles of inBatches(released(ids))) {
        const Entries = handles.map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle }));
        const { Failed = [] } = await ask('DeleteMessageBatch', client =>
          client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
        );
        if (Failed.length > 0) log.warn({ codes: Failed.map(({ Code }) => Code) }, 'messages stay in the queue');
      }
    },
    async giveBack(ids) {
      for (const handles of inBatches(released(ids))) {
        const Entries = handles.map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle, VisibilityTimeout: 0 }));
        await ask('ChangeMessageVisibilityBatch', client =>
          client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
        );
      }
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

function inBatches(handles: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(handles.length / batch) }, (_, at) =>
    handles.slice(at * batch, (at + 1) * batch),
  );
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
