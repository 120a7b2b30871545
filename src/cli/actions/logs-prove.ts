/** `logs prove`: marked calls, followed to their log files. */
import { randomBytes } from 'node:crypto';

import { prove } from '../../app/logs/prove.ts';
import type { Proven, ProvePorts } from '../../app/logs/prove.ts';
import { parseArn } from '../../core/arn.ts';
import { unreadBecause } from '../../core/failure.ts';
import { exitCodes } from '../../core/report.ts';
import type { Reason, Verdict } from '../../core/report.ts';
import { digestOf } from '../../logs/prove/digest.ts';
import { isSettled, verdictOnAll } from '../../logs/prove/judge.ts';
import type { Proof } from '../../logs/prove/proof.ts';
import type { PublicKeys } from '../../logs/ports.ts';
import { keyring } from '../../logs/verify/keyring.ts';
import { jsonText } from '../../render/json-text.ts';
import { provenDocument } from '../../render/logs/prove-document.ts';
import { renderProven } from '../../render/logs/prove.ts';
import { counted } from '../../render/words.ts';
import { logsOutside } from '../compose-prove.ts';
import type { Input } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import type { Interruption } from '../interruption.ts';
import { specPaths } from '../spec-paths.ts';
import { waiting } from '../waiting.ts';
import { tellInvalid } from './invalid.ts';
import { viewOf } from './view.ts';

/** In seconds: most log files come within ten minutes; a digest comes up to 1 h 40 min after its log files. */
const usualWait = { records: 20 * 60, digest: 2 * 3600 };

/** So long everything beside waiting may take, in seconds. */
const besideWaiting = 600;

export async function proveDelivery(input: Input): Promise<number> {
  const { args, options, output } = input;
  const wait = options.wait ?? (options.digest ? usualWait.digest : usualWait.records);
  const paths = specPaths(args);
  const watch = waiting(output);
  const interruption = interruptible(() => watch.stop());
  // the region is what is asked about, and not where it is asked whose account this is
  const { region, account, trail, ...reached } = options;
  const { close, keys, ...ports } = await logsOutside(reached, output, wait + besideWaiting);
  try {
    const found = await prove(
      { paths, wait: wait * 1000, signal: interruption.signal, account, region, trail },
      {
        ...ports,
        progress: watch,
        digest: options.digest ? digestLeg(keys) : null,
        nonce: () => randomBytes(10).toString('hex'),
        proofs: proofs => watch.step(stepOf(proofs)),
      },
    );
    watch.stop();
    if ('invalid' in found) return await tellInvalid(found.invalid, found.sources, input);
    return tell(found.proven, { input, paths, interruption });
  } finally {
    watch.stop();
    close();
    interruption.release();
  }
}

/** Keys are asked for once. */
function digestLeg(keys: PublicKeys): NonNullable<ProvePorts['digest']> {
  const ring = keyring(keys, unreadBecause);
  return async ({ call, way, copy }, objects) => {
    const [trail, homeRegion] = [nameOf(way.trail), parseArn(way.trail).region];
    return digestOf({ call, copy, trail, homeRegion }, { objects, keyring: ring });
  };
}

const nameOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

/** `waiting for 3 of 18 calls: eu-west-1, us-east-1` */
function stepOf(proofs: readonly Proof[]): string {
  const open = proofs.filter(proof => !isSettled(proof));
  const regions = [...new Set(open.map(({ call }) => call.region))];
  const records = open.filter(({ ways }) => ways.some(({ record }) => record.is === 'awaited')).length;
  const what = records > 0 ? 'the records of' : 'announcements and digests of';
  return `waiting for ${what} ${records > 0 ? records : open.length} of ${counted(proofs.length, 'call')}: ${regions.join(', ')}`;
}

interface Telling {
  readonly input: Input;
  readonly paths: readonly string[];
  readonly interruption: Interruption;
}

function tell(proven: Proven, { input, paths, interruption }: Telling): number {
  const { options, output } = input;
  const verdict = endOf(proven);
  const view = { ...proven, paths };
  const json = (): string => jsonText(provenDocument(view, verdict));
  output.result(`${options.format === 'json' ? json() : renderProven(view, viewOf(input))}\n`);
  return interruption.code() ?? verdict.exitCode;
}

function endOf({ proofs, unknown, interrupted }: Proven): Verdict {
  const word = verdictOnAll(proofs);
  const complete = unknown.length === 0 && word !== 'unread';
  const failed = word !== 'proven' && word !== 'unread';
  const found: Reason | null = failed ? 'check-failed' : complete ? null : 'incomplete';
  const reason = interrupted ? 'interrupted' : found;
  return { reason, exitCode: reason === null ? 0 : exitCodes[reason], complete };
}
