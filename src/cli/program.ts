/** The command line as commander knows it. Nothing of a command is loaded before it runs. */
import { Argument, Command } from 'commander';

import { commands } from './commands/index.ts';
import type { CommandDefinition, Options } from './definition.ts';
import { commandManual, exitCodesManual, groupManual, program as name, programManual, tagline } from './manual.ts';
import type { Manual } from './manual.ts';
import { everywhere, usualFormats } from './options.ts';
import { version } from './version.ts';

/** What was asked for, once the arguments make sense. */
export interface Asked {
  readonly definition: CommandDefinition;
  readonly args: readonly string[];
  readonly options: Options;
}

export interface Parsing {
  /** Help and version, which people asked for. */
  readonly print: (text: string) => void;
  /** Help as text. */
  readonly shown: (manual: Manual) => string;
}

/**
 * Understands the arguments.
 *
 * @returns undefined when help or the version was all that was asked for
 * @throws CommanderError when the arguments make no sense
 */
export function parse(argv: readonly string[], { print, shown }: Parsing): Asked | undefined {
  let asked: Asked | undefined;
  const root = new Command(name)
    .description(tagline)
    .version(version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this help')
    .configureOutput({ writeOut: print, writeErr: () => undefined, getOutHasColors: () => true }) // colours are ours
    .exitOverride()
    .configureHelp({ formatHelp: () => shown(programManual()) })
    .helpCommand(false);
  for (const option of everywhere()) root.addOption(option);
  for (const definition of commands) {
    const command = commandIn(root, definition.name, shown).configureHelp({
      formatHelp: () => shown(commandManual(definition)),
    });
    const { argument } = definition;
    if (argument) command.addArgument(new Argument(argument.flags, argument.description));
    for (const option of definition.options.flatMap(group => group.options)) command.addOption(option);
    command.action(() => {
      const options = command.optsWithGlobals<Options>();
      checkFormat(options, definition, root);
      const named = command.getOptionValueSourceWithGlobals('format') !== 'default';
      asked = { definition, args: command.args, options: named ? { ...options, formatNamed: true } : options };
    });
  }
  root
    .command('help [topic...]', { hidden: true })
    .action((topic: readonly string[]) => print(shown(manualOn(topic.join(' '), root))));
  root.parse(argv, { from: 'user' });
  return asked;
}

/** Makes a command of one word or two. The first of two does nothing itself. */
function commandIn(root: Command, words: string, shown: Parsing['shown']): Command {
  const [first = '', second] = words.split(' ');
  if (second === undefined) return root.command(first);
  const known = root.commands.find(command => command.name() === first);
  const group = known ?? root.command(first).configureHelp({ formatHelp: () => shown(groupManual(first)) });
  return group.helpCommand(false).command(second);
}

/** As commander says it of a choice: which formats there are depends on the command. */
function checkFormat({ format }: Options, { formats = usualFormats }: CommandDefinition, root: Command): void {
  if (formats.includes(format)) return;
  const choices = formats.join(', ');
  root.error(
    `error: option '--format <${formats.join('|')}>' argument '${format}' is invalid. Allowed choices are ${choices}.`,
  );
}

function manualOn(topic: string, root: Command): Manual {
  if (topic === '') return programManual();
  if (topic === 'exit-codes') return exitCodesManual();
  const definition = commands.find(command => command.name === topic);
  return definition ? commandManual(definition) : root.error(`error: unknown command '${topic}'`);
}
