/** Which code counts. */
export const precedence = 'If several hold, the first of 130, 3, 6, 5, 4, 1, 9, 2, 8 counts.';

/** Exit codes with their reason in JSON: the public list. */
export const exitCodes: readonly (readonly [code: number, reason: string, meaning: string])[] = [
  [0, '', 'done; with drift and plan --detailed-exitcode: nothing differs and everything was read'],
  [1, 'error', 'a bug of trailwarden, no credentials, or nothing could be reached'],
  [2, 'differs', 'differences: drift, plan --detailed-exitcode, or what apply may not mend'],
  [3, 'invalid', 'the spec, a plan file or the arguments'],
  [4, 'partly-applied', 'some changes failed; the rest is done'],
  [5, 'refused', 'by a rule, or approval missing without a terminal; nothing was sent'],
  [6, 'stale-plan', 'a resource moved since the plan was saved; nothing was sent'],
  [
    8,
    'incomplete',
    'something could not be read or judged; all that could be was done or shown, and no other code here holds',
  ],
  [
    9,
    'check-failed',
    'a check of doctor failed; policy test found something denied; coverage --check, logs verify or logs prove found something',
  ],
  [130, 'interrupted', 'by SIGINT (143 by SIGTERM); the call in flight was finished'],
];
