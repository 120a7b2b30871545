/** What lists of the spec leave alone. */
import type { Address, Position, Problem } from '../model.ts';
import type { Part } from '../parts.ts';
import type { Withheld } from '../plan.ts';
import type { Allow } from '../spec/safety.ts';

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

/** An exception for more than a year is likely to be forgotten. */
export function farAway({ resource, field, until, at }: Allow, what: string, now: Date): readonly Problem[] {
  const days = (Date.parse(until) - now.getTime()) / 86_400_000;
  if (days <= 366) return [];
  return [
    {
      code: 'holds-long',
      severity: 'warning',
      message: `${what} of ${field} for ${resource} holds until ${until}, which is more than a year away`,
      hint: 'Name a day within a year: looking at it again is what the day is for.',
      at,
    },
  ];
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
