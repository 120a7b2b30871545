/** What a spec comes to, worked out without asking anybody. */
import { derive } from '../core/derive.ts';
import { desireAll, recordersOf } from '../core/desire.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Desired } from '../core/model.ts';
import { expand } from '../core/spec/expand.ts';
import type { Spec } from '../core/spec/spec.ts';
import { standIns, unknownAccount } from '../core/spec/stand-ins.ts';
import { keyOpen, worldOf } from './locate.ts';

/** One resource of an expanded spec. */
export interface Expanded {
  /** Name of the kind. */
  readonly kind: string;
  /** Completed with what spans resources. */
  readonly desired: Desired<AnyState>;
  /** As its own block alone wants it. */
  readonly wished: AnyState;
}

/**
 * Every resource of a spec as it would be wanted in an account where nothing stands yet: defaults, references, grants and
 * the keeper filled in. What only AWS can say is named as unknown.
 *
 * @param account twelve digits; zeros: whatever account it will be. Where the spec has accounts, only that one is shown,
 *   and all of them with zeros.
 */
export function expanded(spec: Spec, account: string, kinds: readonly AnyKind[]): readonly Expanded[] {
  const { entries } = expand(spec, standIns(spec, { key: account, id: account }), kinds);
  const world = worldOf(spec.owner, entries, () => keyOpen);
  const wishes = desireAll(entries, kinds, world);
  const keepers = chooseKeepers(recordersOf(wishes), spec.keeper);
  const known = wishes.map(wish => ({ ...wish, live: { is: 'absent' } as const }));
  const derived = derive({ known, strays: [], looks: [], unsettled: new Map() }, keepers, world);
  return derived.known.flatMap(({ kind, desired }, index) => {
    const wished = wishes[index]?.desired.state;
    const asked = account === unknownAccount || account === desired.target.account;
    return wished && asked ? [{ kind: kind.name, desired, wished }] : [];
  });
}
