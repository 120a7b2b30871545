import type { CommandDefinition } from '../definition.ts';
import { calls, looks } from '../options.ts';
import { reports } from '../reports/formats.ts';

export const reportShow: CommandDefinition = {
  name: 'report show',
  group: 'Look',
  summary: 'a report that was written, read again',
  description:
    'Shows a report that --report html or --report json has written, as the run showed it. Of HTML it checks first that the report in it is as it was written. Asks nobody.',
  argument: { flags: '<FILE>', description: 'A report as HTML or JSON.' },
  examples: [
    ['report show drift.html', 'as the run showed it'],
    ['report show drift.html --format json', 'the report as data'],
    ['report show drift.html --report sarif=drift.sarif', 'in another form'],
  ],
  options: [
    { heading: 'How it looks', options: [calls(), ...looks()] },
    { heading: 'Result', options: [reports()] },
  ],
  exits: [
    [0, 'shown'],
    [3, 'the file is no report, or not as it was written'],
  ],
  run: async input => (await import('../actions/report-show.ts')).showReport(input),
};
