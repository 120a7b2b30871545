/**
 * The catalogue of problems. A code is public API: it stands in errors, JSON, docs (as an anchor) and SARIF. Every code
 * that the program can print is here, with a title and the long form that `docs/problems.md` is generated from.
 */
export interface CatalogueEntry {
  /** A few words, as a heading. */
  readonly title: string;
  /** What it means and how to mend it, in a short paragraph. */
  readonly text: string;
}

export const catalogue = {
  // ------------------------------------------------------------------ reading files
  'file-missing': { title: 'No such file', text: 'A file or folder of the spec does not exist. Check the path.' },
  // ------------------------------------------------------------------ asking AWS
  'access-denied': {
    title: 'AWS refused to say',
    text: 'These credentials may not make this call, so nothing is known about the resource: it is neither absent nor in order, nothing of it is changed, and no permission that rests on it is withdrawn. Grant the action that the message names.',
  },
  'credentials-refused': {
    title: 'The credentials do not work',
    text: 'There are no credentials, they have expired, or AWS does not know them. Check the profile, the environment and the clock of this machine.',
  },
  'endpoint-unreachable': {
    title: 'AWS could not be reached',
    text: 'No answer came: the name could not be resolved, the connection was refused or reset, TLS failed, or it took too long. Check the network and --endpoint-url.',
  },
  'aws-refused': {
    title: 'AWS answered with an error',
    text: 'AWS answered, but not with what was asked for. Its own words are in the message.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof catalogue;
