import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { like, namedTrail, organizationId } from './policy-names.ts';

export const policyCloudwatchLogs: CommandDefinition = {
  name: 'policy cloudwatch-logs',
  group: 'More',
  summary: 'the role with which CloudTrail writes to a log group',
  description:
    'Prints two policies of each role that trails of the spec write to a log group with: who may assume it, and what it may do; without a spec, for one trail that is named. Asks nobody and changes nothing.',
  argument: {
    flags: '[SPEC...]',
    description:
      'Files and folders of the spec; default: as of plan. Where options name a log group, they say for which.',
  },
  examples: [
    ['policy cloudwatch-logs specs/', 'every role of the spec'],
    ['policy cloudwatch-logs --account 111122223333 --region eu-west-1 --log-group audit', 'for one log group'],
    ['policy cloudwatch-logs specs/ --format json | jq .policies[1].policy', 'the second alone'],
  ],
  options: [
    namedTrail(
      organizationId('it delivers for all accounts of this one'),
      new Option('--log-group <NAME>', "of the trail's account and region").argParser(
        like(/^[\w./#-]{1,512}$/, 'The name of a log group.'),
      ),
      new Option('--role <NAME>', 'of the same account; default: CloudTrail_CloudWatchLogs_Role').argParser(
        like(/^(?:[!-.0-~]+\/)*[\w+=,.@-]{1,64}$/, 'The name of a role.'),
      ),
    ),
  ],
  exits: [
    [0, 'printed'],
    [3, 'invalid spec or arguments'],
  ],
  see: ['policy test'],
  run: async input => (await import('../actions/policy-cloudwatch-logs.ts')).printLogRoles(input),
};
