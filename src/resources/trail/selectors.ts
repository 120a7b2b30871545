/** Event selectors in one spelling, so that what AWS shuffles or fills in is no difference. */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import { canonical } from '../../core/diff.ts';
import { operators } from './spec-events.ts';
import type { AdvancedSpec, BasicSpec, FieldSpec, Operator } from './spec-events.ts';

export interface BasicSelector {
  readonly readWriteType: CloudTrail.ReadWriteType;
  readonly managementEvents: boolean;
  readonly dataResources: readonly { readonly type: string; readonly values: readonly string[] }[];
  readonly excludedSources: readonly string[];
}

/** What a field's value must be: one of the positive lists must match, none of the negative ones. */
export type Conditions = { readonly [O in Operator]?: readonly string[] };

export interface AdvancedSelector {
  readonly name: string | null;
  /** All must hold. */
  readonly fields: Readonly<Record<string, Conditions>>;
}

/** A trail has one of the two lists. An event is recorded if any selector of it takes the event. */
export type EventSelectors =
  | { readonly basic: readonly BasicSelector[] }
  | { readonly advanced: readonly AdvancedSelector[] };

/** What a trail has until somebody puts selectors: all management events, nothing else. */
export const defaultSelectors: EventSelectors = {
  basic: [{ readWriteType: 'All', managementEvents: true, dataResources: [], excludedSources: [] }],
};

const defaultFields = canonical({ eventCategory: { Equals: ['Management'] } });

/** Selectors as GetEventSelectors answers them, or as they are written in the API's terms. */
interface ApiSelectors {
  readonly EventSelectors?: readonly BasicSpec[] | undefined;
  readonly AdvancedEventSelectors?: readonly AdvancedSpec[] | undefined;
}

/** Selectors in one spelling: lists without a meaningful order are sorted, what is absent is empty. */
export function normaliseSelectors({
  EventSelectors: basic = [],
  AdvancedEventSelectors: advanced = [],
}: ApiSelectors): EventSelectors {
  return advanced.length > 0
    ? { advanced: sorted(advanced.map(normaliseAdvanced)) }
    : { basic: sorted(basic.map(normaliseBasic)) };
}

/** Whether two sets of selectors are the same. The two ways to write the default are one, whatever its name. */
export function sameSelectors(a: EventSelectors, b: EventSelectors): boolean {
  return canonical(a) === canonical(b) || (isDefault(a) && isDefault(b));
}

/** The members of PutEventSelectors for these selectors. */
export function selectorsInput(
  selectors: EventSelectors,
): Pick<CloudTrail.PutEventSelectorsCommandInput, 'EventSelectors' | 'AdvancedEventSelectors'> {
  if ('basic' in selectors) return { EventSelectors: selectors.basic.map(basicInput) };
  return { AdvancedEventSelectors: selectors.advanced.map(advancedInput) };
}

/** Each value once, in order. */
export function asSet<T extends string>(values: readonly T[] = []): readonly T[] {
  return [...new Set(values)].toSorted();
}

function isDefault(selectors: EventSelectors): boolean {
  if ('basic' in selectors) return canonical(selectors) === canonical(defaultSelectors);
  const [first, ...more] = selectors.advanced;
  return first !== undefined && more.length === 0 && canonical(first.fields) === defaultFields;
}

function sorted<T>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}

function normaliseBasic(selector: BasicSpec): BasicSelector {
  const { ReadWriteType = 'All', IncludeManagementEvents = true, DataResources = [] } = selector;
  return {
    readWriteType: ReadWriteType,
    managementEvents: IncludeManagementEvents,
    dataResources: sorted(DataResources.map(({ Type = '', Values }) => ({ type: Type, values: asSet(Values) }))),
    excludedSources: asSet(selector.ExcludeManagementEventSources),
  };
}

/** AWS accepts a field once in a selector and returns the fields sorted by name. */
function normaliseAdvanced({ Name, FieldSelectors = [] }: AdvancedSpec): AdvancedSelector {
  const fields = FieldSelectors.map(selector => [selector.Field ?? '', conditions(selector)] as const);
  return { name: Name === undefined || Name === '' ? null : Name, fields: Object.fromEntries(fields) };
}

function conditions(selector: FieldSpec): Conditions {
  const given = operators.map(operator => [operator, asSet(selector[operator])] as const);
  return Object.fromEntries(given.filter(([, values]) => values.length > 0));
}

function basicInput(selector: BasicSelector): CloudTrail.EventSelector {
  return {
    ReadWriteType: selector.readWriteType,
    IncludeManagementEvents: selector.managementEvents,
    DataResources: selector.dataResources.map(({ type, values }) => ({ Type: type, Values: [...values] })),
    ExcludeManagementEventSources: [...selector.excludedSources],
  };
}

function advancedInput({ name, fields }: AdvancedSelector): CloudTrail.AdvancedEventSelector {
  return {
    ...(name === null ? {} : { Name: name }),
    FieldSelectors: Object.entries(fields).map(([Field, given]) => ({
      Field,
      ...Object.fromEntries(Object.entries(given).map(([operator, values]) => [operator, [...values]])),
    })),
  };
}
