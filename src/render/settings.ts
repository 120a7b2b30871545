/** Every setting of an expanded spec, and where its value comes from. */
import { canonical } from '../core/diff.ts';
import type { AnyState } from '../core/kind.ts';
import type { Desired, Position } from '../core/model.ts';
import type { Statement } from '../core/policy/statement.ts';
import { spellingOf } from '../core/spelling.ts';
import { isRecord, labelOf, settingsIn } from './leaves.ts';
import type { SettingLeaf } from './leaves.ts';
import { statementsOf } from './statements.ts';

/** One resource of an expanded spec. */
export interface ShownResource {
  /** Name of the kind. */
  readonly kind: string;
  /** Completed with what spans resources. */
  readonly desired: Desired<AnyState>;
  /** As its own block of the spec alone wants it: what differs was derived from the rest of the estate. */
  readonly wished: AnyState;
}

export interface ShownSpec {
  readonly owner: string;
  readonly resources: readonly ShownResource[];
}

/** A position in the spec; a default; or what follows from other settings and other resources. */
export type Origin = Position | { readonly from: 'default' | 'derived' };

export interface ShownSetting {
  /** The field of state it belongs to. */
  readonly field: string;
  /** As the spec would spell it: `policy.tlsOnly`. */
  readonly label: string;
  readonly value: unknown;
  readonly origin: Origin;
  /** The same as statements of a policy; null: it is no such setting. */
  readonly statements: readonly Statement[] | null;
}

/** Settings that no block of a spec writes; by label. */
const alwaysDerived: ReadonlySet<string> = new Set([
  'tags.trailwarden:owner',
  'region',
  'globalServiceEvents',
  'policy.grants',
  'policyHeader.version',
  'policyHeader.id',
]);

/** All settings of a resource, in the order of its state. */
export function settingsOf({ kind, desired, wished }: ShownResource): readonly ShownSetting[] {
  return Object.entries(desired.state).flatMap(([field, value]): readonly ShownSetting[] => {
    if (onlyTold.has(field)) return [];
    if (policyFields.has(field)) return [policySetting(field, value, desired)];
    const { at, indivisible } = spellingOf({ kind, field });
    const own = new Map(settingsIn({ kind, field, value: wished[field] }).map(leaf => [labelOf(leaf), leaf.value]));
    const unknown = desired.unknown[field] !== undefined;
    return settingsIn({ kind, field, value }).map(({ path, value: inner }) => {
      const label = labelOf({ path });
      const changed = canonical(own.get(label)) !== canonical(inner);
      const origin = originOf(indivisible ? at : path, desired, changed);
      return { field, label, value: unknown ? 'not known' : inner, origin, statements: null };
    });
  });
}

/** Fields that are told of what stands there, and that no spec can write. */
const onlyTold: ReadonlySet<string> = new Set([
  'mfaDelete',
  'requesterPays',
  'replication',
  'aclGrants',
  'cors',
  'website',
]);

const policyFields: ReadonlySet<string> = new Set(['grants', 'statements']);

function policySetting(field: string, value: unknown, desired: Desired<AnyState>): ShownSetting {
  const path = ['policy', field];
  const statements = statementsOf(value) ?? [];
  return { field, label: labelOf({ path }), value, origin: originOf(path, desired, false), statements };
}

function originOf(path: SettingLeaf['path'], { written, state }: Desired<AnyState>, changed: boolean): Origin {
  const label = labelOf({ path });
  const at = written[`/${path.map(step => `${step}`.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`];
  if (at !== undefined) return at;
  if (label === 'encryption.bucketKey' && !isEncryptedWithKms(state)) return { from: 'derived' };
  return { from: changed || alwaysDerived.has(label) ? 'derived' : 'default' };
}

/** S3's own keys know no bucket key: that it is off follows from the algorithm. */
function isEncryptedWithKms({ encryption }: AnyState): boolean {
  const algorithm = isRecord(encryption) ? encryption['algorithm'] : null;
  return algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse';
}
