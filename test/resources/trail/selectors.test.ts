import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  defaultSelectors,
  normaliseSelectors,
  sameSelectors,
  selectorsInput,
} from '../../../src/resources/trail/selectors.ts';

const operators = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'] as const;
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 4 });
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });

const basic: fc.Arbitrary<EventSelector> = fc.record({
  ReadWriteType: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
  IncludeManagementEvents: fc.boolean(),
  DataResources: fc.uniqueArray(fc.record({ Type: word, Values: words }), {
    maxLength: 3,
    selector: ({ Type }) => Type,
  }),
  ExcludeManagementEventSources: fc.uniqueArray(word, { maxLength: 3 }),
});

const fieldSelector = fc
  .tuple(
    word,
    fc.uniqueArray(fc.tuple(fc.constantFrom(...operators), words), {
      minLength: 1,
      maxLength: 3,
      selector: ([operator]) => operator,
    }),
  )
  .map(([Field, given]) => ({ Field, ...Object.fromEntries(given) }));
const advanced: fc.Arbitrary<AdvancedEventSelector> = fc.record(
  {
    Name: word,
    FieldSelectors: fc.uniqueArray(fieldSelector, { minLength: 1, maxLength: 3, selector: ({ Field }) => Field }),
  },
  { requiredKeys: ['FieldSelectors'] },
);

type Answer = { EventSelectors: EventSelector[] } | { AdvancedEventSelectors: AdvancedEventSelector[] };
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.array(basic, { minLength: 1, maxLength: 4 }).map(EventSelectors => ({ EventSelectors })),
  fc.array(advanced, { minLength: 1, maxLength: 4 }).map(AdvancedEventSelectors => ({ AdvancedEventSelectors })),
);

/** Every list in another order, all the way down; keys of objects too. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return mixed(value, next).map(item => shuffled(item, next));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(mixed(Object.entries(value), next).map(([name, inner]) => [name, shuffled(inner, next)]));
}

function mixed<T>(items: readonly T[], next: () => number): readonly T[] {
  return items
    .map(item => ({ item, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

type Path = readonly (string | number)[];

function leaves(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  );
}

/** Another value for one leaf that no generator makes. */
function changedLeaf(value: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined) return typeof value === 'boolean' ? !value : `${String(value)}-changed`;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === step ? changedLeaf(item, rest) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]): [string, unknown] => [
      name,
      name === step ? changedLeaf(inner, rest) : inner,
    ]),
  );
}

describe('normalised selectors', () => {
  it('are the same in any order', () => {
    fc.assert(
      fc.property(answer, fc.infiniteStream(fc.nat()), (given, order) => {
        const other = shuffled(given, () => Number(order.next().value)) as Answer;
        expect(sameSelectors(normaliseSelectors(given), normaliseSelectors(other))).toBe(true);
      }),
    );
  });

  it('are not the same when any leaf is another', () => {
    fc.assert(
      fc.property(answer, fc.nat(), (given, pick) => {
        const paths = leaves(given);
        const other = changedLeaf(given, paths[pick % paths.length] ?? []) as Answer;
        expect(sameSelectors(normaliseSelectors(given), normaliseSelectors(other))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('are not the same with one selector more or less', () => {
    fc.assert(
      fc.property(fc.array(basic, { minLength: 2, maxLength: 4 }), given => {
        expect(
          sameSelectors(
            normaliseSelectors({ EventSelectors: given }),
            normaliseSelectors({ EventSelectors: given.slice(1) }),
          ),
        ).toBe(false);
      }),
    );
  });

  it('come back as they were sent', () => {
    fc.assert(
      fc.property(answer, given => {
        const selectors = normaliseSelectors(given);
        expect(normaliseSelectors(selectorsInput(selectors))).toEqual(selectors);
      }),
    );
  });

  it.each([
    { name: 'absent lists are empty', answer: { EventSelectors: [{}] } },
    {
      name: 'as the API shows it',
      answer: {
        EventSelectors: [
          { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
        ],
      },
    },
    {
      name: 'as the console makes it',
      answer: {
        AdvancedEventSelectors: [
          { Name: 'Management events selector', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        ],
      },
    },
    {
      name: 'without a name',
      answer: { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }] },
    },
    { name: 'beside an empty list', answer: { EventSelectors: [{}], AdvancedEventSelectors: [] } },
  ] as const)('are the default: $name', ({ answer: given }) => {
    expect(sameSelectors(defaultSelectors, normaliseSelectors(structuredClone(given) as object))).toBe(true);
  });

  it.each([
    { name: 'no selector at all', answer: {} },
    { name: 'empty lists', answer: { EventSelectors: [], AdvancedEventSelectors: [] } },
    { name: 'management events off', answer: { EventSelectors: [{ IncludeManagementEvents: false }] } },
    { name: 'reads only', answer: { EventSelectors: [{ ReadWriteType: 'ReadOnly' as const }] } },
    {
      name: 'a source left out',
      answer: { EventSelectors: [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }] },
    },
    { name: 'two selectors', answer: { EventSelectors: [{}, {}] } },
    {
      name: 'another category',
      answer: { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] },
    },
    { name: 'a selector without fields', answer: { AdvancedEventSelectors: [{ FieldSelectors: undefined }] } },
  ])('are not the default: $name', ({ answer: given }) => {
    expect(sameSelectors(defaultSelectors, normaliseSelectors(given))).toBe(false);
  });

  it('keep names, which people may have chosen', () => {
    const named = (Name: string) =>
      normaliseSelectors({
        AdvancedEventSelectors: [{ Name, FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }],
      });
    expect(sameSelectors(named('a'), named('b'))).toBe(false);
    expect(
      sameSelectors(
        named(''),
        normaliseSelectors({
          AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }],
        }),
      ),
    ).toBe(true);
  });
});
