/** From what a block says of the events to the selectors that say the same, each part with the place it was written at. */
import { defaultSelectors, normaliseSelectors } from './selectors.ts';
import type { AdvancedSelector, Conditions, EventSelectors } from './selectors.ts';
import { operators } from './spec-events.ts';
import type {
  AdvancedSpec,
  DataSpec,
  EventsSpec,
  FieldSpec,
  ManagementSpec,
  NetworkSpec,
  Operator,
  RecordedSpec,
} from './spec-events.ts';

/** The values of one operator of a field of an advanced selector. */
export interface WrittenValues {
  /** JSON pointer into the block. */
  readonly at: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export interface WrittenField {
  readonly at: string;
  readonly field: string;
  readonly given: readonly WrittenValues[];
}

/** An advanced selector as the short form or the API's terms give it. */
export interface WrittenSelector {
  readonly at: string;
  readonly name: string | undefined;
  readonly fields: readonly WrittenField[];
}

/** What AWS's console calls it, and what some auditors look for. */
const managementName = 'Management events selector';

/** The advanced selectors of a block; none where it has basic ones, or the default. */
export function writtenSelectors({ events, advancedEventSelectors }: RecordedSpec): readonly WrittenSelector[] {
  if (advancedEventSelectors !== undefined) return advancedEventSelectors.map(fromApi);
  return events === undefined ? [] : fromEvents(events);
}

/** The selectors that a block asks for, in one spelling. */
export function wantedSelectors(spec: RecordedSpec): EventSelectors {
  const { events, eventSelectors, advancedEventSelectors } = spec;
  if (advancedEventSelectors !== undefined)
    return normaliseSelectors({ AdvancedEventSelectors: advancedEventSelectors });
  if (events !== undefined) return normaliseSelectors({ AdvancedEventSelectors: fromEvents(events).map(toApi) });
  return eventSelectors === undefined ? defaultSelectors : normaliseSelectors({ EventSelectors: eventSelectors });
}

function toApi({ name, fields }: WrittenSelector): AdvancedSpec {
  return {
    Name: name,
    FieldSelectors: fields.map(({ field, given }) => ({
      Field: field,
      ...Object.fromEntries(given.map(({ operator, values }) => [operator, values])),
    })),
  };
}

function fromApi({ Name, FieldSelectors = [] }: AdvancedSpec, index: number): WrittenSelector {
  const at = `/advancedEventSelectors/${index}`;
  return {
    at,
    name: Name,
    fields: FieldSelectors.map((field, place) => apiField(field, `${at}/FieldSelectors/${place}`)),
  };
}

function apiField(field: FieldSpec, at: string): WrittenField {
  const given = operators.flatMap((operator): readonly WrittenValues[] => {
    const values = field[operator];
    return values === undefined ? [] : [{ at: `${at}/${operator}`, operator, values }];
  });
  return { at, field: field.Field ?? '', given };
}

function fromEvents({ management = {}, data = [], networkActivity = [] }: EventsSpec): readonly WrittenSelector[] {
  return [
    ...(management === 'none' ? [] : [managementSelector(management)]),
    ...data.map((one, index) => dataSelector(one, `/events/data/${index}`)),
    ...networkActivity.map((one, index) => networkSelector(one, `/events/networkActivity/${index}`)),
  ];
}

function managementSelector({ readWrite, excludeSources }: ManagementSpec): WrittenSelector {
  const at = '/events/management';
  const fields = [
    field('eventCategory', { at, Equals: ['Management'] }),
    field('readOnly', { at: `${at}/readWrite`, Equals: readOnly(readWrite) }),
    field('eventSource', { at: `${at}/excludeSources`, NotEquals: excludeSources }),
  ];
  return { at, name: managementName, fields: fields.flat() };
}

function dataSelector({ type, readWrite, arns, arnPrefixes, ...rest }: DataSpec, at: string): WrittenSelector {
  const resources = [
    ...field('resources.ARN', { at: `${at}/arns`, Equals: arns }),
    ...field('resources.ARN', { at: `${at}/arnPrefixes`, StartsWith: arnPrefixes }),
    ...field('resources.ARN', { at: `${at}/notArnPrefixes`, NotStartsWith: rest.notArnPrefixes }),
  ].flatMap(({ given }) => given);
  const fields = [
    field('eventCategory', { at, Equals: ['Data'] }),
    field('resources.type', { at: `${at}/type`, Equals: [type] }),
    field('readOnly', { at: `${at}/readWrite`, Equals: readOnly(readWrite) }),
    resources.length > 0 ? [{ at, field: 'resources.ARN', given: resources }] : [],
    field('eventName', { at: `${at}/eventNames`, Equals: rest.eventNames }),
  ];
  return { at, name: undefined, fields: fields.flat() };
}

function networkSelector({ source, errors }: NetworkSpec, at: string): WrittenSelector {
  const fields = [
    field('eventCategory', { at, Equals: ['NetworkActivity'] }),
    field('eventSource', { at: `${at}/source`, Equals: [source] }),
    field('errorCode', { at: `${at}/errors`, Equals: errors === undefined ? [] : [errors] }),
  ];
  return { at, name: undefined, fields: fields.flat() };
}

type Given = { readonly at: string } & { readonly [O in Operator]?: readonly string[] | undefined };

/** A field with the operators that have values; no field where none has. */
function field(name: string, { at, ...given }: Given): readonly WrittenField[] {
  const filled = operators.flatMap(operator => {
    const values = given[operator] ?? [];
    return values.length > 0 ? [{ at, operator, values }] : [];
  });
  return filled.length > 0 ? [{ at, field: name, given: filled }] : [];
}

function readOnly(readWrite: DataSpec['readWrite'] = 'All'): readonly string[] {
  return readWrite === 'All' ? [] : [String(readWrite === 'ReadOnly')];
}

/** The inverse, in the shortest form that gives the same selectors. */
export function selectorsToSpec(selectors: EventSelectors): RecordedSpec {
  if ('basic' in selectors)
    return {
      eventSelectors: selectors.basic.map(({ readWriteType, managementEvents, dataResources, excludedSources }) => ({
        ...(readWriteType === 'All' ? {} : { ReadWriteType: readWriteType }),
        ...(managementEvents ? {} : { IncludeManagementEvents: false }),
        ...(dataResources.length === 0
          ? {}
          : { DataResources: dataResources.map(({ type, values }) => ({ Type: type, Values: values })) }),
        ...(excludedSources.length === 0 ? {} : { ExcludeManagementEventSources: excludedSources }),
      })),
    };
  return { ...(eventsOf(selectors.advanced) ?? { advancedEventSelectors: selectors.advanced.map(apiForm) }) };
}

function apiForm({ name, fields }: AdvancedSelector): AdvancedSpec {
  return {
    ...(name === null ? {} : { Name: name }),
    FieldSelectors: Object.entries(fields).map(([Field, given]) => ({ Field, ...given })),
  };
}

/** The short form, where one says exactly this. What it cannot say is found by compiling it again. */
function eventsOf(advanced: readonly AdvancedSelector[]): RecordedSpec | undefined {
  const byCategory = Map.groupBy(advanced, ({ fields }) => fields['eventCategory']?.Equals?.[0]);
  const [management, ...more] = byCategory.get('Management') ?? [];
  const data = (byCategory.get('Data') ?? []).map(({ fields }) => dataOf(fields));
  const networkActivity = (byCategory.get('NetworkActivity') ?? []).map(({ fields }) => networkOf(fields));
  const written = management === undefined ? ('none' as const) : managementOf(management.fields);
  const spec: RecordedSpec = {
    events: {
      ...(written !== 'none' && Object.keys(written).length === 0 ? {} : { management: written }),
      ...(data.length === 0 ? {} : { data }),
      ...(networkActivity.length === 0 ? {} : { networkActivity }),
    },
  };
  const again = wantedSelectors(spec);
  const same = 'advanced' in again && JSON.stringify(again.advanced) === JSON.stringify(advanced);
  return more.length === 0 && same ? spec : undefined;
}

type Fields = Readonly<Record<string, Conditions>>;

function readWriteOf(fields: Fields): Pick<DataSpec, 'readWrite'> {
  const [only] = fields['readOnly']?.Equals ?? [];
  return only === undefined ? {} : { readWrite: only === 'true' ? 'ReadOnly' : 'WriteOnly' };
}

function managementOf(fields: Fields): ManagementSpec {
  const excluded = fields['eventSource']?.NotEquals;
  return { ...readWriteOf(fields), ...(excluded === undefined ? {} : { excludeSources: excluded }) };
}

function dataOf(fields: Fields): DataSpec {
  const { Equals: arns, StartsWith: arnPrefixes, NotStartsWith: notArnPrefixes } = fields['resources.ARN'] ?? {};
  const eventNames = fields['eventName']?.Equals;
  return {
    type: fields['resources.type']?.Equals?.[0] ?? '',
    ...readWriteOf(fields),
    ...(arns === undefined ? {} : { arns }),
    ...(arnPrefixes === undefined ? {} : { arnPrefixes }),
    ...(notArnPrefixes === undefined ? {} : { notArnPrefixes }),
    ...(eventNames === undefined ? {} : { eventNames }),
  };
}

function networkOf(fields: Fields): NetworkSpec {
  const source = fields['eventSource']?.Equals?.[0] ?? '';
  return fields['errorCode'] === undefined ? { source } : { source, errors: 'VpceAccessDenied' };
}
