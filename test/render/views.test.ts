/** What views say of plans and ends that a run in memory does not come to by itself. */
import { describe, expect, it } from 'vitest';

import type { MovedField } from '../../src/core/basis.ts';
import type { Problem } from '../../src/core/model.ts';
import type { Plan, PlannedChange } from '../../src/core/plan.ts';
import type { Moved, Outcome, Report } from '../../src/core/report.ts';
import { renderDrift } from '../../src/render/drift.ts';
import type { ViewOptions } from '../../src/render/look.ts';
import { renderOutcome } from '../../src/render/outcome.ts';
import { renderPlan } from '../../src/render/plan.ts';
import { progressBlock, progressLine, progressRow } from '../../src/render/progress.ts';
import type { ProgressState } from '../../src/render/progress.ts';
import { at, change, field, planOf, stoppedTrail, unread, withheld } from './changes.ts';
import { window80 } from './estate.ts';

function reportOf(plan: Plan, more: Partial<Report> = {}): Report {
  return {
    command: 'plan',
    owner: 'acme',
    startedAt: '2026-11-19T03:34:05.000Z',
    finishedAt: '2026-11-19T03:34:07.100Z',
    spec: { paths: ['specs/'], files: 2, resources: 10, selected: 10, accounts: ['111111111111'] },
    plan,
    outcomes: null,
    remaining: null,
    refused: [],
    interrupted: false,
    calls: {},
    ...more,
  };
}

/** The plan of some changes, less its first line and the empty line after it. */
const body = (
  changes: readonly PlannedChange[],
  options: Partial<ViewOptions> = {},
  more: Partial<Plan> = {},
): readonly string[] =>
  renderPlan(reportOf(planOf(changes, more)), { ...window80, ...options })
    .split('\n')
    .slice(2);

const encryption = field('region', 'us-east-1', 'eu-west-1', {
  effect: 'neutral',
  gravity: 'high',
  meaning: 'The bucket stands in us-east-1.',
});
const there = at('bucket/logs@111111111111/eu-west-1');

describe('a change that is withheld', () => {
  it('because nothing can change it says what to do instead', () => {
    expect(body([change([{ ...encryption, withheld: withheld('fixed', 'Declare a new one.') }], there)])).toEqual([
      'Live differs from the spec:',
      '',
      '▲ HIGH  111111111111: bucket logs differs in its region',
      '  bucket/logs@111111111111/eu-west-1',
      '  The bucket stands in us-east-1.',
      '  ! region: us-east-1 -> eu-west-1',
      '    stays: It is so',
      '    mend: Declare a new one.',
      '',
      'Plan: 0 to add, 0 to change, 0 to destroy. 1 withheld.',
    ]);
  });

  it('because it waits is no difference', () => {
    expect(body([change([stoppedTrail], { withheld: withheld('waits') })])).toEqual([
      '· trail/main@111111111111/eu-west-1 is not changed now',
      '  Nothing is recorded by this trail.',
      '  · logging: false -> true',
      '  waits: It is so',
      '',
      'No changes. Live matches the spec: 10 resources in 1 account. 1 waiting.',
    ]);
  });

  it('because it was refused holds all of it up', () => {
    const refused = change([field('logging', null, true)], { action: 'create', withheld: withheld('refused', 'Ask.') });
    expect(body([refused], { ascii: true })).toEqual([
      '! trail/main@111111111111/eu-west-1 would be created',
      '  + logging: true',
      '  refused: It is so',
      '  mend: Ask.',
      '',
      'Refused by apply as it stands: 1 change may not be made, and without',
      '  --skip-refused nothing is sent.',
      'Plan: 0 to add, 0 to change, 0 to destroy. 1 refused.',
    ]);
  });

  it('is told as left by an apply that leaves what is refused', () => {
    const refused = change([field('logging', null, true)], {
      action: 'create',
      withheld: { by: 'refused', problem: { code: 'would-weaken', message: 'It would leave less evidence' } },
    });
    const commands = { plan: 'trailwarden plan', apply: 'trailwarden apply --skip-refused' };
    const options = { color: false, width: 80, ascii: true, calls: false, full: false, commands };
    const told = renderPlan({ plan: planOf([refused, change([stoppedTrail])]), command: 'apply' }, options);
    expect(told).toContain('1 change is refused and left; the rest is applied (--skip-refused).');
    expect(told).not.toMatch(/nothing is sent|only the rest/u);
  });

  it('field by field leaves the others', () => {
    const left = {
      ...field('tags', {}, { a: 'b' }, { gravity: 'low', meaning: 'Tags are not as written.' }),
      withheld: withheld('ignored'),
    };
    expect(body([change([left, stoppedTrail])], { ascii: true })).toEqual([
      'Live differs from the spec:',
      '',
      'CRITICAL  111111111111: trail main is stopped',
      '  trail/main@111111111111/eu-west-1',
      '  Nothing is recorded by this trail.',
      '  ~ logging: false -> true',
      '  LOW  Tags are not as written.',
      '  = tags.a: none -> b',
      '    left alone: It is so',
      '',
      'Next: trailwarden apply specs/',
      'Plan: 0 to add, 1 to change, 0 to destroy. 1 ignored.',
    ]);
  });
});

it('what is deleted or adopted says so, and what that costs', () => {
  const gone = change([field('logging', true, null, { effect: 'weakens' })], { action: 'delete' });
  const ours = change([field('owner', null, 'acme', { gravity: 'low', meaning: 'It is not ours.' })], {
    action: 'adopt',
    ...there,
  });
  expect(body([gone, ours])).toEqual([
    '> bucket/logs@111111111111/eu-west-1 will be adopted',
    '  It is not ours.',
    '  ~ tags.trailwarden:owner: none -> acme',
    '',
    '- trail/main@111111111111/eu-west-1 will be deleted [weakens]',
    '  Nothing is recorded by this trail.',
    '',
    'Next: trailwarden apply specs/',
    'Plan: 0 to add, 1 to change, 1 to destroy. 1 weakens.',
  ]);
});

it('a group of switches is told by those that are on', () => {
  const blocks = (on: boolean, all: boolean) =>
    body([
      change([field('publicAccessBlock', null, { blockPublicAcls: on, blockPublicPolicy: all })], {
        ...there,
        action: 'create',
      }),
    ])[1];
  expect([blocks(true, true), blocks(true, false), blocks(false, false)]).toEqual([
    '  + publicAccessBlock: all',
    '  + publicAccessBlock: blockPublicAcls',
    '',
  ]);
});

it('a policy that changes statement by statement', () => {
  const own = { Sid: 'A', Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 's3:GetObject', Resource: '*' };
  const long = { ...own, Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'] };
  const statements = field('statements', [own], [long], { effect: 'weakens', meaning: 'It is not as written.' });
  const changes = [change([statements], there)];
  expect(body(changes).slice(4, -3)).toEqual([
    '  It is not as written.',
    '  ~ policy: 1 statement removed, 1 added [weakens]',
    '    - Allow  222222222222  s3:GetObject  on everything',
    '             "A"',
    '    + Allow 222222222222 s3:GetObject, s3:GetObjectVersion, s3:ListBucket on',
    '             everything',
    '             "A"',
  ]);
  expect(body(changes, { full: true })).toContain('        "Action": "s3:GetObject",');
});

it('a fold over several accounts counts them', () => {
  const others = ['payments', 'data', 'web', 'mobile'].map((name, index) => {
    const account = `${index + 2}`.repeat(12);
    const one = change([stoppedTrail], at(`trail/main@${name}/eu-west-1`));
    return { ...one, resource: { ...one.resource, target: { ...one.resource.target, account } } };
  });
  expect(body(others).slice(2, 7)).toEqual([
    '✖ CRITICAL  4 accounts: trail main is stopped',
    '  trail/main@data/eu-west-1',
    '  trail/main@mobile/eu-west-1',
    '  trail/main@payments/eu-west-1',
    '  and 1 more (--expand lists them)',
  ]);
  expect(body(others, { expand: true })).toContain('✖ CRITICAL  payments 222222222222: trail main is stopped');
});

it('a finding that a block told is not told again', () => {
  const problem: Problem = {
    code: 'policy-too-large',
    message: 'It is too large',
    at: 'bucket/logs@111111111111/eu-west-1',
  };
  const refused = change([encryption], { ...there, withheld: { by: 'refused', problem } });
  const text = body([refused], {}, { findings: [problem, { ...problem, message: 'Something else' }] }).join('\n');
  expect(text.match(/It is too large/gu)).toHaveLength(1);
  expect(text).toContain('error[policy-too-large]: Something else');
});

it('a reason of a later version is not known either', () => {
  const later = {
    ...unread('trail/*@111111111111/us-east-1'),
    problem: { code: 'brand-new' as Problem['code'], message: 'It was refused' },
  };
  expect(body([], { ascii: true }, { unknown: [later] }).slice(0, 4)).toEqual([
    'NOT KNOWN  111111111111: It could not be read',
    '  trail/*@111111111111/us-east-1',
    '  Whether anything else records there is not known.',
    '  It was refused',
  ]);
});

it('drift in brief names what is not known too', () => {
  const plan = planOf([change([stoppedTrail])], { unknown: [unread('bucket/logs@111111111111/eu-west-1')] });
  expect(renderDrift(reportOf(plan), { ...window80, brief: true }).split('\n')).toEqual([
    'CRITICAL   trail/main@111111111111/eu-west-1   is stopped',
    'NOT KNOWN  bucket/logs@111111111111/eu-west-1  could not be read',
    'Drift: 1 (1 critical). 1 unreadable.',
  ]);
});

it('a plan before its run is over has no time, and no hint in an apply', () => {
  const plan = planOf([change([stoppedTrail])]);
  expect(renderPlan({ plan }, window80).split('\n')[0]).toBe('Live differs from the spec:');
  expect(renderPlan({ ...reportOf(plan), command: 'apply', spec: null }, window80).split('\n')).toEqual([
    'acme: saved plan. Took 2.1 s.',
    '',
    'Live differs from the spec:',
    '',
    '✖ CRITICAL  111111111111: trail main is stopped',
    '  trail/main@111111111111/eu-west-1',
    '  Nothing is recorded by this trail.',
    '  ~ logging: false -> true',
    '',
    'Plan: 0 to add, 1 to change, 0 to destroy.',
  ]);
});

const main = change([stoppedTrail]);
const logs = change([field('tags', {}, { a: 'b' }, { meaning: 'Tags are not as written.' })], there);

const ended = (outcomes: readonly Partial<Outcome>[] | null, more: Partial<Report> = {}): readonly string[] => {
  const changes = [main, logs];
  const whole = outcomes?.map((one, index): Outcome => ({
    address: changes[index]?.address ?? main.address,
    action: 'update',
    status: 'done',
    sent: [],
    seconds: 0.7,
    ...one,
  }));
  const report = reportOf(planOf(changes), {
    command: 'apply',
    outcomes: whole ?? null,
    remaining: planOf([]),
    ...more,
  });
  return renderOutcome(report, { ...window80, planShown: true }).split('\n');
};

const sent = [{ call: 's3:PutBucketTagging', attempts: 1 }];

describe('the end of an apply', () => {
  it('says what does not read back, and what was sent', () => {
    const problem: Problem = { code: 'not-read-back', message: 'It does not read back', hint: 'Look again.' };
    expect(ended([{ sent }, { status: 'unconfirmed', sent, problem }])).toEqual([
      '  ✓ trail/main@111111111111/eu-west-1   started            0.7 s',
      '  ? bucket/logs@111111111111/eu-west-1  not read back yet  0.7 s',
      '',
      '✗ NOT CONFIRMED  bucket/logs@111111111111/eu-west-1',
      '  It does not read back',
      '  Sent: s3:PutBucketTagging.',
      '  mend: Look again.',
      '',
      'Read again: live matches the spec.',
      '',
      'Next: trailwarden apply specs/   does what is left; nothing is done twice',
      'Apply incomplete. Resources: 0 added, 1 changed, 0 destroyed; 0 failed, 0 left, 1 unconfirmed.',
    ]);
  });

  it('tells one reason of several failures once', () => {
    const problem: Problem = { code: 'access-denied', message: 'AccessDenied: not authorized' };
    expect(
      ended(
        [
          { status: 'failed', problem },
          { status: 'failed', problem },
        ],
        { remaining: planOf([main, logs]) },
      ).slice(3, 7),
    ).toEqual([
      '✗ FAILED  trail/main@111111111111/eu-west-1',
      '  bucket/logs@111111111111/eu-west-1',
      '  AccessDenied: not authorized',
      '  Still so: Nothing is recorded by this trail.',
    ]);
  });

  it('tells what moved, what stopped half-way and what is no part of the plan', () => {
    const problem: Problem = { code: 'moved-meanwhile', message: 'It was changed' };
    const remaining = planOf([logs], { unknown: [unread(main.address)] });
    const lines = ended(
      [
        { status: 'moved', problem },
        { status: 'left', sent },
        { address: 'trail/x@111111111111/eu-west-1', status: 'failed', problem },
      ],
      { remaining, interrupted: true },
    );
    expect(lines).toEqual([
      '  – trail/main@111111111111/eu-west-1   changed meanwhile, nothing sent',
      '  – bucket/logs@111111111111/eu-west-1  stopped half-way                 0.7 s',
      '',
      '✗ NOT SENT  trail/main@111111111111/eu-west-1',
      '  trail/x@111111111111/eu-west-1',
      '  It was changed',
      '',
      'Read again: 1 resource still differs, 1 resource could not be read.',
      '  ✖ CRITICAL  bucket/logs@111111111111/eu-west-1  differs in its tags',
      '  ? NOT KNOWN  trail/main@111111111111/eu-west-1',
      '',
      'Next: trailwarden apply specs/   does what is left; nothing is done twice',
      'Interrupted: 0 of 3 changes done.',
    ]);
  });

  it('without anything that was begun says that nothing was changed', () => {
    expect(ended(null, { remaining: null, interrupted: true })).toEqual(['Interrupted: nothing was changed.']);
  });

  it('with credentials of another account', () => {
    const refused: Problem[] = [
      { code: 'wrong-account', message: 'The plan is for account 222222222222', at: main.address },
    ];
    expect(ended(null, { refused })).toEqual([
      'error[wrong-account]: The plan is for account 222222222222',
      '  trail/main@111111111111/eu-west-1',
      '',
      'Refused: the credentials are of another account. Nothing was changed.',
    ]);
  });

  it('of a stale plan counts all it rests on', () => {
    const stale = (at: typeof main.address): Problem => ({ code: 'stale-plan', message: 'It moved', at });
    const digest = '0123456789abcdef0123456789abcdef';
    const movedField = (name: string, now: unknown, more: Partial<MovedField> = {}): MovedField => ({
      field: name,
      then: digest,
      digest: digest.replace('0', 'f'),
      now,
      ...more,
    });
    const moved: readonly Moved[] = [
      {
        address: main.address,
        was: 'present',
        is: 'present',
        fields: [
          movedField('kmsKey', null, { digest: null }),
          movedField('logging', true),
          movedField('scope', 'x'.repeat(300), { then: null }),
        ],
      },
      { address: logs.address, was: 'present', is: 'absent', fields: [] },
    ];
    expect(ended(null, { refused: [stale(main.address), stale(logs.address)], moved })).toEqual([
      'Since the plan was saved these have moved:',
      `  ${main.address}`,
      '  ~ kmsKey: digest 01234567 -> cannot be read',
      '  ~ logging: false -> true',
      '  ~ scope: could not be read ->',
      `${'x'.repeat(160)}...`,
      `  ${logs.address}`,
      '  It was there when the plan was saved, and does not exist now',
      '',
      'Nothing was changed. What was approved is no longer what would happen.',
      'Next: trailwarden plan specs/',
      'Stale plan: 2 of 2 resources moved since it was saved.',
    ]);
  });

  it('of a plan that has expired says so', () => {
    const refused: Problem[] = [{ code: 'plan-expired', message: 'The plan expired' }];
    expect(ended(null, { refused })).toEqual([
      'The plan expired',
      '',
      'Nothing was changed.',
      'Next: trailwarden plan specs/',
      'Stale plan: it has expired.',
    ]);
  });
});

const view = { color: false, ascii: false, frame: 2, seconds: 2.04 };
const state = (one: PlannedChange, status: ProgressState['status'], seconds: number | null = null): ProgressState => ({
  change: one,
  status,
  seconds,
});

describe('progress', () => {
  it('on a terminal is a row for each change', () => {
    const fresh = change([stoppedTrail], { action: 'create', ...at('trail/new@111111111111/eu-west-1') });
    const old = change([], { action: 'delete', ...at('trail/old@111111111111/eu-west-1') });
    const states = [
      state(logs, 'done', 0.4),
      state(main, 'running', 1.1),
      state(fresh, 'done', 0.6),
      state(old, 'waiting'),
    ];
    expect(progressBlock(states, view)).toEqual([
      '  ✓ bucket/logs@111111111111/eu-west-1  tags.a: b         0.4 s',
      '  ⠹ trail/main@111111111111/eu-west-1   logging: true     1.1 s',
      '  ✓ trail/new@111111111111/eu-west-1    created, started  0.6 s',
      '  · trail/old@111111111111/eu-west-1    delete',
      '',
      '  2 of 4 done, 0 failed, 2.0 s.   Ctrl-C finishes the call in flight, then stops.',
    ]);
  });

  it('of many is what runs, what failed, and the newest that is done', () => {
    const many = Array.from({ length: 14 }, (_, index) =>
      change([stoppedTrail], at(`trail/t${index}@111111111111/eu-west-1`)),
    );
    const statusOf = (index: number): ProgressState['status'] => {
      if (index === 12) return 'running';
      if (index === 3) return 'failed';
      return index < 12 ? 'done' : 'waiting';
    };
    const lines = progressBlock(
      many.map((one, index) => state(one, statusOf(index), 1)),
      { ...view, ascii: true },
    );
    expect(lines.slice(0, 3).map(line => line.slice(0, 12))).toEqual(['  ..   trail', '  FAIL trail', '  ok   trail']);
    expect(lines.slice(0, 3).join('\n')).toMatch(/t12@.*\n.*t3@.*\n.*t11@/u);
    expect(lines).toHaveLength(13);
    expect(lines[10]).toBe('  and 4 more changes');
  });

  it.each<[string, PlannedChange, ProgressState['status'], string]>([
    ['several settings', change([stoppedTrail, field('tags', {}, { a: 'b' })]), 'done', '2 settings'],
    [
      'a setting of several leaves',
      change([field('destination', { bucket: 'a', prefix: 'b' }, { bucket: 'c', prefix: 'd' })]),
      'done',
      'destination',
    ],
    [
      'a policy',
      change([field('grants', { statements: [] }, { statements: [{ Effect: 'Allow' }] })]),
      'running',
      'policy: 1 statement added',
    ],
    [
      'nothing that is not withheld',
      change([{ ...stoppedTrail, withheld: withheld('waits') }]),
      'waiting',
      '0 settings',
    ],
    ['a resource that is gone', change([], { action: 'delete' }), 'done', 'deleted'],
    ['a resource that is made', change([field('tags', null, {})], { action: 'create' }), 'done', 'created'],
    ['what is still to be made', change([], { action: 'create' }), 'waiting', 'create'],
  ])('names %s', (_, one, status, text) => {
    expect(progressRow(one, { status, seconds: null }, view)).toMatch(new RegExp(`  ${text}$`, 'u'));
  });

  it('elsewhere is a line when a change is over', () => {
    const outcome: Outcome = { address: main.address, action: 'update', status: 'done', sent, seconds: 0.71 };
    const end = { number: 2, total: 4, change: main, outcome, at: '2026-11-19T03:34:19.123Z' };
    expect(progressLine(end, view)).toBe(
      '2026-11-19T03:34:19Z  2/4  ok    trail/main@111111111111/eu-west-1  started  0.7s',
    );
    expect(progressLine({ ...end, number: 1, total: null }, view)).toContain('  +1  ok');
    const problem: Problem = { code: 'access-denied', message: 'AccessDenied: no\nmore' };
    expect(progressLine({ ...end, outcome: { ...outcome, status: 'failed', problem } }, { ...view, color: true })).toBe(
      '2026-11-19T03:34:19Z  2/4  \u001b[31mFAIL\u001b[39m  trail/main@111111111111/eu-west-1  logging: true  0.7s  AccessDenied: no␊more',
    );
  });
});
