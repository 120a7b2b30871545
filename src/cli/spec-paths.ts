import { statSync } from 'node:fs';

/** Where a spec is looked for when none is named, the first that exists. */
const usual: readonly string[] = ['specs', 'trailwarden.yaml'];

/** The paths that were named, or the usual place. Without any of them the first, whose absence is then told. */
export function specPaths(args: readonly string[]): readonly string[] {
  if (args.length > 0) return args;
  return usualPaths().length > 0 ? usualPaths() : ['specs'];
}

/** The usual place, if there is a spec. */
export function usualPaths(): readonly string[] {
  return usual.filter(path => statSync(path, { throwIfNoEntry: false })).slice(0, 1);
}
