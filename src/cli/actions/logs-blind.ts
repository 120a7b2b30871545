/** `logs blind`: when nobody recorded, and what is left of it. */
import { isDamage } from '../../adapters/history/sqlite.ts';
import { readHistory, unreadable } from '../../adapters/history/open.ts';
import { findBlind, secondOf } from '../../app/logs/blind.ts';
import type { Blindness } from '../../app/logs/blind.ts';
import { questionsFor, remainsOf } from '../../app/logs/recover.ts';
import type { Remains } from '../../app/logs/recover.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason, Verdict } from '../../core/report.ts';
import type { TimeRange } from '../../logs/place.ts';
import { jsonText } from '../../render/json-text.ts';
import { blindDocument, renderBlind } from '../../render/logs/blind.ts';
import type { BlindView } from '../../render/logs/blind.ts';
import { logsOutside } from '../compose-prove.ts';
import type { Input, Options } from '../definition.ts';
import { endsAtOnce } from '../interruption.ts';
import { usualDeadline } from '../options.ts';
import { mustNotExist } from '../new-file.ts';
import { specPaths } from '../spec-paths.ts';
import { Refusal } from '../trouble.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { beginEvidence } from './logs-evidence.ts';
import { quotedForShell, reachedBy, viewOf } from './view.ts';

const usualSince = 7 * 86_400;

/** Of one time in one region: whoever wants all of them recovers them. */
const mostCounted = 1_000;

export async function showBlind(input: Input): Promise<number> {
  const { args, options, output } = input;
  const paths = specPaths(args);
  const now = new Date();
  const range = rangeOf(options, now);
  const drifts = options.database === undefined ? [] : await driftsIn(options.database, range);
  if (typeof options.recover === 'string') await mustNotExist(options.recover);
  const wait = waiting(output);
  const guard = endsAtOnce(() => wait.stop());
  // the region is what is asked about, and not where it is asked whose account this is
  const { region, account, trail, ...reached } = options;
  const { close, bucket, ...ports } = await logsOutside(reached, output, options.deadline ?? usualDeadline);
  try {
    const found = await findBlind(
      { paths, range, account, region, trail },
      { ...ports, progress: wait, drifts, bucket: options.digests === false ? null : bucket },
    );
    if ('invalid' in found) return await tellInvalid(found.invalid, found.sources, input);
    const { blindness } = found;
    const questions = questionsFor(blindness.blind, { now: secondOf(now), historyFrom: blindness.historyFrom });
    const evidence = options.recover === undefined ? null : await beginEvidence(options.recover, now);
    const remains = await remainsOf(questions, {
      memory: () => ports.cloud.memory(),
      progress: wait,
      keep: evidence && evidence.keep,
      most: mostCounted,
    });
    if (evidence) await evidence.finish(remains, (await ports.cloud.identity()).arn);
    wait.stop();
    return tell({ blindness, remains, folder: evidence?.folder ?? null, now }, input);
  } finally {
    wait.stop();
    close();
    guard.release();
  }
}

function rangeOf({ since = usualSince, until = 0 }: Options, now: Date): TimeRange {
  const at = (when: number | string): string =>
    secondOf(typeof when === 'string' ? new Date(when) : new Date(now.getTime() - when * 1000));
  const range = { from: at(since), until: at(until) };
  if (range.from >= range.until)
    throw new Refusal('invalid', {
      code: 'wrong-arguments',
      message: `the time ends before it begins: ${range.from} to ${range.until}`,
      hint: '--since with an earlier moment than --until',
    });
  return range;
}

async function driftsIn(path: string, { from }: TimeRange): Promise<readonly Drift[]> {
  const store = await readHistory(path);
  if ('code' in store) throw new Refusal('error', store);
  try {
    return store.drifts({ since: from, limit: Infinity });
  } catch (error) {
    throw isDamage(error) ? new Refusal('error', unreadable(path, error)) : error;
  } finally {
    store.close();
  }
}

interface Telling {
  readonly blindness: Blindness;
  readonly remains: readonly Remains[];
  readonly folder: string | null;
  readonly now: Date;
}

function tell({ blindness, remains, folder, now }: Telling, input: Input): number {
  const { options, output, args } = input;
  const verdict = verdictOf(blindness, remains, options.check ?? false);
  const view: BlindView = {
    ...blindness,
    paths: specPaths(args),
    now: secondOf(now),
    remains,
    recovered: folder,
    command: recoverCommand(input),
  };
  const json = (): string => jsonText(blindDocument(view, verdict));
  output.result(`${options.format === 'json' ? json() : renderBlind(view, viewOf(input))}\n`);
  return verdict.exitCode;
}

/** As it was typed, and to be recovered. */
function recoverCommand({ args, options }: Input): string {
  const { account, region, trail, since, until, database } = options;
  const when = (value: number | string): string => (typeof value === 'number' ? `${value}s` : value);
  const { region: _, ...elsewhere } = options;
  const words = [
    'trailwarden logs blind',
    ...specPaths(args),
    ...(account === undefined ? [] : ['--account', account]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(trail === undefined ? [] : ['--trail', trail]),
    ...(since === undefined ? [] : ['--since', when(since)]),
    ...(until === undefined ? [] : ['--until', when(until)]),
    ...(database === undefined ? [] : ['--database', database]),
    ...reachedBy(elsewhere),
    '--recover',
  ];
  return words.map((word, index) => (index === 0 ? word : quotedForShell(word))).join(' ');
}

function verdictOf({ blind, unknown }: Blindness, remains: readonly Remains[], check: boolean): Verdict {
  const complete = unknown.length === 0 && remains.every(({ problem }) => problem === null);
  const found: Reason | null = check && blind.length > 0 ? 'check-failed' : null;
  const reason = found ?? (complete ? null : 'incomplete');
  return { reason, exitCode: reason === null ? 0 : exitCodes[reason], complete };
}
