/**
 * Changes at AWS as a queue tells them: messages of EventBridge, bare or in an envelope of SNS, and which resources of the
 * spec they are about. Pure; no message makes it throw.
 */
import { parseArn } from '../arn.ts';
import type { Address, Arn, Target } from '../model.ts';
import { watchedServices } from './event-calls.ts';
import type { WatchedService } from './event-calls.ts';

/** A management call that changed something. */
export interface Told {
  /** What takes it off the queue. */
  readonly receipt: string;
  /** What changed, as far as the event names it. */
  readonly service: WatchedService;
  readonly account: string;
  readonly region: string;
  readonly eventName: string;
  /** Name or ARN of the resource, as the caller spelled it; null: not named. */
  readonly resource: string | null;
  readonly at: string;
  /** Of the call; absent: not told. */
  readonly requestId?: string;
}

/** What a message is. `other`: well-formed, and nothing for us. */
export type Heard =
  | { readonly is: 'told'; readonly told: Omit<Told, 'receipt'> }
  | { readonly is: 'other'; readonly why: string }
  | { readonly is: 'malformed'; readonly why: string };

/** Characters. EventBridge sends 256 KB at most. */
const longestBody = 300_000;
/** Characters of a name or an ARN. */
const longestName = 2048;

/** Reads one message of the queue. */
export function readEvent(body: string): Heard {
  if (body.length > longestBody) return malformed('it is longer than any event');
  const message = parsed(body);
  if (message === undefined) return malformed('it is no JSON object');
  if (message['Type'] === 'Notification') return readNotification(message['Message']);
  if (typeof message['Type'] === 'string') return other(`SNS sent it itself: ${clipped(message['Type'])}`);
  return readEnvelope(message);
}

/** SNS wraps a message once. What stands in it need be no event, as where a topic announces log files too. */
function readNotification(message: unknown): Heard {
  const inner = typeof message === 'string' ? parsed(message) : undefined;
  return inner ? readEnvelope(inner) : other('a notification that is no event');
}

function readEnvelope(message: Fields): Heard {
  const kind = message['detail-type'];
  const { detail } = message;
  if (typeof kind !== 'string' || !isFields(detail)) {
    if ('s3ObjectKey' in message || 'Records' in message) return other('it announces objects of a bucket');
    return malformed('it is no event of EventBridge');
  }
  if (kind !== 'AWS API Call via CloudTrail') return other(`an event of another kind: ${clipped(kind)}`);
  return readCall(detail, message);
}

function readCall(call: Fields, envelope: Fields): Heard {
  const account = textOf(call['recipientAccountId']) ?? textOf(envelope['account']);
  const region = textOf(call['awsRegion']) ?? textOf(envelope['region']);
  const eventName = textOf(call['eventName']);
  const source = textOf(call['eventSource']);
  if (!account || !region || !eventName || !source) return malformed('it does not say who called what, and where');
  const service = watchedServices.find(one => source === `${one}.amazonaws.com`);
  if (!service) return other(`a call of ${clipped(source)}`);
  if (call['readOnly'] === true) return other('a call that only reads');
  if (call['errorCode'] !== undefined && call['errorCode'] !== null) return other('a call that failed');
  const requestId = textOf(call['requestID']);
  const told = {
    service,
    account,
    region,
    eventName,
    resource: resourceIn(service, call['requestParameters']),
    at: textOf(call['eventTime']) ?? textOf(envelope['time']) ?? '',
  };
  return { is: 'told', told: requestId === undefined ? told : { ...told, requestId } };
}

/** Parameters that name what a call is about, in the order in which they count. */
const naming: Readonly<Record<WatchedService, readonly string[]>> = {
  cloudtrail: ['name', 'trailName', 'resourceId'],
  s3: ['bucketName'],
  sns: ['topicArn', 'resourceArn', 'subscriptionArn', 'name'],
  kms: ['keyId', 'targetKeyId', 'aliasName'],
};

function resourceIn(service: WatchedService, parameters: unknown): string | null {
  if (!isFields(parameters)) return null;
  for (const name of naming[service]) {
    const value = textOf(parameters[name]);
    if (value !== undefined && value !== '') return name === 'subscriptionArn' ? topicOf(value) : value;
  }
  return null;
}

/** A subscription's ARN is that of its topic with one more part. */
function topicOf(subscription: string): string {
  return subscription.split(':').slice(0, 6).join(':');
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined; // who sends what is no JSON is told so by the caller
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= longestName ? value : undefined;
}

const clipped = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
const malformed = (why: string): Heard => ({ is: 'malformed', why });
const other = (why: string): Heard => ({ is: 'other', why });

/** A resource of the spec, as far as events may name it. */
export interface Watched {
  /** Name of its kind. */
  readonly kind: string;
  readonly address: Address;
  readonly name: string;
  readonly arn: Arn;
  readonly target: Target;
}

const kindOf: Readonly<Record<WatchedService, string | null>> = {
  cloudtrail: 'trail',
  s3: 'bucket',
  sns: 'topic',
  kms: null,
};

/**
 * The resources of the spec that calls may have changed, each once; none: nothing of the spec. A trail that the spec does not
 * know, a key, and what is not named, may matter to everything in its account and region.
 */
export function aimedAt(
  told: readonly Pick<Told, 'service' | 'account' | 'region' | 'resource'>[],
  watched: readonly Watched[],
) {
  return [...new Set(told.flatMap(one => aim(one, watched)))] as readonly Address[];
}

function aim(
  { service, account, region, resource }: Pick<Told, 'service' | 'account' | 'region' | 'resource'>,
  watched: readonly Watched[],
): readonly Address[] {
  const kind = kindOf[service];
  const named = watched.filter(
    one => one.kind === kind && resource !== null && isNamed(one, resource, { account, region }),
  );
  if (named.length > 0) return named.map(({ address }) => address);
  if (resource !== null && (service === 's3' || service === 'sns')) return [];
  const there = watched.filter(({ target }) => target.account === account && target.region === region);
  // a trail somewhere else may still record the same events
  const trails = watched.filter(one => one.kind === kind && kind === 'trail' && one.target.account === account);
  return (there.length > 0 ? there : trails).map(({ address }) => address);
}

/** An ARN names it anywhere; the name of a bucket too, any other only in its account and region. */
function isNamed(
  { kind, name, arn, target }: Watched,
  resource: string,
  { account, region }: Pick<Told, 'account' | 'region'>,
): boolean {
  if (resource.startsWith('arn:')) return resource === arn;
  if (resource !== name) return false;
  if (kind === 'bucket') return true;
  return region === target.region && (account === target.account || account === parseArn(arn).account);
}
