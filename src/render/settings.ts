/** Every setting of an expanded spec, and where its value comes from. */
import { canonical } from '../core/diff.ts';
import type { AnyState } from '../core/kind.ts';
import type { Desired, Position } from '../core/model.ts';
import type { Statement } from '../core/policy/statement.ts';
import { labelOf, settingsIn } from './leaves.ts';
import type { SettingLeaf } from './leaves.ts';
import { statementsOf } from './statements.ts';
import { counted } from './words.ts';

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
  /** Those of a policy, of which `value` is the number. */
  readonly statements: readonly Statement[];
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
    const own = new Map(settingsIn({ kind, field, value: wished[field] }).map(leaf => [labelOf(leaf), leaf.value]));
    return leavesOfPolicy({ kind, field, value }).map(({ path, value: inner, statements }) => {
      const label = labelOf({ path });
      const changed = canonical(own.get(label)) !== canonical(inner) && statements.length === 0;
      const unknown = desired.unknown[field] !== undefined;
      return {
        field,
        label,
        value: unknown ? 'not known' : inner,
        origin: originOf(path, desired, changed),
        statements,
      };
    });
  });
}

interface PolicyLeaf extends SettingLeaf {
  readonly statements: readonly Statement[];
}

/** Statements are told by their number. */
function leavesOfPolicy(setting: { kind: string; field: string; value: unknown }): readonly PolicyLeaf[] {
  const leaves = settingsIn(setting);
  const statements = statementsOf(setting.value) ?? [];
  const [first] = leaves;
  if (!['grants', 'statements'].includes(setting.field) || first === undefined) {
    return leaves.map(leaf => ({ ...leaf, statements: [] }));
  }
  return [{ path: ['policy', setting.field], value: counted(statements.length, 'statement'), statements }];
}

function originOf(path: SettingLeaf['path'], { written }: Desired<AnyState>, changed: boolean): Origin {
  const label = labelOf({ path });
  const at = written[`/${path.map(step => `${step}`.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`];
  if (at !== undefined) return at;
  return { from: changed || alwaysDerived.has(label) ? 'derived' : 'default' };
}
