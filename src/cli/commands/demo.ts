import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';

export const demo: CommandDefinition = {
  name: 'demo',
  group: 'Try it',
  summary: 'a story in half a minute, no AWS account needed',
  description:
    'Plays a story against a sandbox on this machine with the real commands: declare, apply, somebody tampers, the drift is named, apply heals. No account is touched and no credentials are read.',
  examples: [
    ['demo', 'the story'],
    ['demo --keep', 'and the sandbox stays, to try things'],
  ],
  options: [{ heading: 'How', options: [new Option('--keep', 'leave the sandbox running until Ctrl-C')] }],
  exits: [
    [0, 'the story ended as told'],
    [1, 'a command did not do what the story says'],
  ],
  see: ['sandbox'],
  run: async input => (await import('../actions/demo.ts')).playDemo(input),
};
