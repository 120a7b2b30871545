import { describe, expect, it } from 'vitest';

import {
  hasTags,
  ownerField,
  ownerTag,
  ownerTags,
  readTags,
  tagList,
  tagProblems,
  tagsField,
  isProtected,
  ownTags,
  protectField,
  protects,
  withoutOurs,
} from '../../src/core/tags.ts';
import { settingAt } from '../../src/core/written.ts';

const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

describe('tags', () => {
  it('are read without those of AWS', () => {
    const list = [{ Key: 'a', Value: '1' }, { Key: 'aws:x', Value: '2' }, { Key: 'empty' }, { Value: 'keyless' }];
    expect(readTags(list)).toEqual({ a: '1', empty: '', '': 'keyless' });
  });

  it('are sent in order', () => {
    expect(tagList({ b: '2', a: '1', ...ownerTags('acme') })).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
      { Key: ownerTag, Value: 'acme' },
    ]);
    expect(ownerTags(null)).toEqual({});
    expect(withoutOurs({ a: '1', ...ownerTags('acme') })).toEqual({ a: '1' });
  });

  it('are compared by the desired keys', () => {
    expect(hasTags({ a: '1' }, { a: '1', b: '2' })).toBe(true);
    expect(hasTags({ a: '1' }, { a: '2' })).toBe(false);
    expect(tagsField.effect({}, { a: '1' })).toBe('neutral');
    expect(tagsField.gravity({ a: '1' }, {})).toBe('low');
    expect(tagsField.meaning({ a: '1', b: '2' }, { b: '2' }, target)).toBe('Tags are not as written: a.');
  });

  it.each([
    [null, 'medium', 'It carries no owner tag: it never did, or somebody took away that of acme.'],
    ['other', 'high', 'It carries the owner tag of other.'],
  ] as const)('name the owner: %s', (live, gravity, meaning) => {
    expect(ownerField.effect(live, 'acme')).toBe('neutral');
    expect(ownerField.gravity('acme', live)).toBe(gravity);
    expect(ownerField.meaning('acme', live, target)).toBe(meaning);
  });

  const at = (pointer: string) => ({ file: pointer, line: 1, column: 1 });

  it.each([
    ['AWS:x', '1', 'AWS'],
    ['trailwarden:x', '1', 'ours'],
    ['', '1', '1 to 128'],
    ['k'.repeat(129), '1', '1 to 128'],
    ['a/b~c', 'v'.repeat(257), '256'],
  ])('with the key %s are refused', (key, value, reason) => {
    const [problem, ...more] = tagProblems({ good: '1', [key]: value }, at);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      code: 'invalid-tag',
      at: { file: `/tags/${key.replace('~', '~0').replace('/', '~1')}` },
    });
    expect(problem?.message).toContain(reason);
  });

  it('are at most 49 beside ours', () => {
    const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, '']));
    expect(tagProblems(tags(49), at)).toEqual([]);
    expect(tagProblems(tags(50), at)).toMatchObject([{ code: 'too-many-tags', at: { file: '/tags' } }]);
  });
});

describe('settingAt', () => {
  const address = 'bucket/a@1/eu-west-1';
  const policy = { file: 'spec.yaml', line: 2, column: 3 };
  const key = { file: 'spec.yaml', line: 1, column: 1 };

  it.each([
    ['itself', { '/policy/tlsOnly': policy, '': key }, policy],
    ['what it stands in', { '/policy': policy, '': key }, policy],
    ['the block', { '': key }, key],
    ['the entry', {}, address],
  ])('finds %s', (_name, written, expected) => {
    expect(settingAt({ address, written }, '/policy/tlsOnly')).toEqual(expected);
  });
});

describe('protection', () => {
  it.each([
    [true, false, 'weakens', 'strengthens', 'It lacks the tag that protects it from being deleted.'],
    [
      false,
      true,
      'strengthens',
      'weakens',
      'It carries the tag that protects it from being deleted, which the spec does not ask for.',
    ],
    [true, true, 'neutral', 'neutral', expect.any(String)],
  ] as const)('wanted %s, found %s', (desired, live, drift, repair, meaning) => {
    expect(protectField.effect(desired, live)).toBe(drift);
    expect(protectField.effect(live, desired)).toBe(repair);
    expect(protectField.gravity(desired, live)).toBe('medium');
    expect(protectField.meaning(desired, live, target)).toEqual(meaning);
  });

  it('is a tag, and none of the spec', () => {
    const tags = { a: '1', ...ownTags({ owner: 'acme', protect: true }) };
    expect(tags).toEqual({ a: '1', 'trailwarden:owner': 'acme', 'trailwarden:protect': 'true' });
    expect(withoutOurs(tags)).toEqual({ a: '1' });
    expect([protects(tags), protects({ 'trailwarden:protect': 'no' }), protects({})]).toEqual([true, false, false]);
  });

  it('holds where nobody knows that it does not', () => {
    const unread = { unread: { code: 'access-denied', message: '' } } as const;
    const readings = [{ protect: { value: true } }, { protect: unread }, { protect: { value: false } }, {}];
    expect(readings.map(isProtected)).toEqual([true, true, false, false]);
  });
});
