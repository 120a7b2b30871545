/** CloudTrail Insights in one spelling, and what it means that they differ. */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type { Field } from '../../core/kind.ts';
import type { InsightSpec, InsightsSpec } from './spec-insights.ts';
import { asSet } from './selectors.ts';

/** One type of unusual activity that CloudTrail looks for, and in which events. */
export interface Insight {
  readonly type: CloudTrail.InsightType;
  readonly categories: readonly CloudTrail.SourceEventCategory[];
}

/** The answer of GetInsightSelectors in one spelling: sorted by type, the categories that AWS assumes written out. */
export function normaliseInsights(selectors: readonly CloudTrail.InsightSelector[] = []): readonly Insight[] {
  const types = asSet(selectors.flatMap(({ InsightType }) => InsightType ?? []));
  return types.map(type => {
    const same = selectors.filter(({ InsightType }) => InsightType === type);
    return { type, categories: asSet(same.flatMap(({ EventCategories = ['Management'] }) => EventCategories)) };
  });
}

/** What a block asks for, in one spelling. */
export function wantedInsights(written: InsightsSpec['insights'] = []): readonly Insight[] {
  const each = written.map((one): InsightSpec => (typeof one === 'string' ? { type: one } : one));
  return normaliseInsights(
    each.map(({ type, categories = ['Management'] }) => ({ InsightType: type, EventCategories: [...categories] })),
  );
}

/** The inverse, the short form where it says the same. */
export function insightsToSpec(insights: readonly Insight[]): NonNullable<InsightsSpec['insights']> {
  return insights.map(({ type, categories }) =>
    categories.length === 1 && categories[0] === 'Management' ? type : { type, categories },
  );
}

/** The selectors of PutInsightSelectors; none switches Insights off. */
export function insightsInput(insights: readonly Insight[]): CloudTrail.InsightSelector[] {
  return insights.map(({ type, categories }) => ({ InsightType: type, EventCategories: [...categories] }));
}

const pairs = (insights: readonly Insight[]): readonly string[] =>
  insights.flatMap(({ type, categories }) => categories.map(category => `${type} of ${category.toLowerCase()} events`));

/** What the first has and the second has not. */
function lacking(first: readonly Insight[], second: readonly Insight[]): readonly string[] {
  const has = new Set(pairs(second));
  return pairs(first).filter(pair => !has.has(pair));
}

export const insightsField: Field<readonly Insight[]> = {
  change: 'call',
  effect(from, to) {
    if (lacking(from, to).length > 0) return 'weakens';
    return lacking(to, from).length > 0 ? 'strengthens' : 'neutral';
  },
  gravity: () => 'medium',
  meaning(desired, live) {
    const [missing, extra] = [lacking(desired, live), lacking(live, desired)];
    if (missing.length > 0) return `CloudTrail does not look for ${missing.join(' and ')}.`;
    return `CloudTrail looks for ${extra.join(' and ')}, and bills it, which the spec does not ask for.`;
  },
};
