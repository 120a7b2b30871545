/** What is withheld, and what is told, where what a resource uses is flawed. */
import { describe, expect, it } from 'vitest';

import { flawFindings, holdFlawed, ownFlaws, withFlaws } from '../../../src/core/beside/flaw.ts';
import type { Flaw } from '../../../src/core/beside/flaw.ts';
import { holdDenied } from '../../../src/core/denials.ts';
import type { Known } from '../../../src/core/derive.ts';
import type { Difference, FieldChange, Withheld } from '../../../src/core/plan.ts';
import { key, known, ofTopic, topic, trail, world } from './using.ts';

const at = 'trail/main@1/eu-west-1';
const problem = { code: 'key-unusable', message: 'No' } as const;
const flaw: Flaw = {
  at,
  field: 'kmsKey',
  what: 'state',
  live: 'Disabled',
  wanted: 'Enabled',
  gravity: 'critical',
  meaning: 'Nothing is delivered.',
  moves: ['destination'],
  problem,
};
const withheld: Withheld = { by: 'fixed', problem: { ...problem, at } };

const field = (name: string, over: Partial<FieldChange> = {}): FieldChange => ({
  field: name,
  before: null,
  after: 'new',
  effect: 'neutral',
  gravity: 'low',
  meaning: '',
  ...over,
});
const told = field('kmsKey.state', {
  before: 'Disabled',
  after: 'Enabled',
  gravity: 'critical',
  meaning: 'Nothing is delivered.',
  withheld,
});
const update = (...fields: readonly FieldChange[]): Difference => ({ address: at, action: 'update', fields });
const stands = known('trail', { bucket: 'logs', kmsKey: key });
const held = { gravity: 'critical', withheld } as const;
const waived: Withheld = { by: 'waived', problem };

describe('holdFlawed', () => {
  it.each<[string, readonly Difference[], readonly Difference[]]>([
    ['tells of what stands and does not differ', [], [update(told)]],
    ['tells beside a repair', [update(field('logging'))], [update(field('logging'), told)]],
    ['holds the move to it', [update(field('kmsKey'), field('tags'))], [update(field('kmsKey', held), field('tags'))]],
    ['holds the move with it', [update(field('destination'))], [update(field('destination', held))]],
    [
      'leaves what is withheld anyway',
      [update(field('kmsKey', { withheld: waived }))],
      [update(field('kmsKey', { withheld: waived }))],
    ],
    [
      'holds a creation as a whole',
      [{ address: at, action: 'create', fields: [field('tags')] }],
      [{ address: at, action: 'create', fields: [field('tags')], withheld }],
    ],
    [
      'leaves what goes',
      [{ address: at, action: 'delete', fields: [field('tags')] }],
      [{ address: at, action: 'delete', fields: [field('tags')] }],
    ],
    [
      'leaves what is withheld as a whole',
      [{ ...update(field('tags')), withheld: waived }],
      [{ ...update(field('tags')), withheld: waived }],
    ],
    [
      'leaves others',
      [{ ...update(field('tags')), address: 'topic/files@1/eu-west-1' }],
      [{ ...update(field('tags')), address: 'topic/files@1/eu-west-1' }, update(told)],
    ],
  ])('%s', (_name, differences, expected) => {
    expect(holdFlawed(differences, [stands], [flaw])).toEqual(expected);
  });

  it.each([
    ['what is not there', known('trail', { bucket: 'logs' }, { stands: false })],
    ['what is only referred to', known('trail', { bucket: 'logs' }, { managed: false })],
  ])('makes no difference of %s', (_name, resource) => {
    expect(holdFlawed([], [resource], [flaw])).toEqual([]);
  });

  it('tells what it is that is wrong', () => {
    const uses = 'arn:aws:kms:eu-west-1:111111111111:key/1';
    const [found] = holdFlawed([], [stands], [{ ...flaw, uses }]);
    expect(found?.fields[0]?.uses).toBe(uses);
  });

  it('tells what a flaw keeps without moves', () => {
    const { moves: _, ...plain } = flaw;
    expect(holdFlawed([update(field('destination'))], [stands], [plain])).toEqual([update(field('destination'), told)]);
  });

  it('tells what is wrong beside the field, which changes all the same', () => {
    expect(holdFlawed([update(field('kmsKey'))], [stands], [{ ...flaw, apart: true }])).toEqual([
      update(field('kmsKey'), told),
    ]);
  });

  it('does nothing without a flaw', () => {
    const differences = [update(field('kmsKey'))];
    expect(holdFlawed(differences, [stands], [])).toBe(differences);
  });
});

describe('what a kind finds wrong with its own', () => {
  const { at: _at, moves: _moves, ...own } = flaw;
  const wrong = (resource: Known): Known => ({ ...resource, kind: { ...resource.kind, flaws: () => [own] } });

  it('is told of what stands', () => {
    expect(ownFlaws([wrong(stands), stands, wrong(known('bucket', {}, { stands: false }))])).toEqual([
      { ...own, at, apart: true },
    ]);
  });
});

describe('what is only referred to', () => {
  it('is told as a finding', () => {
    const referred = known('trail', { bucket: 'logs' }, { managed: false });
    const other = { ...flaw, at: 'bucket/logs@1/eu-west-1' } as const;
    expect(flawFindings([referred, known('bucket', {})], [flaw, other])).toEqual([{ ...problem, at }]);
  });
});

describe('a topic whose key denies', () => {
  const need = { to: 'announce-logs', of: topic, trail, everyRegion: true } as const;
  const ofKey: Flaw = { ...flaw, at: 'topic/files@1/eu-west-1', denied: [{ need, problem }] };

  it('gets no trail', () => {
    const resources = withFlaws(ofTopic(), [ofKey]);
    const [held] = holdDenied([update(field('topic'))], resources, world);
    expect(held?.fields[0]?.withheld).toEqual(withheld);
  });

  it('is as it was without one', () => {
    const resources = ofTopic();
    expect(withFlaws(resources, [flaw])).toBe(resources);
  });
});
