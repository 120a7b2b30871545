/** Selectors as events have them: the names of the API with a small letter at the beginning. */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import { flagAt, objectsAt, textAt } from '../../core/drift/cause.ts';
import type { Parameters } from '../../core/drift/cause.ts';
import { normaliseInsights } from './insights.ts';
import type { Insight } from './insights.ts';
import { normaliseSelectors } from './selectors.ts';
import type { EventSelectors } from './selectors.ts';
import { operators } from './spec-events.ts';

/** The selectors that a request puts; undefined: it does not tell. */
export function selectorsTold(parameters: Parameters): EventSelectors | undefined {
  const { eventSelectors: basic, advancedEventSelectors: advanced } = parameters;
  if (!Array.isArray(basic) && !Array.isArray(advanced)) return undefined;
  return normaliseSelectors({
    EventSelectors: objectsAt(parameters, 'eventSelectors').map(basicTold),
    AdvancedEventSelectors: objectsAt(parameters, 'advancedEventSelectors').map(advancedTold),
  });
}

function basicTold(selector: Parameters): CloudTrail.EventSelector {
  const type = readWriteTypes.find(name => name === textAt(selector, 'readWriteType'));
  const management = flagAt(selector, 'includeManagementEvents');
  return {
    ...(type === undefined ? {} : { ReadWriteType: type }),
    ...(management === undefined ? {} : { IncludeManagementEvents: management }),
    DataResources: objectsAt(selector, 'dataResources').map(resource => ({
      Type: textAt(resource, 'type'),
      Values: listAt(resource, 'values'),
    })),
    ExcludeManagementEventSources: listAt(selector, 'excludeManagementEventSources'),
  };
}

const readWriteTypes = ['All', 'ReadOnly', 'WriteOnly'] as const;

function advancedTold(selector: Parameters): CloudTrail.AdvancedEventSelector {
  return {
    Name: textAt(selector, 'name'),
    FieldSelectors: objectsAt(selector, 'fieldSelectors').map(field => ({
      Field: textAt(field, 'field'),
      ...Object.fromEntries(operators.map(operator => [operator, listAt(field, lowerFirst(operator))])),
    })),
  };
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function listAt(parameters: Parameters, name: string): string[] {
  const value = parameters[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** What a request lets CloudTrail look for; undefined: it does not tell. */
export function insightsTold(parameters: Parameters): readonly Insight[] | undefined {
  if (!Array.isArray(parameters['insightSelectors'])) return undefined;
  return normaliseInsights(
    objectsAt(parameters, 'insightSelectors').map(selector => {
      const categories = listAt(selector, 'eventCategories').filter(isCategory);
      return {
        InsightType: insightTypes.find(name => name === textAt(selector, 'insightType')),
        ...(categories.length === 0 ? {} : { EventCategories: categories }),
      };
    }),
  );
}

const insightTypes = ['ApiCallRateInsight', 'ApiErrorRateInsight'] as const;

function isCategory(text: string): text is CloudTrail.SourceEventCategory {
  return text === 'Management' || text === 'Data';
}
