import type { Context } from '../call.ts';
import type { Estate } from '../estate.ts';
import { Fault } from '../fault.ts';
import { PolicyError, parsePolicy } from '../policy/document.ts';
import { isRecord } from '../shape.ts';
import type { Queue } from './queue.ts';

interface Range {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** Attributes that are numbers. */
const NUMBERS: Readonly<Record<string, Range>> = {
  DelaySeconds: { least: 0, most: 900, usual: 0 },
  MaximumMessageSize: { least: 1024, most: 1_048_576, usual: 1_048_576 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, usual: 345_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, usual: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, usual: 30 },
};

/** Attributes that are given back as typed, and only where they were set. */
const TEXTS = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

/** An attribute of a queue that is a number, as it is in force. */
export function numberIn({ attributes }: Pick<Queue, 'attributes'>, name: string): number {
  return Number(attributes.get(name) ?? NUMBERS[name]?.usual ?? 0);
}

/** Sets attributes as SetQueueAttributes does; an empty text takes one away. */
export function setAttributes(queue: Queue, given: Readonly<Record<string, string>>, { call, estate }: Context): void {
  for (const [name, value] of Object.entries(given)) checkAttribute(name, value, estate);
  for (const [name, value] of Object.entries(given)) {
    if (value === '') queue.attributes.delete(name);
    else queue.attributes.set(name, value);
  }
  // a key of KMS and SQS's own encryption exclude each other: the one that is set last counts
  if (given['KmsMasterKeyId']) queue.attributes.set('SqsManagedSseEnabled', 'false');
  if (given['SqsManagedSseEnabled'] === 'true') queue.attributes.delete('KmsMasterKeyId');
  queue.changed = call.at;
}

/** Throws the `Fault` that SQS answers to an attribute that it does not take. */
export function checkAttribute(name: string, value: string, estate: Estate): void {
  const range = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (range) {
    if (/^\d+$/.test(value) && Number(value) >= range.least && Number(value) <= range.most) return;
    throw invalidValue(name);
  }
  if (!TEXTS.has(name)) throw new Fault('InvalidAttributeName', `Unknown Attribute ${name}.`);
  if (value === '') return;
  if (name === 'Policy') checkPolicy(value);
  if (name === 'RedrivePolicy') checkRedrive(value, estate);
  if (name === 'SqsManagedSseEnabled' && value !== 'true' && value !== 'false') throw invalidValue(name);
}

function checkPolicy(source: string): void {
  try {
    const { statements } = parsePolicy(source);
    if (statements.every(({ principals, actions, resources }) => principals && actions && resources)) return;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
  }
  throw invalidValue('Policy');
}

function checkRedrive(source: string, { queues }: Estate): void {
  const value = objectIn(source);
  const { deadLetterTargetArn: target, maxReceiveCount: most } = value ?? {};
  if (typeof target !== 'string' || !/^\d+$/.test(String(most)) || Number(most) < 1 || Number(most) > 1000) {
    throw new Fault(
      'InvalidParameterValueException',
      `Value ${source} for parameter RedrivePolicy is invalid. Reason: Invalid value for the redrive policy.`,
    );
  }
  if (queues.has(target)) return;
  throw new Fault(
    'InvalidParameterValueException',
    `Value ${source} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
  );
}

function objectIn(source: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function invalidValue(name: string): Fault {
  return new Fault('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

/** All attributes as GetQueueAttributes answers them. */
export function attributesOf(queue: Queue, now: Date): ReadonlyMap<string, string> {
  const seconds = (moment: Date): string => `${Math.floor(moment.getTime() / 1000)}`;
  const hidden = queue.messages.filter(({ visibleAt }) => visibleAt > now.getTime());
  const delayed = hidden.filter(({ receives }) => receives === 0).length;
  return new Map([
    ['QueueArn', queue.arn],
    ['ApproximateNumberOfMessages', `${queue.messages.length - hidden.length}`],
    ['ApproximateNumberOfMessagesNotVisible', `${hidden.length - delayed}`],
    ['ApproximateNumberOfMessagesDelayed', `${delayed}`],
    ['CreatedTimestamp', seconds(queue.created)],
    ['LastModifiedTimestamp', seconds(queue.changed)],
    ...Object.entries(NUMBERS).map(([name, { usual }]): [string, string] => [name, `${usual}`]),
    ['SqsManagedSseEnabled', 'true'],
    ...queue.attributes,
  ]);
}

/** Throws a `Fault` for names that no queue has. */
export function pick(all: ReadonlyMap<string, string>, names: readonly string[]): Readonly<Record<string, string>> {
  for (const name of names) {
    if (name !== 'All' && !all.has(name) && !TEXTS.has(name))
      throw new Fault('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  return Object.fromEntries([...all].filter(([name]) => names.includes('All') || names.includes(name)));
}
