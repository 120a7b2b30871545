/** What people write of the summaries that CloudTrail makes of data events. */

export const templates = ['API_ACTIVITY', 'RESOURCE_ACCESS', 'USER_ACTIONS'] as const;
/** By what data events are summed up. */
export type Template = (typeof templates)[number];

export interface AggregationSpec {
  readonly aggregation?: readonly Template[];
}

/** JSON Schema of the settings of `AggregationSpec`. */
export const aggregationProperties = {
  aggregation: {
    type: 'array',
    title: 'Aggregation',
    description:
      'By what CloudTrail sums up the data events of every five minutes, and bills it. Needs a trail that records data events, and is asked for only where this is written: elsewhere it stays as it stands. An empty list ends it; AWS does not document that it does.',
    uniqueItems: true,
    items: { type: 'string', enum: templates },
    examples: [['API_ACTIVITY', 'RESOURCE_ACCESS']],
  },
} as const;
