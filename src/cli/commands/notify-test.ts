import { Option } from 'commander';

import { happenings } from '../../core/alerts/notice.ts';
import type { CommandDefinition } from '../definition.ts';
import { collected, reaching } from '../options.ts';

export const notifyTest: CommandDefinition = {
  name: 'notify test',
  group: 'More',
  summary: 'sends one of each message to the receivers of a daemon, or shows them',
  description:
    'Sends a sample of every kind of message to the receivers of the config, each marked as a TEST, and says what became of it. Nobody is mentioned. What opens in PagerDuty is resolved again, but rings each time: begin with --happening test. Secrets are read from their files as the daemon reads them. Asks AWS nothing but to publish to topics.',
  examples: [
    ['notify test --config daemon.yaml --dry-run', 'shows what would be sent'],
    ['notify test --config daemon.yaml --happening test', 'one message to every receiver'],
    ['notify test --config daemon.yaml', 'sends one of each to every receiver'],
    ['notify test --config daemon.yaml --receiver on-call --happening opened', 'one message to one of them'],
    ['notify test --config daemon.yaml --dry-run --format json', 'the payloads, without secrets'],
  ],
  options: [
    {
      heading: 'What',
      options: [
        new Option('--config <FILE>', 'a DaemonConfig with alerts').makeOptionMandatory(),
        new Option('--receiver <NAME>', 'only this one; may be repeated').argParser(collected('A name is missing.')),
        new Option('--happening <WHAT>', `only this; may be repeated: ${happenings.join(', ')}`).argParser(
          collected('A word is missing.', happenings),
        ),
        new Option('--dry-run', 'sends nothing, and shows what it would'),
      ],
    },
    reaching(),
  ],
  exits: [
    [0, 'all arrived; with --dry-run: shown'],
    [1, 'error'],
    [3, 'invalid config or arguments, or no receivers'],
    [9, 'a message did not arrive, or nobody knows'],
  ],
  run: async input => (await import('../actions/notify-test.ts')).testReceivers(input),
};
