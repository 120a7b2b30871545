import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { type Of, list, structure, text } from '../shape.ts';
import { advancedShape, readAdvanced, sortedFields } from './advanced-selectors.ts';
import { basicShape, readBasic } from './basic-selectors.ts';
import { trailAtHome, trailToWrite } from './lookup-trail.ts';
import { checkInsightDelivery } from './preflight.ts';
import { records } from './records.ts';
import type { InsightSelector, Selectors, Trail } from './trail.ts';

const eventInput = structure({ TrailName: text, EventSelectors: basicShape, AdvancedEventSelectors: advancedShape });

function putEventSelectors(input: Of<typeof eventInput>, context: Context): object {
  const trail = trailToWrite(input.TrailName, context);
  trail.selectors = readSelectors(input);
  trail.customSelectors = true;
  return view(trail, trail.selectors);
}

function readSelectors({ EventSelectors: basic, AdvancedEventSelectors: advanced }: Of<typeof eventInput>): Selectors {
  if (basic && advanced) {
    const message = 'You can select events by using either EventSelectors or AdvancedEventSelectors, but not both.';
    throw new Fault('InvalidEventSelectorsException', message);
  }
  if (advanced) return { kind: 'advanced', of: readAdvanced(advanced) };
  return { kind: 'basic', of: readBasic(basic ?? []) };
}

function view(trail: Trail, selectors: Selectors): object {
  const list = selectors.kind === 'basic' ? { EventSelectors: selectors.of } : { AdvancedEventSelectors: selectors.of };
  return { TrailARN: trail.arn, ...list };
}

function getEventSelectors(input: { readonly TrailName?: string }, context: Context): object {
  const trail = trailAtHome(input.TrailName, context, 'as-arn');
  const { selectors } = trail;
  return view(trail, selectors.kind === 'basic' ? selectors : { kind: 'advanced', of: sortedFields(selectors.of) });
}

const insightInput = structure({
  TrailName: text,
  InsightSelectors: list(structure({ InsightType: text, EventCategories: list(text) })),
});

function putInsightSelectors(input: Of<typeof insightInput>, context: Context): object {
  const trail = trailToWrite(input.TrailName, context);
  if (!input.InsightSelectors) throw new Fault('InvalidInsightSelectorsException', 'Insight selectors are required.');
  const wanted = input.InsightSelectors.map(readInsight);
  for (const insight of wanted) checkRecorded(insight, trail);
  if (wanted.length > 0) checkInsightDelivery(trail, context);
  trail.insights = wanted;
  return { TrailARN: trail.arn, InsightSelectors: wanted };
}

function readInsight(input: NonNullable<Of<typeof insightInput>['InsightSelectors']>[number]): InsightSelector {
  const { InsightType: type = '', EventCategories: categories } = input;
  const known = ['ApiCallRateInsight', 'ApiErrorRateInsight'].includes(type);
  if (!known || categories?.some(category => category !== 'Management' && category !== 'Data')) {
    throw new Fault('InvalidInsightSelectorsException', 'The insight type or an event category is not valid.');
  }
  return { InsightType: type, ...(categories && { EventCategories: categories }) };
}

/** Call rates of management events need write events; error rates reads or writes; insights of data events need those. */
function checkRecorded({ InsightType, EventCategories = ['Management'] }: InsightSelector, trail: Trail): void {
  const recorded = records(trail.selectors);
  for (const category of EventCategories) {
    const needed =
      category === 'Data'
        ? recorded.data
        : recorded.writes || (InsightType === 'ApiErrorRateInsight' && recorded.reads);
    if (needed) continue;
    const what = category === 'Data' ? 'data events' : 'management events';
    throw new Fault('InvalidInsightSelectorsException', `${InsightType} needs a trail that logs ${what}.`);
  }
}

function getInsightSelectors(input: { readonly TrailName?: string }, context: Context): object {
  const trail = trailAtHome(input.TrailName, context, 'as-arn');
  if (trail.insights.length > 0) return { TrailARN: trail.arn, InsightSelectors: trail.insights };
  const message = `Trail ${trail.name} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`;
  throw new Fault('InsightNotEnabledException', message);
}

const subjects = (raw: Readonly<Record<string, unknown>>): { type: string; name: string }[] =>
  typeof raw['TrailName'] === 'string' ? [{ type: 'AWS::CloudTrail::Trail', name: raw['TrailName'] }] : [];
const read = { kind: 'read', input: structure({ TrailName: text }), subjects } as const;

export const selectorOperations: Readonly<Record<string, JsonOperation>> = {
  PutEventSelectors: jsonOperation({ kind: 'write', input: eventInput, subjects, run: putEventSelectors }),
  GetEventSelectors: jsonOperation({ ...read, run: getEventSelectors }),
  PutInsightSelectors: jsonOperation({ kind: 'write', input: insightInput, subjects, run: putInsightSelectors }),
  GetInsightSelectors: jsonOperation({ ...read, run: getInsightSelectors }),
};
