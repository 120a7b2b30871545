import { describe, expect, it } from 'vitest';

import type { Plan } from '../../src/core/plan.ts';
import type { Outcome } from '../../src/core/report.ts';
import { applyEnding, driftEnding, interruptedEnding, planEnding, tallyOf } from '../../src/render/ending.ts';
import { at, change, field, planOf, stoppedTrail, unread, withheld } from './changes.ts';

const spec = { resources: 1204, selected: 1204, accounts: ['111111111111', '222222222222'] };
const some = { resources: 12, selected: 3, accounts: ['111111111111'] };
const one = { resources: 1, selected: 1, accounts: ['111111111111'] };

const weakening = change([field('logFileValidation', true, false, { effect: 'weakens', gravity: 'low' })]);
const created = change([stoppedTrail], { action: 'create', ...at('trail/new@111111111111/eu-west-1') });
const deleted = change([stoppedTrail], { action: 'delete', ...at('trail/old@111111111111/eu-west-1') });
const fixed = change([{ ...stoppedTrail, withheld: withheld('fixed') }]);
const waiting = change([stoppedTrail], { withheld: withheld('waits') });
const waived = change([{ ...stoppedTrail, withheld: withheld('waived') }]);
const watch = unread('trail/*@111111111111/us-east-1');
const own = unread('trail/main@111111111111/eu-west-1');

describe('the last line of a plan', () => {
  it.each<[string, Plan, Parameters<typeof planEnding>[1], string]>([
    ['nothing', planOf([]), spec, 'No changes. Live matches the spec: 1,204 resources in 2 accounts.'],
    ['nothing, of a part', planOf([]), some, 'No changes. Live matches the spec: 3 of 12 resources in 1 account.'],
    ['nothing, saved', planOf([]), null, 'No changes. Live is as the plan wants it.'],
    [
      'what waits is no difference',
      planOf([waiting]),
      one,
      'No changes. Live matches the spec: 1 resource in 1 account. 1 waiting.',
    ],
    [
      'one of each',
      planOf([created, weakening, deleted]),
      spec,
      'Plan: 1 to add, 1 to change, 1 to destroy. 1 weakens.',
    ],
    ['what cannot be done', planOf([fixed]), one, 'Plan: 0 to add, 0 to change, 0 to destroy. 1 withheld.'],
    [
      'and unread',
      planOf([created], { unknown: [own, own] }),
      spec,
      'Plan: 1 to add, 0 to change, 0 to destroy. 1 unreadable.',
    ],
    [
      'only unread',
      planOf([], { unknown: [own, watch] }),
      some,
      'Incomplete: 2 of 3 resources match the spec, 2 could not be read.',
    ],
    [
      'nothing unread, and one of which nobody knows what its policy means',
      planOf([], { unknown: [{ ...own, problem: { code: 'policy-undecided', message: 'Who knows' } }] }),
      some,
      'Incomplete: 2 of 3 resources match the spec, 1 may be denied delivery.',
    ],
    [
      'only unread, without a spec',
      planOf([], { unknown: [own] }),
      null,
      'Incomplete: nothing differs in what could be read, 1 could not be read.',
    ],
  ])('%s', (_, plan, matched, line) => {
    expect(planEnding(plan, matched)).toBe(line);
  });
});

describe('the last line of drift', () => {
  const low = change([field('tags', {}, { team: 'a' }, { gravity: 'low' })], at('topic/a@111111111111/eu-west-1'));
  it.each<[string, Plan, Parameters<typeof driftEnding>[1], string]>([
    ['none', planOf([]), spec, 'No drift. 1,204 resources in 2 accounts match the spec.'],
    ['none of one', planOf([]), one, 'No drift. 1 resource in 1 account matches the spec.'],
    ['some', planOf([fixed, low]), spec, 'Drift: 2 (1 critical, 1 low).'],
    ['some, and unread', planOf([low], { unknown: [own] }), spec, 'Drift: 1 (1 low). 1 unreadable.'],
    ['waived only', planOf([waived]), one, 'No drift. 1 resource in 1 account matches the spec. 1 waived.'],
    [
      'unread only',
      planOf([], { unknown: [own] }),
      one,
      'Incomplete: 0 of 1 resources match the spec, 1 could not be read.',
    ],
  ])('%s', (_, plan, matched, line) => {
    expect(driftEnding(plan, matched)).toBe(line);
  });
});

const outcome = (status: Outcome['status'], more: Partial<Outcome> = {}): Outcome => ({
  address: 'trail/main@111111111111/eu-west-1',
  action: 'update',
  status,
  sent: [],
  seconds: 0,
  ...more,
});

describe('the last line of an apply', () => {
  const sent = [{ call: 's3:CreateBucket', attempts: 1 }];
  it.each<[string, readonly Outcome[], Plan, string]>([
    [
      'done',
      [
        outcome('done'),
        outcome('done', { action: 'create' }),
        outcome('done', { action: 'delete' }),
        outcome('done', { action: 'adopt' }),
      ],
      planOf([]),
      'Apply complete! Resources: 1 added, 2 changed, 1 destroyed.',
    ],
    [
      'done, but something stays',
      [outcome('done')],
      planOf([fixed], { unknown: [own] }),
      'Applied in part. Resources: 0 added, 1 changed, 0 destroyed. 1 still differs. 1 unreadable.',
    ],
    [
      'done, but something light stays',
      [outcome('done')],
      planOf([change([{ ...field('tags', {}, { a: 'b' }, { gravity: 'low' }), withheld: withheld('fixed') }])]),
      'Apply complete! Resources: 0 added, 1 changed, 0 destroyed. 1 still differs.',
    ],
    [
      'partly',
      [outcome('done'), outcome('failed'), outcome('skipped'), outcome('moved')],
      planOf([]),
      'Apply incomplete. Resources: 0 added, 1 changed, 0 destroyed; 1 failed, 2 left.',
    ],
    [
      'not read back',
      [outcome('unconfirmed')],
      planOf([], { unknown: [own] }),
      'Apply incomplete. Resources: 0 added, 0 changed, 0 destroyed; 0 failed, 0 left, 1 unconfirmed. 1 unreadable.',
    ],
  ])('%s', (_, outcomes, remaining, line) => {
    expect(applyEnding(outcomes, remaining)).toBe(line);
  });

  it.each<[string, readonly Outcome[] | null, string]>([
    ['before anything', null, 'Interrupted: nothing was changed.'],
    ['before the first call', [outcome('left')], 'Interrupted: nothing was changed.'],
    ['in the first change', [outcome('left', { sent })], 'Interrupted: 0 of 1 change done.'],
    [
      'after one',
      [outcome('done', { sent }), outcome('left')],
      'Interrupted: 1 of 2 changes done, the last was trail/main@111111111111/eu-west-1.',
    ],
  ])('interrupted %s', (_, outcomes, line) => {
    expect(interruptedEnding(outcomes)).toBe(line);
  });
});

it('counts by gravity what differs', () => {
  expect(tallyOf(planOf([fixed, weakening, waiting, created])).gravity).toEqual({
    critical: 2,
    high: 0,
    medium: 0,
    low: 1,
    info: 0,
  });
});
