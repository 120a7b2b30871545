/** From the arguments to the exit code. */
import { CommanderError } from 'commander';

import { nearest } from '../core/spec/near.ts';
import { commands } from './commands/index.ts';
import { helpText } from './help.ts';
import { groupManual, programManual } from './manual.ts';
import type { Manual } from './manual.ts';
import type { Options } from './definition.ts';
import { Output, outliveReaders } from './output.ts';
import { parse } from './program.ts';
import type { Asked } from './program.ts';
import { Refusal, endWith } from './trouble.ts';

/** Runs a command. Never throws for what is expected to go wrong. */
export async function start(argv: readonly string[]): Promise<number> {
  outliveReaders();
  const usual = new Output({ color: typedColor(argv) });
  const shown = (manual: Manual): string => helpText(manual, usual.screen);
  let asked: Asked | undefined;
  try {
    asked = parse(argv, { print: text => usual.result(text), shown });
  } catch (error) {
    return mistaken(error, argv, usual);
  }
  if (!asked) return 0;
  const { definition, args, options } = asked;
  const output = new Output(options);
  const surprised = async (error: unknown): Promise<void> =>
    process.exit(await endWith(error, { output, options, command: definition.name }));
  process.once('uncaughtException', error => void surprised(error));
  try {
    if (options.report !== undefined) (await import('./reports/files.ts')).checkReports(options, args);
    return await definition.run({ args, options, output, command: definition.name });
  } catch (error) {
    return endWith(error, { output, options, command: definition.name });
  }
}

/**
 * Ends the process once everything is written, also when something is left that nobody waits for any more, such as a
 * program that was asked for credentials and hangs.
 */
export async function leave(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(streams.map(stream => new Promise<void>(written => stream.write('', () => written()))));
  setTimeout(() => process.exit(), 500).unref();
}

function mistaken(error: unknown, argv: readonly string[], output: Output): Promise<number> | number {
  const options = { format: wantsJson(argv) ? 'json' : 'human', logLevel: 'warn' } as const;
  if (!(error instanceof CommanderError)) return endWith(error, { output, options });
  if (error.exitCode === 0) return 0; // help or the version, already printed
  if (error.code === 'commander.help') {
    const group = groupIn(argv);
    output.note(helpText(group === undefined ? programManual() : groupManual(group), output.notes));
    return 3;
  }
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n', 2);
  return endWith(
    new Refusal('invalid', {
      code: 'wrong-arguments',
      message,
      hint: likely(message, suggestion) ?? helpFor(argv),
    }),
    { output, options },
  );
}

/** The first word of commands that have two, where the second is missing. */
function groupIn(argv: readonly string[]): string | undefined {
  return argv.find(word => commands.some(({ name }) => name.startsWith(`${word} `)));
}

/** What commander suggests goes far; a single word is taken only if a few slips make it of the one that was typed. */
function likely(message: string, suggestion: string | undefined): string | undefined {
  const [, typed = ''] = /'([^']*)'/u.exec(message) ?? [];
  const [, meant] = /Did you mean (\S+)\?/u.exec(suggestion ?? '') ?? [];
  if (meant !== undefined && nearest(typed, [meant]) === undefined) return undefined;
  return suggestion?.replace(/^\(D(.*)\)$/, 'd$1');
}

/** The help of the command that was typed, if there is one of that name. */
function helpFor(argv: readonly string[]): string {
  const typed = `${argv.filter(word => !word.startsWith('-')).join(' ')} `;
  const command = commands.find(({ name }) => typed.startsWith(`${name} `));
  return ['trailwarden', ...(command ? [command.name] : []), '--help'].join(' ');
}

/** Help is printed before all arguments are understood. */
function typedColor(argv: readonly string[]): Options['color'] {
  const typed = argv.flatMap((word, index) =>
    word === '--color' ? [argv[index + 1]] : [/^--color=(.*)$/u.exec(word)?.[1]],
  );
  return (['always', 'never'] as const).find(color => typed.includes(color)) ?? 'auto';
}

/** Arguments that make no sense still say which form the answer should have. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => word === '--format=json' || (word === 'json' && argv[index - 1] === '--format'));
}
