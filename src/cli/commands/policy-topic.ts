import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { ownerName } from '../options.ts';
import { namedTrail, organizationId } from './policy-names.ts';

export const policyTopic: CommandDefinition = {
  name: 'policy topic',
  group: 'More',
  summary: 'the topic policy that lets CloudTrail announce',
  description:
    'Prints the whole policy of each topic of a spec, as apply makes it where nothing else stands; without a spec, for a topic and a trail that are named. Add it to what stands, rather than replace that. Asks nobody and changes nothing.',
  argument: {
    flags: '[SPEC...]',
    description:
      'Files and folders of the spec; default: as of plan. Where options describe a trail, they say for whom.',
  },
  examples: [
    ['policy topic specs/', 'every topic of the spec'],
    ['policy topic --topic told --account 111122223333 --trail main --region eu-west-1', 'for one trail'],
  ],
  options: [
    namedTrail(
      new Option('--topic <NAME|ARN>', 'the topic; a name means account and region of the trail'),
      organizationId('with a spec: the id of its organization'),
      ownerName('whose statements they are: in their ids (default: audit)'),
    ),
  ],
  exits: [
    [0, 'printed'],
    [3, 'invalid spec or arguments, or a policy that AWS would not take'],
  ],
  see: ['policy test', 'policy bucket'],
  run: async input => (await import('../actions/policy-resources.ts')).printTopicPolicies(input),
};
