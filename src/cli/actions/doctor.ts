import { examine } from '../../app/doctor.ts';
import { outcomeOf } from '../../core/doctor.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason } from '../../core/report.ts';
import { doctorDocument, renderDoctor } from '../../render/doctor.ts';
import { examining } from '../compose.ts';
import type { Input } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { specPaths } from '../spec-paths.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { viewOf } from './view.ts';
import { jsonText } from '../../render/json-text.ts';

/** Tells account by account what a run would trip over. */
export async function examineAccounts(input: Input): Promise<number> {
  const { args, options, output } = input;
  const wait = waiting(output);
  const guard = endsAtOnce(() => wait.stop());
  const { close, ...ports } = await examining(options, output);
  try {
    const examined = await examine(specPaths(args), { ...ports, progress: wait });
    wait.stop();
    if ('invalid' in examined) return await tellInvalid(examined.invalid, examined.sources, input);
    const { examination } = examined;
    const reason = reasons[outcomeOf(examination)];
    const exitCode = reason === null ? 0 : exitCodes[reason];
    const json = () => jsonText(doctorDocument(examination, { exitCode, reason }));
    output.result(`${options.format === 'json' ? json() : renderDoctor(examination, viewOf(input))}\n`);
    return exitCode;
  } finally {
    wait.stop();
    close();
    guard.release();
  }
}

const reasons: Readonly<Record<ReturnType<typeof outcomeOf>, Reason | null>> = {
  ok: null,
  'check-failed': 'check-failed',
  unreached: 'error',
};
