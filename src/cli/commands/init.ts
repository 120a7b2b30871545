import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { ownerName, regionName } from '../options.ts';

export const init: CommandDefinition = {
  name: 'init',
  group: 'Act',
  summary: 'writes a first spec: a trail, its bucket, a topic',
  description:
    'Asks a few questions, or takes the answers as options, and writes a first spec: a trail that records, its bucket, and a topic if you want one. Without a terminal it asks nothing. Talks to nobody, and never writes over a file; plan and apply do the rest.',
  examples: [
    ['init', 'asks'],
    ['init --bucket acme-audit-logs --region eu-west-1', 'with a new bucket'],
    ['init --use-bucket old-logs --topic told --region eu-west-1', 'with one that is there'],
  ],
  options: [
    {
      heading: 'Answers',
      options: [
        new Option('--bucket <NAME>', 'a new bucket for the log files').conflicts('useBucket'),
        new Option('--use-bucket <NAME>', 'a bucket that is there already'),
        regionName('of the trail and its bucket; default: AWS_REGION'),
        new Option('--topic <NAME>', 'a new topic that announces log files').conflicts('useTopic'),
        new Option('--use-topic <NAME>', 'a topic that is there already'),
        new Option('--trail <NAME>', 'what AWS calls the trail (default: main)'),
        new Option('--prefix <TEXT>', 'what object keys begin with, before AWSLogs/'),
        new Option('--kms-key <KEY>', 'alias, id or ARN of the key for the log files'),
        new Option('--single-region', 'record that region alone'),
        ownerName('whose the spec is: in tags and statement ids (default: audit)'),
      ],
    },
    { heading: 'Result', options: [new Option('--out <FILE>', 'the file to write (default: trailwarden.yaml)')] },
  ],
  exits: [
    [0, 'written'],
    [1, 'error, or nobody answered'],
    [3, 'invalid or missing answers, or the file exists'],
  ],
  see: ['validate', 'import', 'plan'],
  run: async input => (await import('../actions/init.ts')).initialise(input),
};
