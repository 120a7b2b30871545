/** What several trails of one account must not be together. */
import type { Entry, Problem } from '../../core/model.ts';
import { some } from '../../core/spec/words.ts';
import { settingAt } from '../../core/written.ts';
import type { TrailSpec } from './spec.ts';

type Trail = Entry<TrailSpec>;

const isWide = ({ spec }: Trail): boolean => spec.multiRegion ?? true;

/** `trail/KEY@ACCOUNT`: the same for all regions of one block in one account. */
const blockOf = ({ address }: Trail): string => address.slice(0, address.lastIndexOf('/'));

/** A multi-region trail in several regions records, and bills, everything several times. */
export function checkRegions(entries: readonly Trail[]): readonly Problem[] {
  return [...Map.groupBy(entries.filter(isWide), blockOf).values()].flatMap(same => {
    const [first, second] = same;
    if (first === undefined || second === undefined) return [];
    const regions = some(same.map(({ target }) => target.region));
    return [
      {
        code: 'multi-region-repeated',
        at: settingAt(second, '/multiRegion'),
        message: `this would be a trail of all regions in each of ${regions}`,
        why: 'Each of them would record, and bill, every management event of every region again.',
        hint: 'multiRegion: false, or one region.',
      },
    ];
  });
}

/** Members of an organization have a copy of its trail, and AWS takes no other trail of its name where they have it. */
export function checkOrganizationNames(entries: readonly Trail[]): readonly Problem[] {
  const shared = entries.filter(({ spec }) => spec.organization === true);
  return entries.flatMap(entry => {
    const { name, target } = entry;
    const taken = shared.find(
      other =>
        other.name === name &&
        other.target.account !== target.account &&
        other.target.partition === target.partition &&
        (isWide(other) || other.target.region === target.region),
    );
    const isFirst = shared.includes(entry) && taken !== undefined && shared.indexOf(entry) < shared.indexOf(taken);
    if (taken === undefined || isFirst) return [];
    return [
      {
        code: 'organization-name-taken',
        at: settingAt(entry, '/name'),
        message: `"${name}" is the name of ${taken.address}, which is the organization's: AWS takes no other trail of that name in its members`,
        hint: 'Give one of them another name. An account outside of the organization belongs in a spec of its own.',
      },
    ];
  });
}

/** AWS's quota, for each account and region; it cannot be raised. */
export const mostTrails = 5;

/**
 * Trails in a region, counting the multi-region trails of other homes. The problem stands at the sixth. Those of the
 * organization stand in its management account, whoever declares them: they count together, and with those of the one
 * account that declares them, which may be that.
 */
export function checkTrailCount(entries: readonly Trail[]): readonly Problem[] {
  const shared = entries.filter(({ spec }) => spec.organization === true);
  const owners = new Set(shared.map(({ target }) => target.account));
  const accountOf = (one: Trail): string =>
    owners.size > 1 && shared.includes(one) ? 'the organization' : one.target.account;
  return [...Map.groupBy(entries, accountOf).values()].flatMap(own => {
    const regions = [...new Set(own.map(({ target }) => target.region))];
    const crowded = regions.flatMap(region => {
      const here = own.filter(trail => isWide(trail) || trail.target.region === region);
      const surplus = here[mostTrails];
      return surplus === undefined ? [] : [{ surplus, region, count: here.length }];
    });
    return [...Map.groupBy(crowded, ({ surplus }) => surplus)].map(([surplus, places]): Problem => {
      const where = some(places.map(({ region, count }) => `${count} trails would stand in ${region}`));
      return {
        code: 'too-many-trails',
        at: settingAt(surplus, ''),
        message: `${where}; AWS allows ${mostTrails} in a region`,
        why: 'A multi-region trail counts in every region of its account.',
        hint: 'Join trails, or take some out of that region.',
      };
    });
  });
}
