import type { CommandDefinition } from '../definition.ts';
import { specArgument } from '../options.ts';
import { reports } from '../reports/formats.ts';

export const validate: CommandDefinition = {
  name: 'validate',
  group: 'Look',
  summary: 'check the spec; asks nobody, needs no credentials',
  description:
    'Checks the spec, or the config of a daemon, and tells every problem at once. Asks nobody, needs no credentials and no network.',
  argument: specArgument,
  examples: [
    ['validate specs/', 'a folder'],
    ['validate specs/ --format json', 'the problems as data'],
    ['validate specs/ --report github=-', 'beside the lines of a pull request'],
    ['validate daemon.yaml', 'the config of a daemon'],
  ],
  options: [{ heading: 'Result', options: [reports()] }],
  exits: [
    [0, 'valid'],
    [3, 'invalid'],
  ],
  see: ['schema', 'plan', 'daemon'],
  run: async input => (await import('../actions/validate.ts')).validateSpec(input),
};
