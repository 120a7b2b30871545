import type { DaemonPorts } from '../../app/daemon/ports.ts';
import { examine } from '../../app/doctor.ts';
import type { Examining } from '../../app/doctor.ts';
import { outcomeOf } from '../../core/doctor.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason } from '../../core/report.ts';
import { doctorDocument, renderDoctor } from '../../render/doctor.ts';
import { examining } from '../compose.ts';
import type { Input, Options } from '../definition.ts';
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
    const examined = await examineAll(args, options, { ...ports, progress: wait });
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

/** The accounts of the spec; with the config of a daemon what that needs, too, and without a spec the one of its source. */
async function examineAll(
  args: readonly string[],
  options: Options,
  ports: Parameters<typeof examine>[1] & Pick<DaemonPorts, 'cloud' | 'log'>,
): Promise<Examining> {
  if (options.config === undefined) return examine(specPaths(args), ports);
  const { daemonExamined } = await import('../compose-daemon.ts');
  ports.progress.step('looking at what the daemon needs');
  const found = await daemonExamined(options.config, options, ports);
  if ('invalid' in found) return found;
  const { daemon, looked } = found;
  const own = 'unavailable' in looked ? { paths: [], files: [], problems: [] } : looked;
  if (args.length === 0 && own.files.length === 0)
    return { examination: { daemon, owner: null, paths: [], accounts: [] }, sources: [] };
  const load = (): Promise<typeof own> => Promise.resolve(own);
  const examined = await (args.length > 0 ? examine(specPaths(args), ports) : examine(own.paths, { ...ports, load }));
  return 'invalid' in examined ? examined : { ...examined, examination: { ...examined.examination, daemon } };
}

const reasons: Readonly<Record<ReturnType<typeof outcomeOf>, Reason | null>> = {
  ok: null,
  'check-failed': 'check-failed',
  unreached: 'error',
};
