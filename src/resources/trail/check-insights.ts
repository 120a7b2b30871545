/** Whether what is recorded is enough for the Insights of a block, by the requirements that AWS documents. */
import type { Entry, Problem } from '../../core/model.ts';
import { settingAt } from '../../core/written.ts';
import { wantedSelectors } from './compile.ts';
import { kindsRecorded } from './coverage.ts';
import type { InsightSpec } from './spec-insights.ts';
import type { TrailSpec } from './spec.ts';

type Recorded = ReturnType<typeof kindsRecorded>;

/** Types said twice, and events that the trail does not record. */
export function checkInsights(entry: Entry<TrailSpec>): readonly Problem[] {
  const given = (entry.spec.insights ?? []).map(one => (typeof one === 'string' ? { type: one } : one));
  if (given.length === 0) return [];
  const recorded = kindsRecorded(wantedSelectors(entry.spec));
  const types = given.map(({ type }) => type);
  return given.flatMap((insight, index) => {
    const at = settingAt(entry, `/insights/${index}`);
    const twice: readonly Problem[] =
      types.indexOf(insight.type) < index
        ? [
            {
              code: 'invalid-insights',
              at,
              message: `${insight.type} stands there twice`,
              hint: 'Write it once, with all its categories.',
            },
          ]
        : [];
    return [
      ...twice,
      ...lacking(insight, recorded).map((message): Problem => ({ code: 'invalid-insights', at, message, hint })),
    ];
  });
}

const hint = 'Record these events too, or leave out the Insights of them.';

function lacking(
  { type, categories = ['Management'] }: InsightSpec,
  { reads, writes, data }: Recorded,
): readonly string[] {
  return categories.flatMap(category => {
    if (category === 'Data') return data ? [] : [`${type} of data events needs a trail that records data events`];
    if (writes || (type === 'ApiErrorRateInsight' && reads)) return [];
    const needed = type === 'ApiErrorRateInsight' ? 'management events' : 'management events that write';
    return [`${type} needs a trail that records ${needed}`];
  });
}
