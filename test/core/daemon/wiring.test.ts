import { describe, expect, it } from 'vitest';

import { wiringOf } from '../../../src/core/daemon/wiring.ts';
import type { WiringInput } from '../../../src/core/daemon/wiring.ts';
import type { Wish } from '../../../src/core/desire.ts';
import type { AnyKind } from '../../../src/core/kind.ts';
import { kinds } from '../../../src/resources/index.ts';
import { watchedCalls } from '../../../src/core/daemon/event-calls.ts';

const HERE = '111111111111';
const OTHER = '222222222222';

function wish(kindName: string, name: string, [account, region]: readonly [string, string]): Wish {
  const kind = kinds.find(one => one.name === kindName) as AnyKind;
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
  const target = { partition, account, region };
  const rest = { state: {}, unknown: {}, written: {}, managed: true, adopt: false } as const;
  return {
    kind,
    desired: { address: `${kindName}/${name}@${account}/${region}`, arn: 'arn:x', name, target, ...rest },
  };
}

const trail = wish('trail', 'main', [HERE, 'eu-west-1']);
const bucket = wish('bucket', 'logs', [HERE, 'eu-west-1']);
const topic = wish('topic', 'told', [HERE, 'us-east-1']);
const key = { keys: [{}] } as unknown as WiringInput['uses'];

const wired = (wishes: readonly Wish[], more: Partial<WiringInput> = {}) =>
  wiringOf({
    owner: 'acme',
    queue: { name: 'told', account: HERE, region: 'eu-west-1' },
    wishes,
    uses: { keys: [] },
    ...more,
  });

describe('what tells of changes', () => {
  it('is one rule for each service that the spec has something of', () => {
    const services = (...of: Parameters<typeof wired>) => wired(...of).rules.map(({ service }) => service);
    expect(services([trail])).toEqual(['cloudtrail']);
    expect(services([trail, bucket, topic], { uses: key })).toEqual(['cloudtrail', 's3', 'sns', 'kms']);
    const [ofTrails, ofBuckets] = wired([trail, bucket]).rules;
    expect(ofTrails).toEqual({
      name: 'trailwarden-acme-cloudtrail',
      service: 'cloudtrail',
      pattern: {
        source: ['aws.cloudtrail'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['cloudtrail.amazonaws.com'],
          eventName: watchedCalls.cloudtrail,
          errorCode: [{ exists: false }],
        },
      },
    });
    expect(ofBuckets?.pattern['detail']).toMatchObject({ requestParameters: { bucketName: ['logs'] } });
  });

  it('has rules that EventBridge takes, however many names and however long an owner', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      wish('bucket', `acme-audit-logs-of-account-${at}`, [HERE, 'eu-west-1']),
    );
    const topics = Array.from({ length: 60 }, (_, at) => wish('topic', `acme-audit-${at}`, [HERE, 'eu-west-1']));
    const { rules, findings } = wired([trail, ...many, ...topics], { owner: 'a'.repeat(80) });
    for (const { name, pattern } of rules) {
      expect(name.length).toBeLessThanOrEqual(64);
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    }
    expect(rules).toHaveLength(3);
    expect(rules.map(({ pattern }) => Object.keys(Object(pattern['detail'])))).toEqual(
      rules.map(() => ['eventSource', 'eventName', 'errorCode']),
    );
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'pattern-too-long: The rule for s3 tells of every bucket: with 60 names its pattern would be longer than 2048 characters',
      'pattern-too-long: The rule for sns tells of every topic: with 60 names its pattern would be longer than 2048 characters',
    ]);
  });

  it('stands beside the queue alone where the spec does', () => {
    const { places, role, bus, queue } = wired([trail, bucket]);
    expect(places).toEqual([{ account: HERE, region: 'eu-west-1', besideQueue: true }]);
    expect({ role, policy: bus.policy }).toEqual({ role: null, policy: null });
    expect(queue.policy.Condition).toEqual({
      ArnEquals: {
        'aws:SourceArn': [
          `arn:aws:events:eu-west-1:${HERE}:rule/trailwarden-acme-cloudtrail`,
          `arn:aws:events:eu-west-1:${HERE}:rule/trailwarden-acme-s3`,
        ],
      },
      StringEquals: { 'aws:SourceAccount': HERE },
    });
  });

  it('stands everywhere else too, and hands on: in other regions by a role, in other accounts by leave of the bus', () => {
    const theirs = ['us-east-1', 'eu-west-1', 'us-west-2'].map(region => wish('trail', 'main', [OTHER, region]));
    const { places, role, bus } = wired([...theirs, topic, bucket]);
    expect(places.map(({ account, region, besideQueue }) => [account, region, besideQueue])).toEqual([
      [HERE, 'eu-west-1', true],
      [HERE, 'us-east-1', false],
      [OTHER, 'eu-west-1', false],
      [OTHER, 'us-east-1', false],
      [OTHER, 'us-west-2', false],
    ]);
    expect(role).toMatchObject({ name: 'trailwarden-acme-events', permissions: { Resource: bus.arn } });
    expect(bus.policy).toMatchObject({ Principal: { AWS: [`arn:aws:iam::${OTHER}:root`] }, Resource: bus.arn });
    expect(wired([trail, topic]).bus.policy).toBeNull();
  });

  it('does not reach over partitions, and says so', () => {
    const chinese = wish('trail', 'main', [OTHER, 'cn-north-1']);
    const { places, findings } = wired([trail, chinese]);
    expect(places).toHaveLength(1);
    expect(findings).toMatchObject([{ code: 'events-of-another-partition' }]);
    const { url, queue } = wired([chinese], { queue: { name: 'told', account: OTHER, region: 'cn-north-1' } });
    expect(url).toBe(`https://sqs.cn-north-1.amazonaws.com.cn/${OTHER}/told`);
    expect(queue.arn).toBe(`arn:aws-cn:sqs:cn-north-1:${OTHER}:told`);
  });

  it('watches every call that we send, and every call that is known to change a field', () => {
    const isWatched = (source: string, event: string): boolean => {
      const calls = Object.entries(watchedCalls).find(([service]) => source === `${service}.amazonaws.com`)?.[1] ?? [];
      return calls.some(one => (typeof one === 'string' ? one === event : event.startsWith(one.prefix)));
    };
    const causes = kinds.flatMap(({ causes: known }) =>
      known === undefined
        ? []
        : [...Object.values(known.fields), known.missing, known.stray].flatMap(one => ('none' in one ? [] : one)),
    );
    const named = causes.flatMap(({ source, events }) => events.map(event => [source, event] as const));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(([source, event]) => !isWatched(source, event))).toEqual([]);
  });
});
