import { InvalidArgumentError, Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { connection, specArgument } from '../options.ts';

export const policyTest: CommandDefinition = {
  name: 'policy test',
  group: 'More',
  summary: 'whether policies let CloudTrail deliver and announce',
  description:
    'Judges policies by every request that CloudTrail makes for a trail: allowed, denied or not known, by which statement, and the smallest change that lets it through. With --file the policy of a file, which asks nobody; else the policies that stand, of every bucket and topic that a trail of the spec uses, and of the keys of trail and topic. Changes nothing.',
  argument: specArgument,
  examples: [
    ['policy test specs/', 'what stands, for all trails'],
    [
      'policy test --file policy.json --bucket logs --trail arn:aws:cloudtrail:eu-west-1:111122223333:trail/main',
      'of a bucket',
    ],
    [
      'policy test --file - --topic arn:aws:sns:eu-west-1:111122223333:told --trail arn:aws:cloudtrail:eu-west-1:111122223333:trail/main',
      'of a topic, from stdin',
    ],
  ],
  options: [
    {
      heading: 'The policy of a file, and whose it is: one of these',
      options: [
        new Option('--file <FILE>', 'JSON of the policy; - reads stdin'),
        new Option('--bucket <NAME>', 'the policy is of this bucket').argParser(
          like(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'The name of a bucket, without s3:// or an ARN.'),
        ),
        new Option('--topic <ARN>', 'of this topic').argParser(
          like(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+(\.fifo)?$/, 'The ARN of a topic.'),
        ),
        new Option('--key <ARN>', 'of this KMS key').argParser(
          like(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'The ARN of a key; aliases have no policy.'),
        ),
      ],
    },
    {
      heading: 'The trail, with --file',
      options: [
        new Option('--trail <ARN>', 'whom CloudTrail asks for').argParser(
          like(/^arn:aws[\w-]*:cloudtrail:[\w-]+:\d{12}:trail\/[\w.-]+$/, 'The ARN of a trail.'),
        ),
        new Option('--prefix <PREFIX>', 'of its files in the bucket').argParser(
          like(/^[^\s/](.*[^\s/])?$/, 'A prefix has no slash at its ends; leave it away if there is none.'),
        ),
        new Option('--organization <ID>', 'it delivers for all accounts of this one').argParser(
          like(/^o-[a-z0-9]{10,32}$/, 'The id of an organization: o-a1b2c3d4e5.'),
        ),
        new Option('--single-region', 'it records its own region only'),
        new Option('--no-log-file-validation', 'it writes no digest files'),
        new Option('--no-insights', 'it writes no Insights files'),
      ],
    },
    { heading: 'What is shown', options: [new Option('--full', 'every request, also where all is allowed')] },
    connection(),
  ],
  marks: ['✓ allowed   ✗ DENIED   ? not known: depends on what requests leave open'],
  exits: [
    [0, 'all is allowed'],
    [1, 'error'],
    [3, 'no policy, invalid spec or arguments'],
    [8, 'nothing is denied, but something is not known or could not be read'],
    [9, 'something is denied'],
  ],
  see: ['policy bucket', 'policy topic'],
  run: async input => (await import('../actions/policy-test.ts')).testPolicyOrSpec(input),
};

function like(form: RegExp, what: string): (value: string) => string {
  return value => {
    if (!form.test(value)) throw new InvalidArgumentError(what);
    return value;
  };
}
