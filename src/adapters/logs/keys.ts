/** Keys that CloudTrail signs digests with, as `ListPublicKeys` or a file has them. */
import { createHash } from 'node:crypto';

import type { Cloud, Memory } from '../../app/ports.ts';
import { ApiFailure } from '../../core/failure.ts';
import type { Api, Ask } from '../../core/kind.ts';
import type { Target } from '../../core/model.ts';
import type { PublicKey, PublicKeys } from '../../logs/ports.ts';

/** Hours by which more is asked for than was wanted: the AWS CLI does so, and clocks differ. */
const margin = 2 * 3600 * 1000;

type Account = Pick<Target, 'account' | 'partition'>;

interface Asked {
  readonly from: number;
  readonly until: number;
  readonly keys: Promise<readonly PublicKey[]>;
}

/**
 * Asks each region for its own keys, once for each stretch of time. A failure is not remembered.
 *
 * @param by whose credentials ask, the first that may; the keys of a region are the same for every account
 */
export function askedKeys(cloud: Pick<Cloud, 'memory'>, by: () => Promise<readonly Account[]>): PublicKeys {
  const known = new Map<string, Asked[]>();
  return {
    async between(region, from, until) {
      const asked = known.get(region) ?? [];
      known.set(region, asked);
      const wanted = { from: startOfDay(Date.parse(from) - margin), until: Date.parse(until) + margin };
      const covering = asked.find(one => one.from <= wanted.from && one.until >= wanted.until);
      const keys = covering?.keys ?? ask(region, wanted, { memory: cloud.memory(), by });
      if (covering === undefined) {
        const entry = { ...wanted, keys };
        asked.push(entry);
        keys.catch(() => asked.splice(asked.indexOf(entry), 1));
      }
      return (await keys).filter(key => overlaps(key, wanted));
    },
  };
}

async function ask(
  region: string,
  { from, until }: Pick<Asked, 'from' | 'until'>,
  { memory, by }: { readonly memory: Memory; readonly by: () => Promise<readonly Account[]> },
): Promise<readonly PublicKey[]> {
  let refused: unknown = new Error('nobody is there who could ask for public keys');
  for (const account of await by()) {
    try {
      return await askedBy(memory.at({ ...account, region }), { from, until });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      refused = error;
    }
  }
  throw refused;
}

async function askedBy(aws: Ask<Api>, { from, until }: Pick<Asked, 'from' | 'until'>): Promise<readonly PublicKey[]> {
  const keys: PublicKey[] = [];
  let token: string | undefined;
  do {
    const { PublicKeyList = [], NextToken } = (await aws.ask('cloudtrail:ListPublicKeys', {
      StartTime: new Date(from),
      EndTime: new Date(until),
      ...(token === undefined ? {} : { NextToken: token }),
    })) as { readonly PublicKeyList?: readonly KeyAnswer[]; readonly NextToken?: string };
    keys.push(...PublicKeyList.flatMap(keyIn));
    token = NextToken;
  } while (token !== undefined);
  return keys;
}

/** As the SDK answers it, and as the AWS CLI prints it. */
interface KeyAnswer {
  readonly Value?: Uint8Array | string;
  readonly Fingerprint?: string;
  readonly ValidityStartTime?: Date | string | number;
  readonly ValidityEndTime?: Date | string | number;
}

function keyIn({ Value, Fingerprint, ValidityStartTime, ValidityEndTime }: KeyAnswer): readonly PublicKey[] {
  const validFrom = momentIn(ValidityStartTime);
  const validUntil = momentIn(ValidityEndTime);
  if (Value === undefined || validFrom === null || validUntil === null) return [];
  const der = typeof Value === 'string' ? Buffer.from(Value, 'base64') : Value;
  const fingerprint = Fingerprint?.toLowerCase() ?? createHash('md5').update(der).digest('hex');
  return [{ fingerprint, der, validFrom, validUntil }];
}

/** The CLI prints numbers of seconds, or ISO 8601. */
function momentIn(value: Date | string | number | undefined): string | null {
  if (value === undefined) return null;
  const date = typeof value === 'number' ? new Date(value * 1000) : new Date(value);
  return Number.isNaN(date.getTime()) ? null : `${date.toISOString().slice(0, 19)}Z`;
}

function overlaps({ validFrom, validUntil }: PublicKey, { from, until }: Pick<Asked, 'from' | 'until'>): boolean {
  return Date.parse(validFrom) <= until && Date.parse(validUntil) >= from;
}

const startOfDay = (milliseconds: number): number => new Date(milliseconds).setUTCHours(0, 0, 0, 0);

/** Keys out of a file, or why there are none in it. */
export type KeysRead = { readonly keys: PublicKeys } | { readonly wrong: string };

/**
 * The JSON that `aws cloudtrail list-public-keys` prints, or a list of such keys; of a key that has a `Region`, that region
 * alone has it.
 */
export function writtenKeys(json: string): KeysRead {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
  const list: unknown = Array.isArray(document) ? document : member(document, 'PublicKeyList');
  if (!Array.isArray(list)) return { wrong: 'it has no PublicKeyList' };
  const all = list.flatMap((one: unknown) => {
    const region = member(one, 'Region');
    return keyIn(isAnswer(one) ? one : {}).map(key => ({ key, region: typeof region === 'string' ? region : null }));
  });
  if (all.length < list.length) return { wrong: 'a key lacks Value, ValidityStartTime or ValidityEndTime' };
  return {
    keys: {
      async between(region, from, until) {
        const span = { from: Date.parse(from) - margin, until: Date.parse(until) + margin };
        const found = all.filter(one => (one.region ?? region) === region && overlaps(one.key, span));
        return Promise.resolve(found.map(({ key }) => key));
      },
    },
  };
}

const isAnswer = (value: unknown): value is KeyAnswer =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'Value') === 'string';

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
