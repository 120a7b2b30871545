import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { check } from '../../../src/resources/trail/check.ts';
import { selectorsToSpec, wantedSelectors } from '../../../src/resources/trail/compile.ts';
import { eventSelectorsField } from '../../../src/resources/trail/coverage.ts';
import { defaultSelectors, sameSelectors, selectorsInput } from '../../../src/resources/trail/selectors.ts';
import type { RecordedSpec } from '../../../src/resources/trail/spec-events.ts';
import { Cloud, arn, entry, home, plain } from './estate.ts';
import { calls } from '../../../src/resources/trail/calls.ts';
import { observe } from '../../../src/resources/trail/observe.ts';
import { events, recorded } from '../../arbitraries/recorded.ts';

const managementEvents = { Field: 'eventCategory', Equals: ['Management'] };
const dataEvents = { Field: 'eventCategory', Equals: ['Data'] };
const objects = { Field: 'resources.type', Equals: ['AWS::S3::Object'] };
const Name = 'Management events selector';

describe('the short form', () => {
  it.each<{ name: string; spec: RecordedSpec; expected: readonly object[] }>([
    { name: 'nothing', spec: { events: {} }, expected: [{ Name, FieldSelectors: [managementEvents] }] },
    {
      name: 'writes but those of KMS',
      spec: { events: { management: { readWrite: 'WriteOnly', excludeSources: ['kms.amazonaws.com'] } } },
      expected: [
        {
          Name,
          FieldSelectors: [
            managementEvents,
            { Field: 'readOnly', Equals: ['false'] },
            { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
          ],
        },
      ],
    },
    {
      name: 'reads of objects, of some buckets less others',
      spec: {
        events: {
          management: 'none',
          data: [
            {
              type: 'AWS::S3::Object',
              readWrite: 'ReadOnly',
              arns: ['arn:aws:s3:::c/key'],
              arnPrefixes: ['arn:aws:s3:::a/'],
              notArnPrefixes: ['arn:aws:s3:::a/tmp/'],
              eventNames: ['GetObject'],
            },
          ],
        },
      },
      expected: [
        {
          FieldSelectors: [
            dataEvents,
            objects,
            { Field: 'readOnly', Equals: ['true'] },
            {
              Field: 'resources.ARN',
              Equals: ['arn:aws:s3:::c/key'],
              StartsWith: ['arn:aws:s3:::a/'],
              NotStartsWith: ['arn:aws:s3:::a/tmp/'],
            },
            { Field: 'eventName', Equals: ['GetObject'] },
          ],
        },
      ],
    },
    {
      name: 'what endpoints denied',
      spec: {
        events: {
          management: 'none',
          networkActivity: [
            { source: 'ec2.amazonaws.com', errors: 'VpceAccessDenied' },
            { source: 'kms.amazonaws.com' },
          ],
        },
      },
      expected: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['NetworkActivity'] },
            { Field: 'eventSource', Equals: ['ec2.amazonaws.com'] },
            { Field: 'errorCode', Equals: ['VpceAccessDenied'] },
          ],
        },
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['NetworkActivity'] },
            { Field: 'eventSource', Equals: ['kms.amazonaws.com'] },
          ],
        },
      ],
    },
  ])('is written as advanced selectors: $name', ({ spec, expected }) => {
    expect(selectorsInput(wantedSelectors(spec))).toEqual({ AdvancedEventSelectors: expected });
  });

  it('is the default where it says nothing', () => {
    expect(sameSelectors(wantedSelectors({ events: {} }), defaultSelectors)).toBe(true);
  });

  it('is what import writes, of everything that it can say', () => {
    fc.assert(
      fc.property(events, given => {
        expect(Object.keys(selectorsToSpec(wantedSelectors({ events: given })))).toEqual(['events']);
      }),
    );
  });
});

describe('any way of writing', () => {
  it('comes back from its selectors as something that means exactly the same', () => {
    fc.assert(
      fc.property(recorded, given => {
        const selectors = wantedSelectors(given);
        expect(wantedSelectors(selectorsToSpec(selectors))).toEqual(selectors);
      }),
      { numRuns: 500 },
    );
  });

  it('is fine with AWS', () => {
    fc.assert(
      fc.property(recorded, given => {
        expect(check([entry(given)])).toEqual([]);
      }),
    );
  });

  it('is there after it was put, whatever stood there before', async () => {
    await fc.assert(
      fc.asyncProperty(recorded, recorded, async (before, after) => {
        const cloud = new Cloud();
        const [first, second] = [wantedSelectors(before), wantedSelectors(after)];
        const place = { name: 'main', arn: arn('main'), target: home };
        const send = (made: ReturnType<typeof calls>) => made.forEach(({ call, input }) => cloud.send(call, input));
        send(calls({ ...place, action: 'create', desired: { ...plain, eventSelectors: first } }));
        const live = (await observe([place.arn], cloud, home)).asked.get(place.arn);
        if (live?.is !== 'present') throw new Error('a trail');
        expect(live.fields.eventSelectors).toSatisfy(
          (found: { readonly value: typeof first }) => eventSelectorsField.equal?.(first, found.value) === true,
        );
        const desired = { ...plain, eventSelectors: second };
        send(calls({ ...place, action: 'update', desired, live: live.fields, changed: ['eventSelectors'] }));
        const again = (await observe([place.arn], cloud, home)).asked.get(place.arn);
        expect(again).toMatchObject({ fields: { eventSelectors: { value: second } } });
      }),
    );
  });
});

describe('basic and advanced selectors', () => {
  const basic = (spec: NonNullable<RecordedSpec['eventSelectors']>[number]) =>
    wantedSelectors({ eventSelectors: [spec] });

  it.each<{
    name: string;
    basic: Parameters<typeof basic>[0];
    events: NonNullable<RecordedSpec['events']>;
    same: boolean;
  }>([
    {
      name: 'writes but those of KMS',
      basic: { ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['kms.amazonaws.com'] },
      events: { management: { readWrite: 'WriteOnly', excludeSources: ['kms.amazonaws.com'] } },
      same: true,
    },
    {
      name: 'buckets',
      basic: { DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::a/', 'arn:aws:s3:::b/'] }] },
      events: { data: [{ type: 'AWS::S3::Object', arnPrefixes: ['arn:aws:s3:::b/', 'arn:aws:s3:::a/'] }] },
      same: true,
    },
    {
      name: 'every object',
      basic: { DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::'] }] },
      events: { data: [{ type: 'AWS::S3::Object' }] },
      same: true,
    },
    {
      name: 'a function',
      basic: {
        DataResources: [
          { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda:eu-west-1:111111111111:function:pay'] },
        ],
      },
      events: {
        data: [{ type: 'AWS::Lambda::Function', arns: ['arn:aws:lambda:eu-west-1:111111111111:function:pay'] }],
      },
      same: true,
    },
    {
      name: 'a table, of which that is not certain',
      basic: {
        DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb:eu-west-1:111111111111:table/t'] }],
      },
      events: {
        data: [{ type: 'AWS::DynamoDB::Table', arns: ['arn:aws:dynamodb:eu-west-1:111111111111:table/t'] }],
      },
      same: false,
    },
    {
      name: 'a bucket more',
      basic: { DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::a/'] }] },
      events: { data: [{ type: 'AWS::S3::Object', arnPrefixes: ['arn:aws:s3:::b/', 'arn:aws:s3:::a/'] }] },
      same: false,
    },
    { name: 'reads missing', basic: {}, events: { management: { readWrite: 'WriteOnly' } }, same: false },
  ])('are the same for certain, or not: $name', ({ basic: given, events: short, same }) => {
    const [one, other] = [basic(given), wantedSelectors({ events: short })];
    expect([eventSelectorsField.equal?.(one, other), eventSelectorsField.equal?.(other, one)]).toEqual([same, same]);
  });
});
