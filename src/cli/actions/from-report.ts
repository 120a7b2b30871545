/** `--from-report`: what an earlier apply did, to be put back. */
import { readFile } from 'node:fs/promises';

import { invalid } from '../../app/run.ts';
import type { Result, Run } from '../../app/run.ts';
import type { Options } from '../definition.ts';
import { Refusal } from '../trouble.ts';

/**
 * Does some work with the report that was named, if one was.
 *
 * @throws Refusal when the file cannot be read, or something else was typed that leaves no room for it
 */
export async function withReport(
  { fromReport: name, base }: Options,
  work: (run: Pick<Run, 'undo'>) => Promise<Result>,
): Promise<Result> {
  if (name === undefined) return work({});
  if (base !== undefined)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message:
        '--base says where differences from the spec come from, and --from-report puts back what stood there before',
      hint: 'leave one of them away',
    });
  const { readReport } = await import('../../render/saved-report.ts');
  const report = readReport(await textOf(name));
  return 'changes' in report ? work({ undo: { name, ...report } }) : invalid(report, []);
}

async function textOf(name: string): Promise<string> {
  try {
    return await readFile(name, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Refusal('invalid', {
      code: 'no-report',
      message: `${name} could not be read: ${error.message}`,
      hint: 'keep one: trailwarden apply --format json > report.json',
    });
  }
}
