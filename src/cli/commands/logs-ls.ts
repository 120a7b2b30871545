import { Option } from 'commander';

import { logKinds } from '../../logs/layout.ts';
import type { CommandDefinition } from '../definition.ts';
import { when, where } from '../logs/options.ts';
import { collected, reachingLogs, specArgument } from '../options.ts';

export const logsLs: CommandDefinition = {
  name: 'logs ls',
  group: 'Logs',
  summary: 'the files that were delivered, by account, region, time and kind',
  description:
    'Lists delivered files of the trails of a spec, of one trail, of a bucket, or of a copy of one; with sums, and the hours of a validating trail that have no digest. Lists only what the time touches, however many files there are. The time is that of delivery, as names of files have it. Reads no file.',
  argument: specArgument,
  examples: [
    ['logs ls specs/', 'of all trails of a spec, the last 24 hours'],
    ['logs ls specs/ --trail main --region eu-west-1 --since 7d --summary', 'sums of one trail'],
    ['logs ls --trail arn:aws:cloudtrail:eu-west-1:111111111111:trail/main --kind digest', 'without a spec'],
    ['logs ls --bucket acme-audit-logs --prefix org --organization o-a1b2c3d4e5', 'where no trail can be asked'],
    ['logs ls --from ./acme-audit-logs --format json', 'of a copy, as data'],
  ],
  options: [
    where(),
    when(),
    {
      heading: 'What',
      options: [
        new Option('--kind <KIND>', `${logKinds.join(', ')}; may be repeated; all`).argParser(
          collected('A kind is missing.', logKinds),
        ),
      ],
    },
    { heading: 'Result', options: [new Option('--summary', 'sums by account, region and kind, no files')] },
    reachingLogs(),
  ],
  marks: ['GAP hours without a digest', '? NOT KNOWN: could not be listed'],
  exits: [
    [0, 'listed, also if there is nothing'],
    [1, 'error'],
    [3, 'invalid spec or arguments'],
    [8, 'something could not be listed'],
  ],
  see: ['get status', 'coverage'],
  run: async input => (await import('../actions/logs-ls.ts')).listLogs(input),
};
