import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { reaching } from '../options.ts';

export const daemon: CommandDefinition = {
  name: 'daemon',
  group: 'Act',
  summary: 'keeps AWS as the spec says, for months',
  description:
    'Reads a spec from a folder or a Git repository, looks at AWS on a schedule and when something changes, tells what drifted, and with mode: enforce puts it back. What rules refuse is left and told. SIGTERM or Ctrl-C ends it in good order.',
  examples: [
    ['daemon --config daemon.yaml', 'until SIGTERM'],
    ['daemon --config daemon.yaml --once', 'one run, for a job of a scheduler'],
    ['validate daemon.yaml', 'checks the config beforehand'],
  ],
  options: [
    {
      heading: 'What',
      options: [
        new Option('--config <FILE>', 'a DaemonConfig; docs/daemon-config.md has every setting').makeOptionMandatory(),
        new Option('--once', 'ends after the first run'),
      ],
    },
    reaching(),
  ],
  exits: [
    [0, 'ended in good order; with --once: nothing differs'],
    [1, 'error; with --once: the run failed'],
    [2, 'with --once: something differs'],
    [3, 'invalid config or arguments; with --once: no valid spec'],
    [8, 'with --once: something could not be read'],
  ],
  see: ['history', 'events ddl', 'validate'],
  run: async input => (await import('../actions/daemon.ts')).runDaemon(input),
};
