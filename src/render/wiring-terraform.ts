/** The queue and the rules of events, in Terraform. */
import type { RulePlace, Wiring } from '../core/daemon/wiring.ts';
import { hcl } from './hcl.ts';
import { documentOf } from './wiring.ts';

/** What one account needs, for version 6 of the AWS provider, whose resources take a region. */
export function wiringTerraform(wiring: Wiring, account: string): string {
  const { at, rules, places, role } = wiring;
  const own = places.filter(place => place.account === account);
  return [
    ...(account === at.account ? queueBlocks(wiring) : []),
    ...(role !== null && own.some(({ besideQueue }) => !besideQueue) ? roleBlocks(role) : []),
    ...own.flatMap(place => rules.flatMap(rule => ruleBlocks(rule, place, wiring))),
  ].join('\n\n');
}

type Setting = readonly [name: string, value: string];

/** One block; the signs of equality stand under each other, as terraform fmt has them. */
function block([type, name]: readonly [type: string, name: string], settings: readonly Setting[]): string {
  const width = Math.max(...settings.map(([key]) => key.length));
  const lines = settings.map(([key, value]) => `  ${key.padEnd(width)} = ${value}`);
  return `resource "${type}" "${name}" {\n${lines.join('\n')}\n}`;
}

const encoded = (value: unknown): string => `jsonencode(${hcl(value)})`;

function queueBlocks({ at, queue, deadLetters, bus }: Wiring): readonly string[] {
  const region: Setting = ['region', hcl(at.region)];
  const common = ({ name, attributes }: Wiring['deadLetters']): readonly Setting[] => [
    region,
    ['name', hcl(name)],
    ['sqs_managed_sse_enabled', 'true'],
    ['message_retention_seconds', attributes['MessageRetentionPeriod'] ?? ''],
  ];
  const redrive: unknown = JSON.parse(queue.attributes['RedrivePolicy'] ?? '{}');
  return [
    block(['aws_sqs_queue', 'trailwarden_dead'], common(deadLetters)),
    block(
      ['aws_sqs_queue', 'trailwarden'],
      [
        ...common(queue),
        ['visibility_timeout_seconds', queue.attributes['VisibilityTimeout'] ?? ''],
        ['redrive_policy', encoded(redrive)],
        ['depends_on', '[aws_sqs_queue.trailwarden_dead]'],
      ],
    ),
    block(
      ['aws_sqs_queue_policy', 'trailwarden'],
      [region, ['queue_url', 'aws_sqs_queue.trailwarden.id'], ['policy', encoded(documentOf(queue.policy))]],
    ),
    ...(bus.policy === null
      ? []
      : [
          block(
            ['aws_cloudwatch_event_bus_policy', 'trailwarden'],
            [region, ['policy', encoded(documentOf(bus.policy))]],
          ),
        ]),
  ];
}

function roleBlocks({ name, trust, permissions }: NonNullable<Wiring['role']>): readonly string[] {
  return [
    block(
      ['aws_iam_role', 'trailwarden_events'],
      [
        ['name', hcl(name)],
        ['assume_role_policy', encoded(documentOf(trust))],
      ],
    ),
    block(
      ['aws_iam_role_policy', 'trailwarden_events'],
      [
        ['name', hcl('put-events')],
        ['role', 'aws_iam_role.trailwarden_events.id'],
        ['policy', encoded(documentOf(permissions))],
      ],
    ),
  ];
}

function ruleBlocks(
  { name, service, pattern }: Wiring['rules'][number],
  { region, besideQueue }: RulePlace,
  { queue, bus }: Wiring,
): readonly string[] {
  const id = `trailwarden_${service}_${region.replaceAll('-', '_')}`;
  return [
    block(
      ['aws_cloudwatch_event_rule', id],
      [
        ['region', hcl(region)],
        ['name', hcl(name)],
        ['event_pattern', encoded(pattern)],
      ],
    ),
    block(
      ['aws_cloudwatch_event_target', id],
      [
        ['region', hcl(region)],
        ['rule', `aws_cloudwatch_event_rule.${id}.name`],
        ['target_id', hcl('trailwarden')],
        ['arn', hcl(besideQueue ? queue.arn : bus.arn)],
        ...(besideQueue ? [] : [['role_arn', 'aws_iam_role.trailwarden_events.arn'] as const]),
      ],
    ),
  ];
}
