/** What resources use that no spec declares. */
import { describe, expect, it } from 'vitest';

import { settledKeys, usesOf } from '../../../src/core/beside/use.ts';
import type { Known } from '../../../src/core/derive.ts';
import { encryptionRequests } from '../../../src/core/policy/evaluate/encryption.ts';
import { lamp } from '../toy.ts';
import { inBucketWithKey, key, known, ofBucket, ofTopic, ofTrail, trail, world } from './using.ts';

const keysOf = (resources: Parameters<typeof usesOf>[0]) =>
  usesOf(resources, world).keys.map(({ encrypts, region, bucketKey, trails }) => ({
    encrypts,
    region,
    bucketKey,
    trails: trails.length,
  }));

describe('usesOf', () => {
  it.each<[string, Parameters<typeof usesOf>[0], readonly object[]]>([
    ['nothing', [known('bucket', {}), { ...known('trail', { bucket: 'logs' }), kind: lamp }], []],
    ['the key of a trail', ofTrail(), [{ encrypts: 'trail', region: 'eu-west-1', bucketKey: false, trails: 1 }]],
    [
      'the key of a trail whose bucket nobody knows',
      ofTrail().slice(1),
      [{ encrypts: 'trail', region: null, bucketKey: false, trails: 1 }],
    ],
    [
      'one key of a trail and its bucket, which the trail does not leave it to',
      inBucketWithKey(),
      [
        { encrypts: 'bucket', region: 'eu-west-1', bucketKey: true, trails: 0 },
        { encrypts: 'trail', region: 'eu-west-1', bucketKey: true, trails: 1 },
      ],
    ],
    ['the key of a bucket', ofBucket(), [{ encrypts: 'bucket', region: 'eu-west-1', bucketKey: true, trails: 1 }]],
    ['the key of a topic', ofTopic(), [{ encrypts: 'topic', region: 'eu-west-1', bucketKey: false, trails: 1 }]],
    [
      'the key of a topic on which nobody announces, beside a kind that uses nothing',
      [known('topic', { kmsKey: key }), { ...known('bucket', {}), kind: lamp }],
      [{ encrypts: 'topic', region: 'eu-west-1', bucketKey: false, trails: 0 }],
    ],
  ])('finds %s', (_name, resources, expected) => {
    expect(keysOf(resources)).toEqual(expected);
  });

  it('finds log groups and their roles', () => {
    const cloudWatchLogs = { logGroup: 'audit', role: 'logs' };
    const resources = [
      ...ofTrail().slice(0, 1),
      known('trail', { bucket: 'logs', kmsKey: key, organization: true, cloudWatchLogs }),
    ];
    expect(usesOf(resources, world).logs).toMatchObject([
      {
        logGroup: 'arn:aws:logs:eu-west-1:111111111111:log-group:audit:*',
        role: 'arn:aws:iam::111111111111:role/logs',
        organization: 'o-a1b2c3d4e5',
      },
    ]);
    expect(usesOf(resources, world).keys).toHaveLength(1);
  });
});

describe('what is asked of the key of a bucket', () => {
  it.each([
    [true, ['kms:GenerateDataKey', 'kms:Decrypt']],
    [false, ['kms:GenerateDataKey']],
  ])('with a key of its own: %s', (bucketKey, expected) => {
    const asked = encryptionRequests({ of: key, trail, everyRegion: false, encrypts: 'bucket', bucketKey });
    expect(asked.map(({ request }) => request.action)).toEqual(expected);
    expect(asked[0]?.request.region).toBe('eu-west-1');
  });
});

describe('settledKeys', () => {
  const openly = (resource: ReturnType<typeof known>, problem = true): typeof resource => ({
    ...resource,
    desired: {
      ...resource.desired,
      unknown: { organization: problem ? { code: 'organization-unknown', message: 'No' } : undefined },
    },
  });
  const trailsOf = (resources: Parameters<typeof usesOf>[0]): readonly (readonly string[])[] =>
    settledKeys(resources, world).map(({ trails }) => trails.map(one => one.trail));

  it('leave out a trail of which something is not known, and what others do for it', () => {
    const [bucket, topic, main] = ofTopic() as [Known, Known, Known];
    expect(trailsOf([bucket, topic, main])).toEqual([[trail]]);
    expect(trailsOf([bucket, topic, openly(main)])).toEqual([[]]);
    expect(trailsOf([bucket, topic, openly(main, false)])).toEqual([[trail]]);
    const [logs, own] = ofTrail() as [Known, Known];
    expect(trailsOf([logs, openly(own)])).toEqual([]);
  });
});
