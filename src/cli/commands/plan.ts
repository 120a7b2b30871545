import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import {
  base,
  calls,
  connection,
  fromReport,
  looks,
  marks,
  permissions,
  specArgument,
  target,
  timeSpan,
} from '../options.ts';
import { reports } from '../reports/formats.ts';

export const plan: CommandDefinition = {
  name: 'plan',
  group: 'Look',
  summary: 'what apply would change, and what that means for the audit',
  description: 'Compares the spec with AWS and shows what apply would change. Never writes.',
  argument: specArgument,
  examples: [
    ['plan specs/', 'everything'],
    ['plan specs/ --target trail/main', 'one trail'],
    ['plan specs/ --out plan.json', 'save it for apply'],
    ['plan specs/ --detailed-exitcode', 'for CI: 0 none, 2 differences'],
    ['plan specs/ --base main', 'what of it was not applied yet, and what changed outside'],
    ['plan specs/ --report markdown=plan.md --report sarif=plan.sarif', 'for a pull request'],
    ['plan specs/ --offline --base origin/main', 'what a pull request means, without credentials'],
  ],
  options: [
    { heading: 'What', options: [target(), base(), fromReport()] },
    {
      heading: 'Without AWS',
      options: [new Option('--offline', 'ask nobody: --base plays what stands there, or nothing does')],
    },
    permissions(),
    { heading: 'How it looks', options: [calls(), ...looks()] },
    {
      heading: 'Result',
      options: [
        new Option('--out <FILE>', 'save the plan; apply FILE does exactly this, or refuses'),
        new Option('--expires <TIME>', 'with --out: how long apply takes it (default: 24h)').argParser(timeSpan),
        new Option('--detailed-exitcode', 'exit 2 if anything differs'),
        reports(),
      ],
    },
    connection(),
  ],
  marks,
  exits: [
    [0, 'done'],
    [1, 'error'],
    [2, 'differs, with --detailed-exitcode'],
    [3, 'invalid spec or arguments'],
    [8, 'something could not be read; with --detailed-exitcode nothing differs'],
  ],
  see: ['apply', 'drift', 'validate'],
  run: async input => (await import('../actions/look.ts')).showPlan(input),
};
