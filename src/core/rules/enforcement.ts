/** What a daemon was told to leave as it is: other kinds, other resources, what did not weaken, and what somebody contests. */
import { matchesAddress } from '../address.ts';
import { isContestable } from '../drift/contestable.ts';
import type { Address, Problem } from '../model.ts';
import type { Difference, FieldChange, Withheld } from '../plan.ts';
import { fieldKey } from './homecoming.ts';
import type { RuleOf } from './settings.ts';

/** How far changes are carried out. */
export interface Enforcement {
  /** Names of kinds; empty: all. */
  readonly kinds: readonly string[];
  /** Patterns of addresses; empty: all. */
  readonly targets: readonly string[];
  /** `weakened`: only what strengthens is carried out. */
  readonly drift: 'all' | 'weakened';
  /** Fields, as `fieldKey` names them, that were put back in vain, with a sentence that names both sides. */
  readonly contested: ReadonlyMap<string, string>;
}

/**
 * Holds what is not to be enforced. What is not harmless is carried out all the same, however contested the field: nobody
 * gets the better of the evidence, or of where it goes, by trying often.
 */
export const holdUnenforced: RuleOf = (differences, { enforcement }) =>
  enforcement === null ? differences : differences.map(one => held(one, enforcement));

function held(difference: Difference, enforcement: Enforcement): Difference {
  const { address, action, fields, withheld } = difference;
  if (withheld) return difference;
  const outside = whyOutside(address, enforcement);
  if (outside) return { ...difference, withheld: outside };
  const whyNot = (field: FieldChange): Withheld | undefined =>
    field.withheld === undefined && field.effect !== 'strengthens'
      ? whyField(address, field, enforcement)
      : field.withheld;
  const first = fields.flatMap(field => (field.withheld === undefined ? (whyNot(field) ?? []) : []))[0];
  if (first === undefined) return difference;
  if (action === 'delete') return { ...difference, withheld: first }; // there is no half of it
  return {
    ...difference,
    fields: fields.map(field => {
      const why = whyNot(field);
      return why ? { ...field, withheld: why } : field;
    }),
  };
}

function whyOutside(address: Address, { kinds, targets }: Enforcement): Withheld | undefined {
  const kind = address.slice(0, address.indexOf('/'));
  if (kinds.length > 0 && !kinds.includes(kind))
    return notEnforced(address, `Enforcing is limited to ${kinds.join(', ')}, and this is a ${kind}`);
  if (targets.length > 0 && !targets.some(pattern => matchesAddress(pattern, address)))
    return notEnforced(address, `Enforcing is limited to ${targets.join(', ')}`);
  return undefined;
}

function whyField(address: Address, change: FieldChange, enforcement: Enforcement): Withheld | undefined {
  const contested = isContestable(change) ? enforcement.contested.get(fieldKey(address, change.field)) : undefined;
  if (contested !== undefined)
    return heldBy({
      code: 'contested',
      at: address,
      message: contested,
      hint: 'Agree on who decides: write what stands there into the spec, or stop who changes it.',
    });
  return enforcement.drift === 'weakened'
    ? notEnforced(address, 'Enforcing is limited to what weakened the evidence, and this did not')
    : undefined;
}

function notEnforced(at: Address, message: string): Withheld {
  const hint = 'trailwarden apply mends it; spec.enforce of the daemon says what it mends by itself.';
  return heldBy({ code: 'not-enforced', at, message, hint });
}

const heldBy = (problem: Problem): Withheld => ({ by: 'held', problem });
