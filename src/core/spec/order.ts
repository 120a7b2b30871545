import type { Problem } from '../model.ts';

/**
 * Problems as people mend them: file by file from the top, then those of resources, by address; what has no place comes
 * first. One that was found twice is told once.
 */
export function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  const once = new Map(problems.map(problem => [JSON.stringify([problem.code, problem.message, problem.at]), problem]));
  return [...once.values()].toSorted(byPlace);
}

function byPlace(one: Problem, other: Problem): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return a.rank - b.rank || compareText(a.name, b.name) || a.line - b.line || a.column - b.column;
}

function placeOf({ at }: Problem): { rank: number; name: string; line: number; column: number } {
  if (at === undefined) return { rank: 0, name: '', line: 0, column: 0 };
  if (typeof at === 'string') return { rank: 2, name: at, line: 0, column: 0 };
  return { rank: 1, name: at.file, line: at.line, column: at.column };
}

/** By UTF-16 units: the same everywhere, whatever the locale. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
