/** Where differences come from: the spec changed and nobody has applied it, or somebody changed it at AWS. */
import type { Known } from './derive.ts';
import { equals } from './diff.ts';
import type { Address, Arn } from './model.ts';
import type { Difference, FieldChange, Origin } from './plan.ts';

export interface Before {
  /** The resources of the spec, by address. */
  readonly known: ReadonlyMap<Address, Known>;
  /** The resources of an earlier state of the spec, derived from the same evidence. */
  readonly base: readonly Known[];
}

/**
 * The differences, each field with its origin. A resource is the same in both states of the spec if its ARN is, whatever
 * its address. One that the earlier state only refers to is new.
 */
export function withOrigins(differences: readonly Difference[], { known, base }: Before): readonly Difference[] {
  const earlier = new Map<Arn, Known>(base.filter(({ desired }) => desired.managed).map(one => [one.desired.arn, one]));
  return differences.map(difference => {
    const resource = known.get(difference.address);
    const before = resource && earlier.get(resource.desired.arn);
    const origin = (field: FieldChange): Origin | undefined =>
      before === undefined ? 'new' : originOf(field, difference, before);
    return { ...difference, fields: difference.fields.map(field => withOrigin(field, origin(field))) };
  });
}

function withOrigin(field: FieldChange, origin: Origin | undefined): FieldChange {
  return origin === undefined ? field : { ...field, origin };
}

/** Undefined: what the earlier state wanted is not known (a key alias nobody could resolve). */
function originOf(
  { field, before: live }: FieldChange,
  { action }: Difference,
  { kind, desired }: Known,
): Origin | undefined {
  if (desired.unknown[field] !== undefined) return undefined;
  if (action === 'create') return 'outside';
  const policy = kind.fields[field];
  return policy && equals(policy, { desired: desired.state[field], live }) ? 'spec' : 'outside';
}
