import type { Memory } from '../../app/ports.ts';
import type { Target } from '../../core/model.ts';

/** Sends one question. */
export type Question = (call: string, input: object, target: Target) => Promise<object>;

/**
 * Remembers answers, failures too, by who was asked what. Those who ask at the same time share one answer; it must not
 * be altered.
 */
export function memory(ask: Question): Memory {
  const answers = new Map<string, Promise<object>>();
  const remembered = (call: string, input: object, target: Target): Promise<object> => {
    const key = `${target.account} ${target.region} ${call} ${canonical(input)}`;
    const known = answers.get(key) ?? ask(call, input, target);
    answers.set(key, known);
    return known;
  };
  return {
    at: target => ({
      ask: (call, input, region = target.region) => remembered(call, input, { ...target, region }),
    }),
  };
}

/** JSON with the members of objects in alphabetical order, so that equal questions look equal. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
