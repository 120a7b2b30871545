/** Public keys, asked for once in a run. */
import type { KeyObject } from 'node:crypto';

import type { Problem } from '../../core/model.ts';
import { loadKey } from '../digest.ts';
import type { TimeRange } from '../place.ts';
import type { PublicKeys } from '../ports.ts';

/** What is known of a key. */
type KeyFound =
  | { readonly is: 'key'; readonly key: KeyObject }
  | { readonly is: 'unknown' }
  | { readonly is: 'unread'; readonly problem: Problem };

/** Finds the key of a fingerprint among those that were in use in a time in a region. */
export type Keyring = (region: string, fingerprint: string, time: TimeRange) => Promise<KeyFound>;

/** Without any key nothing is known of any signature: it is not wrong. */
const noKeys: Problem = {
  code: 'archive-not-read',
  message: 'no public keys were given: --keys FILE, as aws cloudtrail list-public-keys prints them',
};

/** @param because makes a problem of what the port throws, and throws what is a bug */
export function keyring(keys: PublicKeys, because: (error: unknown) => Problem): Keyring {
  const known = new Map<string, KeyFound>();
  const asked = new Map<string, Promise<Problem | null>>();
  const ask = async (region: string, time: TimeRange): Promise<Problem | null> => {
    try {
      for (const { fingerprint, der } of await keys.between(region, time.from, time.until)) {
        const key = loadKey(der);
        if (key !== null) known.set(`${region} ${fingerprint}`, { is: 'key', key });
      }
      return null;
    } catch (error) {
      return because(error);
    }
  };
  return async (region, fingerprint, time) => {
    if (keys.origin === 'none') return { is: 'unread', problem: noKeys };
    const at = `${region} ${fingerprint}`;
    const before = known.get(at);
    if (before) return before;
    const question = `${region} ${time.from} ${time.until}`;
    const answer = asked.get(question) ?? ask(region, time);
    asked.set(question, answer);
    const problem = await answer;
    return known.get(at) ?? (problem === null ? { is: 'unknown' } : { is: 'unread', problem });
  };
}
