/** Options that `logs prove` and `logs blind` share. */
import { InvalidArgumentError, Option } from 'commander';

import type { OptionGroup } from '../definition.ts';
import { connection, regionName } from '../options.ts';

/** Which trails and places of a spec are meant. */
export function chosen(): readonly Option[] {
  return [
    new Option('--account <ACCOUNT>', 'only this one: its key in the spec, or its id').argParser(word),
    regionName('only this one'),
    new Option('--trail <NAME>', 'only what this one reaches: its key, name or ARN').argParser(word),
  ];
}

/** An empty one comes from a variable that is not set, and does not mean all. */
function word(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('A name is missing.');
  return value;
}

/** How AWS is reached, where `--region` is what is meant. @param deadline whether it is an option */
export function reachedAnywhere(deadline = true): OptionGroup {
  const { heading, options } = connection();
  const left = new Set(['--region', ...(deadline ? [] : ['--deadline'])]);
  return { heading, options: options.filter(({ long }) => !left.has(long ?? '')) };
}
