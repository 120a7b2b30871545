/** docs/daemon-config.md: every setting of a daemon, from its schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { atStart } from '../../src/core/daemon/restart.ts';
import { daemonSchema } from '../../src/core/daemon/schema.ts';
import { kinds } from '../../src/resources/index.ts';
import { fieldTable, rows, type Node } from './fields.ts';

const example = join(import.meta.dirname, '../../examples/daemon.yaml');

export function daemonPage(): string {
  const schema: Node = daemonSchema(kinds.map(({ name }) => name));
  const { apiVersion = {}, kind = {}, metadata = {}, spec = {} } = schema.properties ?? {};
  const top = Object.entries(spec.properties ?? {});
  const sections = top.filter(([, node]) => node.properties);
  const single = top.filter(([, node]) => !node.properties);
  const required = (spec.required ?? []).filter(key => single.some(([name]) => name === key));
  return `# Config of the daemon

Every setting of \`trailwarden daemon --config FILE\`: generated from the schema that \`validate\` uses and editors can
(\`schemas/daemon.schema.json\`). \`trailwarden validate FILE\` judges a config without asking anybody.

\`\`\`yaml
${readFileSync(example, 'utf8').trim()}
\`\`\`

A **duration** is a number with its unit, or several: \`90s\`, \`10m\`, \`1h30m\`, \`90d\`. **Files** are found from the folder of
the config. Secrets are only ever named by file; what looks like one in the config is an error that does not repeat it.
**Cron expressions** have five fields, or six with seconds first. An hour that is left out when clocks are put forward is due
at that moment; one that comes twice is due twice. A setting without a default is off when it is not written.

When the file changes, it is judged and put in force; one with an error is told and changes nothing. ${listed(atStart)} are
taken at the next start, and the log says so.

## The document

${fieldTable(rows('', { properties: { apiVersion, kind, metadata }, required: ['apiVersion', 'kind', 'metadata'] }))}

## \`spec\`

${fieldTable(rows('', { properties: Object.fromEntries(single), required }))}

${sections.map(([key, node]) => section(key, node)).join('\n')}`;
}

const listed = (keys: readonly string[]): string => {
  const [last = '', ...others] = keys.map(key => `\`${key === 'name' ? 'metadata.name' : key}\``).toReversed();
  return `${others.toReversed().join(', ')} and ${last}`;
};

function section(key: string, node: Node): string {
  return `## \`${key}\`

${node.description ?? ''}

${fieldTable(rows('', node))}
`;
}
