/** Whether a block records what is to be summed up. */
import type { Entry, Problem } from '../../core/model.ts';
import { settingAt } from '../../core/written.ts';
import { wantedSelectors } from './compile.ts';
import { kindsRecorded } from './coverage.ts';
import type { TrailSpec } from './spec.ts';

/** AWS refuses aggregations of a trail that records no data events. */
export function checkAggregation(entry: Entry<TrailSpec>): readonly Problem[] {
  const { aggregation = [] } = entry.spec;
  if (aggregation.length === 0 || kindsRecorded(wantedSelectors(entry.spec)).data) return [];
  return [
    {
      code: 'invalid-aggregation',
      at: settingAt(entry, '/aggregation'),
      message: 'Aggregation needs a trail that records data events',
      hint: 'Record data events too, or leave out aggregation.',
    },
  ];
}
