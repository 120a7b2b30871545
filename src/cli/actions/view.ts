/** How a report is shown to people: the window, and what was typed. */
import type { ViewOptions } from '../../render/look.ts';
import type { Input } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';

/** @param saved whether what was typed is a saved plan, which a spec has to be planned anew for */
export function viewOf(input: Input, saved = false): ViewOptions {
  const { options, output } = input;
  const anew = `trailwarden plan SPEC --out ${input.args.map(quotedForShell).join(' ')}`;
  const { color, width, ascii } = output.screen;
  return {
    color,
    width,
    ascii,
    calls: options.calls ?? false,
    full: options.full ?? false,
    expand: options.expand ?? false,
    brief: options.brief ?? false,
    commands: saved ? { plan: anew, apply: anew } : { plan: typed('plan', input), apply: typed('apply', input) },
  };
}

/** The same with another command, as it would be typed. */
function typed(command: string, { args, options }: Input): string {
  const targets = (options.target ?? []).flatMap(pattern => ['--target', pattern]);
  const report = options.fromReport === undefined ? [] : ['--from-report', options.fromReport];
  return ['trailwarden', command, ...specPaths(args), ...targets, ...report].map(quotedForShell).join(' ');
}

/** As it can be pasted into a shell. */
export function quotedForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
