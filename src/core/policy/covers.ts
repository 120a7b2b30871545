/** Whether what stands lets in at least what is asked for, as far as can be told without asking AWS. */
import { canonicalStatement, conditionTriples } from './canonical.ts';
import { listed } from './statement.ts';
import type { Statement } from './statement.ts';

/**
 * Tells whether one of these statements covers another: it differs at most in its Sid, in more resources and in more
 * values of its conditions. Meant for Allow statements whose conditions name what may be (not what must not), as grants
 * do. True is certain; false may be a wider form.
 *
 * @returns made once for a list, because a list of a thousand accounts is asked a thousand times
 */
export function coverage(standing: readonly Statement[]): (needed: Statement) => boolean {
  const shapes = Map.groupBy(standing.map(openedUp), ({ shape }) => shape);
  return needed => {
    const { shape, parts } = openedUp(needed);
    return (shapes.get(shape) ?? []).some(wide => [...parts].every(part => wide.parts.has(part)));
  };
}

/**
 * Tells whether one of these statements names what another does: it has its Sid and its effect, at least its resources and
 * at least the values of its conditions, whoever else it lets in to do whatever else.
 */
export function naming(standing: readonly Statement[]): (needed: Statement) => boolean {
  const named = Map.groupBy(
    standing.map(statement => ({ name: nameOf(statement), parts: openedUp(statement).parts })),
    ({ name }) => name,
  );
  return needed => {
    const { parts } = openedUp(needed);
    return (named.get(nameOf(needed)) ?? []).some(wide => [...parts].every(part => wide.parts.has(part)));
  };
}

const nameOf = ({ Sid = '', Effect }: Statement): string => `${Effect} ${Sid}`;

interface OpenedUp {
  /** The statement less its Sid, its resources and the values of its conditions. */
  readonly shape: string;
  /** Its resources, and the values of its conditions with their operator and key. */
  readonly parts: ReadonlySet<string>;
}

function openedUp(statement: Statement): OpenedUp {
  const { Sid: _sid, Resource, Condition: _condition, ...rest } = statement;
  const triples = conditionTriples(statement).map(({ operator, key, values }) => ({
    name: `${operator} ${key}`,
    values,
  }));
  return {
    shape: JSON.stringify([canonicalStatement(rest), ...triples.map(({ name }) => name).toSorted()]),
    parts: new Set([
      ...listed(Resource),
      ...triples.flatMap(({ name, values }) => values.map(value => `${name} ${value}`)),
    ]),
  };
}
