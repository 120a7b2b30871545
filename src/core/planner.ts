/** Turns judged differences into a plan: the calls, their order, and what each rests on. */
import { basisOf } from './basis.ts';
import type { Basis, DigestOf } from './basis.ts';
import { changeOf } from './changed.ts';
import { byAddress } from './derive.ts';
import type { Derived, Known } from './derive.ts';
import type { AnyState, Api, Call, Change } from './kind.ts';
import type { Address, Problem } from './model.ts';
import { isOpen } from './plan.ts';
import type { Difference, Plan, PlannedChange, Resource, Unknown, Withheld } from './plan.ts';
import { sequence } from './sequence.ts';

export interface PlanParts {
  readonly owner: string;
  readonly derived: Derived;
  /** As the rules left them. */
  readonly differences: readonly Difference[];
  /** Of these, the ones that rest on what a policy denies; absent: none. */
  readonly denied?: ReadonlySet<Address>;
  readonly unknown: readonly Unknown[];
  readonly findings: readonly Problem[];
  readonly digest: DigestOf;
}

/** The plan for these differences. Stable: the same parts give the same plan. */
export function makePlan({ owner, derived, differences, denied, unknown, findings, digest }: PlanParts): Plan {
  const known = byAddress(derived.known);
  const { differences: waiting, after } = sequence(differences, derived);
  const open = new Set(waiting.filter(isOpen).map(({ address }) => address));
  const basis = basesOf(known, digest);
  const changes = waiting.flatMap((difference): PlannedChange[] => {
    const { address } = difference;
    const resource = known.get(address);
    if (!resource) return [];
    const rests = after(address);
    const first = rests.filter(other => open.has(other));
    const repairs = open.has(address) ? repairsOf(resource, difference) : [];
    return [
      {
        ...difference,
        resource: resourceOf(resource),
        calls: open.has(address) ? resource.kind.calls(askedOf(resource, difference)) : [],
        ...(repairs.length > 0 ? { repairs } : {}),
        ...(denied?.has(address) ? { denied: true } : {}),
        after: first,
        basis: Object.fromEntries([address, ...rests].map(other => [other, basis(other)])),
      },
    ];
  });
  return { owner, changes, rests: restsOf(changes, known), unknown, findings };
}

function askedOf(resource: Known, difference: Difference): Change<AnyState> {
  const { live } = resource;
  if (difference.action !== 'delete' || live.is !== 'present') return changeOf(resource, difference);
  const { name, arn, target } = resource.desired;
  return { action: 'delete', name, arn, target, live: live.fields };
}

/** What of a change is sent even if something else failed: that which strengthens what stands there. */
function repairsOf({ kind, desired, live }: Known, { action, fields }: Difference): readonly Call<Api>[] {
  const repairing = fields.filter(({ effect, withheld }) => withheld === undefined && effect === 'strengthens');
  if (action === 'create' || action === 'delete' || repairing.length === 0) return [];
  const rest = fields.filter(field => !repairing.includes(field));
  const kept = rest.map(field => ({ ...field, withheld: field.withheld ?? notNow }));
  return kind.calls(changeOf({ desired, live }, { fields: [...repairing, ...kept] }));
}

const notNow: Withheld = { by: 'waits', problem: { code: 'waits-for-change', message: 'It is no repair' } };

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
