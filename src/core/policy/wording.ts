/** What the fields of policies say in words that differ between kinds, and have in common. */
import type { Gravity } from '../kind.ts';

/** Words that differ between kinds. */
export interface Wording {
  /** What a trail without a grant can no longer do: `deliver log files`. */
  readonly use: string;
  /** What one let in besides may do: `write here`. */
  readonly may: string;
  /** How grave it is that a trail is not let in. */
  readonly grants: Gravity;
  /** How grave it is that a statement of the spec is not as written, and that a foreign one stands where none may. */
  readonly statements: Gravity;
  readonly otherStatements: Gravity;
}

/** Where a trail that is not let in is critical, so is every statement: each can keep it out. */
export function vitalTo(grants: Gravity): { readonly vital?: true } {
  return grants === 'critical' ? { vital: true } : {};
}

/** The first three, and how many more. */
export function some(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3).join(', '), names.length - 3];
  return more > 0 ? `${shown} and ${more} more` : shown;
}
