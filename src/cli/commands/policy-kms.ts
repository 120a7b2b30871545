import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { like, namedTrail } from './policy-names.ts';

export const policyKms: CommandDefinition = {
  name: 'policy kms',
  group: 'More',
  summary: 'the key policy that lets CloudTrail encrypt',
  description:
    'Prints the whole policy of each KMS key that the spec names for trails, buckets and topics; without a spec, for one trail that is named. Its first statement keeps the key with its account; add the others to the policy that the key has. Asks nobody and changes nothing.',
  argument: {
    flags: '[SPEC...]',
    description:
      'Files and folders of the spec; default: as of plan. Where options describe a trail, they say for whom.',
  },
  examples: [
    ['policy kms specs/', 'every key of the spec'],
    ['policy kms specs/ --key alias/audit', 'one of them'],
    ['policy kms --account 111122223333 --trail main --region eu-west-1', 'for one trail'],
  ],
  options: [
    namedTrail(
      new Option('--key <KEY>', 'the ARN of the key; with a spec also as the spec writes it').argParser(
        like(/^[\w:/-]+$/, 'The ARN of a key, or alias/NAME.'),
      ),
    ),
  ],
  exits: [
    [0, 'printed'],
    [3, 'invalid spec or arguments'],
  ],
  see: ['policy test'],
  run: async input => (await import('../actions/policy-kms.ts')).printKeyPolicies(input),
};
