import { expect, it } from 'vitest';

import { insightsInput, normaliseInsights } from '../../../src/resources/trail/insights.ts';

it.each([
  { name: 'none', answer: undefined, expected: [] },
  { name: 'an empty list', answer: [], expected: [] },
  {
    name: 'management events where no category is given',
    answer: [{ InsightType: 'ApiCallRateInsight' as const }],
    expected: [{ type: 'ApiCallRateInsight', categories: ['Management'] }],
  },
  {
    name: 'one order, and each type once',
    answer: [
      { InsightType: 'ApiErrorRateInsight' as const, EventCategories: ['Management' as const] },
      { InsightType: 'ApiCallRateInsight' as const },
      { InsightType: 'ApiErrorRateInsight' as const, EventCategories: ['Data' as const, 'Management' as const] },
    ],
    expected: [
      { type: 'ApiCallRateInsight', categories: ['Management'] },
      { type: 'ApiErrorRateInsight', categories: ['Data', 'Management'] },
    ],
  },
  { name: 'nothing of a selector without a type', answer: [{ EventCategories: ['Data' as const] }], expected: [] },
])('Insights are $name', ({ answer, expected }) => {
  const insights = normaliseInsights(answer);
  expect(insights).toEqual(expected);
  expect(normaliseInsights(insightsInput(insights))).toEqual(expected);
});
