import type { CatalogueEntry } from './entry.ts';

/** What a kind of resource finds wrong in an entry: names, pairs, limits of AWS. */
export const kindProblems = {
} as const satisfies Record<string, CatalogueEntry>;
