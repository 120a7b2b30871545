import { describe, expect, it } from 'vitest';

import { announcement } from '../../../src/core/policy/announcement.ts';
import { delivery } from '../../../src/core/policy/delivery.ts';
import { policyFields } from '../../../src/core/policy/fields.ts';
import { isGrant } from '../../../src/core/policy/genuine.ts';
import { completePolicy, desiredPolicy, livePolicy, policyDocument } from '../../../src/core/policy/state.ts';
import type { PolicySpec, PolicyState } from '../../../src/core/policy/state.ts';
import { listed, ourHeader } from '../../../src/core/policy/statement.ts';
import type { Statement } from '../../../src/core/policy/statement.ts';
import { bucketArn, byAccount, byOrganization, byTrail, needOf, topicArn, trailArn, wording } from './estate.ts';

const at = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const fields = policyFields(delivery, wording);

const granted = delivery.statements([byTrail(1)], bucketArn, 'acme');
const stranger: Statement['Principal'] = { AWS: '999999999999' };

function stands(statements: readonly Statement[]): PolicyState {
  return livePolicy({ header: ourHeader, statements }, delivery, []);
}

function completed(live: PolicyState, spec: PolicySpec = {}): PolicyState {
  return completePolicy(desiredPolicy(spec), {
    resource: bucketArn,
    owner: 'acme',
    organization: null,
    form: delivery,
    needs: needOf(byTrail(1)),
    needed: [byTrail(1)],
    settled: { has: () => false },
    seen: undefined,
    live,
    unread: false,
    apart: { now: [], then: [] },
    fits: () => true,
  });
}

const after = (live: PolicyState, spec: PolicySpec = {}): readonly Statement[] =>
  policyDocument(completed(live, spec), live.statements).statements;

/** Our own statements, with the one that lets them write changed. */
const ours = (over: Partial<Statement>): readonly Statement[] =>
  granted.map(statement => (statement.Action === 's3:PutObject' ? { ...statement, ...over } : statement));

describe('isGrant', () => {
  const all = [
    ...delivery.statements([byTrail(1, { organization: 'o-a1b2' }), byAccount(2), byOrganization()], bucketArn, 'x'),
    ...announcement.statements([byTrail(1), byAccount(2), byOrganization()], topicArn, 'x'),
  ];

  it('is every statement that we write, for whichever owner', () => {
    expect(all).toHaveLength(10);
    expect(all.filter(statement => !isGrant(statement))).toEqual([]);
  });

  it.each<[string, Partial<Statement>]>([
    ['denies', { Effect: 'Deny' }],
    ['is for another account', { Principal: stranger }],
    ['is for everybody', { Principal: '*' }],
    ['is for another besides CloudTrail', { Principal: { Service: 'cloudtrail.amazonaws.com', AWS: '999999999999' } }],
    ['is for another service', { Principal: { Service: ['cloudtrail.amazonaws.com', 'lambda.amazonaws.com'] } }],
    ['allows everything', { Action: 's3:*' }],
    ['allows something more', { Action: ['s3:PutObject', 's3:GetBucketAcl', 'sns:Publish', 's3:GetObject'] }],
    ['has no conditions', { Condition: {} }],
    ['lets in every trail', { Condition: { ArnLike: { 'aws:SourceArn': '*' } } }],
    [
      'has a condition more',
      { Condition: { StringEquals: { 'aws:SourceArn': trailArn(1), 'aws:PrincipalOrgID': 'o-1' } } },
    ],
    ['names nobody', { Condition: { StringEquals: { 'aws:SourceArn': [] } } }],
    ['has another Sid', { Sid: 'Theirs' }],
    ['is said to be about TLS', { Sid: 'TrailwardenTlsOnlyx' }],
  ])('is none that %s', (_name, over) => {
    expect(all.filter(statement => isGrant({ ...statement, ...over }))).toEqual([]);
  });

  it('is none that is for everything but a place', () => {
    const around = all.map(({ Resource = '', ...rest }): Statement => ({ ...rest, NotResource: Resource }));
    expect(around.filter(isGrant)).toEqual([]);
  });
});

describe('a statement with the Sid of another owner that is no grant', () => {
  const evil = (Sid: string, over: Partial<Statement>): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:*',
    Resource: `${bucketArn}/*`,
    ...over,
  });

  it.each(['TrailwardenWriteevil', 'TrailwardenAclx', 'TrailwardenTlsOnlyevil', 'TrailwardenPublishx'])(
    '%s that lets in everybody is critical, and not ours to remove',
    Sid => {
      const live = stands([...granted, evil(Sid, {})]);
      const state = completed(live);
      const { otherStatements } = fields;
      expect(otherStatements.equal?.(state.otherStatements, live.otherStatements)).toBe(false);
      expect(otherStatements.gravity(state.otherStatements, live.otherStatements)).toBe('critical');
      expect(otherStatements.outOfReach?.(state.otherStatements, live.otherStatements)?.code).toBe(
        'not-ours-to-remove',
      );
      expect(after(live, { unmanaged: 'remove' })).toEqual(granted);
    },
  );

  it('that lets in a stranger is told as a guest, and kept', () => {
    const guest = evil('TrailwardenWriteevil', { Principal: stranger });
    const live = stands([...granted, guest]);
    const { otherStatements } = completed(live);
    expect(otherStatements).toMatchObject({ keep: true, told: [{ sid: 'TrailwardenWriteevil', gravity: 'critical' }] });
    expect(fields.otherStatements.outOfReach?.(otherStatements, live.otherStatements)?.code).toBe('not-ours-to-remove');
    expect(after(live)).toEqual([...granted, guest]);
  });

  it('that denies delivery is a denial of others', () => {
    const live = stands([...granted, evil('TrailwardenWriteevil', { Effect: 'Deny' })]);
    const state = completed(live);
    expect(state.grants.judged).toMatchObject([{ byOthers: true }]);
    expect(fields.grants.equal?.(state.grants, live.grants)).toBe(true);
    expect(fields.otherStatements.meaning(state.otherStatements, live.otherStatements, at)).toBe(
      'A statement denies CloudTrail to deliver: TrailwardenWriteevil.',
    );
  });
});

describe('a statement of our own that was altered', () => {
  const twice = granted.map(statement => ({ ...statement, Principal: stranger }));

  it.each<[string, readonly Statement[], string, string]>([
    ['for everybody', ours({ Principal: '*', Condition: {} }), 'critical', 'everybody is let in.'],
    [
      'for everybody, beside a door of others',
      [
        ...ours({ Principal: '*', Condition: {} }),
        { ...listed(granted)[0], Sid: 'Open', Effect: 'Allow', Principal: '*', Condition: {} },
      ],
      'critical',
      'Our statement TrailwardenWriteacme was altered: everybody is let in.',
    ],
    [
      'for a stranger',
      ours({ Principal: { Service: 'cloudtrail.amazonaws.com', AWS: '999999999999' }, Action: 's3:*' }),
      'high',
      'Our statement TrailwardenWriteacme was altered: others than CloudTrail are let in: 999999999999.',
    ],
    [
      'for everybody whose ARN is like this',
      [...granted, { ...ours({})[1], Sid: 'TrailwardenAccountsWriteacme', Effect: 'Allow', Principal: '*' }],
      'high',
      'Our statement TrailwardenAccountsWriteacme was altered: others than CloudTrail are let in: everybody under a condition.',
    ],
    [
      'for all but one',
      [
        ...granted,
        {
          Sid: 'TrailwardenAccountsWriteacme',
          Effect: 'Allow',
          NotPrincipal: { AWS: '999999999999' },
          Action: 's3:*',
          Resource: bucketArn,
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        },
      ],
      'high',
      'others than CloudTrail are let in: everybody but some.',
    ],
    [
      'to allow more',
      ours({ Action: ['s3:PutObject', 's3:DeleteObject'] }),
      'medium',
      'is not what trailwarden writes.',
    ],
    [
      'to deny',
      [
        ...granted,
        { Sid: 'TrailwardenMembersWriteacme', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' },
      ],
      'critical',
      'Our statement TrailwardenMembersWriteacme was altered: CloudTrail is denied to deliver, or may be.',
    ],
    ['all of them', twice, 'critical', 'Our statements TrailwardenAclacme, TrailwardenWriteacme were altered:'],
    [
      'for everybody, in the place of CloudTrail',
      ours({ Principal: '*', Action: 's3:GetObject', Condition: {} }),
      'critical',
      'CloudTrail cannot deliver for arn:aws:cloudtrail:eu-west-1:100000000001:trail/main. Our statement TrailwardenWriteacme was altered: everybody is let in.',
    ],
    [
      'to deny what CloudTrail does not ask for',
      [
        ...granted,
        { Sid: 'TrailwardenMembersWriteacme', Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: '*' },
      ],
      'medium',
      'is not what trailwarden writes.',
    ],
    [
      'to let in nobody',
      [...granted, { Sid: 'TrailwardenMembersWriteacme', Effect: 'Allow', Action: 's3:*', Resource: bucketArn }],
      'medium',
      'is not what trailwarden writes.',
    ],
  ])('%s is told by what it does, and replaced', (_name, statements, gravity, meaning) => {
    for (const spec of [{}, { unmanaged: 'remove' }] as const) {
      const live = stands(statements);
      const desired = completed(live, spec);
      expect(fields.grants.equal?.(desired.grants, live.grants)).toBe(false);
      expect(fields.grants.outOfReach?.(desired.grants, live.grants)).toBeUndefined();
      expect(fields.grants.effect(live.grants, desired.grants)).toBe('strengthens');
      expect(fields.grants.gravity(desired.grants, live.grants)).toBe(gravity);
      expect(fields.grants.meaning(desired.grants, live.grants, at)).toContain(meaning);
      const written = after(live, spec);
      expect(written.filter(({ Sid = '' }) => Sid.startsWith('Trailwarden'))).toEqual(granted);
      const again = stands(written);
      expect(completed(again, spec).grants.altered).toBeUndefined();
      expect(fields.grants.equal?.(completed(again, spec).grants, again.grants)).toBe(true);
    }
  });

  it('is no difference of what is beside ours', () => {
    const live = stands(ours({ Action: 's3:*' }));
    for (const spec of [{}, { unmanaged: 'remove' }] as const)
      expect(fields.otherStatements.equal?.(completed(live, spec).otherStatements, live.otherStatements)).toBe(true);
  });
});
