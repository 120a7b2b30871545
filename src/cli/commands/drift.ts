import { Option } from 'commander';

import { gravities } from '../../core/plan.ts';
import type { CommandDefinition } from '../definition.ts';
import { base, connection, looks, marks, noAttribution, specArgument, target } from '../options.ts';
import { reports } from '../reports/formats.ts';

export const drift: CommandDefinition = {
  name: 'drift',
  group: 'Look',
  summary: 'what AWS has otherwise, and how grave that is; never writes',
  description:
    'Tells what AWS has otherwise than the spec says, gravest first. The arrow goes from what the spec says to what is. Never writes.',
  argument: specArgument,
  examples: [
    ['drift specs/', 'everything, gravest first'],
    ['drift specs/ --base HEAD~1', 'what changed outside, and what was not applied yet'],
    ['drift specs/ --brief', 'one line each, for cron and watch'],
    ['drift specs/ --fail-on high', 'for CI: lighter drift is shown and does not fail'],
    ['drift specs/ --report html=drift.html', 'for auditors: one file that opens anywhere'],
    ['drift specs/ --format json', 'the report as data'],
  ],
  options: [
    { heading: 'What', options: [target(), base(), noAttribution()] },
    {
      heading: 'Result',
      options: [
        new Option('--fail-on <GRAVITY>', `exit 2 only from that gravity on: ${gravities.join(', ')}`).choices(
          gravities,
        ),
        reports(),
      ],
    },
    { heading: 'How it looks', options: [new Option('--brief', 'one line for each drift'), ...looks()] },
    connection(),
  ],
  marks,
  exits: [
    [0, 'nothing differs (from --fail-on on), and everything was read'],
    [1, 'error'],
    [2, 'drift; with --fail-on, of that gravity or graver'],
    [3, 'invalid spec or arguments'],
    [8, 'nothing differs (from --fail-on on); something could not be read'],
  ],
  see: ['plan', 'apply', 'history'],
  run: async input => (await import('../actions/look.ts')).showDrift(input),
};
