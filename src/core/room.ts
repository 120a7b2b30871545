/** AWS's quota in a region: a creation for which there is no room is refused, instead of tried when all else is done. */
import { parseArn } from './arn.ts';
import type { Known } from './derive.ts';
import type { Other } from './findings.ts';
import type { AnyKind, AnyState } from './kind.ts';
import type { Arn, Target } from './model.ts';
import type { Difference, Withheld } from './plan.ts';
import { whole } from './reading.ts';

/** Something that takes room: in its own region, or in every region of its account. */
interface Taking {
  readonly kind: string;
  readonly arn: Arn;
  readonly target: Target;
  readonly wide: boolean;
}

/**
 * The differences, with those creations refused for which a region has no room. What stands counts, whoever declared it,
 * and so does what leaves in the same plan: it goes only after the new is there.
 *
 * @param others what was seen beside the spec
 */
export function refuseCrowded(
  differences: readonly Difference[],
  known: readonly Known[],
  others: readonly Other[],
): readonly Difference[] {
  const taken = [...known, ...others].flatMap(takingOf);
  const wanted = new Map(known.map(one => [one.desired.address, one]));
  return differences.map(difference => {
    const one = difference.action === 'create' && !difference.withheld ? wanted.get(difference.address) : undefined;
    const most = one?.kind.mostInRegion;
    if (one === undefined || most === undefined) return difference;
    const { arn, target, state } = one.desired;
    const creation = { kind: one.kind.name, arn, target, wide: isWide(one.kind, state) };
    const full = fullRegion(creation, taken, most);
    if (full === undefined) {
      taken.push(creation);
      return difference;
    }
    return { ...difference, withheld: noRoom(difference, full, most) };
  });
}

function takingOf({ kind, live }: Pick<Known, 'kind' | 'live'>): readonly Taking[] {
  if (live.is !== 'present') return [];
  const state = whole(live);
  return [{ kind: kind.name, arn: live.arn, target: live.target, wide: state !== undefined && isWide(kind, state) }];
}

function isWide({ recorder }: AnyKind, state: AnyState): boolean {
  return recorder !== undefined && recorder(state).covers !== 'region';
}

/** A trail of the organization stands in the management account, whoever administers it. */
const ownerOf = (arn: Arn): string => parseArn(arn).account;

interface Full {
  readonly region: string;
  readonly names: readonly string[];
}

/** A region in which a creation would be one too many. */
function fullRegion(creation: Taking, taken: readonly Taking[], most: number): Full | undefined {
  const own = taken.filter(({ kind, arn }) => kind === creation.kind && ownerOf(arn) === ownerOf(creation.arn));
  const homes = creation.wide ? own.map(({ target }) => target.region) : [];
  return [creation.target.region, ...new Set(homes)]
    .map(region => ({
      region,
      names: own.filter(({ wide, target }) => wide || target.region === region).map(({ arn }) => arn),
    }))
    .find(({ names }) => names.length >= most);
}

function noRoom({ address }: Difference, { region, names }: Full, most: number): Withheld {
  return {
    by: 'refused',
    problem: {
      code: 'region-full',
      at: address,
      message: `AWS allows ${most} in ${region}, and so many stand there: ${names.join(', ')}`,
      hint: 'Take one of them away first; with that many, nothing new can stand before an old one goes.',
    },
  };
}
