import { expect, it } from 'vitest';

import { wantedSelectors } from '../../../src/resources/trail/compile.ts';
import { eventSelectorsField } from '../../../src/resources/trail/coverage.ts';
import type { DataSpec, FieldSpec } from '../../../src/resources/trail/spec-events.ts';

const type = 'AWS::S3::Object';
const short = (...data: readonly Omit<DataSpec, 'type'>[]) =>
  wantedSelectors({ events: { data: data.map(one => ({ type, ...one })) } });
const api = (...fields: readonly FieldSpec[]) =>
  wantedSelectors({
    advancedEventSelectors: [
      { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
      {
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: [type] },
          ...fields,
        ],
      },
    ],
  });
const arns = (given: Omit<FieldSpec, 'Field'>) => api({ Field: 'resources.ARN', ...given });
const numbers = Array.from({ length: 30 }, (_, index) => String(index));

it.each([
  { name: 'a bucket more', less: short({ arnPrefixes: ['a/'] }), more: short({ arnPrefixes: ['a/', 'b/'] }) },
  {
    name: 'a bucket more, in an item of its own',
    less: short({ arnPrefixes: ['a/'] }),
    more: short({ arnPrefixes: ['a/'] }, { arnPrefixes: ['b/'] }),
  },
  { name: 'a whole bucket', less: short({ arnPrefixes: ['a/pre'] }), more: short({ arnPrefixes: ['a/'] }) },
  { name: 'what one object is part of', less: short({ arns: ['a/key'] }), more: short({ arnPrefixes: ['a/'] }) },
  { name: 'every object', less: short({ arnPrefixes: ['a/'] }), more: short({}) },
  { name: 'reads too', less: short({ readWrite: 'WriteOnly' }), more: short({}) },
  { name: 'every event', less: short({ eventNames: ['GetObject'] }), more: short({}) },
  { name: 'less left out', less: short({ notArnPrefixes: ['a/', 'b/'] }), more: short({ notArnPrefixes: ['a/'] }) },
  {
    name: 'a smaller part left out',
    less: short({ notArnPrefixes: ['a/'] }),
    more: short({ notArnPrefixes: ['a/tmp'] }),
  },
  { name: 'what is left out elsewhere', less: short({ arnPrefixes: ['a/'] }), more: short({ notArnPrefixes: ['b/'] }) },
  { name: 'endings', less: arns({ EndsWith: ['.tar.gz'] }), more: arns({ EndsWith: ['.gz', '.zip'] }) },
  { name: 'endings left out', less: arns({ NotEndsWith: ['.gz', '.tmp'] }), more: arns({ NotEndsWith: ['.gz'] }) },
  { name: 'one value left out', less: arns({ NotEquals: ['a', 'b'] }), more: arns({ NotEquals: ['a'] }) },
  {
    name: 'one of the values left out',
    less: arns({ StartsWith: ['x'], NotEquals: ['a'] }),
    more: arns({ NotEquals: ['b', 'a'] }),
  },
  {
    name: 'a field less, with more combinations than are taken apart',
    less: api({ Field: 'eventName', Equals: numbers }, { Field: 'userIdentity.arn', Equals: numbers }),
    more: api({ Field: 'eventName', Equals: numbers }),
  },
  {
    name: 'alternatives that are not taken apart',
    less: api(
      { Field: 'eventName', Equals: numbers },
      { Field: 'userIdentity.arn', StartsWith: numbers, Equals: numbers },
    ),
    more: api(
      { Field: 'eventName', Equals: numbers },
      { Field: 'userIdentity.arn', StartsWith: numbers, Equals: [...numbers, 'x'] },
    ),
  },
])('$name is more', ({ less, more }) => {
  expect([eventSelectorsField.effect(less, more), eventSelectorsField.effect(more, less)]).toEqual([
    'strengthens',
    'weakens',
  ]);
});

it.each([
  { name: 'another bucket', one: short({ arnPrefixes: ['a/'] }), other: short({ arnPrefixes: ['b/'] }) },
  { name: 'a beginning and an ending', one: arns({ StartsWith: ['a/'] }), other: arns({ EndsWith: ['.gz'] }) },
  {
    name: 'what may lie in what is left out',
    one: short({ arnPrefixes: ['a/'] }),
    other: short({ notArnPrefixes: ['a/tmp'], eventNames: ['x'] }),
  },
  {
    name: 'an ending that may lie in what is left out',
    one: arns({ EndsWith: ['.gz'] }),
    other: arns({ NotStartsWith: ['a'], EndsWith: ['.zip'] }),
  },
])('$name loses something either way', ({ one, other }) => {
  expect([eventSelectorsField.effect(one, other), eventSelectorsField.effect(other, one)]).toEqual([
    'weakens',
    'weakens',
  ]);
});
