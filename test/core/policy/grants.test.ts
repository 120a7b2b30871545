import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Arn } from '../../../src/core/model.ts';
import { announcement } from '../../../src/core/policy/announcement.ts';
import { sameStatements } from '../../../src/core/policy/canonical.ts';
import { coverage } from '../../../src/core/policy/covers.ts';
import { delivery } from '../../../src/core/policy/delivery.ts';
import { climb, onRung, rungs, trailsOf, widestRung } from '../../../src/core/policy/grants.ts';
import type { Form, Grant, Ladder } from '../../../src/core/policy/grants.ts';
import { lostTrails } from '../../../src/core/policy/loss.ts';
import { roleOf, roles, sid } from '../../../src/core/policy/sid.ts';
import { byteLength, ourHeader, policyText } from '../../../src/core/policy/statement.ts';
import type { Statement } from '../../../src/core/policy/statement.ts';
import {
  account,
  bucketArn,
  byAccount,
  byOrganization,
  byTrail,
  many,
  organization,
  topicArn,
  trailArn,
} from './estate.ts';
import { evaluate } from './evaluator.ts';

const forms: readonly { readonly name: string; readonly form: Form; readonly arn: Arn }[] = [
  { name: 'delivery', form: delivery, arn: bucketArn },
  { name: 'announcement', form: announcement, arn: topicArn },
];

const size = (statements: readonly Statement[]): number => byteLength(policyText({ header: ourHeader, statements }));

describe('Sids', () => {
  it('end with what is left of the owner', () => {
    expect(sid('Write', 'acme-prod_1')).toBe('TrailwardenWriteacmeprod1');
  });

  it.each(roles)('tell %s', role => {
    expect(roleOf({ Sid: sid(role, 'acme'), Effect: 'Allow' })).toBe(role);
    expect(roleOf({ Sid: sid(role, 'acme'), Effect: 'Allow' }, 'acme')).toBe(role);
    expect(roleOf({ Sid: sid(role, 'x-acme'), Effect: 'Allow' }, 'acme')).toBeUndefined();
  });

  it.each(['AWSCloudTrailWrite20150319', 'TrailwardenOther', undefined])('leave %s to others', Sid => {
    expect(roleOf({ ...(Sid === undefined ? {} : { Sid }), Effect: 'Allow' })).toBeUndefined();
  });
});

describe('statements for one trail', () => {
  const principal = { Service: 'cloudtrail.amazonaws.com' };
  const look = { Effect: 'Allow', Principal: principal, Action: 's3:GetBucketAcl', Resource: bucketArn };
  const write = { Effect: 'Allow', Principal: principal, Action: 's3:PutObject' };
  const acl = { 's3:x-amz-acl': 'bucket-owner-full-control' };

  it('name its ARN, its folder and the ACL', () => {
    expect(delivery.statements([byTrail(1, { prefix: 'org/eu' })], bucketArn, 'acme')).toEqual([
      { ...look, Sid: 'TrailwardenAclacme', Condition: { StringEquals: { 'aws:SourceArn': [trailArn(1)] } } },
      {
        ...write,
        Sid: 'TrailwardenWriteacme',
        Resource: [`${bucketArn}/org/eu/AWSLogs/${account(1)}/*`],
        Condition: { StringEquals: { ...acl, 'aws:SourceArn': [trailArn(1)] } },
      },
    ]);
  });

  it('add the folder of the organization', () => {
    const [, own, members] = delivery.statements([byTrail(1, { organization }), byTrail(2)], bucketArn, 'acme');
    expect(own?.Resource).toEqual([`${bucketArn}/AWSLogs/${account(1)}/*`, `${bucketArn}/AWSLogs/${account(2)}/*`]);
    expect(members).toEqual({
      ...write,
      Sid: 'TrailwardenOrganizationWriteacme',
      Resource: [`${bucketArn}/AWSLogs/${organization}/*`],
      Condition: { StringEquals: { ...acl, 'aws:SourceArn': [trailArn(1)] } },
    });
  });

  it('name the account, and the trail by name', () => {
    const names = { ArnLike: { 'aws:SourceArn': ['arn:aws:cloudtrail:*:*:trail/main'] } };
    expect(delivery.statements([byAccount(1)], bucketArn, 'acme')).toEqual([
      { ...look, Sid: 'TrailwardenAccountsAclacme', Condition: names },
      {
        ...write,
        Sid: 'TrailwardenAccountsWriteacme',
        Resource: [`${bucketArn}/AWSLogs/*`],
        Condition: { StringEquals: { ...acl, 'aws:SourceAccount': [account(1)] }, ...names },
      },
    ]);
  });

  it('name the organization for objects, and not for the look at the ACL', () => {
    const names = { ArnLike: { 'aws:SourceArn': ['arn:aws:cloudtrail:*:*:trail/*'] } };
    expect(delivery.statements([byOrganization('p')], bucketArn, 'acme')).toEqual([
      { ...look, Sid: 'TrailwardenMembersAclacme', Condition: names },
      {
        ...write,
        Sid: 'TrailwardenMembersWriteacme',
        Resource: [`${bucketArn}/p/AWSLogs/*`],
        Condition: { StringEquals: { ...acl, 'aws:SourceOrgID': [organization] }, ...names },
      },
    ]);
  });

  it('let it publish', () => {
    const publish = { Effect: 'Allow', Principal: principal, Action: 'sns:Publish', Resource: topicArn };
    const grants = [byTrail(1), byAccount(2), byOrganization()];
    expect(announcement.statements(grants, topicArn, 'acme')).toEqual([
      { ...publish, Sid: 'TrailwardenPublishacme', Condition: { StringEquals: { 'aws:SourceArn': [trailArn(1)] } } },
      {
        ...publish,
        Sid: 'TrailwardenAccountsPublishacme',
        Condition: {
          StringEquals: { 'aws:SourceAccount': [account(2)] },
          ArnLike: { 'aws:SourceArn': ['arn:aws:cloudtrail:*:*:trail/main'] },
        },
      },
      {
        ...publish,
        Sid: 'TrailwardenMembersPublishacme',
        Condition: {
          StringEquals: { 'aws:SourceOrgID': [organization] },
          ArnLike: { 'aws:SourceArn': ['arn:aws:cloudtrail:*:*:trail/*'] },
        },
      },
    ]);
  });

  it('are none for nobody', () => {
    for (const { form, arn } of forms) expect(form.statements([], arn, 'acme')).toEqual([]);
  });
});

const someGrants = fc.array(
  fc.oneof(
    fc
      .record({
        by: fc.constant('trail' as const),
        index: fc.integer({ min: 0, max: 5 }),
        name: fc.constantFrom('main', 'audit.2'),
        prefix: fc.constantFrom('', 'p', 'a/AWSLogs/b'),
        organization: fc.constantFrom(null, organization),
      })
      .map(({ index, name, prefix, organization: members }) =>
        byTrail(index, { trail: trailArn(index, name), prefix, organization: members }),
      ),
    fc
      .record({
        index: fc.integer({ min: 0, max: 5 }),
        name: fc.constantFrom('main', 'x'),
        prefix: fc.constantFrom('', 'p'),
      })
      .map(({ index, name, prefix }) => byAccount(index, name, prefix)),
    fc.constantFrom('', 'p').map(byOrganization),
  ),
  { maxLength: 8 },
);

describe.each(forms)('$name', ({ form, arn }) => {
  it('gives the same statements for the same grants in any order', () => {
    fc.assert(
      fc.property(someGrants, grants => {
        expect(form.statements([...grants, ...grants].toReversed(), arn, 'acme')).toEqual(
          form.statements(grants, arn, 'acme'),
        );
      }),
    );
  });

  it('is read back: statements made of what is granted are the statements', () => {
    fc.assert(
      fc.property(someGrants, grants => {
        const statements = form.statements(grants, arn, 'acme');
        const read = form.granted(statements, 'acme');
        expect(form.statements(read, arn, 'acme')).toEqual(statements);
        const named = new Set(read.map(grant => trailsOf(grant, 'aws')));
        for (const grant of grants) expect(named).toContain(trailsOf(grant, 'aws'));
      }),
    );
  });

  it('loses nobody on a wider rung, and on no change', () => {
    fc.assert(
      fc.property(someGrants, fc.constantFrom(...rungs), (grants, rung) => {
        const from = form.statements(grants, arn, 'acme');
        const to = form.statements(
          grants.map(grant => onRung(grant, rung, organization)),
          arn,
          'other',
        );
        expect(lostTrails(form, from, to)).toEqual([]);
        expect(lostTrails(form, from, from)).toEqual([]);
      }),
    );
  });

  it('says who is lost', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1 }), ([first = 0, ...rest]) => {
        const of = (list: readonly number[]) =>
          form.statements(
            list.map(index => byTrail(index)),
            arn,
            'acme',
          );
        expect(lostTrails(form, of([first, ...rest]), of(rest))).toEqual([trailArn(first)]);
      }),
    );
  });

  it('reads grants of one owner, or of any', () => {
    const statements = form.statements([byTrail(1)], arn, 'other');
    expect(form.granted(statements, 'acme')).toEqual([]);
    expect(form.granted(statements)).toHaveLength(1);
  });

  it('leaves out what does not look like a grant', () => {
    const odd = form.statements([byTrail(1), byAccount(2), byOrganization()], arn, 'acme').map(statement => ({
      ...statement,
      Condition: { StringEquals: { 'aws:SourceArn': '*', 'aws:SourceAccount': 'x', 'aws:SourceOrgID': '*' } },
    }));
    expect(form.granted(odd, 'acme')).toEqual([]);
  });
});

describe('delivery, altered', () => {
  it('leaves out folders that are none', () => {
    const [, write, , accounts] = delivery.statements([byTrail(1), byAccount(2)], bucketArn, 'acme') as Statement[];
    const odd = ['*', `${bucketArn}/AWSLogs/${account(1)}/*`, `${bucketArn}/other/*`];
    const read = delivery.granted([
      { ...write, Resource: odd } as Statement,
      { ...accounts, Resource: odd } as Statement,
    ]);
    expect(read).toEqual([byTrail(1)]);
  });

  it('keeps a trail of an organization whose own folder is gone', () => {
    const [acl, , members] = delivery.statements(
      [byTrail(1, { organization, prefix: 'p' })],
      bucketArn,
      'acme',
    ) as Statement[];
    expect(delivery.granted([acl, members] as Statement[])).toEqual([byTrail(1, { organization, prefix: 'p' })]);
  });
});

describe('what is granted', () => {
  const request = (index: number, over: Readonly<Record<string, string>> = {}) => ({
    principal: { kind: 'Service' as const, name: 'cloudtrail.amazonaws.com' },
    action: 's3:PutObject',
    resource: `${bucketArn}/AWSLogs/${account(index)}/CloudTrail/x.json.gz`,
    context: {
      's3:x-amz-acl': 'bucket-owner-full-control',
      'aws:sourcearn': trailArn(index),
      'aws:sourceaccount': account(index),
      'aws:sourceorgid': organization,
      ...over,
    },
  });

  it.each(rungs)('lets in the trail and nobody else: by %s', rung => {
    const statements = delivery.statements([onRung(byTrail(1), rung, organization)], bucketArn, 'acme');
    const ask = (over: Readonly<Record<string, string>>, index = 1) => evaluate({ statements }, request(index, over));
    expect(ask({})).toBe('allow');
    expect(evaluate({ statements }, { ...request(1), action: 's3:GetBucketAcl', resource: bucketArn })).toBe('allow');
    expect(ask({ 's3:x-amz-acl': 'private' })).toBe('silent');
    expect(ask({ 'aws:sourceorgid': 'o-other00000' }, 2)).toBe('silent');
    expect(evaluate({ statements }, { ...request(1), principal: { kind: 'AWS', name: 'x' } })).toBe('silent');
    if (rung !== 'organization') expect(ask({}, 2)).toBe('silent');
  });

  it('is nothing where a statement was altered', () => {
    const statements = delivery.statements([byTrail(1)], bucketArn, 'acme');
    const [acl, write] = statements as [Statement, Statement];
    const altered: readonly (readonly Statement[])[] = [
      [write],
      [{ ...acl, Effect: 'Deny' }, write],
      [acl, { ...write, Action: 's3:GetObject' }],
      [acl, { ...write, Condition: { StringEquals: { 's3:x-amz-acl': 'private', 'aws:SourceArn': trailArn(1) } } }],
      [acl, { ...write, Resource: `${bucketArn}/AWSLogs/999999999999/*` }],
      [],
    ];
    for (const live of altered) expect(lostTrails(delivery, statements, live)).toEqual([trailArn(1)]);
    expect(lostTrails(delivery, [write], statements)).toEqual([]);
    expect(lostTrails(delivery, [], statements)).toEqual([]);
    expect(lostTrails(delivery, [{ ...acl, Resource: '*' }], [])).toEqual([]);
  });

  it('is covered by a statement of somebody else that allows as much', () => {
    const ours = delivery.statements([byTrail(1)], bucketArn, 'acme');
    const theirs = ours.map((statement, index) => ({ ...statement, Sid: `AWSCloudTrail${index}` }));
    const covered = coverage([...theirs, { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }]);
    expect(ours.every(covered)).toBe(true);
    expect(coverage([])({ Effect: 'Allow' })).toBe(false);
  });
});

describe('the ladder', () => {
  const ladder = (over: Partial<Ladder>): Ladder => ({
    needed: [],
    kept: [],
    pin: null,
    organization,
    fits: grants => size(delivery.statements(grants, bucketArn, 'acme')) <= 20_480,
    ...over,
  });

  it.each([
    { accounts: 1, by: 'trails' },
    { accounts: 100, by: 'trails' },
    { accounts: 300, by: 'accounts' },
    { accounts: 1_200, by: 'accounts' },
    { accounts: 1_500, by: 'organization' },
  ])('takes $by for $accounts accounts', ({ accounts, by }) => {
    const climbed = climb(ladder({ needed: many(accounts) }));
    expect(climbed.by).toBe(by);
    expect(widestRung(climbed.grants)).toBe(by);
    expect(size(delivery.statements(climbed.grants, bucketArn, 'acme'))).toBeLessThanOrEqual(20_480);
  });

  it.each([1, 100, 300, 1_500])('takes fewer bytes on every rung for %i accounts', accounts => {
    const sizes = rungs.map(rung =>
      size(
        delivery.statements(
          many(accounts).map(grant => onRung(grant, rung, organization)),
          bucketArn,
          'acme',
        ),
      ),
    );
    if (accounts > 1) expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(Math.max(...sizes)).toBeLessThan(200 * (accounts + 5));
  });

  it.each([
    ['nothing to grant', {}, { by: null, grants: [] }],
    ['a pinned rung', { pin: 'accounts', needed: [byTrail(1)] }, { by: 'accounts', grants: [byAccount(1)] }],
    [
      'a pinned rung that does not fit',
      { pin: 'trails', needed: [byTrail(1)], fits: () => false },
      { by: 'trails', grants: [byTrail(1)] },
    ],
    [
      'no organization',
      { organization: null, needed: [byTrail(1)], fits: () => false },
      { by: 'accounts', grants: [byAccount(1)] },
    ],
    [
      'a pinned organization that is not known',
      { pin: 'organization', organization: null, needed: [byTrail(1)] },
      { by: 'trails', grants: [byTrail(1)] },
    ],
    [
      'a grant that must stay',
      { kept: [byTrail(2)], needed: [byTrail(1)] },
      { by: 'trails', grants: [byTrail(1), byTrail(2)] },
    ],
    [
      'a wide grant that must stay',
      { kept: [byAccount(1)], needed: [byTrail(1)] },
      { by: 'trails', grants: [byTrail(1), byAccount(1)] },
    ],
    [
      'a narrow grant that must stay on a wide rung, if nobody needs it',
      { pin: 'accounts', kept: [byTrail(1), byTrail(2)], needed: [byTrail(1)] },
      { by: 'accounts', grants: [byAccount(1), byTrail(2)] },
    ],
    [
      'grants by account on the rung of the organization',
      { pin: 'organization', kept: [byAccount(1), byAccount(2), byOrganization()], needed: [byTrail(1)] },
      { by: 'organization', grants: [byOrganization(), byAccount(2)] },
    ],
  ] as readonly [string, Partial<Ladder>, ReturnType<typeof climb>][])('%s', (_name, over, expected) => {
    expect(climb(ladder(over))).toEqual(expected);
  });

  it('names trails by pattern where a grant is wider', () => {
    const names = (grant: Grant): string => trailsOf(grant, 'aws-cn');
    expect([byTrail(1), byAccount(1, 'x'), byOrganization()].map(names)).toEqual([
      trailArn(1),
      `arn:aws-cn:cloudtrail:*:${account(1)}:trail/x`,
      'arn:aws-cn:cloudtrail:*:*:trail/*',
    ]);
    expect(widestRung([])).toBeNull();
  });

  it('takes statements that AWS stored another way for the same', () => {
    const statements = delivery.statements([byTrail(1)], bucketArn, 'acme');
    const stored = statements.map(statement => ({
      ...statement,
      Resource: [statement.Resource ?? []].flat()[0] ?? '',
    }));
    expect(sameStatements(statements, stored)).toBe(true);
  });
});
