import { describe, expect, it } from 'vitest';

import { ApiFailure } from '../../../src/core/failure.ts';
import type { FailureCategory } from '../../../src/core/failure.ts';
import type { AnyKind, Api, Ask } from '../../../src/core/kind.ts';
import type { Arn, Entry, Readings, Target, World } from '../../../src/core/model.ts';
import type { Given, Need } from '../../../src/core/needs.ts';
import { fields } from '../../../src/resources/topic/fields.ts';
import type { TopicSpec } from '../../../src/resources/topic/spec.ts';
import { defaultPolicy } from '../../../src/resources/topic/state.ts';
import type { TopicState } from '../../../src/resources/topic/state.ts';
import { known } from '../../../src/core/policy/sorting.ts';
import { topic } from '../../../src/resources/topic/topic.ts';
import { cases } from './cases.ts';

const target: Target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const arn: Arn = 'arn:aws:sns:eu-west-1:111111111111:log-files';
const trail: Arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
const given: Given = {
  needs: [{ to: 'announce-logs', of: arn, trail, everyRegion: true }],
  settled: new Set<Arn>([trail]),
  keeper: false,
};
const nobody: Given = { ...given, needs: [] };
const common = { name: 'log-files', arn, target };
const fresh = defaultPolicy(arn);
const [standard] = fresh.statements;

const world: World = {
  owner: 'acme',
  organization: null,
  accounts: new Set(['111111111111']),
  key: (reference, at) =>
    reference === 'alias/missing'
      ? { code: 'aws-refused', message: 'no such alias' }
      : `arn:aws:kms:${at.region}:${at.account}:key/${reference}`,
  resolve: (_, key, from) => ({ name: key, target: from }),
};

function entry(spec: TopicSpec, over: Partial<Entry<TopicSpec>> = {}): Entry<TopicSpec> {
  return { address: 'topic/log-files@111111111111/eu-west-1', name: 'log-files', target, spec, written: {}, ...over };
}

const kind: AnyKind = topic;
const desired = (spec: TopicSpec = {}): TopicState => topic.desire(entry(spec), world).state;
const complete = (state: TopicState, asks: Given = given, live?: Readings<TopicState>): TopicState =>
  topic.complete?.(state, asks, live, arn, world) ?? state;

/** What is read of a topic with this policy. */
function readings(over: Partial<TopicState> = {}): Readings<TopicState> {
  const state: TopicState = {
    ...desired(),
    statements: fresh.statements,
    otherStatements: fresh.statements,
    policyHeader: fresh.header,
    tags: { cost: '1' },
    owner: null,
    ...over,
  };
  return Object.fromEntries(Object.entries(state).map(([field, value]) => [field, { value }])) as Readings<TopicState>;
}

describe('desire', () => {
  it('asks for little by default', () => {
    expect(topic.desire(entry({}), world)).toEqual({
      arn,
      state: {
        displayName: null,
        kmsKey: null,
        grants: { pin: null, by: null, statements: [], withdrawn: [] },
        statements: [],
        otherStatements: 'keep',
        policyHeader: { version: '2012-10-17', id: null },
        tags: {},
        protect: false,
        owner: 'acme',
      },
    });
  });

  it('takes keys by what they mean', () => {
    expect(desired({ kmsKey: 'k1' }).kmsKey).toBe('arn:aws:kms:eu-west-1:111111111111:key/k1');
    const missing = topic.desire(entry({ kmsKey: 'alias/missing' }), world);
    expect(missing.unknown).toEqual({ kmsKey: { code: 'aws-refused', message: 'no such alias' } });
  });

  it.each(cases.filter(({ spec }) => spec.policy?.unmanaged !== 'remove'))('has an inverse: $name', ({ spec }) => {
    expect(topic.toSpec(desired(spec))).toEqual(spec);
  });

  it('has an inverse for keys and names', () => {
    const spec: TopicSpec = {
      displayName: 'Logs',
      kmsKey: 'arn:aws:kms:eu-west-1:111111111111:key/k',
      tags: { a: 'b' },
    };
    const state: TopicState = { ...desired({ displayName: 'Logs', tags: { a: 'b' } }), kmsKey: spec.kmsKey ?? null };
    expect(topic.toSpec(state)).toEqual(spec);
  });
});

describe('calls', () => {
  it('create a topic in one call, without the default statement', () => {
    const state = {
      ...complete(desired({ displayName: 'Logs', tags: { team: 'a' } })),
      kmsKey: 'arn:aws:kms:eu-west-1:111111111111:key/k',
    };
    const publish = {
      Sid: 'TrailwardenPublishacme',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: arn,
      Condition: { StringEquals: { 'aws:SourceArn': [trail] } },
    };
    expect(topic.calls({ ...common, action: 'create', desired: state })).toEqual([
      {
        call: 'sns:CreateTopic',
        input: {
          Name: 'log-files',
          Tags: [
            { Key: 'team', Value: 'a' },
            { Key: 'trailwarden:owner', Value: 'acme' },
          ],
          Attributes: {
            Policy: JSON.stringify({ Version: '2012-10-17', Statement: [publish] }),
            KmsMasterKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/k',
            DisplayName: 'Logs',
          },
        },
      },
    ]);
  });

  it('leave AWS to give a policy where there is nobody to let in', () => {
    const [call] = topic.calls({
      ...common,
      action: 'create',
      desired: { ...complete(desired(), nobody), owner: null },
    });
    expect(call?.input).toEqual({ Name: 'log-files', Tags: [], Attributes: {} });
  });

  it('put the grants beside what stands there', () => {
    const live = readings();
    const state = complete(desired(), given, live);
    const [call, ...more] = topic.calls({ ...common, action: 'update', desired: state, live, changed: ['grants'] });
    expect(more).toEqual([]);
    expect(call).toMatchObject({ call: 'sns:SetTopicAttributes', whole: true, regardless: true });
    expect(call?.input).toEqual({
      TopicArn: arn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify({
        Version: '2012-10-17',
        Id: '__default_policy_ID',
        Statement: [...state.grants.statements, standard],
      }),
    });
  });

  it('give back the default policy where nothing would be left', () => {
    const foreign = { Sid: 'Theirs', Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: arn } as const;
    const live = readings({ statements: [foreign], otherStatements: [foreign] });
    const state = complete(desired({ policy: { unmanaged: 'remove' } }), nobody, live);
    expect(known(state.otherStatements)).toEqual([standard]);
    expect(complete(desired(), nobody, live).otherStatements).toMatchObject({ keep: true, statements: [] });
    const plain = complete(desired({ policy: { unmanaged: 'remove' } }), nobody, readings());
    expect(plain.otherStatements).toEqual([standard]);
    expect(topic.calls({ ...common, action: 'update', desired: state, live, changed: ['otherStatements'] })).toEqual([
      {
        call: 'sns:SetTopicAttributes',
        input: {
          TopicArn: arn,
          AttributeName: 'Policy',
          AttributeValue: JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [standard] }),
        },
        whole: true,
      },
    ]);
    expect(fields.otherStatements.equal?.(state.otherStatements, fresh.statements)).toBe(true);
  });

  it('take the default statement away where the spec wants nothing else', () => {
    const live = readings();
    const state = complete(desired({ policy: { unmanaged: 'remove' } }), given, live);
    expect(fields.otherStatements.equal?.(state.otherStatements, fresh.statements)).toBe(false);
    const [call] = topic.calls({
      ...common,
      action: 'update',
      desired: state,
      live,
      changed: ['otherStatements', 'grants'],
    });
    expect(call?.input).toMatchObject({
      AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: state.grants.statements }),
    });
  });

  it('set one attribute at a time, and clear it with nothing', () => {
    const changed = ['kmsKey', 'displayName', 'tags', 'owner'] as const;
    const state = desired({ tags: { team: 'a' } });
    expect(topic.calls({ ...common, action: 'update', desired: state, live: readings(), changed })).toEqual([
      { call: 'sns:SetTopicAttributes', input: { TopicArn: arn, AttributeName: 'KmsMasterKeyId', AttributeValue: '' } },
      { call: 'sns:SetTopicAttributes', input: { TopicArn: arn, AttributeName: 'DisplayName', AttributeValue: '' } },
      {
        call: 'sns:TagResource',
        input: {
          ResourceArn: arn,
          Tags: [
            { Key: 'team', Value: 'a' },
            { Key: 'trailwarden:owner', Value: 'acme' },
          ],
        },
      },
    ]);
  });

  it('set and take away protection', () => {
    const change = (protect: boolean) =>
      topic.calls({
        ...common,
        action: 'update',
        desired: desired({ protect }),
        live: readings(),
        changed: ['protect'],
      });
    expect(change(true)).toEqual([
      { call: 'sns:TagResource', input: { ResourceArn: arn, Tags: [{ Key: 'trailwarden:protect', Value: 'true' }] } },
    ]);
    expect(change(false)).toEqual([
      { call: 'sns:UntagResource', input: { ResourceArn: arn, TagKeys: ['trailwarden:protect'] } },
    ]);
  });

  it('never delete', () => {
    expect(() => topic.calls({ ...common, action: 'delete', live: readings() })).toThrow('never deleted');
  });
});

describe('complete and verify', () => {
  it('take over the tags of others', () => {
    expect(complete(desired({ tags: { team: 'a' } }), given, readings()).tags).toEqual({ cost: '1', team: 'a' });
  });

  it('hold 100 statements', () => {
    const statements = Array.from({ length: 101 }, (_, index) => ({ Sid: `S${index}`, Effect: 'Allow' as const }));
    expect(topic.verify?.(complete(desired({ policy: { statements } })), arn, target).map(({ code }) => code)).toEqual([
      'policy-too-large',
    ]);
    expect(topic.verify?.(complete(desired()), arn, target)).toEqual([]);
  });

  it('climb the ladder at 30,720 bytes', () => {
    const needs = (count: number): Given => ({
      ...given,
      needs: Array.from({ length: count }, (_, index) => ({
        to: 'announce-logs' as const,
        of: arn,
        trail: `arn:aws:cloudtrail:eu-west-1:${100_000_000_000 + index}:trail/main` as const,
        everyRegion: true,
      })),
    });
    expect(complete(desired(), needs(300)).grants.by).toBe('trails');
    expect(complete(desired(), needs(1_500)).grants.by).toBe('accounts');
  });

  it('ignore what buckets are needed for', () => {
    const deliver: Need = {
      to: 'deliver-logs',
      of: arn,
      trail,
      account: '1',
      prefix: '',
      organization: null,
      folders: ['CloudTrail'],
      key: null,
      everyRegion: true,
    };
    expect(complete(desired(), { ...given, needs: [deliver] }).grants.statements).toEqual([]);
  });
});

describe('observe', () => {
  const failure = (name: string, category: FailureCategory) =>
    new ApiFailure(name, name, { category, site: { call: 'sns:X', target } });
  const attributes = {
    TopicArn: arn,
    DisplayName: '',
    Policy: JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [standard] }),
  };
  const answers: Readonly<Record<string, object>> = {
    'sns:GetTopicAttributes': { Attributes: attributes },
    'sns:ListTagsForResource': {
      Tags: [
        { Key: 'trailwarden:owner', Value: 'acme' },
        { Key: 'a', Value: 'b' },
      ],
    },
  };

  async function look(over: Readonly<Record<string, object>> = {}) {
    const calls: string[] = [];
    const aws: Ask<Api> = {
      async ask(call) {
        calls.push(call);
        await Promise.resolve();
        const answer = { ...answers, ...over }[call];
        if (answer instanceof Error) throw answer;
        return answer ?? {};
      },
    };
    const { asked } = await kind.observe([arn], aws, target);
    return { live: asked.get(arn), calls };
  }

  it('reads attributes and tags, and asks for nothing else', async () => {
    const { live, calls } = await look();
    expect(calls).toEqual(['sns:GetTopicAttributes', 'sns:ListTagsForResource']);
    expect(live).toEqual({
      is: 'present',
      arn,
      target,
      owner: 'acme',
      health: {},
      fields: {
        displayName: { value: null },
        kmsKey: { value: null },
        grants: { value: { pin: null, by: null, statements: [], withdrawn: [] } },
        statements: { value: [standard] },
        otherStatements: { value: [standard] },
        policyHeader: { value: { version: '2008-10-17', id: '__default_policy_ID' } },
        tags: { value: { a: 'b' } },
        protect: { value: false },
        owner: { value: 'acme' },
      },
    });
  });

  it('reads keys as they were typed, and topics without tags', async () => {
    const { live } = await look({
      'sns:GetTopicAttributes': { Attributes: { ...attributes, KmsMasterKeyId: 'alias/x', DisplayName: 'Logs' } },
      'sns:ListTagsForResource': {},
    });
    expect(live).toMatchObject({
      owner: null,
      fields: { kmsKey: { value: 'alias/x' }, displayName: { value: 'Logs' }, tags: { value: {} } },
    });
  });

  it('knows no attributes where there are none', async () => {
    const { live } = await look({ 'sns:GetTopicAttributes': {} });
    expect(live).toMatchObject({ is: 'present', fields: { statements: { value: [] }, displayName: { value: null } } });
  });

  it.each(['NotFound', 'NotFoundException'])('is absent: %s', async name => {
    const { live, calls } = await look({ 'sns:GetTopicAttributes': failure(name, 'absent') });
    expect(live).toEqual({ is: 'absent' });
    expect(calls).toEqual(['sns:GetTopicAttributes']);
  });

  it('is unread as a whole, or without its tags', async () => {
    const denied = failure('AuthorizationErrorException', 'permission');
    expect((await look({ 'sns:GetTopicAttributes': denied })).live).toMatchObject({
      is: 'unread',
      problem: { code: 'access-denied' },
    });
    const { live } = await look({ 'sns:ListTagsForResource': denied });
    expect(live).toMatchObject({
      is: 'present',
      owner: undefined,
      fields: {
        tags: { unread: { code: 'access-denied' } },
        owner: { unread: { code: 'access-denied' } },
        kmsKey: { value: null },
      },
    });
    await expect(look({ 'sns:ListTagsForResource': new Error('bug') })).rejects.toThrow('bug');
  });
});

describe('check', () => {
  it.each<[string, Partial<Entry<TopicSpec>>, readonly string[]]>([
    ['a good topic', {}, []],
    ['a FIFO topic', { name: 'log-files.fifo' }, ['invalid-topic-name']],
    ['an empty name', { name: '' }, ['invalid-topic-name']],
    ['a long name', { name: 'a'.repeat(257) }, ['invalid-topic-name']],
    ['a name with a dot', { name: 'log.files' }, ['invalid-topic-name']],
    ["AWS's own key", { spec: { kmsKey: 'alias/aws/sns' } }, ['topic-key-cannot-let-in']],
    [
      "AWS's own key by ARN",
      { spec: { kmsKey: 'arn:aws:kms:eu-west-1:111111111111:alias/aws/sns' } },
      ['topic-key-cannot-let-in'],
    ],
    ['another key', { spec: { kmsKey: 'alias/not-aws/sns' } }, []],
    [
      'a statement without a Sid',
      { spec: { policy: { statements: [{ Effect: 'Deny', Principal: '*', Action: 'a:B', Resource: '*' }] } } },
      ['statement-sid'],
    ],
    ['a tag of AWS', { spec: { tags: { 'aws:x': '1' } } }, ['invalid-tag']],
  ])('%s', (_name, over, codes) => {
    const problems = topic.check?.([entry({}, over), entry({}, over)]) ?? [];
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });
});
