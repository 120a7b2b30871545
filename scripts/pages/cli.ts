/** docs/cli.md: every command, from the definitions that commander is built of. */
import type { Option } from 'commander';

import { commands } from '../../src/cli/commands/index.ts';
import type { CommandDefinition } from '../../src/cli/definition.ts';
import { exitCodes, precedence } from '../../src/cli/exit-codes.ts';
import { optionText } from '../../src/cli/manual.ts';
import { everywhere } from '../../src/cli/options.ts';
import { permissionsForAll } from '../../src/core/iam.ts';
import type { Purpose } from '../../src/core/iam.ts';
import { kinds } from '../../src/resources/index.ts';
import { cell, table } from './markdown.ts';

export function cliPage(): string {
  return `# Commands

Generated from the definitions in \`src/cli/commands\`. Results go to stdout; progress, questions and logs go to stderr.
With \`--format json\` one document is printed on stdout and nothing else; its schema is in \`schemas/\`.

${table(
  ['command', 'what it does'],
  commands.map(({ name, summary }) => [linked(name), summary]),
)}

## Options of every command

${optionTable(everywhere())}

${commands.map(section).join('\n')}
## Permissions

Everything that the credentials can need, by IAM action; \`trailwarden policy iam --for plan specs/\` prints what one spec
needs, on its own resources. \`validate\`, \`show\`, \`schema\`, \`policy iam\` and \`plan --offline\` need none; whose
credentials they are (\`sts:GetCallerIdentity\`) everybody may ask. To get into other accounts, the credentials that trailwarden
is started with need \`sts:AssumeRole\` on their roles.

${table(
  ['command', 'actions'],
  [
    ['`plan`, `drift`, `doctor`', codes(needed('plan'))],
    ['`apply`, besides', codes(needed('apply').filter(action => !needed('plan').includes(action)))],
  ],
)}

## Exit codes

${precedence}

${table(
  ['code', '`reason` in JSON', 'meaning'],
  exitCodes.map(([code, reason, meaning]) => [`${code}`, reason === '' ? '–' : `\`${reason}\``, meaning]),
)}
`;
}

const linked = (name: string): string => `[${name}](#${name.replaceAll(' ', '-')})`;

function needed(purpose: Purpose): readonly string[] {
  return permissionsForAll(kinds, { partition: 'aws', account: '*' }, purpose).map(({ action }) => action);
}

const codes = (actions: readonly string[]): string =>
  [...new Set(actions)]
    .toSorted()
    .map(action => `\`${action}\``)
    .join(', ');

function section({ name, description, argument, examples, options, exits, see = [] }: CommandDefinition): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `trailwarden ${line.padEnd(width)}  # ${what}`);
  const all = options.flatMap(group => group.options);
  return `## ${name}

${description}

\`\`\`sh
${lines.join('\n')}
\`\`\`
${argument ? `\n\`${argument.flags}\`: ${argument.description}\n` : ''}${all.length === 0 ? '' : `\n${optionTable(all)}\n`}
Exit codes: ${exits.map(([code, meaning]) => `**${code}** ${meaning}`).join(' · ')}.
${see.length === 0 ? '' : `\nSee also: ${see.map(linked).join(', ')}.\n`}`;
}

function optionTable(options: readonly Option[]): string {
  return table(
    ['option', ''],
    options.map(option => [`\`${cell(option.flags)}\``, cell(optionText(option))]),
  );
}
