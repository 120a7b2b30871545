/** How a report is shown to people: the window, and what was typed. */
import type { ViewOptions } from '../../render/look.ts';
import type { Input, Options } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';

/** @param saved whether what was typed is a saved plan, which a spec has to be planned anew for */
export function viewOf(input: Input, saved = false): ViewOptions {
  const { options, output } = input;
  const anew = `trailwarden plan SPEC --out ${[...input.args, ...reachedBy(options)].map(quotedForShell).join(' ')}`;
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

/** A file has no window and no colours. */
export const inFile = { color: false, width: null, ascii: false } as const;

/** The same with another command, as it would be typed: with all that says what is meant, and by whose leave. */
function typed(command: string, { args, options }: Input): string {
  const { target = [], adopt = [], fromReport } = options;
  const words = [
    'trailwarden',
    command,
    ...specPaths(args),
    ...target.flatMap(pattern => ['--target', pattern]),
    ...(fromReport === undefined ? [] : ['--from-report', fromReport]),
    ...(options.allowWeakening ? ['--allow-weakening'] : []),
    ...adopt.flatMap(pattern => ['--adopt', pattern]),
    ...(options.liftLimits ? ['--lift-limits'] : []),
    ...(options.skipRefused ? ['--skip-refused'] : []),
    ...reachedBy(options),
  ];
  return words.map(quotedForShell).join(' ');
}

/** What was typed of how AWS, or a sandbox, is reached: without it another account may be meant. */
export function reachedBy({ profile, region, endpointUrl }: Options): readonly string[] {
  return [
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
  ];
}

/** As it can be pasted into a shell. */
export function quotedForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
