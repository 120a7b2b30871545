/** One file of the spec as it was read. `path` is what people typed, joined with what was found below it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}
