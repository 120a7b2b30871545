/** What help and the manual pages say of a command, section by section. How it looks is another's matter. */
import type { Option } from 'commander';

import { commands } from './commands/index.ts';
import type { CommandDefinition } from './definition.ts';
import { exitCodes, precedence } from './exit-codes.ts';
import { connection, everywhere } from './options.ts';

export const program = 'trailwarden';
export const tagline = 'Declares AWS CloudTrail in YAML and keeps it so.';

export type Block =
  | { readonly text: string }
  /** Lines that stay as they are. */
  | { readonly lines: readonly string[] }
  /** What is typed, with what it does; under a heading of its own if it has one. */
  | { readonly heading?: string; readonly terms: readonly Term[] }
  /** Lines to copy, with what each does. */
  | { readonly examples: readonly Term[] };

export type Term = readonly [term: string, text: string];

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** One page of the manual. */
export interface Manual {
  /** `trailwarden plan`. */
  readonly name: string;
  readonly sections: readonly Section[];
}

/** Of the program as a whole. */
export function programManual(): Manual {
  const groups = Map.groupBy(commands, ({ group }) => group);
  const listed = [...groups].map(([heading, members]) => ({ heading, terms: members.map(summaryOf) }));
  return {
    name: program,
    sections: [
      { heading: 'NAME', blocks: [{ text: `${program} - ${tagline}` }] },
      {
        heading: 'SYNOPSIS',
        blocks: [{ lines: [`${program} COMMAND [SPEC...] [options]`] }, { text: 'SPEC is a file or folder.' }],
      },
      { heading: 'COMMANDS', blocks: listed },
      {
        heading: 'OPTIONS',
        blocks: [
          { heading: 'Everywhere', terms: everywhere().map(optionTerm) },
          { heading: 'Of what asks AWS', terms: connection().options.map(optionTerm) },
        ],
      },
      { heading: 'EXAMPLES', blocks: [{ examples: start }] },
      seeAlso([`${program} COMMAND --help`, `${program} help exit-codes`]),
    ],
  };
}

const start: readonly Term[] = [
  [`${program} demo`, 'the whole story in half a minute, no AWS account needed'],
  [`${program} init`, 'writes a first spec'],
  [`${program} plan specs/`, 'what differs, and what that means'],
];

/** Of one command. */
export function commandManual(definition: CommandDefinition): Manual {
  const { name, summary, description, argument, examples, formats, options, marks, exits, see = [] } = definition;
  const groups = [...options, { heading: 'Everywhere', options: everywhere(formats) }];
  return {
    name: `${program} ${name}`,
    sections: [
      { heading: 'NAME', blocks: [{ text: `${program} ${name} - ${summary}` }] },
      { heading: 'SYNOPSIS', blocks: [{ lines: [synopsis(definition)] }] },
      {
        heading: 'DESCRIPTION',
        blocks: [
          { text: description },
          ...(argument ? [{ terms: [[argument.flags, argument.description] as const] }] : []),
        ],
      },
      {
        heading: 'OPTIONS',
        blocks: groups.map(({ heading, options: members }) => ({ heading, terms: members.map(optionTerm) })),
      },
      ...(marks ? [{ heading: 'MARKS', blocks: [{ lines: marks }] }] : []),
      { heading: 'EXIT CODES', blocks: [{ terms: exits.map(([code, meaning]) => [`${code}`, meaning] as const) }] },
      {
        heading: 'EXAMPLES',
        blocks: [{ examples: examples.map(([line, what]) => [`${program} ${line}`, what] as const) }],
      },
      seeAlso([...see.map(other => `${program} ${other}`), `${program} help exit-codes`]),
    ],
  };
}

/** Of the first word of commands that have two. */
export function groupManual(group: string): Manual {
  const members = commands.filter(({ name }) => name.startsWith(`${group} `));
  return {
    name: `${program} ${group}`,
    sections: [
      { heading: 'SYNOPSIS', blocks: [{ lines: [`${program} ${group} COMMAND`] }] },
      { heading: 'COMMANDS', blocks: [{ terms: members.map(summaryOf) }] },
    ],
  };
}

/** What `trailwarden help exit-codes` prints. */
export function exitCodesManual(): Manual {
  const terms = exitCodes.map(([code, reason, meaning]) => [`${code}`.padEnd(5) + reason, meaning] as const);
  return {
    name: `${program} help exit-codes`,
    sections: [{ heading: 'EXIT CODES', blocks: [{ text: `Of all commands. ${precedence}` }, { terms }] }],
  };
}

/** Every page there is a file of. */
export function allManuals(): readonly Manual[] {
  return [programManual(), ...commands.map(commandManual)];
}

function synopsis({ name, argument, options }: CommandDefinition): string {
  const needed = options.flatMap(group => group.options).filter(({ mandatory }) => mandatory);
  return [program, name, argument?.flags, ...needed.map(({ flags }) => flags), '[options]'].filter(Boolean).join(' ');
}

/** The name of a page is no sentence, and stands in no list of words. */
function seeAlso(pages: readonly string[]): Section {
  return { heading: 'SEE ALSO', blocks: [{ lines: pages }] };
}

const summaryOf = ({ name, summary }: CommandDefinition): Term => [name, summary];

const optionTerm = (option: Option): Term => [option.flags, optionText(option)];

/** The description of an option, with what it is otherwise; where it is one of a few, the first is. */
export function optionText({ description, flags, defaultValue, defaultValueDescription }: Option): string {
  return defaultValue === undefined || flags.includes('|')
    ? description
    : `${description}; default: ${defaultValueDescription ?? String(defaultValue)}`;
}
