/** What can be typed where, as completion scripts need it. */
import type { Option } from 'commander';

import { commands } from '../commands/index.ts';
import type { CommandDefinition } from '../definition.ts';
import { everywhere } from '../options.ts';
import { reportFormats } from '../reports/formats.ts';

/** What comes after an option or a command: one of these words, a file, or what nobody can guess. */
export type Following = readonly string[] | 'file' | 'anything';

export interface Flag {
  /** `--target`. */
  readonly name: string;
  readonly description: string;
  /** Null: it stands alone. */
  readonly value: Following | null;
}

interface Choice {
  readonly word: string;
  readonly description: string;
}

/** One place in the tree of commands. */
export interface Place {
  /** The words before it: none, `plan`, `policy`, `policy iam`. */
  readonly path: string;
  /** The commands that go on from here. */
  readonly next: readonly Choice[];
  readonly flags: readonly Flag[];
  /** What its argument is; null: it takes none. */
  readonly argument: Following | null;
}

/** Every place, the begin of a line first. */
export async function places(): Promise<readonly Place[]> {
  const groups = [...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [name.replace(/ .*/u, '')] : [])))];
  return [
    { path: '', next: [...first(groups), topics], flags: [...everywhere().map(flag), help, version], argument: null },
    { path: 'help', next: [...first(groups), exitCodes], flags: [help], argument: null },
    ...groups.map(group => ({ path: group, next: second(group), flags: [help], argument: null })),
    ...(await Promise.all(commands.map(placeOf))),
  ];
}

const help: Flag = { name: '--help', description: 'this help', value: null };
const topics: Choice = { word: 'help', description: 'of a command, or on exit codes' };
const exitCodes: Choice = { word: 'exit-codes', description: 'what each means' };
const version: Flag = { name: '--version', description: 'the version', value: null };

function first(groups: readonly string[]): readonly Choice[] {
  const alone = commands.filter(({ name }) => !name.includes(' '));
  const grouped = groups.map(group => ({
    word: group,
    description: second(group)
      .map(({ word }) => word)
      .join(', '),
  }));
  return [...alone.map(({ name, summary }) => ({ word: name, description: summary })), ...grouped];
}

function second(group: string): readonly Choice[] {
  return commands
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name, summary }) => ({ word: name.slice(group.length + 1), description: summary }));
}

async function placeOf({ name, options, formats, argument }: CommandDefinition): Promise<Place> {
  const all = [...options.flatMap(group => group.options), ...everywhere(formats)];
  return {
    path: name,
    next: [],
    flags: [...all.map(flag), help],
    argument: argument === undefined ? null : ((await argument.words?.()) ?? 'file'),
  };
}

function flag(option: Option): Flag {
  return { name: option.long ?? option.flags, description: option.description, value: valueOf(option) };
}

/** A placeholder in small letters lists the words; one in capitals says what is meant. */
function valueOf({ flags, argChoices, long }: Option): Following | null {
  const [, placeholder] = /[<[](.+)[>\]]/u.exec(flags) ?? [];
  if (placeholder === undefined) return null;
  if (long === '--report') return reportFormats.map(format => `${format}=`);
  if (argChoices !== undefined) return argChoices;
  if (/^[a-z-]+(?:\|[a-z-]+)+$/u.test(placeholder)) return placeholder.split('|');
  return /FILE|PATH|FOLDER/u.test(placeholder) ? 'file' : 'anything';
}

/** Flags that take a value, wherever they stand. */
export function valued(all: readonly Place[]): readonly string[] {
  const names = all.flatMap(({ flags }) => flags.flatMap(({ name, value }) => (value === null ? [] : [name])));
  return [...new Set(names)].toSorted();
}
