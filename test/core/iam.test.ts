import { describe, expect, it } from 'vitest';

import { permissionsFor, permissionsForAll, policyOf } from '../../src/core/iam.ts';
import type { Purpose, Work } from '../../src/core/iam.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Address, Arn, Target } from '../../src/core/model.ts';
import { kinds } from '../../src/resources/index.ts';
import { lamp, target, world } from './toy.ts';

/** One resource of a kind, as it would be wanted at a place. */
function wish(name: string, spec: AnyState, { managed = true, at = target, in: seen = world } = {}) {
  const kind = kinds.find(each => each.name === name) as AnyKind;
  const address: Address = `${name}/x@a/${at.region}`;
  const { arn, state } = kind.desire({ address, name: 'x', target: at, spec, written: {} }, seen);
  const desired = { address, arn, name: 'x', target: at, state, unknown: {}, written: {} };
  return { kind, desired: { ...desired, managed, adopt: false } } as const;
}

const work = (wishes: Work['wishes'], more: Partial<Work> = {}): Work => ({
  at: target,
  wishes,
  keys: [],
  around: [],
  organization: false,
  ...more,
});

/** Action to its resources. */
function allowed(one: Work, purpose: Purpose): Readonly<Record<string, readonly string[]>> {
  const { Statement } = policyOf(permissionsFor(one, purpose));
  return Object.fromEntries(Statement.flatMap(({ Action, Resource }) => Action.map(action => [action, Resource])));
}

describe('the least that a spec needs', () => {
  const trail = wish('trail', { bucket: 'logs' });

  it('is nothing for nothing', () => {
    expect(permissionsFor(work([]), 'apply')).toEqual([]);
    expect(policyOf([])).toEqual({ Version: '2012-10-17', Statement: [] });
  });

  it('reads what is declared, and all trails of the account', () => {
    expect(allowed(work([wish('bucket', {})]), 'plan')).toMatchObject({ 's3:ListBucket': ['arn:aws:s3:::x'] });
    const trails = allowed(work([trail]), 'plan');
    expect(trails['cloudtrail:DescribeTrails']).toEqual(['*']);
    expect(trails['cloudtrail:GetTrailStatus']).toEqual(['arn:aws:cloudtrail:*:111111111111:trail/*']);
    expect(Object.keys(trails).filter(action => /:(Create|Update|Put|Start|Stop|Add)/u.test(action))).toEqual([]);
  });

  it('subscribes whom the spec names, without looking at who that is', () => {
    const topic = kinds.find(each => each.name === 'topic') as AnyKind;
    const address: Address = `topic/x@a/${target.region}`;
    const spec = { subscriptions: [{ protocol: 'https', endpoint: 'https://hooks.slack.com/services/x' }] };
    const { arn, state, secrets = {} } = topic.desire({ address, name: 'x', target, spec, written: {} }, world);
    const desired = { address, arn, name: 'x', target, state, secrets, unknown: {}, written: {} };
    const one = { kind: topic, desired: { ...desired, managed: true, adopt: false } };
    expect(allowed(work([one]), 'apply')).toMatchObject({ 'sns:Subscribe': [arn] });
  });

  it('looks at what is used beside the spec', () => {
    const key = 'arn:aws:kms:eu-west-1:111111111111:key/1';
    const beside = [{ action: 'kms:GetKeyPolicy', resource: key } as const];
    expect(allowed(work([], { beside }), 'plan')).toEqual({ 'kms:GetKeyPolicy': [key] });
  });

  it('reads where the trail of an organization stands, too', () => {
    const seen = { ...world, organization: { id: 'o-1', managementAccount: '222222222222' } };
    const anywhere = { ...world, organization: { id: '*', managementAccount: '*' } };
    const read = (one: typeof seen) =>
      allowed(work([wish('trail', { bucket: 'logs', organization: true }, { in: one })]), 'plan')[
        'cloudtrail:ListTags'
      ];
    expect(read(seen)).toEqual([
      'arn:aws:cloudtrail:*:111111111111:trail/*',
      'arn:aws:cloudtrail:*:222222222222:trail/*',
    ]);
    expect(read(anywhere)).toEqual(['arn:aws:cloudtrail:*:*:trail/*']);
  });

  it('writes what is declared alone, and only if it is managed', () => {
    const written = allowed(work([trail]), 'apply');
    expect(written['cloudtrail:CreateTrail']).toEqual(['arn:aws:cloudtrail:eu-west-1:111111111111:trail/x']);
    expect(written['cloudtrail:PutEventSelectors']).toEqual(written['cloudtrail:CreateTrail']);
    const referred = work([wish('bucket', {}, { managed: false })]);
    expect(allowed(referred, 'apply')).toEqual(allowed(referred, 'plan'));
  });

  it.each([
    ['a trail that logs', {}, ['cloudtrail:StartLogging'], ['cloudtrail:StopLogging', 'iam:PassRole']],
    ['a trail that must not', { logging: false }, ['cloudtrail:StopLogging'], ['cloudtrail:StartLogging']],
    ['any trail', {}, ['cloudtrail:AddTags'], ['cloudtrail:DeleteTrail', 's3:CreateBucket']],
  ])('%s', (_, spec, there, absent) => {
    const actions = Object.keys(allowed(work([wish('trail', { bucket: 'logs', ...spec })]), 'apply'));
    expect(there.filter(action => !actions.includes(action))).toEqual([]);
    expect(absent.filter(action => actions.includes(action))).toEqual([]);
  });

  it('hands over the role for CloudWatch Logs, to CloudTrail and nobody else', () => {
    const logs = wish('trail', { bucket: 'logs', cloudWatchLogs: { logGroup: 'trails', role: 'to-logs' } });
    expect(permissionsFor(work([logs]), 'plan').some(({ action }) => action === 'iam:PassRole')).toBe(false);
    const { Statement } = policyOf(permissionsFor(work([logs]), 'apply'));
    expect(Statement.filter(({ Action }) => Action.includes('iam:PassRole'))).toEqual([
      {
        Sid: 'PassRole',
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: ['arn:aws:iam::111111111111:role/to-logs'],
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
      },
    ]);
  });

  it('asks for keys behind aliases, each by its alias', () => {
    const keys = [
      { reference: 'alias/audit', at: target },
      { reference: 'arn:aws:kms:us-east-1:222222222222:alias/far', at: target },
    ];
    const { Statement } = policyOf(permissionsFor(work([], { keys }), 'plan'));
    expect(Statement.map(({ Sid, Resource, Condition }) => [Sid, Resource[0], Condition])).toEqual([
      [
        'DescribeKey',
        'arn:aws:kms:eu-west-1:111111111111:key/*',
        { StringEquals: { 'kms:RequestAlias': 'alias/audit' } },
      ],
      [
        'DescribeKey2',
        'arn:aws:kms:us-east-1:222222222222:key/*',
        { StringEquals: { 'kms:RequestAlias': 'alias/far' } },
      ],
    ]);
  });

  it('asks about account and organization, as narrowly as AWS can', () => {
    const around = [
      'ec2:DescribeRegions',
      'organizations:ListAccountsForParent',
      'organizations:ListTagsForResource',
    ] as const;
    expect(allowed(work([], { around }), 'plan')).toEqual({
      'ec2:DescribeRegions': ['*'],
      'organizations:ListAccountsForParent': [
        'arn:aws:organizations::*:ou/o-*/ou-*',
        'arn:aws:organizations::*:root/o-*/r-*',
      ],
      'organizations:ListTagsForResource': ['arn:aws:organizations::*:account/o-*/*'],
    });
  });

  it('knows what a trail of an organization takes', () => {
    const of = (purpose: Purpose) => Object.keys(allowed(work([trail], { organization: true }), purpose));
    expect(of('plan')).toContain('organizations:DescribeOrganization');
    expect(of('plan')).not.toContain('iam:CreateServiceLinkedRole');
    expect(of('apply')).toContain('iam:CreateServiceLinkedRole');
    expect(of('apply')).not.toContain('organizations:EnableAWSServiceAccess');
  });

  it('deletes what left the spec only where it is pruned, in accounts without any of it too', () => {
    const trails = kinds.filter(({ recorder }) => recorder);
    const pruned = allowed(work([], { watched: trails, prunes: true }), 'apply');
    expect(pruned['cloudtrail:DeleteTrail']).toEqual(['arn:aws:cloudtrail:*:111111111111:trail/*']);
    expect(pruned['cloudtrail:DescribeTrails']).toEqual(['*']);
    const watched = allowed(work([], { watched: trails }), 'apply');
    expect(watched).not.toHaveProperty('cloudtrail:DeleteTrail');
    expect(watched['cloudtrail:DescribeTrails']).toEqual(['*']);
    expect(allowed(work([], { watched: trails, prunes: true }), 'plan')).not.toHaveProperty('cloudtrail:DeleteTrail');
    expect(allowed(work([trail]), 'apply')).not.toHaveProperty('cloudtrail:DeleteTrail');
    const silent = trails.map(kind => ({ ...kind, writes: {} }));
    expect(allowed(work([], { watched: silent, prunes: true }), 'apply')).not.toHaveProperty('cloudtrail:DeleteTrail');
  });

  it('leaves out what a kind has no actions for', () => {
    const bare: AnyKind = { ...lamp, writes: {} };
    const desired = { ...trail.desired, arn: 'arn:aws:lamps:eu-west-1:111111111111:l' as Arn, state: { lit: true } };
    expect(Object.keys(allowed(work([{ kind: bare, desired }]), 'apply'))).toEqual([
      'lamps:Describe',
      'cloudtrail:LookupEvents',
    ]);
  });
});

describe('for resources of every name', () => {
  const at: Omit<Target, 'region'> = { partition: 'aws-cn', account: '111111111111' };
  const policy = (purpose: Purpose) => policyOf(permissionsForAll(kinds, at, purpose));

  it('names partition and account, and nothing else', () => {
    const { Statement } = policy('apply');
    expect(Statement.flatMap(({ Resource }) => Resource).toSorted()).toMatchObject(
      expect.arrayContaining([
        'arn:aws-cn:cloudtrail:*:111111111111:trail/*',
        'arn:aws-cn:iam::111111111111:role/*',
        'arn:aws-cn:s3:::*',
        'arn:aws-cn:sns:*:111111111111:*',
      ]),
    );
  });

  it('allows whatever a setting could need, and reads only to plan', () => {
    const actions = (purpose: Purpose) => policy(purpose).Statement.flatMap(({ Action }) => Action);
    const reads = kinds.flatMap(kind => Object.values(kind.reads).flat());
    const writes = kinds.flatMap(kind => Object.values(kind.writes).flat());
    expect(reads.filter(action => !actions('plan').includes(action))).toEqual([]);
    expect(writes.filter(action => !actions('apply').includes(action))).toEqual(['cloudtrail:DeleteTrail']);
    expect(writes.filter(action => actions('plan').includes(action))).toEqual([]);
  });

  it('are of any key, for a kind whose name holds one', () => {
    const keyed: AnyKind = {
      ...lamp,
      desire(entry, around) {
        const key = around.key('*', entry.target);
        return { ...lamp.desire(entry, around), arn: typeof key === 'string' ? key : 'arn:aws:none:::x' };
      },
    };
    expect(permissionsForAll([keyed], at, 'plan')[0]?.resource).toContain(':kms:');
  });

  it('takes a kind that requires nothing', () => {
    expect(permissionsForAll([lamp], at, 'plan')[0]).toEqual({
      about: 'lampReads',
      action: 'lamps:Describe',
      resource: 'arn:aws:lamps:*:111111111111:*',
    });
  });
});

it('gives the same policy whatever the order', () => {
  const permissions = permissionsFor(work([wish('bucket', {}), wish('trail', { bucket: 'logs' })]), 'apply');
  const sids = policyOf(permissions).Statement.map(({ Sid }) => Sid);
  expect(new Set(sids).size).toBe(sids.length);
  expect(policyOf(permissions.toReversed()).Statement.toSorted((a, b) => (a.Sid < b.Sid ? -1 : 1))).toEqual(
    policyOf(permissions).Statement.toSorted((a, b) => (a.Sid < b.Sid ? -1 : 1)),
  );
});
