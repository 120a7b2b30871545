/** What people may write of events, and what may stand at AWS. */
import fc from 'fast-check';

import { wantedSelectors } from '../../src/resources/trail/compile.ts';
import type { EventSelectors } from '../../src/resources/trail/selectors.ts';
import type {
  AdvancedSpec,
  BasicSpec,
  DataSpec,
  EventsSpec,
  NetworkSpec,
  RecordedSpec,
} from '../../src/resources/trail/spec-events.ts';

const some = <T>(values: fc.Arbitrary<T>) => fc.uniqueArray(values, { minLength: 1, maxLength: 3 });
const readWrite = fc.constantFrom('All', 'ReadOnly', 'WriteOnly');
const bucket = fc.constantFrom('arn:aws:s3:::a/', 'arn:aws:s3:::a/pre', 'arn:aws:s3:::b/', 'arn:aws:s3:::c/');
const object = bucket.map(start => `${start}key`);
const excluded = fc.uniqueArray(fc.constantFrom('kms.amazonaws.com', 'rdsdata.amazonaws.com'), { maxLength: 2 });

const management: fc.Arbitrary<NonNullable<EventsSpec['management']>> = fc.oneof(
  fc.constant('none' as const),
  fc.record({ readWrite, excludeSources: excluded }, { requiredKeys: [] }),
);
const data: fc.Arbitrary<DataSpec> = fc.oneof(
  fc.record(
    {
      type: fc.constant('AWS::S3::Object'),
      readWrite,
      arns: some(object),
      arnPrefixes: some(bucket),
      notArnPrefixes: some(bucket),
      eventNames: some(fc.constantFrom('GetObject', 'PutObject')),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    { type: fc.constantFrom('AWS::SNS::Topic', 'AWS::Lambda::Function'), readWrite },
    { requiredKeys: ['type'] },
  ),
);
const networkActivity: fc.Arbitrary<NetworkSpec> = fc.record(
  {
    source: fc.constantFrom('s3.amazonaws.com', 'kms.amazonaws.com'),
    errors: fc.constant('VpceAccessDenied' as const),
  },
  { requiredKeys: ['source'] },
);

export const events: fc.Arbitrary<EventsSpec> = fc
  .record(
    {
      management,
      data: fc.array(data, { maxLength: 3 }),
      networkActivity: fc.array(networkActivity, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .filter(given => given.management !== 'none' || (given.data ?? []).length + (given.networkActivity ?? []).length > 0);

const basic: fc.Arbitrary<BasicSpec> = fc
  .record(
    {
      ReadWriteType: readWrite,
      IncludeManagementEvents: fc.boolean(),
      DataResources: fc.uniqueArray(
        fc.oneof(
          fc.record({ Type: fc.constant('AWS::S3::Object'), Values: some(bucket) }),
          fc.constant({ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }),
          fc.constant({ Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] }),
        ),
        { maxLength: 2, selector: ({ Type }) => Type },
      ),
      ExcludeManagementEventSources: excluded,
    },
    { requiredKeys: [] },
  )
  .map(({ ExcludeManagementEventSources: left = [], ...given }) =>
    given.IncludeManagementEvents === false ? given : { ...given, ExcludeManagementEventSources: left },
  );

const advanced: fc.Arbitrary<AdvancedSpec> = fc.record(
  {
    Name: fc.constantFrom('one', 'two', 'Management events selector'),
    FieldSelectors: fc.oneof(
      readWrite.map(mode => [
        { Field: 'eventCategory', Equals: ['Management'] },
        ...(mode === 'All' ? [] : [{ Field: 'readOnly', Equals: [String(mode === 'ReadOnly')] }]),
      ]),
      fc.tuple(some(bucket), fc.boolean()).map(([ends, negative]) => [
        { Field: 'resources.ARN', [negative ? 'NotEndsWith' : 'EndsWith']: ends },
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      ]),
    ),
  },
  { requiredKeys: ['FieldSelectors'] },
);

/** Any of the three ways, and none. */
export const recorded: fc.Arbitrary<RecordedSpec> = fc.oneof(
  fc.constant({}),
  events.map(given => ({ events: given })),
  fc.array(basic, { minLength: 1, maxLength: 3 }).map(eventSelectors => ({ eventSelectors })),
  fc.array(advanced, { minLength: 1, maxLength: 3 }).map(advancedEventSelectors => ({ advancedEventSelectors })),
);

export const eventSelectors: fc.Arbitrary<EventSelectors> = recorded.map(wantedSelectors);
