/** How drifts ended. */
import type { Drift } from '../../core/drift/drift.ts';

const endings: Readonly<Record<string, string>> = {
  healed: 'healed by trailwarden',
  reverted: 'put back at AWS',
  adopted: 'adopted in the spec',
  waived: 'accepted by a waiver',
  'left-the-spec': 'left the spec',
  'read-again': 'could be read again',
  arrived: 'what was late has come',
};

/** `healed by trailwarden`. */
export function endingWords({ ending }: Pick<Drift, 'ending'>): string {
  return ending === null ? 'is over' : (endings[ending] ?? ending);
}
