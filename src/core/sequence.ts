/** What comes after what in one plan, and what waits because of it. */
import { changeOf } from './changed.ts';
import { byAddress } from './derive.ts';
import type { Derived, Known } from './derive.ts';
import { gains, letsGo } from './keeper.ts';
import type { AnyKind } from './kind.ts';
import type { Address } from './model.ts';
import type { Recorder } from './needs.ts';
import { isOpen, onlyStrengthens } from './plan.ts';
import type { Difference, FieldChange, Withheld } from './plan.ts';
import { standing, whole } from './reading.ts';

/** Differences in the order in which they are carried out, with what each comes after. */
export interface Sequence {
  readonly differences: readonly Difference[];
  after(address: Address): readonly Address[];
}

/**
 * What serves comes first. What lets go of something, because it stops, narrows or gives up the global service events,
 * comes after the keeper of these events and after what begins to record in the same account; nothing else waits for these.
 */
export function sequence(differences: readonly Difference[], derived: Derived): Sequence {
  const known = byAddress(derived.known);
  const moves = differences.flatMap(difference => {
    const resource = known.get(difference.address);
    const recorded = resource && isOpen(difference) ? recordedBy(resource, difference) : undefined;
    return resource && recorded ? [{ resource, ...recorded }] : [];
  });
  const letting = new Map(
    moves.filter(({ from, to }) => letsGo(from, to)).map(one => [one.resource.desired.address, one]),
  );
  const gaining = moves.filter(one => gains(one.from, one.to) && !letting.has(one.resource.desired.address));
  const edges = new Map(
    differences.map(({ address }) => {
      const keeper = derived.keeper.get(address);
      const rests = derived.after.get(address) ?? [];
      const move = letting.get(address);
      if (!move) return [address, rests.filter(other => other !== keeper)];
      const first = gaining.filter(one => standsInFor(one, move.resource)).map(one => one.resource.desired.address);
      return [address, [...new Set([...rests, ...first])]];
    }),
  );
  const after = (address: Address): readonly Address[] => edges.get(address) ?? [];
  const blind = new Set([...letting.keys()].filter(address => !keeperIsOn(address, { derived, known, differences })));
  return { differences: withWaits(inOrder(differences, after), after, { blind, derived, known }), after };
}

interface Recorded {
  /** Null: nothing stands there. */
  readonly from: Recorder | null;
  readonly to: Recorder;
}

/** What a resource records before and after a change, as far as that was read. */
function recordedBy({ kind, desired, live }: Known, difference: Difference): Recorded | undefined {
  if (!kind.recorder) return undefined;
  const after = changeOf({ desired, live }, difference).desired;
  const to = kind.recorder(after);
  if (live.is !== 'present') return { from: null, to };
  return { from: kind.recorder({ ...after, ...standing(live.fields) }), to };
}

/** Whether what begins to record there may be what takes the place of another that lets go. */
function standsInFor({ resource, to }: Recorded & { readonly resource: Known }, { desired }: Known): boolean {
  const { target } = resource.desired;
  if (target.account !== desired.target.account) return false;
  return to.covers !== 'region' || target.region === desired.target.region;
}

interface Around {
  readonly derived: Derived;
  readonly known: ReadonlyMap<Address, Known>;
  readonly differences: readonly Difference[];
}

/** Whether the keeper records, or will in this plan. Where nobody of the spec keeps, nobody is waited for. */
function keeperIsOn(address: Address, { derived, known, differences }: Around): boolean {
  const keeper = known.get(derived.keeper.get(address) ?? address);
  if (!keeper || keeper.desired.address === address) return true;
  const state = whole(keeper.live);
  return (
    (state !== undefined && keeper.kind.recorder?.(state).records === true) ||
    differences.some(one => one.address === keeper.desired.address && isOpen(one))
  );
}

interface Holding {
  /** What lets go while it is not known that the keeper records. */
  readonly blind: ReadonlySet<Address>;
  readonly derived: Derived;
  readonly known: Around['known'];
}

/**
 * What rests on what is refused or held waits, and so does what rests on that; what strengthens waits for nobody. A refused
 * setting that serves nobody holds up nothing.
 */
function withWaits(
  ordered: readonly Difference[],
  after: Sequence['after'],
  { blind, derived, known }: Holding,
): readonly Difference[] {
  const held = new Set<Address>();
  return ordered.map(difference => {
    const { address } = difference;
    const first = after(address).find(other => held.has(other));
    const keeper = blind.has(address) ? derived.keeper.get(address) : undefined;
    const reason = first === undefined ? unseen(keeper) : `It comes after ${first}, which is withheld`;
    const waits = reason !== undefined && isOpen(difference) && !onlyStrengthens(difference);
    const judged = waits ? waiting(difference, reason) : difference;
    if (holdsUp(judged, { kind: known.get(address)?.kind, waits })) held.add(address);
    return judged;
  });
}

function unseen(keeper: Address | undefined): string | undefined {
  return keeper === undefined ? undefined : `It comes after ${keeper}, which was not seen to record`;
}

/** A change that strengthens in part does that part now. */
function waiting(difference: Difference, message: string): Difference {
  const { address, action, fields } = difference;
  const withheld: Withheld = { by: 'waits', problem: { code: 'waits-for-change', at: address, message } };
  const now = ({ effect, withheld: already }: FieldChange): boolean =>
    already === undefined && effect === 'strengthens';
  if (action === 'create' || !fields.some(now)) return { ...difference, withheld };
  return {
    ...difference,
    fields: fields.map(field => (field.withheld || now(field) ? field : { ...field, withheld })),
  };
}

interface Judged {
  readonly kind: AnyKind | undefined;
  /** It waits for something of this plan. */
  readonly waits: boolean;
}

/** Whether what others rest on is not done: all of what is to be made, of the rest what serves. */
function holdsUp({ action, fields, withheld }: Difference, { kind, waits }: Judged): boolean {
  const stops = (one: Withheld | undefined): boolean =>
    one?.by === 'refused' || one?.by === 'held' || (waits && one?.by === 'waits');
  const serving = fields.filter(({ field }) => action === 'create' || kind?.fields[field]?.serves === true);
  return serving.some(field => stops(withheld) || stops(field.withheld));
}

/** What comes first stands first; otherwise by address. Of what goes round in a circle, one has to be the first. */
function inOrder(differences: readonly Difference[], after: Sequence['after']): readonly Difference[] {
  const depth = (address: Address, path: readonly Address[]): number => {
    const first = after(address).filter(other => !path.includes(other));
    return Math.max(0, ...first.map(other => 1 + depth(other, [...path, other])));
  };
  return differences
    .map(difference => ({ difference, depth: depth(difference.address, [difference.address]) }))
    .toSorted((a, b) => a.depth - b.depth || (a.difference.address < b.difference.address ? -1 : 1))
    .map(({ difference }) => difference);
}
