/** What stands at AWS so that a queue tells of changes: for people, as data, and as a template of CloudFormation. */
import type { Wiring } from '../core/daemon/wiring.ts';
import type { Statement } from '../core/policy/statement.ts';
import type { Json } from './change-document.ts';
import { counted } from './words.ts';

const indented = (value: unknown): string => JSON.stringify(value, null, 2);

/** A policy of one statement. */
export const documentOf = (statement: Statement) => ({ Version: '2012-10-17', Statement: [statement] });

/** What is to be made, and where, for people. */
export function renderWiring(wiring: Wiring): string {
  const { at, queue, deadLetters, rules, places, role, bus, url } = wiring;
  const lines = (title: string, of: readonly string[]): string => [title, ...of.map(line => `  ${line}`)].join('\n');
  const handing = places.filter(({ besideQueue }) => !besideQueue);
  return [
    lines(`In ${at.account}/${at.region}`, [
      `queue ${queue.name}, encrypted, kept a day, dead letters to ${deadLetters.name}`,
      'its policy: EventBridge may send to it, for the rules beside it',
      ...(bus.policy === null ? [] : ['the policy of the default event bus: the other accounts may put events on it']),
      ...rules.map(({ name }) => `rule ${name}, to the queue`),
    ]),
    ...(role === null
      ? []
      : [
          lines(
            'In each of these, the same rules, to the event bus beside the queue',
            handing.map(({ account, region }) => `${account}/${region}`),
          ),
          lines('In each of their accounts', [`role ${role.name}, with which rules put events on that bus`]),
        ]),
    `The daemon's config\n  events: { queueUrl: ${url}, region: ${at.region} }`,
    `${counted(rules.length, 'rule')} in ${counted(places.length, 'place')}. --format cloudformation, terraform or json prints them.`,
  ].join('\n\n');
}

/** As event-rules.schema.json describes it. */
export function wiringDocument(wiring: Wiring): Json {
  const { owner, at, url, queue, deadLetters, rules, places, bus, role } = wiring;
  const document = {
    format_version: '1.0',
    kind: 'event-rules',
    owner,
    queue: {
      name: queue.name,
      arn: queue.arn,
      url,
      account: at.account,
      region: at.region,
      attributes: queue.attributes,
      policy: documentOf(queue.policy),
    },
    dead_letters: { name: deadLetters.name, arn: deadLetters.arn, attributes: deadLetters.attributes },
    rules: rules.map(({ name, service, pattern }) => ({ name, service, pattern })),
    places: places.map(one => ({
      account: one.account,
      region: one.region,
      beside_queue: one.besideQueue,
      target: one.besideQueue ? queue.arn : bus.arn,
    })),
    bus: { arn: bus.arn, policy: bus.policy && documentOf(bus.policy) },
    role: role && {
      name: role.name,
      trust_policy: documentOf(role.trust),
      policy: documentOf(role.permissions),
    },
  };
  return JSON.parse(JSON.stringify(document)) as Json;
}

/** One template for every account and region: beside the queue it makes the queue, elsewhere what hands on to the bus there. */
export function wiringTemplate(wiring: Wiring): string {
  const { owner, at, rules, role, places } = wiring;
  const everywhere = places.map(({ account, region }) => `${account}/${region}`).join(', ');
  return indented({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Tells the trailwarden daemon of ${owner} of changes. For ${everywhere}`.slice(0, 1024),
    Conditions: {
      BesideQueue: {
        'Fn::And': [
          { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, at.account] },
          { 'Fn::Equals': [{ Ref: 'AWS::Region' }, at.region] },
        ],
      },
      ...(role === null ? {} : { Elsewhere: { 'Fn::Not': [{ Condition: 'BesideQueue' }] } }),
    },
    Resources: {
      ...queueResources(wiring),
      ...(role === null
        ? {}
        : { HandOn: { Type: 'AWS::IAM::Role', Condition: 'Elsewhere', Properties: roleProperties(role) } }),
      ...Object.fromEntries(rules.map(rule => [logicalId(rule.service), ruleResource(rule, wiring)])),
    },
    Outputs: { QueueUrl: { Condition: 'BesideQueue', Value: { Ref: 'Queue' } } },
  });
}

const logicalId = (service: string): string => `Rule${service.toUpperCase()}`;

function queueResources({ queue, deadLetters, bus }: Wiring): object {
  const beside = { Condition: 'BesideQueue' };
  const { RedrivePolicy: _, ...attributes } = queue.attributes;
  const { maxReceiveCount } = JSON.parse(queue.attributes['RedrivePolicy'] ?? '{}') as { maxReceiveCount?: number };
  const deadLetterTargetArn = { 'Fn::GetAtt': ['DeadLetters', 'Arn'] };
  return {
    DeadLetters: {
      Type: 'AWS::SQS::Queue',
      ...beside,
      Properties: { QueueName: deadLetters.name, ...typed(deadLetters.attributes) },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      ...beside,
      Properties: {
        QueueName: queue.name,
        ...typed(attributes),
        RedrivePolicy: { deadLetterTargetArn, maxReceiveCount },
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      ...beside,
      Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: documentOf(queue.policy) },
    },
    ...(bus.policy === null
      ? {}
      : {
          BusPolicy: {
            Type: 'AWS::Events::EventBusPolicy',
            ...beside,
            Properties: { StatementId: bus.policy.Sid, Statement: bus.policy },
          },
        }),
  };
}

/** Attributes of SQS are texts; in templates they are numbers and truth values. */
function typed(attributes: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value === 'true']),
  );
}

/** Without a name: one stack in each region of an account makes one. */
function roleProperties({ trust, permissions }: NonNullable<Wiring['role']>): object {
  return {
    AssumeRolePolicyDocument: documentOf(trust),
    Policies: [{ PolicyName: 'put-events', PolicyDocument: documentOf(permissions) }],
  };
}

function ruleResource({ name, pattern }: Wiring['rules'][number], { queue, bus, role }: Wiring): object {
  const toQueue = { Id: 'trailwarden', Arn: queue.arn };
  const toBus = { Id: 'trailwarden', Arn: bus.arn, RoleArn: { 'Fn::GetAtt': ['HandOn', 'Arn'] } };
  const target = role === null ? toQueue : { 'Fn::If': ['BesideQueue', toQueue, toBus] };
  return {
    Type: 'AWS::Events::Rule',
    // without a role it has nothing to send to elsewhere
    ...(role === null ? { Condition: 'BesideQueue' } : {}),
    Properties: { Name: name, State: 'ENABLED', EventPattern: pattern, Targets: [target] },
  };
}
