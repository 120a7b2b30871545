/** `--base`: an earlier state of the spec, by path or by revision. */
import { stat } from 'node:fs/promises';

import type { BaseSource } from '../../app/base.ts';
import { comparing } from '../compose.ts';
import type { Input } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';

/** Undefined: none was named. A file or folder of that name is meant rather than a revision. */
export async function baseOf({
  args,
  options: { base: name },
}: Pick<Input, 'args' | 'options'>): Promise<BaseSource | undefined> {
  if (name === undefined) return undefined;
  const { load, revision } = await comparing();
  return { name, load: async () => ((await exists(name)) ? load([name]) : revision(name, specPaths(args))) };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
