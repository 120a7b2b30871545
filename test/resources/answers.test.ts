/** Whatever answers: what is read is what AWS said, or is not known. Never an exception, and never "as it was". */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { understanding } from '../../src/core/answers.ts';
import type { Shape } from '../../src/core/answers.ts';
import { canonical } from '../../src/core/diff.ts';
import type { AnyKind, Api, Ask } from '../../src/core/kind.ts';
import type { Arn, Target } from '../../src/core/model.ts';
import { kinds } from '../../src/resources/index.ts';
import { answers as ofBuckets } from '../../src/resources/bucket/answers.ts';
import { answers as ofTopics } from '../../src/resources/topic/answers.ts';
import { answers as ofTrails } from '../../src/resources/trail/answers.ts';
import { run } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';
const target: Target = { partition: 'aws', account: '111111111111', region };
const body = {
  buckets: {
    'acme-audit-logs': {
      region,
      ownership: 'BucketOwnerPreferred',
      retention: { minDays: 30 },
      lifecycle: [{ ID: 'old', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 60 } }],
      objectLock: { mode: 'GOVERNANCE', days: 1 },
      tags: { team: 'audit' },
    },
  },
  topics: {
    news: { region, subscriptions: [{ protocol: 'sqs', endpoint: `arn:aws:sqs:${region}:111111111111:q`, raw: true }] },
  },
  trails: {
    main: {
      region,
      bucket: 'acme-audit-logs',
      topic: 'news',
      insights: ['ApiCallRateInsight'],
      events: { data: [{ type: 'AWS::S3::Object' }] },
      aggregation: ['API_ACTIVITY'],
    },
  },
};
const shapes: Readonly<Record<string, Shape>> = { ...ofBuckets, ...ofTopics, ...ofTrails };
const arns: Readonly<Record<string, Arn>> = {
  bucket: 'arn:aws:s3:::acme-audit-logs',
  topic: `arn:aws:sns:${region}:111111111111:news`,
  trail: `arn:aws:cloudtrail:${region}:111111111111:trail/main`,
};

type Odd = Readonly<Record<string, unknown>>;

/** What the cloud answers, but for one operation, which answers a copy of something else. */
function asking(cloud: MemoryCloud, odd: Odd = {}, heard = new Map<string, object>()): Ask<Api> {
  const memory = cloud.memory().at(target);
  return {
    async ask(call, input, where) {
      if (Object.hasOwn(odd, call)) return structuredClone(odd[call]) as object;
      const answer = await memory.ask(call, input, where);
      heard.set(call, answer);
      return answer;
    },
  };
}

async function seenOf(kind: AnyKind, aws: Ask<Api>): Promise<{ readonly is: string; readonly text: string }> {
  const arn = arns[kind.name] as Arn;
  const live = (await kind.observe([arn], aws, target)).asked.get(arn);
  const fields = Object.keys(kind.apart ?? {});
  const more = live?.is === 'present' ? await kind.observeApart?.(arn, aws, fields) : undefined;
  const document = kind.policyOf ? await kind.policyOf(arn, aws, target) : null;
  return { is: live?.is ?? 'nothing', text: canonical([live, more ?? null, document]) };
}

/** Where a shape says what stands in an answer. */
function places(
  value: unknown,
  shape: Shape,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (value === undefined || value === null) return [];
  if (typeof shape === 'string') return [path];
  if (Array.isArray(value))
    return [path, ...value.flatMap((one, at) => places(one, (shape as readonly [Shape])[0], [...path, at]))];
  return [
    path,
    ...Object.entries(shape).flatMap(([name, inner]) =>
      places(Reflect.get(Object(value), name), inner, [...path, name]),
    ),
  ];
}

function replaced(value: unknown, [step, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (step === undefined) return by;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...Object(value) };
  Reflect.set(Object(copy), step, replaced(Reflect.get(Object(value), step), rest, by));
  return copy;
}

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value instanceof Date ? 'string' : typeof value;

async function world() {
  const cloud = new MemoryCloud('111111111111');
  const { outcomes } = await run(cloud, body, { command: 'apply' });
  expect(outcomes?.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  return cloud;
}

describe.each(kinds)('what answers of $name say', kind => {
  const calls = Object.keys(kind.reads);

  it('is read, is absent, or is not known', async () => {
    const cloud = await world();
    const anything = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...calls), anything, async (call, odd) => {
        const { is } = await seenOf(kind, asking(cloud, { [call]: odd }));
        expect(['present', 'absent', 'unread']).toContain(is);
      }),
      { numRuns: 300 },
    );
  });

  it('is not what it was, where any member of them is of another kind', async () => {
    const cloud = await world();
    const heard = new Map<string, object>();
    const before = await seenOf(kind, asking(cloud, {}, heard));
    expect(before.is).toBe('present');
    expect(before.text).not.toContain('unread');
    const strange = fc.oneof(fc.constantFrom<unknown>(7, true, 'x', [7], { a: 1 }), fc.jsonValue());
    const somewhere = [...heard].flatMap(([call, answer]) =>
      places(answer, shapes[call] ?? {}).map(path => ({ call, answer, path })),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...somewhere), strange, async ({ call, answer, path }, by) => {
        const found = path.reduce<unknown>((value, step) => Reflect.get(Object(value), step), answer);
        fc.pre(by !== null && typeOf(by) !== typeOf(found));
        const after = await seenOf(kind, asking(cloud, { [call]: replaced(answer, path, by) }));
        expect(['present', 'unread']).toContain(after.is);
        expect(after.text).not.toBe(before.text);
        expect(after.text).toContain('answer-malformed');
      }),
      { numRuns: 300 },
    );
  });
});

it.each<[string, unknown, Shape, string | undefined]>([
  ['a text', 'x', 'text', undefined],
  ['a number for a text', 7, 'text', 'is no text, but number'],
  ['null for an answer', null, {}, 'is no map, but null'],
  ['a list for a map', [], { a: 'text' }, 'is no map, but list'],
  ['a map for a list', {}, ['text'], 'is no list, but object'],
  ['a text for a flag', { a: 'true' }, { a: 'flag' }, '.a is no flag, but string'],
  ['nothing for a flag', { a: null, b: undefined }, { a: 'flag', b: 'flag' }, undefined],
  ['a number in a list', { a: ['x', 7] }, { a: ['text'] }, '.a[1] is no text, but number'],
  ['a map of texts', { a: 'x' }, 'texts', undefined],
  ['a map of others', { a: 7 }, 'texts', 'is no texts, but object'],
  ['a list for texts', [], 'texts', 'is no texts, but list'],
  ['a date', new Date(0), 'time', undefined],
  ['a number for a date', 7, 'time', 'is no time, but number'],
])('%s is understood or not', async (_, answer, shape, why) => {
  const aws: Ask<Api> = { ask: async () => Promise.resolve(answer as object) };
  const asked = understanding(aws, { 'x:Y': shape }).ask('x:Y', {});
  if (why === undefined) expect(await asked).toBe(answer);
  else await expect(asked).rejects.toThrow(new TypeError(`x:Y${why.startsWith('is') ? ' ' : ''}${why}`));
});
