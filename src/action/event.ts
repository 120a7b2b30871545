/** What started the workflow. */
import { readFileSync } from 'node:fs';

import type { Environment } from './inputs.ts';

/**
 * The number of the pull request that the workflow runs for.
 *
 * @returns null where it runs for none: a push, a schedule
 */
export function pullRequestOf({ GITHUB_EVENT_PATH: path }: Environment): number | null {
  if (!path) return null;
  const event = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly pull_request?: { readonly number?: number };
    readonly issue?: { readonly number?: number; readonly pull_request?: unknown };
  };
  return event.pull_request?.number ?? (event.issue?.pull_request ? (event.issue.number ?? null) : null);
}
