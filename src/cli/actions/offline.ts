/** `plan --offline`: what a change of the spec means, without AWS. */
import { stat } from 'node:fs/promises';

import { planOffline } from '../../app/offline.ts';
import type { Result } from '../../app/run.ts';
import { comparing } from '../compose.ts';
import type { Input } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';
import { Refusal } from '../trouble.ts';
import { leave } from './leave.ts';

export async function compareOffline({ args, options }: Input): Promise<Result> {
  if (options.out !== undefined)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: '--out saves a plan for apply, and a plan that did not ask AWS cannot be applied',
      hint: 'leave --offline or --out away; --format json prints the plan as data',
    });
  const paths = specPaths(args);
  const { revision, ...ports } = await comparing();
  const { base: name } = options;
  const loadBase = async (where: string) => ((await exists(where)) ? ports.load([where]) : revision(where, paths));
  const base = name === undefined ? null : { name, load: async () => loadBase(name) };
  return planOffline({ paths, targets: options.target ?? [], consent: leave(options).consent, base }, ports);
}

/** A file or folder of that name is meant rather than a revision. */
async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
