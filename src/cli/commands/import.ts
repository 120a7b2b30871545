import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { connection, ownerName } from '../options.ts';

export const importCommand: CommandDefinition = {
  name: 'import',
  group: 'Look',
  summary: 'writes a spec of the trails that are live',
  description:
    'Finds every trail of every enabled region, with its bucket and topic, and writes a spec of which the plan has nothing to do but adopt. Equal trails of several accounts and regions become one block. Sends nothing to AWS, and never writes over a file.',
  argument: {
    flags: '[SPEC...]',
    description:
      'Files and folders that say which accounts there are; what they declare is not written again. Default: the account of the credentials.',
  },
  examples: [
    ['import --out trailwarden.yaml', 'the account of the credentials'],
    ['import accounts.yaml --out trails.yaml', 'every account that a file names or discovers'],
    ['import --format json', 'the same spec as JSON, on stdout'],
  ],
  options: [
    {
      heading: 'Result',
      options: [
        new Option('--out <FILE>', 'the file to write; without it, stdout'),
        ownerName('whose the spec is; default: the one owner that tags name, else audit'),
      ],
    },
    connection(),
  ],
  exits: [
    [0, 'written'],
    [1, 'error'],
    [3, 'invalid accounts or arguments, or the file exists'],
    [8, 'written; something could not be read, and is not in it'],
  ],
  see: ['get trails', 'plan', 'init'],
  run: async input => (await import('../actions/import.ts')).importLive(input),
};
