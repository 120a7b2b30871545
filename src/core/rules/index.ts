/** What may be changed at all, decided field by field before any call exists. */
import { awaitAdoption } from './adoption.ts';
import { awaitOwner, respectOwners } from './ownership.ts';
import type { RuleOf } from './settings.ts';

/** In this order: what one rule withheld, the next ones leave as it is. */
const rules: readonly RuleOf[] = [respectOwners, awaitOwner, awaitAdoption];

/** All rules, one after the other. */
export const applyRules: RuleOf = (differences, settings, now) =>
  rules.reduce((left, rule) => rule(left, settings, now), differences);
