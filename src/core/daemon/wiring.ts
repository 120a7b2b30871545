/**
 * What has to stand at AWS so that a queue tells of changes: the queue, its policy, and rules of EventBridge in every account
 * and region that matters. The same rules stand everywhere: those beside the queue send to it, others hand on to the bus there.
 */
import type { Uses } from '../beside/use.ts';
import type { Wish } from '../desire.ts';
import type { Arn, Problem, Target } from '../model.ts';
import type { Statement } from '../policy/statement.ts';
import { partitionOf } from '../spec/regions.ts';
import { watchedCalls } from './event-calls.ts';
import type { WatchedService } from './event-calls.ts';

/** Where the queue is to stand. */
export interface QueuePlace {
  readonly name: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** An event pattern of EventBridge. */
type EventPattern = Readonly<Record<string, unknown>>;

interface EventRule {
  readonly name: string;
  readonly service: WatchedService;
  readonly pattern: EventPattern;
}

export interface RulePlace {
  readonly account: string;
  readonly region: string;
  /** Whether its rules send to the queue; else they hand on to the bus beside it. */
  readonly besideQueue: boolean;
}

interface QueueMade {
  readonly name: string;
  readonly arn: Arn;
  /** Attributes of SQS. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Wiring {
  readonly owner: string;
  readonly at: QueuePlace;
  readonly url: string;
  readonly queue: QueueMade & {
    /** Lets EventBridge in, for the rules beside it. */
    readonly policy: Statement;
  };
  readonly deadLetters: QueueMade;
  readonly rules: readonly EventRule[];
  /** The queue's own first. */
  readonly places: readonly RulePlace[];
  /** The default bus beside the queue. */
  readonly bus: {
    readonly arn: Arn;
    /** Lets the other accounts in; null: there are none. */
    readonly policy: Statement | null;
  };
  /** With which rules hand on; null: none does. */
  readonly role: { readonly name: string; readonly trust: Statement; readonly permissions: Statement } | null;
  readonly findings: readonly Problem[];
}

export interface WiringInput {
  readonly owner: string;
  readonly queue: QueuePlace;
  readonly wishes: readonly Wish[];
  readonly uses: Pick<Uses, 'keys'>;
}

/** Characters of a pattern that EventBridge takes, where nobody asked for more. */
const longestPattern = 2048;
/** Of a rule's name. */
const longestName = 64;

const service = { Service: 'events.amazonaws.com' } as const;

export function wiringOf(input: WiringInput): Wiring {
  const { owner, queue: at, wishes } = input;
  const partition = partitionOf(at.region);
  const arnOf = (kind: 'sqs' | 'events', name: string): Arn =>
    `arn:${partition}:${kind}:${at.region}:${at.account}:${name}`;
  const made = rulesOf(input);
  const { places, findings } = placesOf(wishes, at);
  const others = [...new Set(places.map(({ account }) => account))].filter(account => account !== at.account);
  const bus = arnOf('events', 'event-bus/default');
  const dead = arnOf('sqs', `${at.name}-dead`);
  const queue = arnOf('sqs', at.name);
  return {
    owner,
    at,
    url: `https://sqs.${at.region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}/${at.account}/${at.name}`,
    queue: {
      name: at.name,
      arn: queue,
      attributes: { ...kept('86400'), VisibilityTimeout: '300', RedrivePolicy: redrive(dead) },
      policy: queuePolicy(queue, { at, rules: made.rules, arnOf }),
    },
    deadLetters: { name: `${at.name}-dead`, arn: dead, attributes: kept('1209600') },
    rules: made.rules,
    places,
    bus: { arn: bus, policy: others.length === 0 ? null : busPolicy(bus, { others, partition }) },
    role: places.some(({ besideQueue }) => !besideQueue) ? forwarding(owner, bus) : null,
    findings: [...made.findings, ...findings],
  };
}

/** Encrypted by SQS itself: a key of KMS would have to let EventBridge in too. */
const kept = (MessageRetentionPeriod: string) => ({ SqsManagedSseEnabled: 'true', MessageRetentionPeriod });

/** A run keeps what it is about hidden, five minutes at a time: twelve receives are an hour. */
const redrive = (deadLetterTargetArn: Arn): string => JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 12 });

interface RulesOfQueue {
  readonly at: QueuePlace;
  readonly rules: readonly EventRule[];
  readonly arnOf: (kind: 'sqs' | 'events', name: string) => Arn;
}

function queuePolicy(queue: Arn, { at, rules, arnOf }: RulesOfQueue): Statement {
  return {
    Sid: 'TrailwardenEvents',
    Effect: 'Allow',
    Principal: service,
    Action: 'sqs:SendMessage',
    Resource: queue,
    Condition: {
      ArnEquals: { 'aws:SourceArn': rules.map(({ name }) => arnOf('events', `rule/${name}`)) },
      StringEquals: { 'aws:SourceAccount': at.account },
    },
  };
}

function busPolicy(
  bus: Arn,
  { others, partition }: { readonly others: readonly string[]; readonly partition: string },
) {
  return {
    Sid: 'TrailwardenEvents',
    Effect: 'Allow',
    Principal: { AWS: others.map(account => `arn:${partition}:iam::${account}:root`) },
    Action: 'events:PutEvents',
    Resource: bus,
  } as const;
}

function forwarding(owner: string, bus: Arn): NonNullable<Wiring['role']> {
  return {
    name: named(owner, 'events'),
    trust: { Effect: 'Allow', Principal: service, Action: 'sts:AssumeRole' },
    permissions: { Effect: 'Allow', Action: 'events:PutEvents', Resource: bus },
  };
}

/** Lower case letters, digits and hyphens make an owner, and a rule's name. */
function named(owner: string, what: string): string {
  return `trailwarden-${owner.slice(0, longestName - 'trailwarden--'.length - what.length)}-${what}`;
}

/** Every account and region in which the spec has something. Events do not leave their partition. */
function placesOf(
  wishes: readonly Wish[],
  at: QueuePlace,
): { readonly places: readonly RulePlace[]; readonly findings: readonly Problem[] } {
  const partition = partitionOf(at.region);
  const targets = wishes.map(({ desired }) => desired.target);
  const [here, elsewhere] = [
    targets.filter(target => target.partition === partition),
    targets.filter(target => target.partition !== partition),
  ];
  const keyOf = ({ account, region }: Pick<Target, 'account' | 'region'>): string => `${account} ${region}`;
  const all = new Map([at, ...here].map(({ account, region }) => [keyOf({ account, region }), { account, region }]));
  const own = keyOf(at);
  const isFirst = ({ account }: RulePlace): boolean => account === at.account;
  const places = [...all]
    .map(([key, place]) => ({ ...place, besideQueue: key === own }))
    .toSorted(
      (one, other) =>
        Number(other.besideQueue) - Number(one.besideQueue) ||
        Number(isFirst(other)) - Number(isFirst(one)) ||
        (keyOf(one) < keyOf(other) ? -1 : 1),
    );
  const lost = [...new Set(elsewhere.map(target => target.partition))];
  return { places, findings: lost.map(one => unreachable(one, partition)) };
}

function unreachable(lost: string, partition: string): Problem {
  return {
    code: 'events-of-another-partition',
    severity: 'warning',
    message: `Nothing in ${lost} is told of: events do not leave their partition, and the queue stands in ${partition}`,
    hint: 'Run a daemon there, with a queue of its own. The schedule looks at everything all the same.',
  };
}

/** One rule for each service that matters. Where the names make a pattern too long, it goes without them. */
function rulesOf({ owner, wishes, uses }: WiringInput): Pick<Wiring, 'rules' | 'findings'> {
  const namesOf = (kind: string): readonly string[] =>
    [...new Set(wishes.flatMap(one => (one.kind.name === kind ? [one.desired.name] : [])))].toSorted();
  const findings: Problem[] = [];
  const rule = (of: WatchedService, names: readonly string[], narrowed: object = {}): EventRule => {
    const [narrow, wide] = [pattern(of, narrowed), pattern(of, {})];
    const fits = JSON.stringify(narrow).length <= longestPattern;
    if (!fits) findings.push(tooLong(of, names.length));
    return { name: named(owner, of), service: of, pattern: fits ? narrow : wide };
  };
  const [buckets, topics] = [namesOf('bucket'), namesOf('topic')];
  const rules = [
    // trails of every name: one that nobody declared matters too
    rule('cloudtrail', []),
    ...(buckets.length > 0 ? [rule('s3', buckets, { requestParameters: { bucketName: buckets } })] : []),
    ...(topics.length > 0 ? [rule('sns', topics, { $or: aboutTopics(topics) })] : []),
    ...(uses.keys.length > 0 ? [rule('kms', [])] : []),
  ];
  return { rules, findings };
}

/** The calls of SNS name a topic in four ways. Of a subscription only the ARN is named, which has no end to match. */
function aboutTopics(topics: readonly string[]): readonly object[] {
  const ends = topics.map(name => ({ suffix: `:${name}` }));
  return [
    { requestParameters: { topicArn: ends } },
    { requestParameters: { resourceArn: ends } },
    { requestParameters: { name: topics } },
    { requestParameters: { subscriptionArn: [{ exists: true }] } },
  ];
}

/** Calls that succeeded. Those that only read do not reach rules unless they ask for them. */
function pattern(of: WatchedService, narrowed: object): EventPattern {
  return {
    source: [`aws.${of}`],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: [`${of}.amazonaws.com`],
      eventName: watchedCalls[of],
      errorCode: [{ exists: false }],
      ...narrowed,
    },
  };
}

function tooLong(of: WatchedService, names: number): Problem {
  return {
    code: 'pattern-too-long',
    severity: 'warning',
    message: `The rule for ${of} tells of every ${of === 's3' ? 'bucket' : 'topic'}: with ${names} names its pattern would be longer than ${longestPattern} characters`,
    hint: 'What is not of the spec is taken off the queue and starts no run.',
  };
}
