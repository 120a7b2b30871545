import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { keys, when, where } from '../logs/options.ts';
import { reachingLogs, specArgument } from '../options.ts';
import { reports } from '../reports/formats.ts';

export const logsVerify: CommandDefinition = {
  name: 'logs verify',
  group: 'Logs',
  summary: 'whether the log files are what CloudTrail wrote, and all of them are there',
  description:
    'Verifies every digest, its signature and its link to the one before, every log file that digests list, and looks for log files that none lists. Accounts, regions and organizations at once. Findings are CHANGED, MISSING, MOVED, FORGED, TRAILING, UNLISTED, NOTHING and GAP, which is a failure unless an event explains it. Reads, and writes nothing but the checkpoint and reports.',
  argument: specArgument,
  examples: [
    ['logs verify specs/ --since 7d', 'of all trails of a spec'],
    ['logs verify specs/ --checkpoint ck.json --since-checkpoint', 'what came since the last time, for a cron job'],
    [
      'logs verify --trail arn:aws:cloudtrail:eu-west-1:111122223333:trail/main --bucket acme-audit-logs',
      'where no trail can be asked',
    ],
    ['logs verify --from ./acme-audit-logs --keys keys.json', 'of a copy; asks nobody'],
    ['logs verify specs/ --report junit=verify.xml', 'for CI'],
  ],
  options: [
    where(),
    when(),
    {
      heading: 'How',
      options: [
        keys(),
        new Option('--checkpoint <FILE>', 'keep there how far all is whole'),
        new Option('--since-checkpoint', 'begin there, and hold it against what it was; needs --checkpoint'),
        new Option('--no-history', 'do not ask the event history who stopped and started trails'),
      ],
    },
    { heading: 'Result', options: [reports(['human', 'json', 'junit'])] },
    { heading: 'How it looks', options: [new Option('--full', 'every finding, every region')] },
    reachingLogs(),
  ],
  marks: ['✓ whole   ✖ failure   ▲ gap that an event explains   ? UNREAD: not known'],
  exits: [
    [0, 'all of it is whole; gaps are explained'],
    [1, 'error'],
    [3, 'invalid spec or arguments'],
    [8, 'nothing failed, and something could not be read, or the keys came with the copy'],
    [9, 'something is not as CloudTrail wrote it, or is not there'],
  ],
  see: ['logs ls', 'get status'],
  run: async input => (await import('../actions/logs-verify.ts')).verifyLogFiles(input),
};
