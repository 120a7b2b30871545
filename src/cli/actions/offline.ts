/** `plan --offline`: what a change of the spec means, without AWS. */
import { planOffline } from '../../app/offline.ts';
import type { Result } from '../../app/run.ts';
import { comparing } from '../compose.ts';
import type { Input } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';
import { Refusal } from '../trouble.ts';
import { baseOf } from './base.ts';
import { leave } from './leave.ts';

export async function compareOffline({ args, options }: Input): Promise<Result> {
  if (options.out !== undefined)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: '--out saves a plan for apply, and a plan that did not ask AWS cannot be applied',
      hint: 'leave --offline or --out away; --format json prints the plan as data',
    });
  if (options.fromReport !== undefined)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: '--from-report puts back what still stands as it was made, which only AWS can say',
      hint: 'leave --offline or --from-report away',
    });
  const ports = await comparing();
  const base = (await baseOf({ args, options })) ?? null;
  const { consent } = leave(options);
  return planOffline({ paths: specPaths(args), targets: options.target ?? [], consent, base }, ports);
}
