/** What people write of CloudTrail Insights. */

/** A type of Insights, in which events; of management events if none are said. */
export interface InsightSpec {
  readonly type: 'ApiCallRateInsight' | 'ApiErrorRateInsight';
  readonly categories?: readonly ('Management' | 'Data')[];
}

export interface InsightsSpec {
  readonly insights?: readonly (InsightSpec['type'] | InsightSpec)[];
}

const types = ['ApiCallRateInsight', 'ApiErrorRateInsight'] as const;

/** JSON Schema of the settings of `InsightsSpec`. */
export const insightsProperties = {
  insights: {
    type: 'array',
    title: 'Insights',
    description:
      'What unusual activity CloudTrail looks for, and bills: each ApiCallRateInsight or ApiErrorRateInsight, which is of management events, or a map that says the events.',
    default: [],
    uniqueItems: true,
    items: {
      type: ['string', 'object'],
      pattern: `^(?:${types.join('|')})$`,
      additionalProperties: false,
      required: ['type'],
      properties: {
        type: { type: 'string', enum: types, title: 'Type', description: 'Rates of calls, or of errors.' },
        categories: {
          type: 'array',
          title: 'Categories',
          description: 'In which events.',
          items: { type: 'string', enum: ['Management', 'Data'] },
          minItems: 1,
          uniqueItems: true,
          default: ['Management'],
          examples: [['Management', 'Data']],
        },
      },
      examples: ['ApiCallRateInsight'],
    },
    examples: [['ApiCallRateInsight', { type: 'ApiErrorRateInsight', categories: ['Management', 'Data'] }]],
  },
} as const;
