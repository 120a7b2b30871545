/** docs/cli.md: every command, from the definitions that commander is built of. */
import type { Option } from 'commander';

import { commands } from '../../src/cli/commands/index.ts';
import type { CommandDefinition } from '../../src/cli/definition.ts';
import { exitCodes, optionText, precedence } from '../../src/cli/help.ts';
import { everywhere } from '../../src/cli/options.ts';
import { kinds } from '../../src/resources/index.ts';
import { cell, table } from './markdown.ts';

export function cliPage(): string {
  return `# Commands

Generated from the definitions in \`src/cli/commands\`. Results go to stdout; progress, questions and logs go to stderr.
With \`--format json\` one document is printed on stdout and nothing else; its schema is in \`schemas/\`.

${table(
  ['command', 'what it does'],
  commands.map(({ name, summary }) => [`[${name}](#${name.replaceAll(' ', '-')})`, summary]),
)}

## Options of every command

${optionTable(everywhere())}

${commands.map(section).join('\n')}
## Permissions

What the credentials need, by IAM action. \`validate\`, \`show\` and \`schema\` need none; whose credentials they are
(\`sts:GetCallerIdentity\`) everybody may ask.

${table(
  ['command', 'actions'],
  [
    ['`plan`, `drift`', codes(readActions)],
    ['`apply`, besides', codes(kinds.flatMap(({ writes }) => Object.values(writes).flat()))],
  ],
)}

\`kms:DescribeKey\` is asked only where a key is named by an alias, \`organizations:DescribeOrganization\` only for a trail of
an organization.

## Exit codes

${precedence}

${table(
  ['code', '`reason` in JSON', 'meaning'],
  exitCodes.map(([code, reason, meaning]) => [`${code}`, reason === '' ? '–' : `\`${reason}\``, meaning]),
)}
`;
}

const readActions = [
  ...kinds.flatMap(({ reads }) => Object.values(reads).flat()),
  'kms:DescribeKey',
  'organizations:DescribeOrganization',
];

const codes = (actions: readonly string[]): string =>
  [...new Set(actions)]
    .toSorted()
    .map(action => `\`${action}\``)
    .join(', ');

function section({ name, description, argument, examples, options, exits }: CommandDefinition): string {
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
`;
}

function optionTable(options: readonly Option[]): string {
  return table(
    ['option', ''],
    options.map(option => [`\`${cell(option.flags)}\``, cell(optionText(option))]),
  );
}
