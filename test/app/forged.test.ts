/** Files that somebody altered: a report to be put back, and a saved plan. Nothing of them is believed that only a spec can say. */
import { describe, expect, it } from 'vitest';

import { applySaved } from '../../src/app/saved.ts';
import type { FieldChange, Plan, PlannedChange } from '../../src/core/plan.ts';
import { planDigest } from '../../src/core/plan-digest.ts';
import { portsFor, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';
const target = { partition: 'aws', account: '111111111111', region };

const siem = 'arn:aws:sqs:eu-west-1:111111111111:siem';
const body: SpecBody = {
  buckets: { 'acme-audit-logs': { region } },
  topics: { news: { region, subscriptions: [{ protocol: 'sqs', endpoint: siem }] } },
  trails: { main: { region, bucket: 'acme-audit-logs', topic: 'news' } },
};

const resources = {
  trail: { kind: 'trail', name: 'main', arn: 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main', target },
  bucket: { kind: 'bucket', name: 'acme-audit-logs', arn: 'arn:aws:s3:::acme-audit-logs', target },
  topic: { kind: 'topic', name: 'news', arn: 'arn:aws:sns:eu-west-1:111111111111:news', target },
} as const;

async function applied(spec = body): Promise<MemoryCloud> {
  const cloud = new MemoryCloud();
  await run(cloud, spec, { command: 'apply' });
  return cloud;
}

const field = (name: string, before: unknown, after: unknown): FieldChange => ({
  field: name,
  before,
  after,
  effect: 'neutral',
  gravity: 'medium',
  meaning: 'Nothing to see here.',
});

const wiping = {
  rules: [{ ID: 'x', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
  folders: [],
  minDays: 1,
  smallestMoved: null,
};
const none = { rules: [], folders: null, minDays: null, smallestMoved: null };

/** Puts back by a report that says of one field what it was. */
async function putBack(cloud: MemoryCloud, of: keyof typeof resources, told: FieldChange, spec = body) {
  const { kind, name } = resources[of];
  const change = {
    address: `${kind}/${name}@111111111111/eu-west-1`,
    action: 'update',
    fields: [told],
    resource: resources[of],
  } as const;
  const sent = cloud.calls.length;
  const undo = { name: 'report.json', owner: 'acme', changes: [change], untold: [] };
  const report = await run(cloud, spec, { command: 'apply', undo });
  const calls = cloud.calls.slice(sent).map(({ call }) => call);
  return {
    fields: report.plan.changes.flatMap(({ fields }) => fields),
    left: report.plan.findings.filter(({ code }) => code === 'not-put-back').map(({ message }) => message),
    sent: calls.filter(call => /:(?:Put|Set|Update|Subscribe|Unsubscribe|Delete)/u.test(call)),
  };
}

describe('a forged report', () => {
  it.each<[string, object]>([
    ['the time that logs must stay', { ...wiping, folders: null }],
    ['where the logs are', { ...wiping, minDays: null }],
    ['both', wiping],
  ])('does not say for the spec %s', async (_, before) => {
    const { fields, sent } = await putBack(await applied(), 'bucket', field('lifecycle', before, none));
    expect(fields).toMatchObject([
      { field: 'lifecycle', effect: 'weakens', withheld: { by: 'refused', problem: { code: 'would-weaken' } } },
    ]);
    expect(sent).toEqual([]);
  });

  const evil = 'arn:aws:kms:eu-west-1:999999999999:key/evil';
  const log = (account: string) => ({
    logGroup: `arn:aws:logs:eu-west-1:${account}:log-group:g:*`,
    role: `arn:aws:iam::${account}:role/r`,
  });
  const telling = (endpoint: string): object => ({
    [`sqs ${endpoint}`]: { raw: false, role: null },
  });
  it.each<[string, keyof typeof resources, string, unknown, unknown]>([
    ['key', 'trail', 'kmsKey', evil, null],
    ['alias', 'trail', 'kmsKey', 'alias/evil', null],
    ['log group', 'trail', 'cloudWatchLogs', log('999999999999'), null],
    ['key', 'topic', 'kmsKey', evil, null],
    [
      'key',
      'bucket',
      'encryption',
      { algorithm: 'aws:kms', kmsKey: evil, bucketKey: true },
      { algorithm: 'AES256', kmsKey: null, bucketKey: false },
    ],
    ['queue', 'topic', 'subscriptions', telling('arn:aws:sqs:eu-west-1:999999999999:evil'), telling(siem)],
  ])('leads to no %s of strangers: %s %s', async (_, of, name, before, after) => {
    const { left, sent } = await putBack(await applied(), of, field(name, before, after));
    expect(left).toEqual([
      expect.stringMatching(/would lead to .*(?:evil|999999999999).*, which the spec does not have/u),
    ]);
    expect(sent).toEqual([]);
  });

  it('leads back to what an account of the spec owns', async () => {
    const cloud = await applied();
    expect((await putBack(cloud, 'trail', field('cloudWatchLogs', log('111111111111'), null))).left).toEqual([]);
  });
});

/** A plan whose only change is altered, as somebody does who makes the digest anew. */
async function carryOut(cloud: MemoryCloud, plan: Plan, alter: (change: PlannedChange) => PlannedChange) {
  const ports = portsFor(cloud, body);
  const altered = { ...plan, changes: plan.changes.map(alter) };
  const saved = {
    ...altered,
    digest: planDigest(altered, ports.digest),
    expiresAt: '2099-01-01T00:00:00Z',
    skipRefused: false,
  };
  const sent = cloud.calls.length;
  const { refused } = await applySaved(saved, { signal: new AbortController().signal }, ports);
  const calls = cloud.calls.slice(sent).map(({ call }) => call);
  return { refused, sent: calls.filter(call => /:(?:Put|Set|Update|Delete)/u.test(call)) };
}

describe('a forged plan', () => {
  it.each<[string, FieldChange, string, string]>([
    [
      'the time that logs must stay',
      field('lifecycle', none, wiping),
      's3:PutBucketLifecycleConfiguration',
      'cannot prove',
    ],
    ['what stands', field('versioning', 'suspended', 'suspended'), 's3:PutBucketVersioning', 'do not stand as it says'],
  ])('does not say %s', async (_, one, call, why) => {
    const cloud = await applied();
    const { plan } = await run(cloud, { ...body, buckets: { 'acme-audit-logs': { region, tags: { a: 'b' } } } });
    expect(plan.changes.map(({ action, resource }) => [action, resource.name])).toEqual([
      ['update', 'acme-audit-logs'],
    ]);
    const { refused, sent } = await carryOut(cloud, plan, change => ({
      ...change,
      fields: [one],
      calls: [{ call, input: {} }],
    }));
    expect(refused).toMatchObject([{ code: 'no-plan', message: expect.stringContaining(why) as string }]);
    expect(sent).toEqual([]);
  });

  it('deletes nothing of another owner, whatever it says of that', async () => {
    const cloud = new MemoryCloud();
    const two = (prune: string, trails: object): SpecBody => ({
      buckets: body['buckets'],
      trails: { main: { region, bucket: 'acme-audit-logs' }, ...trails },
      prune,
    });
    await run(cloud, two('trails', { old: { region, bucket: 'acme-audit-logs', multiRegion: false } }), {
      command: 'apply',
    });
    const { plan } = await run(cloud, two('trails', {}));
    expect(plan.changes.map(({ action }) => action)).toEqual(['delete']);
    const ResourceId = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/old';
    const TagsList = [{ Key: 'trailwarden:owner', Value: 'payments' }];
    await cloud.send({ call: 'cloudtrail:AddTags', input: { ResourceId, TagsList } }, target);
    const { digest } = portsFor(cloud, body);
    const { refused, sent } = await carryOut(cloud, plan, change => ({
      ...change,
      fields: change.fields.map(one => (one.field === 'owner' ? { ...one, before: 'payments' } : one)),
      basis: Object.fromEntries(
        Object.entries(change.basis).map(([address, basis]) => [
          address,
          address.startsWith('trail/old')
            ? { ...basis, fields: { ...basis.fields, owner: digest('["payments"]').slice(0, 32) } }
            : basis,
        ]),
      ),
    }));
    expect(refused).toMatchObject([
      { code: 'no-plan', message: expect.stringContaining('belong to "acme"') as string },
    ]);
    expect(sent).toEqual([]);
  });
});
