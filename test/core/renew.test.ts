import { describe, expect, it } from 'vitest';

import { order } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Live } from '../../src/core/model.ts';
import type { PlannedChange } from '../../src/core/plan.ts';
import { makePlan } from '../../src/core/planner.ts';
import { renewed } from '../../src/core/renew.ts';
import { absent, lamp, present, wish, world } from './toy.ts';

const state = { lit: true, colour: 'warm', place: 'desk', hours: 3, owner: 'acme', socket: null };
const one = wish(lamp, 'one', state);
const dark = present(one, { ...state, lit: false, place: 'floor' }, ['hours']);

function planned(live: Live<AnyState>): PlannedChange {
  const known = [{ ...one, live }];
  const after = order(known, { keeps: new Set(), before: new Map(), problems: [] }, world);
  const differences = known.flatMap(resource => difference(resource).difference ?? []);
  const plan = makePlan({
    owner: 'acme',
    derived: { known, after, keeper: new Map() },
    differences,
    unknown: [],
    findings: [],
    digest: text => text,
  });
  return plan.changes[0] as PlannedChange;
}

const update = planned(dark);
const create = planned(absent);

describe('renewed', () => {
  it.each([
    ['a creation', create, absent],
    ['an update', update, dark],
    ['what has no calls', { ...update, calls: [] }, dark],
  ])('gives back %s that nobody altered', (_, change, live) => {
    const again = renewed(change, lamp, { live: live, owner: 'acme' });
    expect(again).toMatchObject({ address: change.address, calls: change.calls.map(({ call }) => ({ call })) });
  });

  it('makes the calls of the fields and of what stands there, not of the file', () => {
    const [call] = update.calls;
    const forged = { ...update, calls: call ? [{ ...call, input: { action: 'burn' } }] : [] };
    expect(renewed(forged, lamp, { live: dark, owner: 'acme' })).toMatchObject({
      calls: [{ call: 'lamps:Put', input: { action: 'update', lit: true, place: 'floor', changed: ['lit'] } }],
    });
  });

  it.each<[string, Partial<PlannedChange['fields'][number]>]>([
    ['an effect that the field does not have', { effect: 'strengthens' }],
    ['a field that nobody knows', { field: 'constructor' }],
    ['values that none can judge', { field: 'fragile' }],
  ])('refuses %s', (_, over) => {
    const live = present(one, { ...state, colour: 'cold' });
    const found = planned(live);
    const fragile = {
      ...lamp.fields['colour'],
      effect: () => {
        throw new Error('no value of this field');
      },
    } as unknown as (typeof lamp.fields)[string];
    const kind = { ...lamp, fields: { ...lamp.fields, fragile } };
    const fields = found.fields.map(field => ({ ...field, ...over }));
    expect(renewed(found, kind, { live: live, owner: 'acme' })).not.toHaveProperty('code');
    expect(renewed({ ...found, fields }, kind, { live: live, owner: 'acme' })).toMatchObject({ code: 'no-plan' });
  });

  it.each(['colour', 'hours', 'smell'])('refuses what does not say of %s what was read of it', name => {
    const fields = update.fields.map(one => ({ ...one, field: name }));
    const found = renewed({ ...update, fields }, lamp, { live: dark, owner: 'acme' });
    expect(found).toMatchObject({ code: 'no-plan', message: expect.stringContaining('do not stand') as string });
  });

  it('refuses what weakens as far as a file can prove', () => {
    const modest = { ...lamp, unvouched: (values: AnyState) => ({ ...values, lit: null }) };
    const live = present(one, state);
    const fields = update.fields.slice(0, 1).map(field => ({ ...field, field: 'lit', before: true, after: true }));
    const strong = fields.map(field => ({ ...field, effect: 'strengthens' as const }));
    const lossy = { ...modest, fields: { ...lamp.fields, lit: { ...lamp.fields['lit'], effect } } } as typeof lamp;
    const found = renewed({ ...update, fields: strong }, lossy, { live, owner: 'acme' });
    expect(found).toMatchObject({ code: 'no-plan', message: expect.stringContaining('cannot prove') as string });
    function effect(_: unknown, to: unknown): 'weakens' | 'strengthens' {
      return to === null ? 'weakens' : 'strengthens';
    }
  });

  it.each(['globex', null])('refuses what belongs to %s', owner => {
    const live = { ...dark, owner };
    const found = renewed(update, lamp, { live, owner: 'acme' });
    expect('code' in found).toBe(owner !== null);
    const told = expect.stringContaining('belong to "acme"') as string;
    const gone = renewed({ ...update, action: 'delete' }, lamp, { live, owner: 'acme' });
    expect(gone).toMatchObject({ code: 'no-plan', message: told });
  });

  it('refuses to create with a field that nobody knows', () => {
    const fields = create.fields.map(field => ({ ...field, field: 'constructor' }));
    expect(renewed({ ...create, fields }, lamp, { live: absent, owner: 'acme' })).toMatchObject({ code: 'no-plan' });
  });

  it('makes anew what strengthens, whatever the file says that it sends', () => {
    const live = present(one, { ...state, lit: false, colour: 'cold' });
    const forged = { ...planned(live), repairs: [{ call: 'lamps:Smash', input: {} }] };
    expect(renewed(forged, lamp, { live: live, owner: 'acme' })).toMatchObject({
      repairs: [{ input: { changed: ['lit'], colour: 'cold' } }],
    });
  });

  const other = { call: 'lamps:Smash', input: {} };
  const { resource } = update;
  const [field] = update.fields;
  const foreign = { ...(field as PlannedChange['fields'][number]), field: '__proto__' };
  const broken = { ...lamp, calls: () => [].map(() => null as never).concat((null as never)['x']) };

  const puzzled = {
    ...lamp,
    fields: { lit: { ...(lamp.fields['lit'] as never as object), effect: broken.calls } },
  } as never;

  it.each<[string, PlannedChange, string, typeof lamp | undefined]>([
    ['another call', { ...update, calls: [...update.calls, other] }, 'calls', lamp],
    ['a call less', { ...create, calls: [other] }, 'calls', lamp],
    ['a kind that is not there', update, 'no resource', undefined],
    ['an ARN of another name', { ...update, resource: { ...resource, name: 'two' } }, 'no resource', lamp],
    [
      'an ARN of another region',
      { ...update, resource: { ...resource, target: { ...resource.target, region: 'us-east-1' } } },
      'no resource',
      lamp,
    ],
    [
      'an ARN of another partition',
      { ...update, resource: { ...resource, target: { ...resource.target, partition: 'aws-cn' } } },
      'no resource',
      lamp,
    ],
    [
      'an ARN of another service',
      { ...update, resource: { ...resource, arn: 'arn:aws:socks:eu-west-1:111111111111:one' } },
      'no resource',
      lamp,
    ],
    [
      'calls of what is withheld',
      { ...update, withheld: { by: 'waits', problem: { code: 'waits-for-change', message: '' } } },
      'withheld',
      lamp,
    ],
    ['no basis of its own', { ...update, basis: {} }, 'made from', lamp],
    ['a field that no state has', { ...update, fields: [foreign] }, 'fields', lamp],
    ['a deletion', { ...update, action: 'delete' }, 'fields', lamp],
    ['values that no state has', update, 'fields', broken],
    ['values that cannot be judged', { ...update, after: [update.address] }, 'fields', puzzled],
  ])('refuses %s', (_, change, why, kind) => {
    const found = renewed(change, kind, { live: dark, owner: 'acme' });
    expect(found).toMatchObject({ code: 'no-plan', at: update.address });
    expect('message' in found && found.message).toContain(why);
  });

  it('refuses an update of what is not there', () => {
    expect(renewed(update, lamp, { live: absent, owner: 'acme' })).toMatchObject({ code: 'no-plan' });
    expect(renewed(update, lamp, { live: undefined, owner: 'acme' })).toMatchObject({ code: 'no-plan' });
  });

  it('takes an ARN without a region, and one whose name follows a slash', () => {
    const paths = { ...update, resource: { ...resource, arn: 'arn:aws:lamps:::shelf/one' as const } };
    expect(renewed(paths, lamp, { live: dark, owner: 'acme' })).toMatchObject({ calls: [{ call: 'lamps:Put' }] });
  });
});

describe('a deletion', () => {
  const [field] = update.fields;
  const gone: PlannedChange = {
    ...update,
    action: 'delete',
    calls: [{ call: 'lamps:Put', input: {} }],
    fields: [
      { ...(field as PlannedChange['fields'][number]), after: null },
      { ...(field as PlannedChange['fields'][number]), field: 'owner', before: 'acme', after: null },
    ],
  };
  const guarded = { ...dark, fields: { ...dark.fields, protect: { value: true } } };

  it('is made anew of what is ours', () => {
    expect(renewed(gone, lamp, { live: dark, owner: 'acme' })).toMatchObject({
      calls: [{ input: { action: 'delete' } }],
    });
  });

  it.each<[string, PlannedChange, Live<AnyState>]>([
    ['of what was to be changed', { ...gone, fields: update.fields }, dark],
    ['in part', { ...gone, fields: [...gone.fields, ...update.fields] }, dark],
    ['without a word about the owner', { ...gone, fields: gone.fields.slice(0, 1) }, dark],
    ["of somebody else's", gone, { ...dark, owner: 'globex' }],
    ["of nobody's", { ...gone, fields: gone.fields.map(one => ({ ...one, before: null })) }, { ...dark, owner: null }],
    ['of what is protected', gone, guarded],
    ['of what is gone', gone, absent],
  ])('is refused %s', (_, change, live) => {
    expect(renewed(change, lamp, { live: live, owner: 'acme' })).toMatchObject({ code: 'no-plan' });
  });
});
