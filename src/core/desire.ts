import type { AnyKind, AnyState } from './kind.ts';
import type { Desired, Entry, World } from './model.ts';
import type { RecorderAt } from './keeper.ts';

/** A resource as the spec wants it, with its kind. */
export interface Wish {
  readonly kind: AnyKind;
  readonly desired: Desired<AnyState>;
}

/** One entry's kind: the first part of its address. */
function kindName({ address }: Pick<Entry<unknown>, 'address'>): string {
  return address.slice(0, address.indexOf('/'));
}

/** What every entry must be: defaults filled in, references resolved. Pure; asks only the world. */
export function desireAll(
  entries: readonly Entry<AnyState>[],
  kinds: readonly AnyKind[],
  world: World,
): readonly Wish[] {
  return kinds.flatMap(kind =>
    entries
      .filter(entry => kindName(entry) === kind.name)
      .map(entry => {
        const { address, name, target, spec, written } = entry;
        const { arn, state, unknown = {}, secrets, meant } = kind.desire(entry, world);
        const managed = spec['manage'] !== false;
        const adopt = spec['adopt'] === true;
        const apart = { ...(secrets ? { secrets } : {}), ...(meant ? { meant } : {}) };
        return { kind, desired: { address, arn, name, target, state, unknown, ...apart, written, managed, adopt } };
      }),
  );
}

/** The recorders among them, for the rule about global service events. What is only referred to records for others. */
export function recordersOf(wishes: readonly Wish[]): readonly RecorderAt[] {
  return wishes.flatMap(({ kind, desired: { address, target, state } }) =>
    kind.recorder ? [{ ...kind.recorder(state), address, target }] : [],
  );
}
