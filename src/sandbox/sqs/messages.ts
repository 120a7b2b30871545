import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../call.ts';
import { settle } from '../delivery/post.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { type Of, list, structure, text, whole } from '../shape.ts';
import { numberIn } from './attributes.ts';
import { type Queue, type Queued, enqueue, missing, openQueue, readReceipt, receiptOf, receivable } from './queue.ts';

const MOST_AT_ONCE = 10;
/** Milliseconds of real time between two looks of who waits for messages. */
const LOOKS = 20;

const md5 = (body: string): string => createHash('md5').update(body).digest('hex');

function between(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (value >= least && value <= most) return;
  const message = `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}, if provided.`;
  throw new Fault('InvalidParameterValueException', message);
}

interface SendInput {
  readonly QueueUrl?: string;
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
}

function send({ QueueUrl, MessageBody: body, DelaySeconds: delay }: SendInput, context: Context): object {
  const queue = openQueue(QueueUrl, context);
  if (body === undefined || body === '') throw missing('MessageBody');
  if (delay !== undefined) between('DelaySeconds', delay, [0, 900]);
  const most = numberIn(queue, 'MaximumMessageSize');
  if (Buffer.byteLength(body) > most) {
    const why = `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`;
    throw new Fault('InvalidParameterValueException', why);
  }
  const { principal, at } = context.call;
  return { MD5OfMessageBody: md5(body), MessageId: enqueue(queue, { body, sender: principal.id, at, delay }) };
}

const receiveInput = structure({
  QueueUrl: text,
  MaxNumberOfMessages: whole,
  VisibilityTimeout: whole,
  WaitTimeSeconds: whole,
  AttributeNames: list(text),
  MessageSystemAttributeNames: list(text),
});

function receive(input: Of<typeof receiveInput>, context: Context): object {
  const queue = openQueue(input.QueueUrl, context);
  const { MaxNumberOfMessages: most = 1, VisibilityTimeout: hidden = numberIn(queue, 'VisibilityTimeout') } = input;
  between('MaxNumberOfMessages', most, [1, MOST_AT_ONCE]);
  between('VisibilityTimeout', hidden, [0, 43_200]);
  between('WaitTimeSeconds', input.WaitTimeSeconds ?? 0, [0, 20]);
  const names = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const now = context.clock.now();
  const taken = receivable(queue, now, context.estate).slice(0, most);
  for (const message of taken) {
    message.receives += 1;
    message.firstReceivedAt ??= now;
    message.visibleAt = now.getTime() + hidden * 1000;
  }
  return taken.length === 0 ? {} : { Messages: taken.map(message => view(message, queue, names)) };
}

function view(message: Queued, queue: Queue, names: readonly string[]): object {
  const attributes = new Map([
    ['SenderId', message.sender],
    ['SentTimestamp', `${message.sentAt.getTime()}`],
    ['ApproximateReceiveCount', `${message.receives}`],
    ['ApproximateFirstReceiveTimestamp', `${message.firstReceivedAt?.getTime() ?? ''}`],
  ]);
  const wanted = [...attributes].filter(([name]) => names.includes('All') || names.includes(name));
  return {
    MessageId: message.id,
    ReceiptHandle: receiptOf(queue, message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: wanted.length === 0 ? undefined : Object.fromEntries(wanted),
  };
}

/** Waits until there is a message or, by the sandbox clock, the time is over: a clock that stands still waits on. */
async function untilReceivable(
  raw: Readonly<Record<string, unknown>>,
  context: Context,
  gone: () => boolean,
): Promise<void> {
  const asked = raw['WaitTimeSeconds'];
  for (;;) {
    const queue = openOrNot(raw['QueueUrl'], context);
    if (!queue) return;
    const seconds = typeof asked === 'number' ? asked : numberIn(queue, 'ReceiveMessageWaitTimeSeconds');
    const now = context.clock.now();
    settle(context.estate, now);
    if (seconds > 20) return;
    const over = now.getTime() >= context.call.at.getTime() + seconds * 1000;
    if (over || gone() || receivable(queue, now, context.estate).length > 0) return;
    await sleep(LOOKS);
  }
}

/** What is wrong with the queue is answered by the call itself. */
function openOrNot(url: unknown, context: Context): Queue | undefined {
  try {
    return openQueue(typeof url === 'string' ? url : undefined, context);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function remove(queue: Queue, handle: string | undefined): void {
  if (handle === undefined) throw missing('ReceiptHandle');
  const { id, receives } = readReceipt(queue, handle);
  queue.messages = queue.messages.filter(message => message.id !== id || message.receives !== receives);
}

const deleteBatchInput = structure({
  QueueUrl: text,
  Entries: list(structure({ Id: text, ReceiptHandle: text })),
});

function removeBatch({ QueueUrl, Entries: entries = [] }: Of<typeof deleteBatchInput>, context: Context): object {
  const queue = openQueue(QueueUrl, context);
  checkBatch(entries.map(({ Id }) => Id ?? ''));
  const results = entries.map(({ Id, ReceiptHandle }) => ({ Id, fault: faultOf(() => remove(queue, ReceiptHandle)) }));
  return outcomes(results);
}

function outcomes(results: readonly { readonly Id: string | undefined; readonly fault: Fault | undefined }[]): object {
  return {
    Successful: results.flatMap(({ Id, fault }) => (fault ? [] : [{ Id }])),
    Failed: results.flatMap(({ Id, fault }) =>
      fault ? [{ Id, SenderFault: true, Code: fault.code, Message: fault.message }] : [],
    ),
  };
}

const visibilityBatchInput = structure({
  QueueUrl: text,
  Entries: list(structure({ Id: text, ReceiptHandle: text, VisibilityTimeout: whole })),
});

function hideBatch({ QueueUrl, Entries: entries = [] }: Of<typeof visibilityBatchInput>, context: Context): object {
  const queue = openQueue(QueueUrl, context);
  checkBatch(entries.map(({ Id }) => Id ?? ''));
  const results = entries.map(entry => ({ Id: entry.Id, fault: faultOf(() => hide(queue, entry, context)) }));
  return outcomes(results);
}

interface HideInput {
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

/** Hides a message that was received for so many seconds from now on. */
function hide(queue: Queue, { ReceiptHandle: handle, VisibilityTimeout: seconds }: HideInput, context: Context): void {
  if (handle === undefined) throw missing('ReceiptHandle');
  if (seconds === undefined) throw missing('VisibilityTimeout');
  between('VisibilityTimeout', seconds, [0, 43_200]);
  const now = context.clock.now().getTime();
  const { id, receives } = readReceipt(queue, handle);
  const message = queue.messages.find(one => one.id === id && one.receives === receives && one.visibleAt > now);
  if (!message) {
    const why = `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`;
    throw new Fault('InvalidParameterValueException', why);
  }
  message.visibleAt = now + seconds * 1000;
}

function checkBatch(ids: readonly string[]): void {
  if (ids.length === 0) {
    const message = 'There should be at least one DeleteMessageBatchRequestEntry in the request.';
    throw new Fault('EmptyBatchRequest', message);
  }
  if (ids.length > MOST_AT_ONCE) {
    const message = `Maximum number of entries per request are ${MOST_AT_ONCE}. You have sent ${ids.length}.`;
    throw new Fault('TooManyEntriesInBatchRequest', message);
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw new Fault('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
}

function faultOf(work: () => void): Fault | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  return undefined;
}

export const messageOperations: Readonly<Record<string, JsonOperation>> = {
  SendMessage: jsonOperation({
    kind: 'data',
    input: structure({ QueueUrl: text, MessageBody: text, DelaySeconds: whole }),
    run: send,
  }),
  ReceiveMessage: jsonOperation({ kind: 'data', input: receiveInput, ready: untilReceivable, run: receive }),
  DeleteMessage: jsonOperation({
    kind: 'data',
    input: structure({ QueueUrl: text, ReceiptHandle: text }),
    run({ QueueUrl, ReceiptHandle }, context) {
      remove(openQueue(QueueUrl, context), ReceiptHandle);
      return {};
    },
  }),
  DeleteMessageBatch: jsonOperation({ kind: 'data', input: deleteBatchInput, run: removeBatch }),
  ChangeMessageVisibility: jsonOperation({
    kind: 'data',
    input: structure({ QueueUrl: text, ReceiptHandle: text, VisibilityTimeout: whole }),
    run({ QueueUrl, ...input }, context) {
      hide(openQueue(QueueUrl, context), input, context);
      return {};
    },
  }),
  ChangeMessageVisibilityBatch: jsonOperation({ kind: 'data', input: visibilityBatchInput, run: hideBatch }),
};
