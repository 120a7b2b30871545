/** One code of the catalogue of problems. */
export interface CatalogueEntry {
  /** A few words, as a heading. */
  readonly title: string;
  /** What it means and how to mend it, in a short paragraph: the long form that the docs are generated from. */
  readonly text: string;
}
