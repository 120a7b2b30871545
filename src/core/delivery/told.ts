/** What does not arrive of a trail, as a drift of its own kind. Pure. */
import type { DigestOf } from '../basis.ts';
import type { Wish } from '../desire.ts';
import type { Sighting } from '../drift/drift.ts';
import { fingerprintOf } from '../drift/sightings.ts';
import type { Gravity } from '../kind.ts';
import { gravities } from '../plan.ts';
import type { Trouble } from './judge.ts';

/** Trouble in one region. */
export interface TroubleAt extends Trouble {
  readonly region: string;
}

interface Telling {
  readonly owner: string;
  /** Of what is late. */
  readonly gravity: Gravity;
  /** SHA-256 in hexadecimal. */
  readonly digest: DigestOf;
}

/** One sighting of a trail, whatever is wrong and wherever; null: nothing is. */
export function undelivered(
  { kind, desired }: Wish,
  troubles: readonly TroubleAt[],
  telling: Telling,
): Sighting | null {
  if (troubles.length === 0) return null;
  const { address, arn, name, target } = desired;
  const identity = { owner: telling.owner, address, kind: 'undelivered', field: null } as const;
  const gravity = troubles
    .map(one => gravityOf(one, telling.gravity))
    .reduce((worst, one) => (gravities.indexOf(one) < gravities.indexOf(worst) ? one : worst));
  const words = [...new Set(troubles.map(sentence))];
  return {
    ...identity,
    fingerprint: fingerprintOf(identity, telling.digest),
    resource: { kind: kind.name, arn, name, target },
    gravity,
    effect: 'weakens',
    meaning: `It says that it logs, but ${words.join('; ')}.`,
    wanted: null,
    found: troubles.map(({ of, is, why, region }) => `${of} ${is} in ${region}: ${why}`),
  };
}

/** Log files that AWS cannot write are lost after 30 days; what is only told or copied is less. */
function gravityOf({ of, is }: Trouble, ofLate: Gravity): Gravity {
  if (of === 'notification' || of === 'log group') return 'medium';
  return of === 'log' && is === 'failing' ? 'critical' : ofLate;
}

const nouns: Readonly<Record<Trouble['of'], string>> = {
  log: 'log files',
  digest: 'digests',
  notification: 'announcements of log files',
  'log group': 'events for its log group',
};

function sentence({ of, is, why, region }: TroubleAt): string {
  return is === 'failing'
    ? `AWS cannot deliver its ${nouns[of]} of ${region}: ${why}`
    : `no ${nouns[of]} of ${region} came since ${why.slice(0, 16).replace('T', ' ')} UTC`;
}
