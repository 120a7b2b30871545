import { describe, expect, it } from 'vitest';

import type { Known } from '../../src/core/derive.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Address, Arn, World } from '../../src/core/model.ts';
import type { Need } from '../../src/core/needs.ts';
import type { Difference, FieldChange } from '../../src/core/plan.ts';
import { holdDenied, deniedFindings, restingOnDenied } from '../../src/core/denials.ts';
import { lamp } from './toy.ts';

const trail: Arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const problem = { code: 'delivery-denied', message: 'No' } as const;
const world: World = {
  owner: 'acme',
  organization: null,
  key: () => trail,
  resolve: (_, key, from) => ({ name: key, target: from }),
};

const announces = (topic: unknown): Need => ({
  to: 'announce-logs',
  of: `arn:aws:sns:x:1:${String(topic)}`,
  trail,
  everyRegion: true,
});
const delivers = (state: AnyState): Need => ({
  to: 'deliver-logs',
  of: `arn:aws:s3:::${String(state['bucket'])}`,
  trail,
  account: '111111111111',
  prefix: typeof state['prefix'] === 'string' ? state['prefix'] : '',
  organization: null,
  folders: state['validation'] === true ? ['CloudTrail', 'CloudTrail-Digest'] : ['CloudTrail'],
  key: null,
  everyRegion: true,
});
const { needs: _nothing, ...plain } = lamp;
const recorder: AnyKind = {
  ...lamp,
  name: 'trail',
  needs: state => [delivers(state), ...(typeof state['topic'] === 'string' ? [announces(state['topic'])] : [])],
};

const known = (kind: AnyKind, key: string, state: AnyState, managed = true): Known => ({
  kind,
  desired: {
    address: `${kind.name}/${key}@1/x`,
    arn: trail,
    name: key,
    target,
    state,
    unknown: {},
    written: {},
    managed,
    adopt: false,
  },
  live: { is: 'absent' },
});

const server = (managed: boolean, ...needs: readonly Need[]): Known =>
  known({ ...lamp, name: 'bucket', denies: () => needs.map(need => ({ need, problem })) }, 'logs', {}, managed);

const field = (name: string, before: unknown): FieldChange => ({
  field: name,
  before,
  after: 'new',
  effect: 'neutral',
  gravity: 'low',
  meaning: '',
});

const update = (fields: readonly FieldChange[], address: Address = 'trail/main@1/x'): Difference => ({
  address,
  action: 'update',
  fields,
});

/** The fields that are refused, or `all`. */
function refused(difference: Difference, state: AnyState, ...needs: readonly Need[]): readonly string[] {
  const resources = [known(recorder, 'main', state), known(plain, 'desk', {}), server(true, ...needs)];
  const [judged] = holdDenied([difference], resources, world);
  if (judged?.withheld) return ['all'];
  return (judged?.fields ?? []).filter(({ withheld }) => withheld?.by === 'fixed').map(one => one.field);
}

describe('holdDenied', () => {
  const state = { bucket: 'new', prefix: 'p', topic: 'new', validation: true };
  const place = [field('bucket', 'old')];

  it.each<[string, Difference, readonly Need[], readonly string[]]>([
    ['what is served', update(place), [], []],
    ['what others are denied', update(place), [delivers({ bucket: 'other' })], []],
    ['a move to a bucket', update(place), [delivers(state)], ['bucket']],
    [
      'a move to a prefix, and nothing else of the update',
      update([field('prefix', ''), field('logging', false)]),
      [delivers(state)],
      ['prefix'],
    ],
    ['a move to a topic', update([...place, field('topic', null)]), [announces('new')], ['topic']],
    [
      'more files at the same place, which CloudTrail looks after',
      update([field('validation', false)]),
      [delivers(state)],
      [],
    ],
    ['a repair where it is already', update([field('logging', false)]), [delivers(state)], []],
    ['a creation', { address: 'trail/main@1/x', action: 'create', fields: place }, [delivers(state)], ['all']],
    ['what needs nothing', update(place, 'lamp/desk@1/x'), [delivers(state)], []],
    ['what is not known', update(place, 'lamp/other@1/x'), [delivers(state)], []],
  ])('%s', (_name, difference, needs, expected) => {
    expect(refused(difference, state, ...needs)).toEqual(expected);
  });

  it('leaves what is withheld for another reason', () => {
    const withheld = { by: 'refused', problem } as const;
    const whole = { ...update(place), withheld };
    const serving = [known(recorder, 'main', state), server(true, delivers(state))];
    expect(holdDenied([whole], serving, world)).toEqual([whole]);
    const part = update([{ ...field('bucket', 'old'), withheld }]);
    expect(holdDenied([part], serving, world)).toEqual([part]);
  });

  it('says why, at the address', () => {
    const serving = [known(recorder, 'main', state), server(true, delivers(state))];
    expect(holdDenied([update(place)], serving, world)[0]?.fields[0]?.withheld).toEqual({
      by: 'fixed',
      problem: { ...problem, at: 'trail/main@1/x' },
    });
  });
});

describe('restingOnDenied', () => {
  const state = { bucket: 'new', prefix: 'p' };
  const here = 'trail/main@1/x';
  const moving: FieldChange = { ...field('bucket', 'old'), withheld: { by: 'fixed', problem } };

  it.each<[string, Difference, readonly Need[], readonly string[]]>([
    ['what is served', update([field('logging', false)]), [], []],
    ['a repair where it is denied', update([field('logging', false)]), [delivers(state)], [here]],
    ['what stays where it is served', update([moving]), [delivers(state)], []],
    ['what stays where it is denied', update([moving]), [delivers({ ...state, bucket: 'old' })], [here]],
    ['what needs nothing', update([field('lit', false)], 'lamp/desk@1/x'), [delivers(state)], []],
    ['what is not known', update([], 'lamp/other@1/x'), [delivers(state)], []],
  ])('%s', (_name, difference, needs, expected) => {
    const trailHere: Known = {
      ...known(recorder, 'main', state),
      live: { is: 'present', arn: trail, target, owner: null, fields: {}, health: {} },
    };
    const resources = [trailHere, known(plain, 'desk', {}), server(true, ...needs)];
    expect([...restingOnDenied([difference], resources, world)]).toEqual(expected);
  });
});

describe('deniedFindings', () => {
  it('are of what the spec only refers to', () => {
    expect(deniedFindings([server(true, announces('a')), known(lamp, 'desk', {}, false)])).toEqual([]);
    expect(deniedFindings([server(false, announces('a'))])).toEqual([{ ...problem, at: 'bucket/logs@1/x' }]);
    const strange = { code: 'stranger-let-in', message: 'Statement S lets in everybody' } as const;
    const tells = { ...lamp, tells: () => [strange] };
    expect(deniedFindings([known(tells, 'desk', {})])).toEqual([]);
    expect(deniedFindings([known(tells, 'desk', {}, false)])).toEqual([{ ...strange, at: 'lamp/desk@1/x' }]);
  });
});
