/** AWS's rules for basic event selectors. */
import { excludable, refused } from './fault.ts';
import type { Fault } from './fault.ts';
import type { BasicSpec } from './spec-events.ts';

const mostSelectors = 5;
const mostValues = 250;

interface Form {
  readonly one: RegExp;
  /** Every resource of the type; not counted. */
  readonly all: RegExp;
  readonly hint: string;
}

const forms: Readonly<Record<string, Form>> = {
  'AWS::S3::Object': {
    one: /^arn:[^:]+:s3:::[^/*]+\/.*$/u,
    all: /^arn:[^:]+:s3(?::::?)?$/u,
    hint: 'Write arn:aws:s3:::BUCKET/ or arn:aws:s3:::BUCKET/PREFIX, or arn:aws:s3 for every bucket.',
  },
  'AWS::Lambda::Function': {
    one: /^arn:[^:]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/u,
    all: /^arn:[^:]+:lambda$/u,
    hint: 'Write the ARN of a function without a version, or arn:aws:lambda for every function.',
  },
  'AWS::DynamoDB::Table': {
    one: /^arn:[^:]+:dynamodb:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]+$/u,
    all: /^arn:[^:]+:dynamodb$/u,
    hint: 'Write the ARN of a table, or arn:aws:dynamodb for every table.',
  },
};

/** What AWS would refuse of the basic selectors of a trail in that partition. */
export function checkBasic(selectors: readonly BasicSpec[], partition: string): readonly Fault[] {
  return [
    ...counts(selectors),
    ...selectors.flatMap((one, index) => ofOne(one, `/eventSelectors/${index}`, partition)),
  ];
}

function counts(selectors: readonly BasicSpec[]): readonly Fault[] {
  const at = '/eventSelectors';
  const values = selectors.flatMap(({ DataResources = [] }) =>
    DataResources.flatMap(({ Type = '', Values = [] }) =>
      Values.filter(value => forms[Type]?.all.test(value) !== true),
    ),
  );
  return [
    ...(selectors.length === 0
      ? [refused(at, 'a trail has at least one event selector', 'Leave it out for the default.')]
      : []),
    ...(selectors.length > mostSelectors
      ? [tooMany(at, `${selectors.length} event selectors; AWS takes ${mostSelectors} for a trail`)]
      : []),
    ...(values.length > mostValues
      ? [tooMany(at, `${values.length} values of data resources; AWS takes ${mostValues} for a trail`)]
      : []),
  ];
}

function tooMany(at: string, message: string): Fault {
  return { code: 'too-many-selectors', at, message, hint: 'Join some, or use advanced event selectors.' };
}

function ofOne(selector: BasicSpec, at: string, partition: string): readonly Fault[] {
  const { IncludeManagementEvents = true, DataResources = [], ExcludeManagementEventSources: excluded = [] } = selector;
  const sources = `${at}/ExcludeManagementEventSources`;
  return [
    ...excluded.flatMap((source, index) =>
      excludable.includes(source) ? [] : [refused(`${sources}/${index}`, notExcludable(source))],
    ),
    ...(excluded.length > 0 && !IncludeManagementEvents
      ? [refused(sources, 'sources are left out of management events, and there are none')]
      : []),
    ...DataResources.flatMap((resource, index) => ofData(resource, `${at}/DataResources/${index}`, partition)),
  ];
}

const notExcludable = (source: string): string => `AWS leaves out ${excludable.join(' and ')}, not ${source}`;

function ofData(
  { Type: type = '', Values = [] }: NonNullable<BasicSpec['DataResources']>[number],
  at: string,
  partition: string,
): readonly Fault[] {
  const form = Object.hasOwn(forms, type) ? forms[type] : undefined;
  if (form === undefined)
    return [
      refused(`${at}/Type`, `basic event selectors know no "${type}"`, 'Use advanced event selectors, or events.'),
    ];
  return Values.flatMap((value, index) => {
    const where = `${at}/Values/${index}`;
    if (!form.one.test(value) && !form.all.test(value))
      return [refused(where, `"${value}" is no value of ${type}`, form.hint)];
    const its = value.split(':')[1];
    return its === partition
      ? []
      : [refused(where, `"${value}" is of the partition ${its}, the trail of ${partition}`)];
  });
}
