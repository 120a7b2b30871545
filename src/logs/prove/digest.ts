/** Looks for the digest that lists a log file, and whether both hold. */
import { digestKey, readKey, regionFolder } from '../layout.ts';
import type { Objects } from '../ports.ts';
import { digestAt, judgeDigest } from '../verify/digest-file.ts';
import type { DigestAt } from '../verify/digest-file.ts';
import type { Keyring } from '../verify/keyring.ts';
import { judgeFile } from '../verify/log-file.ts';
import { secondsBetween } from './judge.ts';
import type { Copy, DigestLeg, MarkedCall } from './proof.ts';

/** A log file with the record of a call, and whose digests list it. */
export interface ProvenFile {
  readonly call: MarkedCall;
  readonly copy: Copy;
  /** Name of the trail, and where its home is. */
  readonly trail: string;
  readonly homeRegion: string;
}

export interface DigestPorts {
  readonly objects: Objects;
  readonly keyring: Keyring;
}

/** The hour in which a file was written may have begun, and the key that signs be in use, this much beside it. Milliseconds. */
const beside = 3 * 3_600_000;

/**
 * A digest lists what was written in its hour, so that its end comes after the file.
 *
 * @throws ApiFailure where the folder could not be listed
 */
export async function digestOf(file: ProvenFile, ports: DigestPorts): Promise<DigestLeg> {
  const { folder, written, eventTime } = file.copy;
  const since = Date.parse(written ?? eventTime);
  const digests = { ...folder, kind: 'digest' as const };
  const name = { trail: file.trail, homeRegion: file.homeRegion, backfill: false };
  const after = digestKey(folder, name, secondOf(since - 60_000));
  const prefix = regionFolder(digests);
  for await (const { key, modified } of ports.objects.list({ bucket: folder.bucket, prefix, after })) {
    const read = readKey(key);
    const at = read && digestAt(folder.bucket, key, read);
    if (at?.name.trail !== file.trail || at.name.homeRegion !== file.homeRegion) continue;
    const leg = await judged(file, at, ports);
    if (leg !== null)
      return leg.is === 'verified' && modified !== null
        ? { ...leg, at: modified, seconds: secondsBetween(file.call.at, modified) }
        : leg;
  }
  return { is: 'awaited' };
}

/** Null: it does not list the file. */
async function judged(
  { call, copy }: ProvenFile,
  at: DigestAt,
  { objects, keyring }: DigestPorts,
): Promise<DigestLeg | null> {
  const end = Date.parse(at.stamp);
  const keysFor = { from: secondOf(end - beside), until: secondOf(end + beside) };
  const { result } = await judgeDigest(at, { objects, keyring, keysFor });
  if (result.is === 'invalid') return { is: 'wrong', why: `${result.word}: ${result.message}`, key: at.key };
  const listed = result.digest.files.find(({ bucket, key }) => bucket === copy.folder.bucket && key === copy.key);
  if (listed === undefined) return null;
  const { result: fault } = await judgeFile(listed, at.stamp, objects);
  return fault === null
    ? { is: 'verified', at: at.stamp, seconds: secondsBetween(call.at, at.stamp), key: at.key }
    : { is: 'wrong', why: `${fault.word}: ${fault.message}`, key: copy.key };
}

const secondOf = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`;
