/** What a schema cannot say about trails: AWS's rules for names, and limits that span several trails. */
import type { Entry, Problem } from '../../core/model.ts';
import { tagProblems } from '../../core/tags.ts';
import { settingAt } from '../../core/written.ts';
import { checkAggregation } from './check-aggregation.ts';
import { checkCloudWatchLogs, checkKey } from './check-arns.ts';
import { checkOrganizationNames, checkRegions, checkTrailCount } from './check-estate.ts';
import { checkInsights } from './check-insights.ts';
import { checkName, checkPrefix } from './check-names.ts';
import { checkSelectors } from './check-selectors.ts';
import type { TrailSpec } from './spec.ts';

const rules = [checkName, checkPrefix, checkKey, checkCloudWatchLogs, checkSelectors, checkInsights, checkAggregation];

/** All problems of all trails of the spec, each once: a block with many places has one position. */
export function check(entries: readonly Entry<TrailSpec>[]): readonly Problem[] {
  const own = entries.flatMap(entry => [
    ...rules.flatMap(rule => rule(entry)),
    ...tagProblems(entry.spec.tags ?? {}, pointer => settingAt(entry, pointer)),
  ]);
  const found = [...own, ...[checkRegions, checkTrailCount, checkOrganizationNames].flatMap(rule => rule(entries))];
  return [...new Map(found.map(problem => [JSON.stringify(problem), problem])).values()];
}
