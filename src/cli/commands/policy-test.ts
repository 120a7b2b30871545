import { InvalidArgumentError, Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';

export const policyTest: CommandDefinition = {
  name: 'policy test',
  group: 'More',
  summary: 'whether a policy lets CloudTrail deliver for a trail',
  description:
    'Judges the policy in a file by every request that CloudTrail makes for a trail: allowed, denied or not known, by which statement, and the smallest change that lets it through. Asks nobody.',
  examples: [
    ['policy test --file policy.json --bucket logs --trail ARN', 'of a bucket'],
    ['policy test --file - --topic ARN --trail ARN', 'of a topic, from stdin'],
  ],
  options: [
    {
      heading: 'The policy, of one of these',
      options: [
        new Option('--file <FILE>', 'JSON of the policy; - reads stdin').makeOptionMandatory(),
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
      heading: 'The trail',
      options: [
        new Option('--trail <ARN>', 'whom CloudTrail asks for')
          .argParser(like(/^arn:aws[\w-]*:cloudtrail:[\w-]+:\d{12}:trail\/[\w.-]+$/, 'The ARN of a trail.'))
          .makeOptionMandatory(),
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
  ],
  marks: ['✓ allowed   ✗ DENIED   ? not known: depends on what requests leave open'],
  exits: [
    [0, 'all is allowed'],
    [3, 'no policy, or invalid arguments'],
    [8, 'nothing is denied, but something is not known'],
    [9, 'something is denied'],
  ],
  run: async input => (await import('../actions/policy-test.ts')).testOne(input),
};

function like(form: RegExp, what: string): (value: string) => string {
  return value => {
    if (!form.test(value)) throw new InvalidArgumentError(what);
    return value;
  };
}
