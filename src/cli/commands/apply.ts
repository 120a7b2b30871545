import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { calls, connection, looks, marks, permissions, target } from '../options.ts';

export const apply: CommandDefinition = {
  name: 'apply',
  group: 'Act',
  summary: 'carry a plan out',
  description:
    'Plans, asks, and carries the plan out; then reads again what it sent. A saved plan asks nothing: giving it is the approval. Ctrl-C finishes the call in flight, then stops.',
  argument: {
    flags: '[SPEC...]',
    description:
      'Files and folders of the spec, or one file that plan --out has written. Default: ./specs if there is such a folder, else ./trailwarden.yaml.',
  },
  examples: [
    ['apply specs/', 'plan, ask, carry out'],
    ['apply specs/ --yes', 'without asking, for CI'],
    ['apply plan.json', 'a saved plan: exactly that, or nothing'],
    ['apply specs/ --target trail/main', 'one trail'],
  ],
  options: [
    { heading: 'What', options: [target(), new Option('--yes', 'carry it out without asking')] },
    permissions(),
    { heading: 'How it looks', options: [calls(), ...looks()] },
    connection(),
  ],
  marks,
  exits: [
    [0, 'done, or nothing to do'],
    [1, 'error'],
    [2, 'all that may be changed was; something still differs'],
    [3, 'invalid spec, plan file or arguments'],
    [4, 'some changes failed; the rest is done'],
    [5, 'refused by a rule, or not approved; nothing was sent'],
    [6, 'the saved plan is stale or has expired; nothing was sent'],
    [8, 'done, but something could not be read'],
    [130, 'interrupted (143 by SIGTERM); the call in flight was finished'],
  ],
  run: async input => (await import('../actions/apply.ts')).applySpec(input),
};
