/** Verifies archives of tests. */
import type { LogPlace } from '../../../src/logs/place.ts';
import type { Objects, PublicKeys } from '../../../src/logs/ports.ts';
import type { Switch } from '../../../src/logs/verify/explained.ts';
import { keyring } from '../../../src/logs/verify/keyring.ts';
import { lanes } from '../../../src/logs/verify/lanes.ts';
import type { VerifyQuestion } from '../../../src/logs/verify/shelf.ts';
import { findingsOf, outcomeOf, verifyPlace } from '../../../src/logs/verify/verify.ts';
import type { Finding, Outcome } from '../../../src/logs/verify/verdict.ts';
import type { PlaceVerdict } from '../../../src/logs/verify/verify.ts';
import type { FileVerdict } from '../../../src/logs/verify/verdict.ts';
import { keysOf, objectsOf, shelf, signer } from '../archive.ts';
import type { Archive, Shelf } from '../archive.ts';

/** Who signs in all of these tests. */
export const someone = signer();

/** The six hours of an archive, and what is asked of them. */
export const hours = { from: '2026-01-10T00:30:00Z', until: '2026-01-10T06:30:00Z' };

/** The place of a shelf. */
export function placeOf(at: Shelf, more: Partial<LogPlace> = {}): LogPlace {
  const arn = `arn:aws:cloudtrail:${at.homeRegion}:${at.account}:trail/${at.trail}`;
  return {
    bucket: at.bucket,
    prefix: at.prefix ?? '',
    organization: at.organization ?? null,
    accounts: [at.account],
    regions: [at.region],
    trail: {
      arn,
      name: at.trail,
      homeRegion: at.homeRegion,
      account: at.account,
      validation: null,
      logging: null,
      topic: null,
    },
    ...more,
  };
}

export interface Verified {
  readonly verdict: PlaceVerdict;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  /** In a few words: `MISSING 2`. */
  readonly words: readonly string[];
  readonly files: readonly FileVerdict[];
}

interface Asked extends Partial<Omit<VerifyQuestion, 'switches'>> {
  readonly switches?: readonly Switch[];
  readonly keys?: PublicKeys;
  readonly objects?: Objects;
}

/** Verifies an archive; by default the six hours of one shelf. */
export async function verified(archive: Archive, asked: Asked = {}): Promise<Verified> {
  const {
    keys = keysOf({ [shelf.region]: [someone] }),
    objects = objectsOf(archive),
    switches = [],
    ...question
  } = asked;
  const because = (error: unknown) => {
    if (error instanceof Error && error.name === 'Refused')
      return { code: 'access-denied' as const, message: error.message };
    throw error;
  };
  const files: FileVerdict[] = [];
  const verdict = await verifyPlace(
    {
      place: placeOf(shelf),
      range: hours,
      head: true,
      points: [],
      switches: async () => Promise.resolve(switches),
      now: '2026-01-10T12:00:00Z',
      ...question,
    },
    {
      objects,
      keyring: keyring(keys, because),
      lanes: lanes({ tasks: 16, bytes: 1e8 }),
      because,
      told: file => files.push(file),
    },
  );
  const findings = findingsOf([verdict]);
  const words = findings.map(({ word, count, about, explained }) =>
    [word, about, ...(count > 1 ? [count] : []), ...(explained === null ? [] : ['explained'])].join(' '),
  );
  return { verdict, outcome: outcomeOf([verdict]), findings, words, files };
}
