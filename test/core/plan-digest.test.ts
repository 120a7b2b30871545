import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Address } from '../../src/core/model.ts';
import type { FieldChange, PlannedChange } from '../../src/core/plan.ts';
import { planDigest } from '../../src/core/plan-digest.ts';
import { lamp, target, wish } from './toy.ts';

const same = (text: string): string => text;
const field: FieldChange = {
  field: 'lit',
  before: false,
  after: true,
  effect: 'strengthens',
  gravity: 'high',
  meaning: 'It is dark.',
};
const colour: FieldChange = { ...field, field: 'colour', before: 'cold', after: 'warm' };

function change(key: string, more: Partial<PlannedChange> = {}): PlannedChange {
  const { address, arn } = wish(lamp, key, {}).desired;
  return {
    address,
    action: 'update',
    fields: [field, colour],
    resource: { kind: 'lamp', arn, name: key, target },
    calls: [{ call: 'lamps:Put', input: { lit: true, colour: 'warm' } }],
    after: [],
    basis: { [address]: { is: 'present', fields: { lit: 'abc', colour: 'def' } } },
    ...more,
  };
}

const address: Address = 'lamp/x@111111111111/eu-west-1';
const waits = { by: 'waits', problem: { code: 'waits-for-change', message: 'It waits' } } as const;
const one = change('one', { after: [address, change('two').address] });
const two = change('two');
const digestOf = (...changes: readonly PlannedChange[]): string => planDigest({ changes }, same);

describe('the digest of a plan', () => {
  it.each<[string, readonly PlannedChange[]]>([
    ['the order of changes', [two, one]],
    ['the order of fields', [{ ...one, fields: [colour, field] }, two]],
    ['the order of keys', [{ ...one, calls: [{ input: { colour: 'warm', lit: true }, call: 'lamps:Put' }] }, two]],
    ['the order of what comes first', [{ ...one, after: one.after.toReversed() }, two]],
    [
      'words and grades',
      [{ ...one, fields: [{ ...field, meaning: 'Dark!', gravity: 'low', effect: 'neutral' }, colour] }, two],
    ],
    ['what is only shown', [one, two, change('three', { calls: [], withheld: waits })]],
  ])('does not count %s', (_, changes) => {
    expect(digestOf(...changes)).toBe(digestOf(one, two));
  });

  it.each<[string, readonly PlannedChange[]]>([
    ['a change less', [one]],
    ['another address', [one, { ...two, address }]],
    [
      'another account behind the address',
      [one, { ...two, resource: { ...two.resource, target: { ...target, account: '222222222222' } } }],
    ],
    ['another action', [one, { ...two, action: 'create' }]],
    ['another value', [one, { ...two, fields: [field, { ...colour, after: 'hot' }] }]],
    ['another value before', [one, { ...two, fields: [field, { ...colour, before: 'hot' }] }]],
    ['a field that is withheld', [one, { ...two, fields: [field, { ...colour, withheld: waits }] }]],
    ['another call', [one, { ...two, calls: [{ call: 'lamps:Smash', input: { lit: true, colour: 'warm' } }] }]],
    ['another input', [one, { ...two, calls: [{ call: 'lamps:Put', input: { lit: true } }] }]],
    ['calls in another order', [one, { ...two, calls: [...two.calls, { call: 'lamps:A', input: {} }] }]],
    [
      'a call that waits for nobody',
      [one, change('two', { calls: two.calls.map(call => ({ ...call, regardless: true })) })],
    ],
    ['a call that reads again', [one, change('two', { calls: two.calls.map(call => ({ ...call, whole: true })) })]],
    ['what it comes after', [{ ...one, after: [address] }, two]],
    [
      'what it was made from',
      [one, { ...two, basis: { [two.address]: { is: 'present', fields: { lit: 'abc', colour: 'xyz' } } } }],
    ],
  ])('counts %s', (_, changes) => {
    expect(digestOf(...changes)).not.toBe(digestOf(one, two));
  });

  it('is of the calls in their order', () => {
    const calls = [...two.calls, { call: 'lamps:A', input: {} }];
    expect(digestOf(change('two', { calls }))).not.toBe(digestOf(change('two', { calls: calls.toReversed() })));
  });

  it('is the same after a file', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.jsonValue(), { nil: undefined }), (before, after) => {
        const made = change('one', { fields: [{ ...field, before, after }] });
        expect(digestOf(JSON.parse(JSON.stringify(made)) as PlannedChange)).toBe(digestOf(made));
      }),
    );
  });
});
