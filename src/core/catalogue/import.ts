import type { CatalogueEntry } from './entry.ts';

/** What import tells of what it wrote. */
export const importProblems = {
  'import-left-out': {
    title: 'It was not imported',
    text: 'Something that was found is not in the written spec: an organization trail that another account owns, a resource that carries another owner’s tag, one that could not be read as a whole, or one that the spec cannot say. The message says which. trailwarden does not touch it.',
  },
  'import-referred-only': {
    title: 'It is only referred to',
    text: 'A trail delivers to a bucket, or announces through a topic, that does not exist, cannot be read with these credentials, belongs to another account or carries another owner’s tag. The spec has it with manage: false, so that it is never written. Take manage away once it is yours to look after.',
  },
  'import-left-alone': {
    title: 'A setting is left alone',
    text: 'The format cannot say that the setting is as it stands, or the rest of the spec wants it otherwise, so that a plan would change it. The written spec has an ignore for it, with the reason. Take the ignore away, and the next plan shows the change.',
  },
  'import-plan-differs': {
    title: 'A plan of the written spec has more to do than to adopt',
    text: 'What the message names does not stand as any spec would have it: a permission that a trail needs is missing, or somebody changed a statement of trailwarden’s own. It is for plan to show and for apply to mend.',
  },
  'import-nothing-found': {
    title: 'There is nothing to import',
    text: 'No trail stands in the accounts and regions that were looked at, or all of them are declared already or were left out. Nothing was written. trailwarden init writes a first spec.',
  },
} as const satisfies Record<string, CatalogueEntry>;
