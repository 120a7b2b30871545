import { Fault } from '../fault.ts';
import { type Of, flag, list, structure, text } from '../shape.ts';

export interface BasicSelector {
  readonly ReadWriteType: string;
  readonly IncludeManagementEvents: boolean;
  readonly DataResources: readonly { readonly Type: string; readonly Values: readonly string[] }[];
  readonly ExcludeManagementEventSources: readonly string[];
}

export const basicShape = list(
  structure({
    ReadWriteType: text,
    IncludeManagementEvents: flag,
    DataResources: list(structure({ Type: text, Values: list(text) })),
    ExcludeManagementEventSources: list(text),
  }),
);

const MOST_VALUES = 250;
const EXCLUDABLE = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

/** What every value of a type looks like, and which values mean all of them and do not count. */
const DATA_TYPES: Readonly<Record<string, { readonly each: RegExp; readonly all: RegExp }>> = {
  'AWS::S3::Object': { each: /^arn:aws[a-z-]*:s3:::[^/]+\/.*$/, all: /^arn:aws[a-z-]*:s3(?::::?)?$/ },
  'AWS::Lambda::Function': {
    each: /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+$/,
    all: /^arn:aws[a-z-]*:lambda$/,
  },
  'AWS::DynamoDB::Table': {
    each: /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/.+$/,
    all: /^arn:aws[a-z-]*:dynamodb$/,
  },
};

/** The selectors with all their defaults. Throws InvalidEventSelectorsException. */
export function readBasic(input: Of<typeof basicShape>): readonly BasicSelector[] {
  if (input.length < 1 || input.length > 5)
    throw refused('Specify a valid number of selectors (1 to 5) for your trail');
  const selectors = input.map(readOne);
  const counted = selectors.flatMap(selector => selector.DataResources.flatMap(countedValues));
  if (counted.length > MOST_VALUES)
    throw refused(`The total number of data resources exceeds ${MOST_VALUES} for your trail.`);
  return selectors;
}

function readOne(input: Of<typeof basicShape>[number]): BasicSelector {
  const { ReadWriteType = 'All', IncludeManagementEvents = true, ExcludeManagementEventSources = [] } = input;
  if (!['All', 'ReadOnly', 'WriteOnly'].includes(ReadWriteType))
    throw refused(`Value ${ReadWriteType} for ReadWriteType is invalid.`);
  const source = ExcludeManagementEventSources.find(each => !EXCLUDABLE.includes(each));
  if (source !== undefined) throw refused(`Value ${source} for ExcludeManagementEventSources is invalid.`);
  if (ExcludeManagementEventSources.length > 0 && !IncludeManagementEvents) {
    throw refused('ExcludeManagementEventSources needs IncludeManagementEvents.');
  }
  const DataResources = (input.DataResources ?? []).map(({ Type = '', Values = [] }) => ({ Type, Values }));
  for (const resource of DataResources) checkResource(resource);
  return { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources };
}

function formOf(type: string): { readonly each: RegExp; readonly all: RegExp } | undefined {
  return Object.hasOwn(DATA_TYPES, type) ? DATA_TYPES[type] : undefined;
}

function checkResource({ Type, Values }: BasicSelector['DataResources'][number]): void {
  const form = formOf(Type);
  if (!form) throw refused(`Value ${Type} for DataResources.Type is invalid.`);
  const value = Values.find(each => !form.each.test(each) && !form.all.test(each));
  if (value !== undefined) throw refused(`Value ${value} for DataResources.Values is invalid.`);
}

function countedValues({ Type, Values }: BasicSelector['DataResources'][number]): readonly string[] {
  return Values.filter(value => !formOf(Type)?.all.test(value));
}

function refused(message: string): Fault {
  return new Fault('InvalidEventSelectorsException', message);
}
