import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { calls, connection, digest, fromReport, looks, marks, noAttribution, permissions, target } from '../options.ts';
import { reports } from '../reports/formats.ts';

export const apply: CommandDefinition = {
  name: 'apply',
  group: 'Act',
  summary: 'carry a plan out',
  description:
    'Plans, asks, and carries the plan out; then reads again what it sent. A saved plan asks nothing: giving it is the approval, as naming a plan by its digest is. Ctrl-C finishes the call in flight, then stops. A trail is deleted on purpose by taking it out of a spec that says prune: trails, or with aws cloudtrail delete-trail; buckets and topics are never deleted.',
  argument: {
    flags: '[SPEC...]',
    description:
      'Files and folders of the spec, or one file that plan --out has written. Default: ./specs if there is such a folder, else ./trailwarden.yaml.',
  },
  examples: [
    ['apply specs/', 'plan, ask, carry out'],
    ['apply specs/ --yes', 'without asking, for CI'],
    ['apply plan.json', 'a saved plan: exactly that, or nothing'],
    ['apply specs/ --plan-digest $DIGEST', 'exactly the plan that was approved'],
    ['apply specs/ --target trail/main', 'one trail'],
    ['apply specs/ --from-report report.json', 'put back what that apply did'],
  ],
  options: [
    {
      heading: 'What',
      options: [
        target(),
        fromReport(),
        new Option('--yes', 'carry it out without asking'),
        new Option('--plan-digest <DIGEST>', 'the plan that plan printed this digest of, and no other').argParser(
          digest,
        ),
      ],
    },
    permissions(),
    {
      heading: 'What is kept',
      options: [
        reports(),
        new Option('--journal <FILE>', 'write each call down before it is sent and after, a JSON document a line'),
      ],
    },
    { heading: 'How it looks', options: [noAttribution(), calls(), ...looks()] },
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
    [6, 'the plan is stale, has expired or is another one; nothing was sent'],
    [8, 'done, but something could not be read'],
    [130, 'interrupted (143 by SIGTERM); the call in flight was finished'],
  ],
  see: ['plan', 'drift', 'history'],
  run: async input => (await import('../actions/apply.ts')).applySpec(input),
};
