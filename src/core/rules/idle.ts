/** What can be said without AWS of the entries of `allow`, `waivers` and `ignore`. */
import { matchesAddress } from '../address.ts';
import type { Known } from '../derive.ts';
import type { Wish } from '../desire.ts';
import type { Position, Problem } from '../model.ts';
import { partsNamed } from '../parts.ts';
import { holds } from '../spec/safety.ts';
import type { Safety } from '../spec/safety.ts';
import { farAway, matchesNothing } from './exemption.ts';
import { hasEnded } from './waivers.ts';

export interface Exceptions {
  readonly safety: Pick<Safety, 'allow' | 'waivers' | 'ignore'>;
  /** Whether all resources of the spec are known: else nobody can say that a pattern matches none. */
  readonly complete: boolean;
  /** Whether the spec says which accounts it is about: else a pattern may name any. */
  readonly placed: boolean;
}

/**
 * Entries that mean no resource, that name no setting, that have ended or hold for more than a year. A part of a setting
 * may stand at AWS only, so the first step of a name decides.
 */
export function exceptionFindings(
  wishes: readonly Wish[],
  { safety, complete, placed }: Exceptions,
  now: Date,
): readonly Problem[] {
  const known = wishes.map((wish): Known => ({ ...wish, live: { is: 'absent' } }));
  const idle = (resource: string, fields: readonly string[], at: Position): readonly Problem[] => {
    const pattern = placed ? resource : resource.replace(/@[^/]*/u, '@*');
    const meant = known.filter(({ desired }) => matchesAddress(pattern, desired.address));
    if (meant.length === 0) return complete ? [matchesNothing(`${resource} means no resource of the spec`, at)] : [];
    return fields
      .filter(field => !meant.some(one => partsNamed(settingIn(field), one).length > 0))
      .map(field => matchesNothing(`There is no ${field} in what ${resource} means`, at));
  };
  const { allow, waivers, ignore } = safety;
  return [
    ...[...allow, ...waivers].flatMap(({ resource, field, at }) => idle(resource, [field], at)),
    ...ignore.flatMap(({ resource, fields, at }) => idle(resource, fields, at)),
    ...waivers.filter(waiver => !holds(waiver, now)).map(hasEnded),
    ...allow.flatMap(entry => farAway(entry, 'The leave to weaken', now)),
    ...waivers.flatMap(waiver => farAway(waiver, 'The waiver', now)),
  ];
}

/** `/tags` of `/tags/team`, `policy` of `policy.tlsOnly`. */
function settingIn(name: string): string {
  return name.replace(/^(\/?[^/.[]+).*$/su, '$1');
}
