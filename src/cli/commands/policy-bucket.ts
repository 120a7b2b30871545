import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { ownerName } from '../options.ts';
import { namedTrail, organizationId } from './policy-names.ts';

export const policyBucket: CommandDefinition = {
  name: 'policy bucket',
  group: 'More',
  summary: 'the bucket policy that lets CloudTrail deliver',
  description:
    'Prints the whole policy of each bucket of a spec, as apply makes it where nothing else stands; without a spec, for a bucket and a trail that are named. Add it to what stands, rather than replace that. Asks nobody and changes nothing.',
  argument: {
    flags: '[SPEC...]',
    description:
      'Files and folders of the spec; default: as of plan. Where options describe a trail, they say for whom.',
  },
  examples: [
    ['policy bucket specs/', 'every bucket of the spec'],
    ['policy bucket --bucket logs --account 111122223333 --trail main --region eu-west-1', 'for one trail'],
    ['policy bucket specs/ --bucket logs > policy.json', 'for put-bucket-policy'],
  ],
  options: [
    namedTrail(
      new Option('--bucket <NAME>', 'the bucket; with a spec, one of its buckets'),
      new Option('--prefix <TEXT>', 'what object keys begin with, before AWSLogs/'),
      organizationId('it delivers for all accounts of this one; with a spec, its id'),
      ownerName('whose statements they are: in their ids (default: audit)'),
    ),
  ],
  exits: [
    [0, 'printed'],
    [3, 'invalid spec or arguments, or a policy that AWS would not take'],
  ],
  see: ['policy test', 'policy topic'],
  run: async input => (await import('../actions/policy-resources.ts')).printBucketPolicies(input),
};
