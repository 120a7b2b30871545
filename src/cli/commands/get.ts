import { Option } from 'commander';

import type { View } from '../../render/get.ts';
import type { CommandDefinition } from '../definition.ts';
import { connection } from '../options.ts';

const summaries: Readonly<Record<View, readonly [summary: string, description: string]>> = {
  trails: [
    'the trails that are live',
    'Shows trails as they stand: whether they record, what they reach, where they deliver.',
  ],
  status: [
    'when trails last delivered, and what went wrong',
    'Shows what AWS reports of each trail: since when it records, when log files, digests, announcements and events for the log group were last delivered, and the latest errors.',
  ],
  selectors: ['which events trails record', 'Shows event selectors and Insights of each trail as they stand.'],
  buckets: ['the log buckets that are live', 'Shows log buckets as they stand.'],
  topics: ['the topics that announce log files', 'Shows topics as they stand.'],
};

function command(what: View): CommandDefinition {
  const [summary, description] = summaries[what];
  const used = what === 'buckets' || what === 'topics' ? ' that its trails use' : '';
  return {
    name: `get ${what}`,
    group: 'Look',
    summary,
    description: `${description} With a spec: its resources, and trails that it does not name where these are watched. Without one: those of the account of the credentials${used}, in every enabled region; with --region, what records that region, wherever it stands. Compares nothing and changes nothing.`,
    argument: {
      flags: '[SPEC...]',
      description: 'Files and folders of a spec. Without any, the account of the credentials.',
    },
    examples: [
      [`get ${what} --region eu-west-1`, 'of this account, what records one region'],
      [`get ${what}`, 'of this account, in every enabled region'],
      [`get ${what} specs/ --format json`, 'of every account of a spec, as data'],
    ],
    options: [
      {
        heading: 'What',
        options: [new Option('--all-regions', 'every enabled region, as without it').conflicts('region')],
      },
      connection(),
    ],
    marks: ['? not known: could not be read'],
    exits: [
      [0, 'shown'],
      [1, 'error'],
      [3, 'invalid spec or arguments'],
      [8, 'shown; something could not be read'],
    ],
    see: ['import', 'coverage'],
    run: async input => (await import('../actions/get.ts')).getLive(what, input),
  };
}

export const getCommands: readonly CommandDefinition[] = (
  ['trails', 'status', 'selectors', 'buckets', 'topics'] as const
).map(command);
