/** Saved plans over AWS in memory: what stays as it is, and what moves between look and call. */
import { describe, expect, it } from 'vitest';

import { applySaved } from '../../src/app/saved.ts';
import type { Ports } from '../../src/app/ports.ts';
import { planDigest } from '../../src/core/plan-digest.ts';
import type { Plan, SavedPlan } from '../../src/core/plan.ts';
import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { planDocument } from '../../src/render/documents.ts';
import { readPlan } from '../../src/render/saved-plan.ts';
import { portsFor, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';
const target = { partition: 'aws', account: '111111111111', region };

const body: SpecBody = {
  buckets: { 'acme-audit-logs': { region, policy: { tlsOnly: true } } },
  topics: { news: { region } },
  trails: { main: { region, bucket: 'acme-audit-logs' } },
};

const { digest } = portsFor(new MemoryCloud(), body);

/** As a file has it. */
function saved(plan: Plan, more: Partial<Pick<SavedPlan, 'expiresAt' | 'skipRefused'>> = {}): SavedPlan {
  const meta = {
    savedAt: '2026-11-19T03:00:00Z',
    expiresAt: '2026-11-20T03:00:00Z',
    skipRefused: false,
    digest: planDigest(plan, digest),
    ...more,
  };
  const read = readPlan(JSON.stringify(planDocument(plan, { ...meta, version: '0.0.0' })));
  if (!('changes' in read)) throw new Error(JSON.stringify(read));
  return read;
}

async function applied(): Promise<MemoryCloud> {
  const cloud = new MemoryCloud();
  await run(cloud, body, { command: 'apply' });
  return cloud;
}

const send = async (cloud: MemoryCloud, call: string, input: object) => cloud.send({ call, input }, target);

const policyOf = (mark: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: mark,
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::222222222222:root' },
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::acme-audit-logs',
      },
    ],
  });

const putPolicy = async (cloud: MemoryCloud, mark: string) =>
  send(cloud, 's3:PutBucketPolicy', { Bucket: 'acme-audit-logs', Policy: policyOf(mark) });

const policiesSent = ({ calls }: MemoryCloud): readonly unknown[] =>
  calls.filter(({ call }) => call === 's3:PutBucketPolicy').map(({ input }) => Reflect.get(input, 'Policy'));

async function carryOut(plan: SavedPlan, cloud: MemoryCloud, more: Partial<Ports> = {}): Promise<Report> {
  return applySaved(plan, { signal: new AbortController().signal }, { ...portsFor(cloud, body), ...more });
}

describe('a document that others write too', () => {
  it('is read again just before it is replaced, and what came in between is kept', async () => {
    const cloud = await applied();
    await putPolicy(cloud, 'First');
    const before = policiesSent(cloud).length;
    const report = await run(cloud, body, {
      command: 'apply',
      approve: async () => {
        await putPolicy(cloud, 'Second');
        return true;
      },
    });
    const [byOthers, ...ours] = policiesSent(cloud).slice(before);
    expect(byOthers).toBe(policyOf('Second'));
    expect(ours).toHaveLength(1);
    expect(ours[0]).toContain('"Sid":"Second"');
    expect(report.outcomes).toMatchObject([{ status: 'done' }]);
  });

  it('is left alone by a saved plan too', async () => {
    const cloud = await applied();
    await putPolicy(cloud, 'First');
    const { plan } = await run(cloud, body);
    let tampered: Promise<unknown> | undefined;
    const report = await carryOut(saved(plan), cloud, {
      onChange: () => {
        tampered ??= putPolicy(cloud, 'Second');
      },
    });
    await tampered;
    expect(policiesSent(cloud).at(-1)).toBe(policyOf('Second'));
    expect(report.outcomes).toMatchObject([{ status: 'moved', sent: [], problem: { code: 'moved-meanwhile' } }]);
    expect(report.outcomes?.[0]?.problem?.message).toContain('statements');
    expect(verdictOf(report, false).reason).toBe('partly-applied');
  });
});

describe('what a plan withholds', () => {
  /** The topic is somebody else's, which refuses what there is to change of it; the trail was stopped. */
  async function refusedBeside(): Promise<{ readonly cloud: MemoryCloud; readonly plan: Plan }> {
    const cloud = await applied();
    const ResourceArn = `arn:aws:sns:${region}:111111111111:news`;
    await send(cloud, 'sns:TagResource', { ResourceArn, Tags: [{ Key: 'trailwarden:owner', Value: 'other' }] });
    await send(cloud, 'cloudtrail:StopLogging', { Name: 'main' });
    const { plan } = await run(cloud, body);
    return { cloud, plan };
  }

  it('refuses the whole plan', async () => {
    const { cloud, plan } = await refusedBeside();
    const report = await carryOut(saved(plan), cloud);
    expect(report).toMatchObject({ outcomes: null, refused: [{ code: 'other-owner' }] });
  });

  it('stays withheld where the plan was made to leave it, and may move', async () => {
    const { cloud, plan } = await refusedBeside();
    const before = cloud.calls.length;
    await send(cloud, 'sns:SetTopicAttributes', {
      TopicArn: `arn:aws:sns:${region}:111111111111:news`,
      AttributeName: 'DisplayName',
      AttributeValue: 'moved',
    });
    const report = await carryOut(saved(plan, { skipRefused: true }), cloud);
    expect(report.refused).toEqual([]);
    expect(report.outcomes).toMatchObject([{ address: 'trail/main@111111111111/eu-west-1', status: 'done' }]);
    const sent = cloud.calls.slice(before).filter(({ call }) => /:(?:Set|Tag|Put|Start)/u.test(call));
    expect(sent.map(({ call }) => call)).toEqual(['sns:SetTopicAttributes', 'cloudtrail:StartLogging']);
  });
});

describe('a plan whose content was altered', () => {
  it('is not carried out, whatever it says', async () => {
    const cloud = await applied();
    const { plan } = await run(cloud, {
      ...body,
      trails: { main: { region, bucket: 'acme-audit-logs', tags: { a: 'b' } } },
    });
    const altered = JSON.parse(JSON.stringify(saved(plan)).replace('"a":"b"', '"a":"c"')) as SavedPlan;
    const before = cloud.calls.length;
    const report = await carryOut(altered, cloud);
    expect(report.refused).toMatchObject([{ code: 'no-plan', message: expect.stringContaining('altered') as string }]);
    expect(cloud.calls.length).toBe(before);
    expect((await carryOut(saved(plan), cloud)).outcomes).toMatchObject([{ status: 'done' }]);
  });
});

describe('a plan that has expired', () => {
  it.each([
    ['2026-11-19T03:34:05.000Z', 'plan-expired'],
    ['2026-11-19T03:34:05.001Z', undefined],
  ])('asks nobody anything: good until %s', async (expiresAt, code) => {
    const cloud = await applied();
    await send(cloud, 'cloudtrail:StopLogging', { Name: 'main' });
    const { plan } = await run(cloud, body);
    const before = cloud.calls.length;
    const report = await carryOut(saved(plan, { expiresAt }), cloud);
    expect(report.refused[0]?.code).toBe(code);
    expect(cloud.calls.length === before).toBe(code !== undefined);
  });
});
