/** What may be changed at all, decided field by field before any call exists. */
import { awaitAdoption } from './adoption.ts';
import { holdUnenforced } from './enforcement.ts';
import { limitChanges, limitDeletions } from './limits.ts';
import { awaitOwner, respectOwners } from './ownership.ts';
import { awaitEarlierGroups } from './rollout.ts';
import type { RuleOf } from './settings.ts';
import { refuseWeakening } from './weakening.ts';

/** In this order: what one rule withheld, the next ones leave as it is. What waits or is refused is no load on a limit. */
const rules: readonly RuleOf[] = [
  respectOwners,
  awaitOwner,
  awaitAdoption,
  refuseWeakening,
  holdUnenforced,
  awaitEarlierGroups,
  limitChanges,
  limitDeletions,
];

/** All rules, one after the other. */
export const applyRules: RuleOf = (differences, settings, now) =>
  rules.reduce((left, rule) => rule(left, settings, now), differences);
