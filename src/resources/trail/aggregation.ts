/** Summaries of data events: how they are read and sent, and what it means that they differ. */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type { Apart, Ask, Call, Field } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';
import { reading } from '../../core/reading.ts';
import type { TrailReads, TrailWrites } from './api.ts';
import { asSet } from './selectors.ts';
import { templates } from './spec-aggregation.ts';
import type { Template } from './spec-aggregation.ts';
import type { TrailState } from './state.ts';

/** In one spelling. A name that is not known is nothing that a spec could ask for. */
export function normaliseTemplates(given: readonly string[] = []): readonly Template[] {
  return asSet(templates.filter(template => given.includes(template)));
}

/** What is summed up, from GetEventConfiguration: a question for each trail, so it is asked only where a spec says something of it. */
export async function observeApart(trail: Arn, aws: Ask<TrailReads>): Promise<Apart<TrailState>> {
  const asked = aws.ask('cloudtrail:GetEventConfiguration', { TrailName: trail });
  return { fields: { aggregation: await reading(asked, templatesOf, notKnownThere) } };
}

/** A region, or an endpoint that stands in for AWS, where nothing can be summed up yet. */
const notKnownThere = ['UnsupportedOperationException', 'UnknownOperationException'];

function templatesOf(answer: CloudTrail.GetEventConfigurationResponse = {}): readonly Template[] {
  return normaliseTemplates((answer.AggregationConfigurations ?? []).flatMap(({ Templates = [] }) => Templates));
}

/** Replaces all that stands there. Without a template it sends an empty list, of which AWS does not say that it is taken. */
export function putAggregation(aggregation: readonly Template[], TrailName: string): Call<TrailWrites> {
  const AggregationConfigurations: CloudTrail.AggregationConfiguration[] =
    aggregation.length === 0 ? [] : [{ EventCategory: 'Data', Templates: [...aggregation] }];
  return { call: 'cloudtrail:PutEventConfiguration', input: { TrailName, AggregationConfigurations } };
}

const lacking = (first: readonly Template[], second: readonly Template[]): readonly Template[] =>
  first.filter(template => !second.includes(template));

export const aggregationField: Field<readonly Template[]> = {
  change: 'call',
  effect(from, to) {
    if (lacking(from, to).length > 0) return 'weakens';
    return lacking(to, from).length > 0 ? 'strengthens' : 'neutral';
  },
  gravity: () => 'low',
  meaning(desired, live) {
    const [missing, extra] = [lacking(desired, live), lacking(live, desired)];
    if (missing.length > 0) return `Data events are not summed up by ${missing.join(' and ')}.`;
    return `Data events are summed up by ${extra.join(' and ')}, and billed, which the spec does not ask for.`;
  },
};
