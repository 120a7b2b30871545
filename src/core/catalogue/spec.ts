import type { CatalogueEntry } from './entry.ts';

/** Trouble with the files of a spec: reading, shape, names, references. */
export const specProblems = {
} as const satisfies Record<string, CatalogueEntry>;
