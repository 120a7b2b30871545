import { createHash, randomUUID } from 'node:crypto';
import type { Context } from '../call.ts';
import type { Estate } from '../estate.ts';
import { Fault } from '../fault.ts';
import { findKey, stateOf } from '../kms/keys.ts';
import { partitionOf } from '../places.ts';
import { askerOf, keysOf } from '../policy/asker.ts';
import type { Keys } from '../policy/conditions.ts';
import { parsePolicy } from '../policy/document.ts';
import { type Asker, type PolicyRequest, evaluate } from '../policy/evaluate.ts';
import { numberIn } from './attributes.ts';

export interface Queued {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Date;
  /** Id of the principal that sent it. */
  readonly sender: string;
  /** Milliseconds since 1970 from which on it can be received. */
  visibleAt: number;
  firstReceivedAt: Date | undefined;
  receives: number;
}

export interface Queue {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: Date;
  changed: Date;
  /** What was set, as typed. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Oldest first. */
  messages: Queued[];
  purged: Date | undefined;
}

export function queueArn(name: string, account: string, region: string): string {
  return `arn:${partitionOf(region)}:sqs:${region}:${account}:${name}`;
}

export function freshQueue(name: string, { principal: { account }, region, at }: Context['call']): Queue {
  const arn = queueArn(name, account, region);
  const empty = { attributes: new Map<string, string>(), tags: new Map<string, string>(), messages: [] };
  return { arn, name, account, region, created: at, changed: at, purged: undefined, ...empty };
}

interface Sending {
  readonly body: string;
  readonly sender: string;
  readonly at: Date;
  /** Seconds; default: the queue's. */
  readonly delay?: number | undefined;
}

/** Puts a message into a queue, and answers its id. */
export function enqueue(queue: Queue, { body, sender, at, delay }: Sending): string {
  const id = randomUUID();
  const visibleAt = at.getTime() + (delay ?? numberIn(queue, 'DelaySeconds')) * 1000;
  queue.messages.push({ id, body, sentAt: at, sender, visibleAt, firstReceivedAt: undefined, receives: 0 });
  return id;
}

/** Forgets what is older than the queue keeps. */
export function expire(queue: Queue, now: Date): void {
  const oldest = now.getTime() - numberIn(queue, 'MessageRetentionPeriod') * 1000;
  queue.messages = queue.messages.filter(({ sentAt }) => sentAt.getTime() > oldest);
}

/** Those that can be received now. What was received too often goes to the queue for dead letters first. */
export function receivable(queue: Queue, now: Date, { queues }: Estate): readonly Queued[] {
  expire(queue, now);
  const visible = queue.messages.filter(({ visibleAt }) => visibleAt <= now.getTime());
  const { target, most } = redriveOf(queue);
  const dead = visible.filter(({ receives }) => receives >= most);
  queue.messages = queue.messages.filter(message => !dead.includes(message));
  queues.get(target)?.messages.push(...dead.map(message => ({ ...message, receives: 0 })));
  return visible.filter(message => !dead.includes(message));
}

function redriveOf({ attributes }: Queue): { readonly target: string; readonly most: number } {
  const source = attributes.get('RedrivePolicy');
  if (source === undefined) return { target: '', most: Number.POSITIVE_INFINITY };
  const { deadLetterTargetArn: target, maxReceiveCount: most } = JSON.parse(source) as Readonly<Record<string, string>>;
  return { target: target ?? '', most: Number(most) };
}

/** What deletes a message: of the queue, the message and the receive. Only the latest receive's does. */
export function receiptOf(queue: Queue, { id, receives }: Queued): string {
  return Buffer.from(`${seal(queue)} ${id} ${receives}`).toString('base64');
}

/** @throws Fault for what no receive of this queue has handed out */
export function readReceipt(queue: Queue, handle: string): { readonly id: string; readonly receives: number } {
  const [sealed, id = '', receives = ''] = Buffer.from(handle, 'base64').toString('utf8').split(' ');
  if (sealed === seal(queue)) return { id, receives: Number(receives) };
  throw new Fault('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
}

function seal({ arn, created }: Queue): string {
  return createHash('sha256').update(`${arn} ${created.toISOString()}`).digest('hex').slice(0, 16);
}

/** The queue of a call, if the caller may do this to it. Throws the `Fault` that SQS answers if not. */
export function openQueue(url: string | undefined, context: Context): Queue {
  const { call, estate } = context;
  if (url === undefined) throw missing('QueueUrl');
  const [, account = '', name = ''] = /\/(\d{12})\/([\w-]{1,80})$/.exec(url) ?? [];
  const queue = estate.queues.get(queueArn(name, account, call.region));
  if (!queue) throw noQueue();
  const own = account === call.principal.account;
  const request = { asker: askerOf(call.principal), action: `sqs:${call.operation}`, keys: keysOf(context) };
  const answer = askPolicy(queue, request);
  if (own ? answer !== 'deny' : answer === 'allow') return queue;
  const action = `sqs:${call.operation.toLowerCase()}`;
  const why =
    answer === 'deny'
      ? 'with an explicit deny in a resource-based policy'
      : `because no resource-based policy allows the ${action} action`;
  const message = `User: ${call.principal.arn} is not authorized to perform: ${action} on resource: ${queue.arn} ${why}`;
  throw new Fault('AccessDeniedException', message, { status: 403 });
}

export function noQueue(): Fault {
  return new Fault('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function missing(parameter: string): Fault {
  return new Fault('MissingParameter', `The request must contain the parameter ${parameter}.`);
}

function askPolicy(queue: Queue, request: Omit<PolicyRequest, 'resource'>): ReturnType<typeof evaluate> {
  const source = queue.attributes.get('Policy');
  return source === undefined ? 'silent' : evaluate(parsePolicy(source), { ...request, resource: queue.arn });
}

/** A service of AWS that sends, and for which of its resources. */
export interface ServiceSender {
  readonly service: 'events.amazonaws.com' | 'sns.amazonaws.com';
  /** ARN of the rule or the topic. */
  readonly source: string;
  readonly account: string;
}

/** Puts a service's message into a queue, if there is one, its policy lets the service in, and so does its key. */
export function sendFrom(sender: ServiceSender, arn: string, { estate, at, body }: Delivery): boolean {
  const queue = estate.queues.get(arn);
  if (!queue) return false;
  const asker: Asker = { service: sender.service };
  const keys: Keys = new Map([
    ['aws:sourcearn', [sender.source]],
    ['aws:sourceaccount', [sender.account]],
    ['aws:securetransport', ['true']],
    ['aws:principalisawsservice', ['true']],
    ['aws:principalservicename', [sender.service]],
  ]);
  if (askPolicy(queue, { asker, action: 'sqs:SendMessage', keys }) !== 'allow') return false;
  if (!mayEncrypt(queue, { asker, keys }, estate)) return false;
  enqueue(queue, { body, sender: sender.service, at });
  return true;
}

interface Delivery {
  readonly estate: Estate;
  readonly at: Date;
  readonly body: string;
}

/** A message to a queue that has a key of KMS is encrypted in the name of who sends it. */
function mayEncrypt(queue: Queue, by: Pick<PolicyRequest, 'asker' | 'keys'>, estate: Estate): boolean {
  const name = queue.attributes.get('KmsMasterKeyId') ?? '';
  if (name === '') return true;
  const key = findKey(estate, name, queue.account, queue.region);
  if (!key || stateOf(key) !== 'Enabled') return false;
  const policy = parsePolicy(key.policy);
  return ['kms:GenerateDataKey', 'kms:Decrypt'].every(
    action => evaluate(policy, { ...by, action, resource: key.arn }) === 'allow',
  );
}
