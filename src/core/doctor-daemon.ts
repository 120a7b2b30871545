/** Whether a daemon gets at what its config names: what was asked, judged. Nothing here asks. */
import type { Check } from './doctor.ts';
import { unreadBecause } from './failure.ts';
import type { ApiFailure } from './failure.ts';
import type { Problem } from './model.ts';

/**
 * @param name of the source, as people may see it
 * @param seen the revision that was found, or why there is none
 */
export function sourceCheck(
  name: string,
  seen: { readonly revision: string } | { readonly problems: readonly Problem[] },
): Check {
  const check = { check: 'source', about: name } as const;
  if ('revision' in seen) return { ...check, status: 'ok', found: seen.revision };
  const [problem] = seen.problems;
  return {
    ...check,
    status: 'failed',
    found: problem?.message ?? 'it cannot be read',
    ...(problem ? { problem } : {}),
  };
}

/** @param failure of the first call that failed; null: none did */
export function queueCheck(url: string, failure: ApiFailure | null): Check {
  const check = { check: 'events', about: url } as const;
  if (failure === null) return { ...check, status: 'ok', found: 'may be read, and events taken off' };
  return {
    ...check,
    ...failing(failure, {
      allow: 'Allow sqs:ReceiveMessage and sqs:DeleteMessage: trailwarden policy iam --queue ARN prints it.',
      absent: 'there is no such queue',
      make: 'Make it, with the rules that feed it: trailwarden events ddl.',
    }),
  };
}

/** @param failure of the question whether the bucket stands there; null: it does */
export function reportsCheck(bucket: string, failure: ApiFailure | null): Check {
  const check = { check: 'reports', about: bucket } as const;
  if (failure === null) return { ...check, status: 'ok', found: 'stands there; nothing was written to try it' };
  return {
    ...check,
    ...failing(failure, {
      allow: 'Allow s3:PutObject there, and s3:ListBucket for this question.',
      absent: 'there is no such bucket',
      make: 'Make it, or name another: reports.bucket.',
    }),
  };
}

interface Mends {
  /** What to do where it is not permitted. */
  readonly allow: string;
  /** What is said where it is not there, and what to do. */
  readonly absent: string;
  readonly make: string;
}

/** Who does not answer may do so later. */
function failing(failure: ApiFailure, { allow, absent, make }: Mends): Pick<Check, 'status' | 'found' | 'problem'> {
  const { category } = failure;
  const problem = unreadBecause(failure);
  if (category === 'absent') return { status: 'failed', found: absent, problem: { ...problem, hint: make } };
  const later: ReadonlySet<string> = new Set(['throttled', 'transient', 'unreachable', 'deadline']);
  const told = category === 'permission' ? { ...problem, hint: allow } : problem;
  return { status: later.has(category) ? 'unknown' : 'failed', found: problem.message, problem: told };
}
