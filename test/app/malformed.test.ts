/** Answers that are none of their kind: what they are about is not known, and all else goes on. */
import { describe, expect, it } from 'vitest';

import type { Api, Ask } from '../../src/core/kind.ts';
import type { Target } from '../../src/core/model.ts';
import { run } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';
const target = { partition: 'aws', account: '111111111111', region };
const body = {
  buckets: { 'acme-audit-logs': { region } },
  topics: { news: { region } },
  trails: { main: { region, bucket: 'acme-audit-logs' } },
};

/** Answers one operation otherwise. */
class OddCloud extends MemoryCloud {
  odd: Readonly<Record<string, object>> = {};

  override memory() {
    const memory = super.memory();
    return {
      at: (at: Target): Ask<Api> => ({
        ask: async (call, input, where) => this.odd[call] ?? memory.at(at).ask(call, input, where),
      }),
    };
  }
}

const policy = (statement: object) => ({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };

async function planned(call: string, answer: object) {
  const cloud = new OddCloud();
  await run(cloud, body, { command: 'apply' });
  await cloud.send({ call: 'cloudtrail:StopLogging', input: { Name: 'main' } }, target);
  cloud.odd = { [call]: answer };
  const { plan } = await run(cloud, body);
  return {
    unknown: new Set(plan.unknown.map(({ address, field = '' }) => `${address.split('@')[0]} ${field}`.trim())),
    codes: new Set(plan.unknown.map(({ problem }) => problem.code)),
    changed: plan.changes.flatMap(({ fields }) => fields.map(({ field }) => field)),
  };
}

describe('an answer that is none of its kind', () => {
  it.each<[string, object, readonly string[]]>([
    ['cloudtrail:GetEventSelectors', { EventSelectors: 'x' }, ['trail/main eventSelectors']],
    [
      'cloudtrail:ListTags',
      { ResourceTagList: [{ TagsList: 'x' }] },
      ['trail/main tags', 'trail/main protect', 'trail/main owner'],
    ],
    ['sns:ListTagsForResource', { Tags: 'x' }, ['topic/news tags', 'topic/news protect', 'topic/news owner']],
  ])('%s %j leaves unread what it is about, and the trail is started', async (call, answer, unread) => {
    const { unknown, codes, changed } = await planned(call, answer);
    expect([...unknown]).toEqual(expect.arrayContaining([...unread]));
    expect([...unknown].filter(one => !unread.includes(one))).toEqual([]);
    expect([...codes]).toEqual(['answer-malformed']);
    expect(changed).toEqual(['logging']);
  });

  it.each<[object]>([[{}], [{ trailList: null }], [{ trailList: { a: 1 } }], [{ trailList: [{ TrailARN: 7 }] }]])(
    'trails listed as %j are not known, and never absent',
    async answer => {
      const { unknown, codes, changed } = await planned('cloudtrail:DescribeTrails', answer);
      expect([...unknown]).toContain('trail/main');
      expect([...codes]).toEqual(['answer-malformed']);
      expect(changed).toEqual([]);
    },
  );

  it('leaves one trail unread whose settings are none', async () => {
    const { unknown, changed } = await planned('cloudtrail:GetTrailStatus', { LatestDeliveryTime: new Date(NaN) });
    expect([[...unknown], changed]).toEqual([['trail/main'], []]);
  });

  it.each<[string, object]>([
    ['principals', { ...deny, Principal: { AWS: { x: 1 } } }],
    ['principal', { ...deny, Principal: 7 }],
    ['action', { ...deny, Action: 7 }],
    ['resource', { ...deny, Resource: null }],
    ['exception', { ...deny, NotPrincipal: [1] }],
    ['condition', { ...deny, Condition: 'x' }],
    ['operator', { ...deny, Condition: { Bool: 'x' } }],
    ['values', { ...deny, Condition: { Bool: { 'aws:SecureTransport': [{}] } } }],
  ])('a policy with a %s that is none is not known', async (_, statement) => {
    const { codes, changed } = await planned('s3:GetBucketPolicy', policy(statement));
    expect([...codes]).toEqual(['policy-unreadable']);
    expect(changed).toContain('logging');
  });
});
