/** Verifies log files, and keeps how far they are whole. */
import { readFileSync } from 'node:fs';

import { verifyLogs } from '../../app/logs/verify.ts';
import { exitCodes } from '../../core/report.ts';
import type { Verdict } from '../../core/report.ts';
import { readPoints, writePoints } from '../../logs/verify/points.ts';
import type { LogPoint } from '../../logs/verify/points.ts';
import { endingOf, isComplete, pointsAfter } from '../../logs/verify/verification.ts';
import type { Verification } from '../../logs/verify/verification.ts';
import { jsonText } from '../../render/json-text.ts';
import { renderVerification } from '../../render/logs/verify.ts';
import { verifyDocument } from '../../render/logs/verify-document.ts';
import { counted } from '../../render/words.ts';
import { logReading } from '../compose-logs.ts';
import type { LogReading } from '../compose-logs.ts';
import type { Input, Options } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import type { ReportFormat } from '../reports/formats.ts';
import { writeReportFile } from '../reports/files.ts';
import { Refusal } from '../trouble.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { inFile, viewOf } from './view.ts';

export async function verifyLogFiles(input: Input): Promise<number> {
  const before = pointsBefore(input.options);
  const reading = await logReading(input);
  if (!('places' in reading)) return tellInvalid(reading, [], input);
  try {
    const told = await verify(input, reading, before);
    keep(input.options, before, told);
    return await tell(input, told);
  } finally {
    reading.close();
  }
}

async function verify(
  { options, output }: Input,
  reading: LogReading,
  before: readonly LogPoint[],
): Promise<Verification> {
  const wait = waiting(output);
  const guard = endsAtOnce(() => wait.stop());
  const seen = { digest: 0, log: 0 };
  const run = {
    ...reading,
    head: options.since !== undefined || options.from === undefined,
    points: options.sinceCheckpoint ? before : [],
    sinceCheckpoint: options.sinceCheckpoint === true,
  };
  try {
    return await verifyLogs(run, {
      clock: reading.clock,
      cloud: options.history === false ? null : reading.cloud,
      told({ kind }) {
        seen[kind] += 1;
        wait.step(`verified ${counted(seen.digest, 'digest')} and ${counted(seen.log, 'log file')}`);
      },
    });
  } finally {
    wait.stop();
    guard.release();
  }
}

/** @throws Refusal where what stands there is no checkpoint: nobody trusts half of one */
function pointsBefore({ checkpoint, sinceCheckpoint }: Options): readonly LogPoint[] {
  if (checkpoint === undefined) {
    if (!sinceCheckpoint) return [];
    const message = '--since-checkpoint begins where a checkpoint is, and none was named';
    throw new Refusal('invalid', { code: 'wrong-arguments', message, hint: 'Say --checkpoint, too.' });
  }
  const points = readPoints(textIn(checkpoint) ?? writePoints([]));
  if (points !== null) return points;
  const message = `${checkpoint} is no checkpoint of this version`;
  throw new Refusal('invalid', {
    code: 'checkpoint-not-read',
    message,
    hint: 'Name another file, or move that one away.',
  });
}

/** Null: there is none yet. */
function textIn(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const message = `${file} could not be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new Refusal('invalid', { code: 'checkpoint-not-read', message });
  }
}

function keep({ checkpoint }: Options, before: readonly LogPoint[], told: Verification): void {
  if (checkpoint === undefined) return;
  try {
    writeReportFile(checkpoint, writePoints(pointsAfter(before, told)));
  } catch (error) {
    const message = `the checkpoint ${checkpoint} could not be written: ${error instanceof Error ? error.message : String(error)}`;
    throw new Refusal('error', { code: 'file-not-written', message });
  }
}

async function tell(input: Input, told: Verification): Promise<number> {
  const { options, output } = input;
  const verdict = verdictOf(told);
  const json = (): string => `${jsonText(verifyDocument(told, verdict))}\n`;
  const text = (view: Parameters<typeof renderVerification>[1]): string => `${renderVerification(told, view)}\n`;
  const { writeEach } = await import('../reports/write.ts');
  const { verifyJunit } = await import('../../render/logs/verify-junit.ts');
  const view = viewOf(input);
  const as = async (format: ReportFormat): Promise<string> => {
    if (format === 'json') return Promise.resolve(json());
    return format === 'junit' ? verifyJunit(told) : text({ ...view, ...inFile });
  };
  const written = await writeEach(options.report ?? [], output, as);
  output.result(options.format === 'json' ? json() : text(view));
  return verdict.exitCode === 0 && !written ? exitCodes.error : verdict.exitCode;
}

function verdictOf(told: Verification): Verdict {
  const reason = endingOf(told);
  return { reason, exitCode: reason === null ? 0 : exitCodes[reason], complete: isComplete(told) };
}
