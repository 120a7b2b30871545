import type { CommandDefinition } from '../definition.ts';

export const schema: CommandDefinition = {
  name: 'schema',
  group: 'More',
  summary: 'JSON Schemas for editors and programs',
  description:
    'Prints a JSON Schema: of the spec, of the config of a daemon, or of a document that --format json prints.',
  argument: {
    flags: '[NAME]',
    description: 'spec, daemon, plan, report, …; spec if it is not given',
    words: async () => [...(await import('../actions/schema.ts')).allSchemas().keys()],
  },
  examples: [
    ['schema > spec.schema.json', 'of the spec, for an editor'],
    ['schema report', 'of what drift --format json prints'],
  ],
  options: [],
  exits: [
    [0, 'printed'],
    [3, 'there is no schema of that name'],
  ],
  see: ['validate'],
  run: async input => (await import('../actions/schema.ts')).printSchema(input),
};
