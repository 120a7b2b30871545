import type { CatalogueEntry } from './entry.ts';

/** What a run refuses, leaves alone or wants people to know. */
export const runProblems = {
} as const satisfies Record<string, CatalogueEntry>;
