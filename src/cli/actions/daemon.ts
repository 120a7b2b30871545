/** `daemon`: runs until a signal, or once. */
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { exitCodes } from '../../core/report.ts';
import { daemonConfigured } from '../compose-daemon.ts';
import type { Input } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import { tellInvalid } from './invalid.ts';

export async function runDaemon(input: Input): Promise<number> {
  const { options, output } = input;
  const configured = await daemonConfigured(options.config ?? '', options, output);
  if ('invalid' in configured) return tellInvalid(configured.invalid, configured.sources, input);
  const interruption = interruptible(() => configured.log.info({}, 'ending: the call in flight is being finished'));
  try {
    const last = await configured.run(interruption.signal, options.once === true);
    await configured.ended(interruption.signal.aborted ? 'Ended in good order by a signal.' : 'Ended after one run.');
    if (options.once !== true) return 0;
    if (interruption.signal.aborted) return interruption.code() ?? exitCodes.interrupted;
    return exitCodeOf(last);
  } catch (error) {
    await configured.ended(`It failed: ${String(error)}`);
    throw error;
  } finally {
    await configured.close();
    configured.log.info({}, 'ended');
    interruption.release();
  }
}

function exitCodeOf(last: RunSummary | null): number {
  if (last === null) return exitCodes.invalid;
  if (last.result === 'failed') return exitCodes.error;
  if (last.result === 'drift') return exitCodes.differs;
  return last.result === 'incomplete' ? exitCodes.incomplete : 0;
}
