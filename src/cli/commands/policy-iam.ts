import { InvalidArgumentError, Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { like } from './policy-names.ts';

/** Twelve digits, or the ARN of a principal. */
function trust(value: string): string {
  if (!/^(\d{12}|arn:[^:]+:(iam|sts)::\d{12}:.+)$/.test(value))
    throw new InvalidArgumentError('An account id, or the ARN of a role or user.');
  return value;
}

const queueArn = like(/^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/, 'The ARN of a queue.');

export const policyIam: CommandDefinition = {
  name: 'policy iam',
  group: 'More',
  summary: 'the IAM policy, or role, that plan, apply or logs needs',
  description:
    'Prints the least that plan, apply or the logs commands may be allowed: the actions that this spec and its settings need, on its own resources. Without a spec: on resources of every name. Asks nobody.',
  argument: { flags: '[SPEC...]', description: 'Files and folders of the spec. Without any, every name is allowed.' },
  examples: [
    ['policy iam --for plan specs/', 'the policy, to paste'],
    ['policy iam --for apply --account 111122223333', 'for every spec'],
    ['policy iam --for logs specs/', 'to read delivered log files'],
    ['policy iam --for apply --format terraform --trust 111122223333', 'the role'],
  ],
  formats: ['human', 'json', 'cloudformation', 'terraform'],
  options: [
    {
      heading: 'What',
      options: [
        new Option('--for <plan|apply|logs>', 'what it must suffice for')
          .choices(['plan', 'apply', 'logs'])
          .makeOptionMandatory(),
        new Option('--account <KEY|ID>', 'the account it is for; without it, any of the spec'),
        new Option('--queue <ARN>', 'a queue of events, of a daemon; with --for logs, of log files').argParser(
          queueArn,
        ),
      ],
    },
    {
      heading: 'The role, with --format json, cloudformation or terraform',
      options: [
        new Option('--trust <ARN|ID>', 'who may assume it; an account id lets the account choose').argParser(trust),
        new Option('--external-id <ID>', 'what who assumes it must say'),
        new Option('--role-name <NAME>', "its name; default: the spec's, else trailwarden"),
      ],
    },
  ],
  exits: [
    [0, 'printed'],
    [3, 'invalid spec or arguments'],
  ],
  see: ['doctor'],
  run: async input => (await import('../actions/policy-iam.ts')).printIam(input),
};
