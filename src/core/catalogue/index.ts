import { awsProblems } from './aws.ts';
import { cliProblems } from './cli.ts';
import { historyProblems } from './history.ts';
import { configProblems } from './config.ts';
import { httpProblems } from './http.ts';
import { importProblems } from './import.ts';
import { kindProblems } from './kinds.ts';
import { logProblems } from './logs.ts';
import { tailProblems } from './logs-tail.ts';
import { runProblems } from './run.ts';
import { queryProblems } from './query.ts';
import { specProblems } from './spec.ts';

/**
 * The one catalogue of problems. A code is public API: it stands in errors, JSON, docs (as an anchor) and reports. Every
 * code that the program can print is here.
 */
export const catalogue = {
  ...specProblems,
  ...kindProblems,
  ...awsProblems,
  ...runProblems,
  ...historyProblems,
  ...importProblems,
  ...cliProblems,
  ...configProblems,
  ...httpProblems,
  ...tailProblems,
  ...logProblems,
  ...queryProblems,
};

export type ProblemCode = keyof typeof catalogue;
