/** Tells who records what, of a spec or of what stands. */
import { coverLive, coverOffline } from '../../app/coverage.ts';
import type { Covering } from '../../app/coverage.ts';
import type { Coverage } from '../../core/coverage/coverage.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason, Verdict } from '../../core/report.ts';
import { coverageDocument, renderCoverage } from '../../render/coverage.ts';
import { jsonText } from '../../render/json-text.ts';
import { outside, reading } from '../compose.ts';
import type { Input } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { specPaths } from '../spec-paths.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { viewOf } from './view.ts';

export async function showCoverage(input: Input): Promise<number> {
  const { args, options, output } = input;
  const paths = specPaths(args);
  const found = options.offline ? await coverOffline(paths, reading) : await live(paths, input);
  if ('invalid' in found) return tellInvalid(found.invalid, found.sources, input);
  const { coverage } = found;
  const verdict = verdictOf(coverage, options.check ?? false);
  const json = (): string => jsonText(coverageDocument(coverage, verdict));
  output.result(`${options.format === 'json' ? json() : renderCoverage(coverage, viewOf(input))}\n`);
  return verdict.exitCode;
}

async function live(paths: readonly string[], { options, output }: Input): Promise<Covering> {
  const wait = waiting(output);
  const guard = endsAtOnce(() => wait.stop());
  const ports = await outside(options, output);
  try {
    return await coverLive(paths, { ...ports, progress: wait });
  } finally {
    wait.stop();
    ports.cloud.close();
    guard.release();
  }
}

/** What is found fails only where a check was asked for; what could not be read is never passed over. */
function verdictOf({ findings, unknown }: Coverage, check: boolean): Verdict {
  const complete = unknown.length === 0;
  const incomplete = complete ? null : 'incomplete';
  const reason: Reason | null = check && findings.length > 0 ? 'check-failed' : incomplete;
  return { reason, exitCode: reason === null ? 0 : exitCodes[reason], complete };
}
