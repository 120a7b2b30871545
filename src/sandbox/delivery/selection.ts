import type { AdvancedSelector } from '../cloudtrail/advanced-selectors.ts';
import type { BasicSelector } from '../cloudtrail/basic-selectors.ts';
import type { Selectors } from '../cloudtrail/trail.ts';
import type { HistoryEvent } from '../history/history.ts';

/** What selectors choose by, by the names of their fields. A field that the event does not have is absent. */
type Fields = Readonly<Record<string, string | undefined>>;

/** Whether selectors record an event. */
export function selects(selectors: Selectors, event: HistoryEvent): boolean {
  if (selectors.kind === 'basic') return selectors.of.some(one => basic(one, event));
  const fields = fieldsOf(event);
  return selectors.of.some(one => advanced(one, fields));
}

function basic(selector: BasicSelector, { readOnly, source, data }: HistoryEvent): boolean {
  const { ReadWriteType: type, IncludeManagementEvents: management } = selector;
  if (type !== 'All' && readOnly !== (type === 'ReadOnly')) return false;
  if (!data) return management && !selector.ExcludeManagementEventSources.includes(source);
  return selector.DataResources.some(
    ({ Type, Values }) => Type === data.type && Values.some(value => data.arn.startsWith(value)),
  );
}

function fieldsOf({ record, name, source, readOnly, data, principalArn }: HistoryEvent): Fields {
  return {
    eventCategory: data ? 'Data' : 'Management',
    readOnly: String(readOnly),
    eventSource: source,
    eventName: name,
    eventType: 'eventType' in record ? String(record.eventType) : undefined,
    'resources.type': data?.type,
    'resources.ARN': data?.arn,
    'userIdentity.arn': principalArn,
  };
}

/** All fields of a selector must hold: of their values one that fits is enough, and none that is excluded may. */
function advanced({ FieldSelectors }: AdvancedSelector, fields: Fields): boolean {
  return FieldSelectors.every(({ Field, ...operators }) => {
    const value = fields[Field];
    const fits = (tests: readonly (boolean | undefined)[]): boolean => tests.some(Boolean);
    const wanted = [operators.Equals, operators.StartsWith, operators.EndsWith];
    const positive = fits([
      value !== undefined && operators.Equals?.includes(value),
      operators.StartsWith?.some(each => value?.startsWith(each)),
      operators.EndsWith?.some(each => value?.endsWith(each)),
    ]);
    const negative = fits([
      value !== undefined && operators.NotEquals?.includes(value),
      operators.NotStartsWith?.some(each => value?.startsWith(each)),
      operators.NotEndsWith?.some(each => value?.endsWith(each)),
    ]);
    return !negative && (positive || wanted.every(values => values === undefined));
  });
}
