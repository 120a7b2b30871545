/** What a line is completed with, held against every shell alike. */
export interface Completed {
  readonly line: string;
  /** All of these, and ... */
  readonly has: readonly string[];
  /** ... none of these. */
  readonly lacks?: readonly string[];
}

/** In a folder with `specs/` and `plan.json`. */
export const completed: readonly Completed[] = [
  { line: 'trailwarden pl', has: ['plan'], lacks: ['policy', 'apply'] },
  { line: 'trailwarden ', has: ['plan', 'apply', 'policy', 'completion'], lacks: ['iam', 'plan.json'] },
  { line: 'trailwarden policy ', has: ['iam', 'bucket', 'test'], lacks: ['plan'] },
  { line: 'trailwarden policy iam --f', has: ['--for', '--format'], lacks: ['--full'] },
  { line: 'trailwarden policy iam --for ', has: ['plan', 'apply'], lacks: ['specs/'] },
  { line: 'trailwarden policy iam --format ', has: ['json', 'terraform'] },
  { line: 'trailwarden plan --format ', has: ['human', 'json'], lacks: ['terraform'] },
  { line: 'trailwarden plan --report ', has: ['markdown=', 'github-summary='], lacks: ['specs/'] },
  { line: 'trailwarden plan --report ju', has: ['junit='], lacks: ['json='] },
  { line: 'trailwarden help ', has: ['exit-codes', 'plan', 'policy'], lacks: ['specs/'] },
  { line: 'trailwarden plan --col', has: ['--color'], lacks: ['--calls'] },
  { line: 'trailwarden --color never drift --fail-on ', has: ['critical', 'info'] },
  { line: 'trailwarden drift --target plan --fail-on h', has: ['high'], lacks: ['critical'] },
  { line: 'trailwarden schema ', has: ['spec', 'report'] },
  { line: 'trailwarden completion ', has: ['bash', 'zsh', 'fish'] },
  { line: 'trailwarden plan sp', has: ['specs/'], lacks: ['plan.json'] },
  { line: 'trailwarden plan --out pl', has: ['plan.json'], lacks: ['plan'] },
];
