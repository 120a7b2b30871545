/** What lists of the spec leave alone. */
import type { Address, Position, Problem } from '../model.ts';
import type { Part } from '../parts.ts';
import type { Withheld } from '../plan.ts';

/** Something of one resource that stays as it stands, and why. */
export interface Exempt {
  readonly address: Address;
  readonly part: Part;
  readonly withheld: Withheld;
}

/** What a list of the spec leaves alone, and what people should know about its entries. */
export interface Exemption {
  readonly exempt: readonly Exempt[];
  readonly findings: readonly Problem[];
}

/** At its place in the spec: an entry that does not mean anything there is. */
export function matchesNothing(message: string, at: Position): Problem {
  return {
    code: 'matches-nothing',
    severity: 'warning',
    message,
    hint: 'Correct it, or take it away: it does nothing.',
    at,
  };
}
