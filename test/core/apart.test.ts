import { describe, expect, it } from 'vitest';

import { apartIn, readsFor } from '../../src/core/apart.ts';
import { compare } from '../../src/core/diff.ts';
import type { AnyKind } from '../../src/core/kind.ts';
import { trail } from '../../src/resources/trail/trail.ts';

const asked = 'cloudtrail:GetEventConfiguration';
const withApart: AnyKind = trail;
const { apart: _apart, ...without } = withApart;

describe('fields that take questions of their own', () => {
  it.each<[string, AnyKind, readonly string[], readonly string[]]>([
    ['of those that are named', withApart, ['tags', 'aggregation'], ['aggregation']],
    ['none are named', withApart, ['tags'], []],
    ['a kind has none', without, ['tags', 'aggregation'], []],
  ])('are found: %s', (_name, kind, names, expected) => {
    expect(apartIn(kind, names)).toEqual(expected);
  });

  it('take their operations only where the state has them', () => {
    const all = Object.keys(trail.reads);
    expect(all).toContain(asked);
    expect(readsFor(withApart, { aggregation: [] })).toEqual(all);
    expect(readsFor(withApart, {})).toEqual(all.filter(call => call !== asked));
    expect(readsFor(without, {})).toEqual(all);
  });

  it('are not compared where the spec says nothing of them', () => {
    const desired = {
      address: 'trail/main@1/eu-west-1',
      arn: 'arn:aws:cloudtrail:eu-west-1:1:trail/main',
      name: 'main',
      target: { partition: 'aws', account: '1', region: 'eu-west-1' },
      unknown: {},
      written: {},
      managed: true,
      adopt: false,
    } as const;
    const live = { aggregation: { value: ['API_ACTIVITY'] } };
    expect(compare(withApart, { ...desired, state: {} }, live)).toEqual([]);
    expect(compare(withApart, { ...desired, state: { aggregation: [] } }, live)).toHaveLength(1);
  });
});
