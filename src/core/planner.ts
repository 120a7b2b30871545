/** Turns judged differences into a plan: the calls, their order, and what each rests on. */
import { basisOf } from './basis.ts';
import type { Basis, DigestOf } from './basis.ts';
import { byAddress } from './derive.ts';
import type { Derived, Known } from './derive.ts';
import type { AnyState, Change } from './kind.ts';
import type { Address, Problem } from './model.ts';
import { isOpen } from './plan.ts';
import type { Difference, Plan, PlannedChange, Resource, Unknown } from './plan.ts';

export interface PlanParts {
  readonly owner: string;
  readonly derived: Derived;
  /** As the rules left them. */
  readonly differences: readonly Difference[];
  readonly unknown: readonly Unknown[];
  readonly findings: readonly Problem[];
  readonly digest: DigestOf;
}

/** The plan for these differences. Stable: the same parts give the same plan. */
export function makePlan({ owner, derived, differences, unknown, findings, digest }: PlanParts): Plan {
  const known = byAddress(derived.known);
  const waiting = withWaits(inOrder(differences, derived.after), derived.after);
  const open = new Set(waiting.filter(isOpen).map(({ address }) => address));
  const basis = basesOf(known, digest);
  const changes = waiting.flatMap((difference): PlannedChange[] => {
    const { address } = difference;
    const resource = known.get(address);
    if (!resource) return [];
    const rests = derived.after.get(address) ?? [];
    return [
      {
        ...difference,
        resource: resourceOf(resource),
        calls: open.has(address) ? resource.kind.calls(changeOf(resource, difference)) : [],
        after: rests.filter(other => open.has(other)),
        basis: Object.fromEntries([address, ...rests].map(other => [other, basis(other)])),
      },
    ];
  });
  return { owner, changes, rests: restsOf(changes, known), unknown, findings };
}

/** What the changes rest on and what does not change itself. */
function restsOf(changes: readonly PlannedChange[], known: ReadonlyMap<Address, Known>): Plan['rests'] {
  const changed = new Set(changes.map(({ address }) => address));
  const named = new Set(changes.flatMap(({ basis }) => Object.keys(basis) as Address[]));
  const resting = [...known].filter(([address]) => named.has(address) && !changed.has(address));
  return Object.fromEntries(resting.map(([address, resource]) => [address, resourceOf(resource)]));
}

function resourceOf({ kind, desired: { arn, name, target } }: Known): Resource {
  return { kind: kind.name, arn, name, target };
}

/** Each is made once, however much rests on it. */
function basesOf(known: ReadonlyMap<Address, Known>, digest: DigestOf): (address: Address) => Basis {
  const made = new Map<Address, Basis>();
  return address => {
    const basis = made.get(address) ?? basisOf(known.get(address)?.live, digest);
    made.set(address, basis);
    return basis;
  };
}

/** The change that `calls` is asked for: withheld fields keep what stands there. */
function changeOf({ desired, live }: Pick<Known, 'desired' | 'live'>, { fields }: Difference): Change<AnyState> {
  const { name, arn, target } = desired;
  if (live.is !== 'present') return { action: 'create', name, arn, target, desired: desired.state };
  const state: Record<string, unknown> = { ...desired.state };
  for (const { field, before } of fields.filter(({ withheld }) => withheld)) state[field] = before;
  const changed = fields.filter(({ withheld }) => !withheld).map(({ field }) => field);
  return { action: 'update', name, arn, target, desired: state, live: live.fields, changed };
}

/** What comes after a refused change waits, and so does what comes after that; what only strengthens waits for nobody. */
function withWaits(ordered: readonly Difference[], after: Derived['after']): readonly Difference[] {
  const held = new Set<Address>();
  return ordered.map(difference => {
    const { address } = difference;
    const first = (after.get(address) ?? []).find(other => held.has(other));
    const waits = first !== undefined && isOpen(difference) && !strengthens(difference);
    if (waits || isHeld(difference)) held.add(address);
    if (!waits) return difference;
    const message = `It comes after ${first}, which is withheld`;
    return { ...difference, withheld: { by: 'waits', problem: { code: 'waits-for-change', at: address, message } } };
  });
}

function isHeld({ fields, withheld }: Difference): boolean {
  return withheld?.by === 'refused' || fields.some(field => field.withheld?.by === 'refused');
}

function strengthens({ action, fields }: Difference): boolean {
  return (
    action === 'update' && fields.every(({ effect, withheld }) => withheld !== undefined || effect === 'strengthens')
  );
}

/** What comes first stands first; otherwise by address. */
function inOrder(differences: readonly Difference[], after: Derived['after']): readonly Difference[] {
  const depth = (address: Address): number => Math.max(0, ...(after.get(address) ?? []).map(first => 1 + depth(first)));
  return differences
    .map(difference => ({ difference, depth: depth(difference.address) }))
    .toSorted((a, b) => a.depth - b.depth || (a.difference.address < b.difference.address ? -1 : 1))
    .map(({ difference }) => difference);
}
