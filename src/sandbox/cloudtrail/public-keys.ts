import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { moment, structure, text } from '../shape.ts';

/** One of the key pairs that a region signs digests with. */
interface SigningKey {
  readonly privateKey: KeyObject;
  /** PKCS#1 RSAPublicKey, DER. */
  readonly publicKey: Buffer;
  /** MD5 of the DER bytes in lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly from: Date;
  readonly until: Date;
}

/** The key pairs of all regions. A pair is made when it is first asked for. */
export interface PublicKeys {
  /** Keys of a region that are valid at some moment of the range, oldest first. None is from before the sandbox. */
  between(region: string, start: Date, end: Date): readonly SigningKey[];
  /** The key that a region signs with at a moment. */
  signing(region: string, at: Date): SigningKey;
}

const DAY = 86_400_000;
/** A key signs for 30 days, and stays valid for a day beside its successor. */
const TURN = 30 * DAY;

export function publicKeys(since: Date): PublicKeys {
  let first = Math.floor(since.getTime() / TURN);
  const made = new Map<string, SigningKey>();
  const keyOf = (region: string, turn: number): SigningKey => {
    const name = `${region} ${turn}`;
    const key = made.get(name) ?? makeKey(turn);
    made.set(name, key);
    return key;
  };
  return {
    between(region, start, end) {
      const keys: SigningKey[] = [];
      const last = Math.floor(end.getTime() / TURN);
      for (let turn = Math.max(first, Math.floor((start.getTime() - DAY) / TURN)); turn <= last; turn += 1)
        keys.push(keyOf(region, turn));
      return keys;
    },
    signing(region, at) {
      const turn = Math.floor(at.getTime() / TURN);
      first = Math.min(first, turn); // the clock may be set back
      return keyOf(region, turn);
    },
  };
}

function makeKey(turn: number): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'pkcs1', format: 'der' });
  return {
    privateKey,
    publicKey: der,
    fingerprint: createHash('md5').update(der).digest('hex'),
    from: new Date(turn * TURN),
    until: new Date((turn + 1) * TURN + DAY),
  };
}

interface KeysInput {
  readonly StartTime?: Date;
  readonly EndTime?: Date;
}

/** A time that is not given is now, so that no times at all give the current key only. */
function listPublicKeys(input: KeysInput, { call, estate, clock }: Context): object {
  const now = clock.now();
  const { StartTime: start = now, EndTime: end = now } = input;
  if (end < start) throw new Fault('InvalidTimeRangeException', 'The start time must be before the end time.');
  const past = end > now ? now : end;
  return {
    PublicKeyList: estate.publicKeys.between(call.region, start, past).map(key => ({
      Value: key.publicKey,
      ValidityStartTime: key.from,
      ValidityEndTime: key.until,
      Fingerprint: key.fingerprint,
    })),
  };
}

export const keyOperations: Readonly<Record<string, JsonOperation>> = {
  ListPublicKeys: jsonOperation({
    kind: 'read',
    input: structure({ StartTime: moment, EndTime: moment, NextToken: text }),
    run: listPublicKeys,
  }),
};
