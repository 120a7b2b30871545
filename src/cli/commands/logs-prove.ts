import { InvalidArgumentError, Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { specArgument, timeSpan } from '../options.ts';
import { chosen, reachedAnywhere } from './logs-chosen.ts';

export const logsProve: CommandDefinition = {
  name: 'logs prove',
  group: 'Logs',
  summary: 'whether a call that is made now is in the bucket some minutes later',
  description:
    'Proves delivery end to end: in each region of each account that a trail of the spec reaches, it asks CloudTrail for a trail that cannot exist, and IAM for a role that cannot, each by a name that no other call has; then it follows each call until its record is in the bucket, and until the file was announced where the trail announces. Tells how long each leg took, and whether the event of the global service was delivered exactly once over all trails of the account. Reads only; the calls change nothing.',
  argument: specArgument,
  examples: [
    ['logs prove specs/', 'all regions of all accounts; some five minutes'],
    ['logs prove specs/ --account payments --region eu-west-1', 'one region of one account'],
    ['logs prove specs/ --wait 40m', 'more patience'],
    ['logs prove specs/ --digest', 'also that a digest lists the file and holds; up to two hours'],
    ['logs prove specs/ --format json', 'the legs as data'],
  ],
  options: [
    {
      heading: 'What',
      options: [...chosen(), new Option('--digest', 'wait for the digest that lists the file, and verify it')],
    },
    {
      heading: 'When it ends',
      options: [
        new Option('--wait <DURATION>', 'what has not come by then is lost; 20m, with --digest 2h').argParser(waitSpan),
      ],
    },
    { heading: 'How it looks', options: [new Option('--expand', 'each region in a row of its own')] },
    reachedAnywhere(false),
  ],
  marks: ['✓ how long it took   ✖ not yet   - nothing to come   ? not known'],
  exits: [
    [0, 'all came'],
    [1, 'error'],
    [3, 'invalid spec or arguments'],
    [8, 'something could not be read'],
    [9, 'something did not come, came twice, or nothing could be proven; verdict in JSON'],
    [130, 'interrupted'],
  ],
  see: ['coverage', 'policy test', 'doctor'],
  run: async input => (await import('../actions/logs-prove.ts')).proveDelivery(input),
};

/** Seconds. */
function waitSpan(value: string): number {
  const seconds = timeSpan(value);
  if (seconds > 12 * 3600) throw new InvalidArgumentError('A proof waits for 12h at most.');
  return seconds;
}
