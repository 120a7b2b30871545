/** The command line as commander knows it. Nothing of a command is loaded before it runs. */
import { Argument, Command } from 'commander';

import { commands } from './commands/index.ts';
import type { CommandDefinition, Options } from './definition.ts';
import { commandHelp, exitCodesHelp, program as name, programHelp, tagline } from './help.ts';
import { everywhere } from './options.ts';
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
}

/**
 * Understands the arguments.
 *
 * @returns undefined when help or the version was all that was asked for
 * @throws CommanderError when the arguments make no sense
 */
export function parse(argv: readonly string[], { print }: Parsing): Asked | undefined {
  let asked: Asked | undefined;
  const root = new Command(name)
    .description(tagline)
    .version(version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this help')
    .configureOutput({ writeOut: print, writeErr: () => undefined })
    .exitOverride()
    .configureHelp({ formatHelp: programHelp })
    .helpCommand(false);
  for (const option of everywhere()) root.addOption(option);
  for (const definition of commands) {
    const command = root.command(definition.name).configureHelp({ formatHelp: () => commandHelp(definition) });
    const { argument } = definition;
    if (argument) command.addArgument(new Argument(argument.flags, argument.description));
    for (const option of definition.options.flatMap(group => group.options)) command.addOption(option);
    command.action(() => {
      asked = { definition, args: command.args, options: command.optsWithGlobals<Options>() };
    });
  }
  root.command('help [topic]', { hidden: true }).action((topic?: string) => print(helpOn(topic, root)));
  root.parse(argv, { from: 'user' });
  return asked;
}

function helpOn(topic: string | undefined, root: Command): string {
  if (topic === undefined) return programHelp();
  if (topic === 'exit-codes') return exitCodesHelp();
  const definition = commands.find(command => command.name === topic);
  return definition ? commandHelp(definition) : root.error(`error: unknown command '${topic}'`);
}
