/** What becomes of other people's statements: told, kept, removed, or held until nobody needs them. */
import { describe, expect, it } from 'vitest';

import { strangersTold } from '../../../src/core/policy/denied.ts';
import type { Effect, Gravity } from '../../../src/core/kind.ts';
import type { Given } from '../../../src/core/needs.ts';
import { announcement } from '../../../src/core/policy/announcement.ts';
import { delivery } from '../../../src/core/policy/delivery.ts';
import { formUnder } from '../../../src/core/policy/form-under.ts';
import { policyFields } from '../../../src/core/policy/fields.ts';
import { heldProblems, heldStatements } from '../../../src/core/policy/held.ts';
import { isSorted } from '../../../src/core/policy/sorting.ts';
import type { OtherStatements } from '../../../src/core/policy/sorting.ts';
import { completePolicy, desiredPolicy, livePolicy, policyDocument } from '../../../src/core/policy/state.ts';
import type { Completion, PolicySpec, PolicyState } from '../../../src/core/policy/state.ts';
import { ourHeader } from '../../../src/core/policy/statement.ts';
import type { Condition, Statement } from '../../../src/core/policy/statement.ts';
import { policyProblems } from '../../../src/core/policy/verify.ts';
import { account, bucketArn, byTrail, needOf, topicArn, trailArn, wording } from './estate.ts';

const fields = policyFields(delivery, wording);
const at = { partition: 'aws', account: account(1), region: 'eu-west-1' };
const stranger = '999999999999';

const guest = (over: Partial<Statement> = {}): Statement => ({
  Sid: 'Guest',
  Effect: 'Allow',
  Principal: { AWS: stranger },
  Action: 's3:GetObject',
  Resource: `${bucketArn}/*`,
  ...over,
});
const old = (over: Partial<Statement> = {}): Statement => ({
  Sid: 'AWSCloudTrailWrite20131101',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::859597730677:root' },
  Action: 's3:PutObject',
  Resource: `${bucketArn}/AWSLogs/${account(1)}/*`,
  ...over,
});

const stands = (...statements: readonly Statement[]): PolicyState =>
  livePolicy({ header: ourHeader, statements }, delivery, []);

type Bystanders = NonNullable<Given['bystanders']>;
const readAll: Bystanders = { needs: [], read: { has: () => true } };

function completed(live: PolicyState, spec: PolicySpec = {}, over: Partial<Completion> = {}): PolicyState {
  return completePolicy(desiredPolicy(spec), {
    resource: bucketArn,
    owner: 'acme',
    organization: null,
    accounts: new Set([account(1), account(2)]),
    form: delivery,
    needs: needOf(byTrail(1)),
    needed: [byTrail(1)],
    settled: { has: () => true },
    seen: undefined,
    live,
    unread: false,
    apart: { now: [], then: [] },
    bystanders: readAll,
    fits: () => true,
    ...over,
  });
}

const { equal, effect, gravity, meaning, outOfReach } = fields.otherStatements;

function judged(desired: PolicyState, live: PolicyState) {
  const [wants, has] = [desired.otherStatements, live.otherStatements];
  return {
    equal: equal?.(wants, has),
    effect: effect(has, wants),
    gravity: gravity(wants, has),
    meaning: meaning(wants, has, at),
    code: outOfReach?.(wants, has)?.code,
  };
}

describe('statements that let in strangers', () => {
  it.each<[string, Statement, Gravity, string, Effect]>([
    ['a reader', guest(), 'medium', 'stranger-let-in', 'neutral'],
    ['a writer', guest({ Action: 's3:PutObject' }), 'high', 'stranger-let-in', 'strengthens'],
    ['one who may do all', guest({ Action: 's3:*' }), 'critical', 'not-ours-to-remove', 'strengthens'],
    ['one who was deleted', guest({ Principal: { AWS: 'AIDAEXAMPLE' } }), 'low', 'stranger-let-in', 'neutral'],
    ['a form of old times', old(), 'medium', 'stranger-let-in', 'neutral'],
    ['a form of old times, anywhere', old({ Resource: `${bucketArn}/*` }), 'high', 'stranger-let-in', 'neutral'],
  ])('%s is a difference by its gravity, which nobody mends', (_name, statement, grave, code, repair) => {
    const live = stands(statement);
    const desired = completed(live);
    expect(judged(desired, live)).toMatchObject({ equal: false, gravity: grave, code, effect: repair });
    expect(policyDocument(desired, live.statements).statements).toContain(statement);
  });

  it.each<[string, Statement, Gravity, Effect]>([
    ['a reader', guest(), 'medium', 'neutral'],
    ['a writer', guest({ Action: 's3:PutObject' }), 'high', 'strengthens'],
    ['one who was deleted', guest({ Principal: { AWS: 'AIDAEXAMPLE' } }), 'medium', 'neutral'],
    ['a form of old times', old(), 'medium', 'neutral'],
  ])('%s goes where the spec says so', (_name, statement, grave, repair) => {
    const live = stands(statement);
    const desired = completed(live, { unmanaged: 'remove' });
    expect(judged(desired, live)).toMatchObject({ equal: false, gravity: grave, effect: repair, code: undefined });
    const after = stands(...policyDocument(desired, live.statements).statements);
    expect(after.otherStatements).toEqual([]);
    const again = completed(after, { unmanaged: 'remove' });
    expect(equal?.(again.otherStatements, after.otherStatements)).toBe(true);
  });

  it('are no difference where the spec has them', () => {
    const live = stands(guest());
    const desired = completed(live, { statements: [guest()] });
    expect(desired.otherStatements).toBe('keep');
    expect(fields.statements.equal?.(desired.statements, live.statements)).toBe(true);
  });

  it('are findings, where the policy is nobody of ours to mend', () => {
    const live = stands(guest({ Sid: 'One' }), guest({ Sid: 'Two', Action: 's3:PutObject' }));
    expect(strangersTold(completed(live))).toMatchObject([
      {
        code: 'stranger-let-in',
        severity: 'warning',
        message: expect.stringMatching(/^Statement Two lets /u) as string,
      },
      {
        code: 'stranger-let-in',
        severity: 'warning',
        message: expect.stringMatching(/^Statement One lets .*[^.]$/u) as string,
      },
    ]);
    const denial: Statement = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${bucketArn}/*` };
    expect(strangersTold(completed(stands(denial)))).toEqual([]);
    expect(strangersTold(completed(stands()))).toEqual([]);
  });

  it('are told beside those that deny, three of them in full', () => {
    const denial: Statement = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${bucketArn}/*` };
    const guests = ['1', '2', '3', '4'].map(id => guest({ Sid: `G${id}`, Principal: { AWS: id.repeat(12) } }));
    const live = stands(denial, ...guests);
    const told = judged(completed(live), live);
    expect(told).toMatchObject({ gravity: 'critical', code: 'not-ours-to-remove' });
    expect(told.meaning).toBe(
      `A statement denies CloudTrail to deliver: No. ${['1', '2', '3'].map(id => `Statement G${id} lets account ${id.repeat(12)} read log files.`).join(' ')} And 1 more lets in others.`,
    );
    const more = stands(...guests, guest({ Sid: 'E' }));
    expect(judged(completed(more), more).meaning).toContain('And 2 more let in others.');
  });

  it('are told where another owner grants the trail of a stranger', () => {
    const theirs = delivery.statements([byTrail(9)], bucketArn, 'evil');
    const ours = delivery.statements([byTrail(1)], bucketArn, 'acme');
    const live = stands(...theirs, ...ours);
    expect(judged(completed(live), live)).toMatchObject({
      equal: false,
      gravity: 'high',
      meaning: `Statement TrailwardenWriteevil lets cloudtrail.amazonaws.com write log files for account ${account(9)}.`,
      code: 'stranger-let-in',
    });
    const known = stands(...delivery.statements([byTrail(2)], bucketArn, 'friends'), ...ours);
    expect(completed(known).otherStatements).toBe('keep');
  });

  it('are nobody where nobody asked which accounts are known', () => {
    const live = stands(guest(), old({ Resource: `${bucketArn}/AWSLogs/${stranger}/*` }));
    expect(completed(live, {}, { accounts: null }).otherStatements).toMatchObject({ told: [{ gravity: 'medium' }] });
    expect(completed(live, {}, { accounts: undefined }).otherStatements).toMatchObject({
      told: [{ gravity: 'high' }, { gravity: 'medium' }],
    });
  });
});

it.each<[string, ReadonlySet<string> | undefined, boolean]>([
  ['who is a member', new Set([account(2)]), true],
  ['who is none', new Set([account(3)]), false],
  ['of whom nobody knows', undefined, false],
])('a statement that denies the folder of an account %s', (_name, members, denies) => {
  const organization = 'o-a1b2c3d4e5';
  const Resource = `${bucketArn}/AWSLogs/${organization}/${account(2)}/*`;
  const live = stands({ Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource });
  const needs = needOf(byTrail(1, { organization }));
  const { otherStatements } = completed(live, {}, { form: formUnder(delivery, { members }), needs, organization });
  expect(isSorted(otherStatements) && otherStatements.denials.length > 0).toBe(denies);
});

describe('statements of old times that are to go', () => {
  const bystander = { ...needOf(byTrail(1, { trail: trailArn(1, 'theirs') }))[0] } as Bystanders['needs'][number];
  const removing: PolicySpec = { unmanaged: 'remove' };
  const service = old({ Principal: { Service: 'cloudtrail.amazonaws.com' } });

  it.each<[string, Statement, Bystanders | undefined, string | null]>([
    ['nobody else', old(), readAll, null],
    ['another trail', old(), { ...readAll, needs: [bystander] }, `trail ${trailArn(1, 'theirs')}, which is outside`],
    [
      'other trails',
      service,
      { ...readAll, needs: [bystander, { ...bystander, trail: trailArn(1, 'third') }] },
      `trail ${trailArn(1, 'theirs')} and 1 more, which are outside`,
    ],
    [
      'a trail elsewhere',
      old({ Resource: `${bucketArn}/AWSLogs/${account(2)}/*` }),
      { ...readAll, needs: [bystander] },
      null,
    ],
    ['nobody knows', old(), undefined, `every trail of account ${account(1)}`],
    ['an account unread', old(), { needs: [], read: new Set([account(2)]) }, `every trail of account ${account(1)}`],
    [
      'an account of nobody',
      old({ Resource: `${bucketArn}/AWSLogs/${stranger}/*` }),
      { needs: [], read: new Set([account(1)]) },
      `account ${stranger}`,
    ],
    [
      'some account unread, where all are meant',
      old({ Resource: `${bucketArn}/*` }),
      { needs: [], read: new Set([account(1)]) },
      `account ${account(2)}`,
    ],
    ['all accounts unread, where all are meant', service, { needs: [], read: new Set() }, `account ${account(1)}`],
    [
      'all accounts unread, where the bucket is meant',
      old({ Action: 's3:GetBucketAcl', Resource: bucketArn }),
      undefined,
      `account ${account(1)} and 1 more`,
    ],
  ])('rest on %s', (_name, statement, bystanders, why) => {
    const live = stands(statement, guest());
    const desired = completed(live, removing, { bystanders });
    const left = policyDocument(desired, live.statements).statements;
    expect(left).not.toContainEqual(guest());
    expect(left.includes(statement)).toBe(why !== null);
    if (why === null) return;
    expect(judged(desired, live)).toMatchObject({ equal: false, code: undefined, gravity: 'medium' });
    expect(equal?.(desired.otherStatements, stands(...left).otherStatements)).toBe(true);
    const then = stands(...left);
    const again = completed(then, removing, { bystanders });
    expect(judged(again, then)).toMatchObject({ equal: true, code: undefined });
    const limits = { bytes: 20_480, statements: 100 };
    const document = policyDocument(again, then.statements);
    expect(policyProblems({ state: again, document, limits })).toMatchObject([
      { code: 'old-statement-needed', severity: 'warning', message: expect.stringContaining(why) },
    ]);
    expect(policyDocument(again, then.statements).statements).toContain(statement);
    expect(fields.statements.equal?.(again.statements, then.statements)).toBe(true);
    expect(fields.grants.equal?.(again.grants, then.grants)).toBe(true);
  });

  it('keep the version of the policy while they stand', () => {
    const statement = old({ Sid: '', Resource: `${bucketArn}/\${aws:username}/*` });
    const live = livePolicy({ header: { version: '2008-10-17', id: 'x' }, statements: [statement] }, delivery, []);
    expect(completed(live, removing, { bystanders: undefined }).policyHeader).toEqual({
      version: '2008-10-17',
      id: 'x',
    });
    expect(completed(live, removing).policyHeader).toEqual(ourHeader);
    const { otherStatements } = completed(live, removing, { bystanders: undefined });
    expect(otherStatements).toMatchObject({ held: [{ sid: null }] });
    const { held = [] } = isSorted(otherStatements) ? otherStatements : {};
    expect(heldProblems(held)[0]?.message).toContain('Statement one without a Sid lets CloudTrail in without');
    expect(heldProblems([...held, ...held.map(one => ({ ...one, sid: 'X' }))]).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Statements X, one without a Sid let .* and stay for now: /u),
    ]);
  });

  it('go where trails are named, or in a topic that everybody known was seen for', () => {
    const named = { ...service, Condition: { StringEquals: { 'aws:SourceArn': trailArn(9) } } };
    const accounts = new Set([account(1)]);
    const holding = { form: delivery, organization: null, accounts, version: ourHeader.version };
    expect(heldStatements([named, guest()], holding)).toEqual([]);
    const publish = old({ Action: 'sns:Publish', Resource: topicArn });
    const about = { ...holding, form: announcement };
    expect(heldStatements([publish], { ...about, bystanders: readAll })).toEqual([]);
    expect(heldStatements([publish], about)).toHaveLength(1);
    expect(heldStatements([publish], { ...about, accounts: null })).toEqual([]);
  });
});

describe('statements of the spec that let others in', () => {
  const own = { AWS: account(1) };
  const org: Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
  it.each<[string, Partial<Statement>, Effect]>([
    ['a reader', {}, 'neutral'],
    ['a writer', { Action: 's3:PutObject' }, 'weakens'],
    ['one who deletes', { Action: 's3:DeleteObject*' }, 'weakens'],
    ['the own account', { Action: 's3:*', Principal: own }, 'neutral'],
    [
      'everybody of the own account',
      { Action: 's3:*', Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': account(1) } } },
      'neutral',
    ],
    ['everybody of an organization, who write', { Action: 's3:*', Principal: '*', Condition: org }, 'weakens'],
    ['everybody of an organization, who read', { Principal: '*', Condition: org }, 'neutral'],
    ['everybody', { Principal: '*' }, 'weakens'],
    ['a service', { Action: 's3:PutObject', Principal: { Service: 'logging.s3.amazonaws.com' } }, 'neutral'],
    ['nobody any more', { Action: 's3:*', Principal: { AWS: 'AROAEXAMPLE' } }, 'neutral'],
    ['one who announces', { Action: 'SNS:Publish', Resource: topicArn }, 'weakens'],
    ['one who subscribes', { Action: 'sns:Subscribe', Resource: topicArn }, 'neutral'],
    ['one who may do what is not named', { Action: [] }, 'neutral'],
  ])('%s', (_name, over, expected) => {
    const back = { weakens: 'strengthens', neutral: 'neutral', strengthens: 'weakens' } as const;
    const { statements } = fields;
    expect(statements.effect([], [guest(over)], at)).toBe(expected);
    expect(statements.effect([guest(over)], [], at)).toBe(back[expected]);
    expect(statements.effect([guest(over)], [guest({ ...over, Sid: 'Other' })], at)).toBe('neutral');
  });

  it('may be for all but some actions', () => {
    const { Action: _action, ...rest } = guest();
    expect(fields.statements.effect([], [{ ...rest, NotAction: 's3:Get*' }], at)).toBe('weakens');
    expect(fields.statements.effect([], [{ ...rest, NotAction: ['s3:*', 'SNS:*'] }], at)).toBe('neutral');
  });

  it('are told by what is lost', () => {
    const writer = guest({ Action: 's3:PutObject' });
    const mine = guest({ Principal: own });
    expect(fields.statements.meaning([mine], [writer], at)).toBe(
      'A statement lets another account write, delete or change.',
    );
    expect(fields.statements.meaning([writer], [mine], at)).toContain('do not stand');
    expect(fields.statements.meaning([writer], [guest({ Action: 's3:*' })], at)).toContain('do not stand');
  });
});

it('a value that tells nothing is judged by what stands there', () => {
  const plain: OtherStatements = { keep: false, statements: [], denials: [] };
  expect(gravity(plain, [guest()])).toBe('medium');
  expect(equal?.(plain, [])).toBe(true);
  expect(outOfReach?.(plain, [])).toBeUndefined();
  expect(outOfReach?.([], [guest()])).toBeUndefined();
});
