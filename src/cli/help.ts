/** Help: lines to copy first, then options by what they are for, then what marks and exit codes mean. */
import type { Option } from 'commander';

import { commands } from './commands/index.ts';
import type { CommandDefinition } from './definition.ts';
import { connection, everywhere } from './options.ts';

export const program = 'trailwarden';
export const tagline = 'Declares AWS CloudTrail in YAML and keeps it so.';

/** What `trailwarden --help` prints. */
export function programHelp(): string {
  const groups = Map.groupBy(commands, ({ group }) => group);
  const list = [...groups].map(([group, members]) =>
    section(
      group,
      table(
        members.map(({ name, summary }) => [name, summary]),
        14,
      ),
    ),
  );
  return paragraphs([
    tagline,
    `  ${program} COMMAND [SPEC...] [options]    SPEC: a file or folder`,
    list.join('\n'),
    section('Options everywhere', optionTable(everywhere())),
    section('Options of what asks AWS', optionTable(connection().options)),
    `Start:  ${program} demo          exit codes:  ${program} help exit-codes`,
  ]);
}

/** What `trailwarden COMMAND --help` prints. */
export function commandHelp(definition: CommandDefinition): string {
  const { name, description, argument, examples, formats, options, marks, exits } = definition;
  const usage = [program, name, argument?.flags, '[options]'].filter(Boolean).join(' ');
  const groups = [...options, { heading: 'Everywhere', options: everywhere(formats) }];
  return paragraphs([
    wrap(description, 0),
    `  ${usage}`,
    table(examples.flatMap(([line, what]) => typed(`${program} ${line}`, what))),
    ...(argument ? [section(argument.flags, [`  ${wrap(argument.description, 2)}`])] : []),
    groups.map(({ heading, options: members }) => section(heading, optionTable(members))).join('\n'),
    [...(marks ? [section('Marks', marks.map(indented))] : []), section('Exit', exits.map(exitLine))].join('\n'),
  ]);
}

/** A line that is too long for a terminal is broken as a shell lets one type it. */
function typed(line: string, what: string): readonly (readonly [string, string])[] {
  const end = line.length > 76 ? line.lastIndexOf(' --', 74) : -1;
  if (end === -1) return [[line, what]];
  return [[`${line.slice(0, end)} \\`, ''], ...typed(`  ${line.slice(end + 1)}`, what)];
}

/** What `trailwarden GROUP --help` prints, of commands of two words. */
export function groupHelp(group: string): string {
  const members = commands.filter(({ name }) => name.startsWith(`${group} `));
  return paragraphs([`  ${program} ${group} COMMAND`, table(members.map(({ name, summary }) => [name, summary]))]);
}

/** What `trailwarden help exit-codes` prints. */
export function exitCodesHelp(): string {
  return paragraphs([
    wrap(`Exit codes of all commands. ${precedence}`, 0),
    table(exitCodes.map(([code, reason, meaning]) => [`${code}`.padEnd(5) + reason, meaning])),
  ]);
}

/** Which code counts. */
export const precedence = 'If several hold, the first of 130, 3, 6, 5, 4, 1, 9, 2, 8 counts.';

/** Exit codes with their reason in JSON: the public list. */
export const exitCodes: readonly (readonly [code: number, reason: string, meaning: string])[] = [
  [0, '', 'done; with drift and plan --detailed-exitcode: nothing differs and everything was read'],
  [1, 'error', 'a bug of trailwarden, no credentials, or nothing could be reached'],
  [2, 'differs', 'differences: drift, plan --detailed-exitcode, or what apply may not mend'],
  [3, 'invalid', 'the spec, a plan file or the arguments'],
  [4, 'partly-applied', 'some changes failed; the rest is done'],
  [5, 'refused', 'by a rule, or approval missing without a terminal; nothing was sent'],
  [6, 'stale-plan', 'a resource moved since the plan was saved; nothing was sent'],
  [
    8,
    'incomplete',
    'something could not be read or judged; all that could be was done or shown, and no other code here holds',
  ],
  [
    9,
    'check-failed',
    'a check of doctor failed, policy test found something denied, or coverage --check found something',
  ],
  [130, 'interrupted', 'by SIGINT (143 by SIGTERM); the call in flight was finished'],
];

const indented = (line: string): string => `  ${line}`;

const exitLine = ([code, meaning]: readonly [number, string]): string => `  ${`${code}`.padEnd(4)} ${meaning}`;

function paragraphs(parts: readonly (string | readonly string[])[]): string {
  return `${parts.map(part => (typeof part === 'string' ? part : part.join('\n'))).join('\n\n')}\n`;
}

function section(heading: string, lines: readonly string[]): string {
  return [heading, ...lines].join('\n');
}

function optionTable(options: readonly Option[]): readonly string[] {
  return table(options.map(option => [option.flags, optionText(option)]));
}

/** The description of an option, with what it is otherwise; where it is one of a few, the first is. */
export function optionText({ description, flags, defaultValue, defaultValueDescription }: Option): string {
  return defaultValue === undefined || flags.includes('|')
    ? description
    : `${description}; default: ${defaultValueDescription ?? String(defaultValue)}`;
}

/** Two columns in 80. A first column that is too wide stands on a line of its own. */
function table(rows: readonly (readonly [string, string])[], least = 0): readonly string[] {
  const width = Math.max(least, ...rows.map(([term]) => term.length).filter(length => length <= widestTerm));
  return rows.map(([term, text]) => {
    const indent = width + 4;
    const lead = term.length <= width ? `  ${term.padEnd(width)}  ` : `  ${term}\n${' '.repeat(indent)}`;
    return (lead + wrap(text, indent)).trimEnd();
  });
}

const widestTerm = 44;

function wrap(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent + line.length + 1 + word.length > 79) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
