/** Places that a file may lead to: those of the spec, those in use, and what else the accounts of the spec own. */
import { parseArn } from './arn.ts';
import type { Known } from './derive.ts';
import type { AnyKind, AnyState } from './kind.ts';
import type { Arn, Readings, World } from './model.ts';
import { standing } from './reading.ts';

export interface Home {
  readonly world: World;
  /** The resources of the spec. */
  readonly declared: ReadonlySet<Arn>;
  /** The keys, roles and endpoints that they name or use. */
  readonly used: ReadonlySet<string>;
}

/** What is known of places before a file is read. */
export function homeOf(known: readonly Known[], world: World): Home {
  const used = known.flatMap(({ kind, desired, live }) => [
    ...leadingTo(kind, desired.state),
    ...(live.is === 'present' ? leadingTo(kind, standing(live.fields)) : []),
  ]);
  return { world, declared: new Set(known.map(({ desired }) => desired.arn)), used: new Set(used) };
}

/**
 * The first place that values of a resource lead to and that is not home; undefined: they stay at home.
 *
 * @throws whatever a kind makes of values that are none of its own
 */
export function strangePlace(
  values: AnyState,
  { known, live }: { readonly known: Omit<Known, 'live'>; readonly live: Readings<AnyState> },
  { world, declared, used }: Home,
): string | undefined {
  const { kind, desired } = known;
  const stands = standing(live);
  const needsOf = (state: AnyState): readonly Arn[] =>
    (kind.needs?.(state, desired.arn, world) ?? []).map(({ of }) => of);
  const places = new Set([...declared, ...needsOf(stands)]);
  const accounts = new Set([...(world.accounts ?? []), desired.target.account]);
  const isOwned = (place: string): boolean => place.startsWith('arn:') && accounts.has(parseArn(place).account);
  return (
    needsOf({ ...stands, ...values }).find(of => !places.has(of)) ??
    leadingTo(kind, values).find(place => !used.has(place) && !isOwned(place))
  );
}

/** The keys, roles and endpoints of a state. */
function leadingTo({ fields }: AnyKind, state: AnyState): readonly string[] {
  return Object.entries(state).flatMap(([field, value]) => {
    const places = fields[field]?.leadsTo?.(value) ?? [];
    return places.flatMap(place => place ?? []);
  });
}
