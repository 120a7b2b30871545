/** What the commands that print policies have in common. */
import { declared } from '../../app/policy-documents.ts';
import type { Estate } from '../../app/estate.ts';
import type { PrintedPolicy } from '../../core/policy/printed.ts';
import { jsonText } from '../../render/json-text.ts';
import { policiesDocument, renderPolicies } from '../../render/policy-document.ts';
import { reading } from '../compose.ts';
import type { Input } from '../definition.ts';
import { usualPaths } from '../spec-paths.ts';
import { Refusal, problemText } from '../trouble.ts';
import { tellInvalid } from './invalid.ts';

/**
 * Prints policies: of a spec, if one is named, else of what the options name.
 *
 * @throws Refusal when the spec has none, or what the options name is not enough
 */
export async function printPolicies(
  input: Input,
  fromSpec: (estate: Estate) => readonly PrintedPolicy[],
  fromNames: () => readonly PrintedPolicy[],
): Promise<number> {
  const { options } = input;
  const args = specOrNames(input);
  if (args.length === 0) return print(fromNames(), input);
  if (options.trail !== undefined)
    throw wrong('--trail names one trail, and a spec has its own', 'leave one of them away');
  const found = await declared(args, reading, options);
  if ('invalid' in found) return tellInvalid(found.invalid, found.sources, input);
  const { estate, findings } = found;
  if (findings.length > 0) input.output.note(`${problemText(findings, input.output)}\n`);
  return print(fromSpec(estate), input);
}

/** The spec that is meant: the one that is named, or the usual one where no option describes a trail. */
export function specOrNames({ args, options }: Input): readonly string[] {
  const { trail, region, logGroup, prefix, name } = options;
  const isNamed = [trail, region, logGroup, prefix, name].some(one => one !== undefined);
  return args.length > 0 || isNamed ? args : usualPaths();
}

/** Prints them, as text or as data. */
export function print(policies: readonly PrintedPolicy[], { options, output }: Input): number {
  output.result(`${options.format === 'json' ? jsonText(policiesDocument(policies)) : renderPolicies(policies)}\n`);
  return 0;
}

/** What an option says. @throws Refusal without it */
export function needed(value: string | undefined, option: string): string {
  if (value === undefined) throw wrong(`nothing says ${option}`, `name it, or a spec`);
  return value;
}

export const wrong = (message: string, hint: string): Refusal =>
  new Refusal('invalid', { code: 'wrong-arguments', message, hint });
