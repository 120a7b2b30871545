import { describe, expect, it } from 'vitest';

import type { Known } from '../../src/core/derive.ts';
import { difference } from '../../src/core/diff.ts';
import type { AnyKind, AnyState } from '../../src/core/kind.ts';
import type { Address, Problem } from '../../src/core/model.ts';
import { closedHomes } from '../../src/core/opting-in.ts';
import type { Difference, Withheld } from '../../src/core/plan.ts';
import { becomesOrganizations, doubtAbout, doubtsIn, holdUnready, obstacleTo } from '../../src/core/readiness.ts';
import type { Readiness } from '../../src/core/readiness.ts';
import { absent, lamp, present, target, unread, wish, world } from './toy.ts';

/** A lamp that may light all rooms of a house. */
const shared: AnyKind = {
  ...lamp,
  needs: (state, arn) => [
    {
      to: 'deliver-logs',
      of: 'arn:aws:s3:::acme-logs',
      trail: arn,
      account: target.account,
      prefix: '',
      organization: state['lit'] === true ? 'o-exampleorgid' : null,
      folders: ['CloudTrail'],
      key: null,
      everyRegion: true,
    },
  ],
};
const wanted = { lit: true, colour: 'warm' };
const one = wish(shared, 'one', wanted);
const { address } = one.desired;
const own = (colour = 'cold'): Known => ({ ...one, live: present(one, { lit: false, colour }) });
const problem: Problem = { code: 'trusted-access-missing', message: 'It is not ready' };
const obstacles = new Map<Address, Problem>([[address, problem]]);

function held(known: Known, judge = (found: Difference): Difference => found, stops = obstacles): unknown {
  const found = [difference(known).difference].flatMap(each => (each ? [judge(each)] : []));
  const [kept] = holdUnready(found, [known], { obstacles: stops, world });
  return [kept?.withheld?.problem, kept?.fields.flatMap(({ field, withheld }) => (withheld ? [field] : []))];
}

describe('what becomes the organization’s', () => {
  it.each<[string, Known, boolean]>([
    ['does not exist', { ...one, live: absent }, true],
    ['is one account’s', own(), true],
    ['is the organization’s already', { ...one, live: present(one, wanted) }, false],
    ['could not be read', { ...one, live: unread }, false],
    ['could not be read whole', { ...one, live: present(one, { lit: false }, ['lit']) }, false],
    ['is only referred to', { ...wish(shared, 'one', wanted, { managed: false }), live: absent }, false],
    ['is to be one account’s', { ...wish(shared, 'one', { lit: false }), live: absent }, false],
    ['needs nothing', { ...wish({ ...lamp, needs: () => [] }, 'one', wanted), live: absent }, false],
    ['is of a kind that knows no needs', { ...wish(needless(), 'one', wanted), live: absent }, false],
  ])('%s', (_, known, becomes) => {
    expect(becomesOrganizations(known, world)).toBe(becomes);
  });

  it('is not made while something stands in the way', () => {
    expect(held({ ...one, live: absent })).toEqual([{ ...problem, at: address }, []]);
    expect(held({ ...one, live: absent }, undefined, new Map())).toEqual([undefined, []]);
    expect(held({ ...one, live: absent }, undefined, new Map([['lamp/other@x/y', problem]]))).toEqual([undefined, []]);
  });

  it('does not become it, and is changed in all else', () => {
    expect(held(own())).toEqual([undefined, ['lit']]);
  });

  it('stays withheld as it was', () => {
    const refused: Withheld = { by: 'refused', problem: { code: 'other-owner', message: 'no' } };
    expect(held({ ...one, live: absent }, found => ({ ...found, withheld: refused }))).toEqual([refused.problem, []]);
    const lit = (found: Difference): Difference => ({
      ...found,
      fields: found.fields.map(each => (each.field === 'lit' ? { ...each, withheld: refused } : each)),
    });
    expect(held(own(), lit)).toEqual([undefined, ['lit']]);
  });

  it('is told for what is known only', () => {
    const stranger: Difference = { address, action: 'create', fields: [] };
    expect(holdUnready([stranger], [], { obstacles, world })).toEqual([stranger]);
  });
});

function needless(): AnyKind {
  const { needs: _, ...kind } = lamp;
  return kind;
}

const rows: readonly (readonly [string, Readiness, string, string | undefined])[] = [
  ['nothing is known', {}, 'member', undefined],
  ['all is well', { featureSet: 'ALL', trusted: ['cloudtrail.amazonaws.com'] }, 'management', undefined],
  ['another service is trusted', { trusted: ['sso.amazonaws.com'] }, 'management', 'trusted-access-missing'],
  ['there is billing only', { featureSet: 'CONSOLIDATED_BILLING' }, 'management', 'organization-features-missing'],
  ['it administers', { administrators: ['member'] }, 'member', undefined],
  ['another administers', { administrators: ['another'] }, 'member', 'not-trail-administrator'],
  ['another administers for the management account', { administrators: ['another'] }, 'management', undefined],
];
it.each(rows)('what stands in the way: %s', (_, readiness, account, code) => {
  expect(obstacleTo(readiness, { account, managementAccount: 'management' })?.code).toBe(code);
});

it.each<[string, Readiness, string, string | undefined]>([
  ['it may be an administrator', {}, 'member', 'warning'],
  ['it is known which are', { administrators: ['member'] }, 'member', undefined],
  ['it is the management account', {}, 'management', undefined],
])('what may stand in the way: %s', (_, readiness, account, severity) => {
  expect(doubtAbout(readiness, { account, managementAccount: 'management' })?.severity).toBe(severity);
});

it('holds nothing up for a doubt, and tells it', () => {
  const doubts = new Map<Address, Problem>([[address, { ...problem, severity: 'warning' }]]);
  expect(held({ ...one, live: absent }, undefined, doubts)).toEqual([undefined, []]);
  expect(doubtsIn(doubts)).toEqual([{ ...problem, severity: 'warning', at: address }]);
  expect(doubtsIn(obstacles)).toEqual([]);
});

describe('a home that members have not enabled', () => {
  const all: Known = { ...one, live: absent };
  const account = (key: string, enabled: readonly string[] | null, partition = 'aws') => ({
    key,
    id: key,
    partition,
    enabled,
  });
  const told = (known: Known, isMember: (id: string) => boolean = () => true) =>
    closedHomes([known], world, {
      accounts: [
        account('open', ['eu-west-1', 'us-east-1']),
        account('closed', ['us-east-1']),
        account('silent', null),
        account('china', ['cn-north-1'], 'aws-cn'),
      ],
      isMember,
    }).map(({ message, at }) => [at, message]);

  it('is told', () => {
    expect(told(all)).toEqual([
      [
        address,
        `eu-west-1 is not enabled in closed: what happens in such an account may not be recorded by ${address}`,
      ],
    ]);
  });

  it('is not told of others, nor of what is one account’s', () => {
    expect(told(all, id => id === 'open')).toEqual([]);
    const state: AnyState = { lit: false };
    expect(told({ ...wish(shared, 'one', state), live: absent })).toEqual([]);
  });
});
