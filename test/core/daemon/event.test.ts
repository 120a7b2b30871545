import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { aimedAt, readEvent } from '../../../src/core/daemon/event.ts';
import type { Heard, Watched } from '../../../src/core/daemon/event.ts';
import type { Address, Arn } from '../../../src/core/model.ts';

const ACCOUNT = '111122223333';
const call = {
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-west-1',
  eventTime: '2026-10-01T00:00:00Z',
  requestParameters: { name: 'main' },
  requestID: 'r-1',
  recipientAccountId: ACCOUNT,
  readOnly: false,
};
const envelope = (detail: object | string, more: object = {}) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: ACCOUNT,
  time: '2026-10-01T00:00:01Z',
  region: 'eu-west-1',
  detail,
  ...more,
});
const heard = (message: unknown): Heard => readEvent(JSON.stringify(message));
const named = (source: string, requestParameters: unknown): unknown => {
  const one = heard(envelope({ ...call, eventSource: source, requestParameters }));
  return one.is === 'told' ? one.told.resource : one;
};

describe('a message', () => {
  it('of EventBridge tells what was called, where, and on what', () => {
    const told = {
      service: 'cloudtrail',
      account: ACCOUNT,
      region: 'eu-west-1',
      eventName: 'StopLogging',
      resource: 'main',
      at: '2026-10-01T00:00:00Z',
      requestId: 'r-1',
    };
    expect(heard(envelope(call))).toEqual({ is: 'told', told });
    const wrapped = {
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:eu-west-1:1:t',
      Message: JSON.stringify(envelope(call)),
    };
    expect(heard(wrapped)).toEqual({ is: 'told', told });
  });

  it('tells by its envelope what the call does not say', () => {
    const { recipientAccountId: _a, awsRegion: _r, eventTime: _t, requestID: _i, ...bare } = call;
    expect(heard(envelope(bare))).toMatchObject({
      told: { account: ACCOUNT, region: 'eu-west-1', at: '2026-10-01T00:00:01Z' },
    });
    expect(heard(envelope(bare, { time: 1 }))).toMatchObject({ told: { at: '' } });
  });

  it.each<[string, unknown, string | null]>([
    ['cloudtrail.amazonaws.com', { trailName: 'main' }, 'main'],
    ['cloudtrail.amazonaws.com', { resourceId: 'arn:x' }, 'arn:x'],
    ['cloudtrail.amazonaws.com', { name: '', trailName: 'main' }, 'main'],
    ['cloudtrail.amazonaws.com', { name: 7 }, null],
    ['cloudtrail.amazonaws.com', null, null],
    ['cloudtrail.amazonaws.com', { name: 'x'.repeat(3000) }, null],
    ['s3.amazonaws.com', { bucketName: 'logs', Host: 'x' }, 'logs'],
    ['s3.amazonaws.com', { Host: 'x' }, null],
    ['sns.amazonaws.com', { topicArn: 'arn:aws:sns:eu-west-1:1:t' }, 'arn:aws:sns:eu-west-1:1:t'],
    ['sns.amazonaws.com', { subscriptionArn: 'arn:aws:sns:eu-west-1:1:t:5' }, 'arn:aws:sns:eu-west-1:1:t'],
    ['sns.amazonaws.com', { name: 't' }, 't'],
    ['kms.amazonaws.com', { keyId: 'k' }, 'k'],
  ])('of %s with %j is about %s', (source, parameters, resource) => {
    expect(named(source, parameters)).toBe(resource);
  });

  it.each<[string, unknown, 'other' | 'malformed']>([
    ['a confirmation of SNS', { Type: 'SubscriptionConfirmation', Token: 't' }, 'other'],
    [
      'a notification of a log file',
      { Type: 'Notification', Message: '{"s3Bucket":"b","s3ObjectKey":["k"]}' },
      'other',
    ],
    ['a notification that is a text', { Type: 'Notification', Message: 'CloudTrail validation message.' }, 'other'],
    ['a notification of nothing', { Type: 'Notification' }, 'other'],
    ['a log file', { s3Bucket: 'b', s3ObjectKey: ['k'] }, 'other'],
    ['an object of S3', { Records: [] }, 'other'],
    ['an event of another kind', envelope(call, { 'detail-type': `Object Created${'!'.repeat(99)}` }), 'other'],
    ['another service', envelope({ ...call, eventSource: 'ec2.amazonaws.com' }), 'other'],
    ['a read', envelope({ ...call, readOnly: true }), 'other'],
    ['a call that failed', envelope({ ...call, errorCode: 'AccessDenied' }), 'other'],
    ['a call without a name', envelope({ ...call, eventName: undefined }), 'malformed'],
    ['a call of nobody', envelope({ ...call, recipientAccountId: 1 }, { account: 1 }), 'malformed'],
    ['a detail that is a text', envelope('x'), 'malformed'],
    ['an object', {}, 'malformed'],
    ['a list', [], 'malformed'],
    ['a number', 7, 'malformed'],
    ['a detail that is a list', envelope([]), 'malformed'],
  ])('that is %s', (_, message, is) => {
    expect(heard(message).is).toBe(is);
  });

  it('that is no JSON, or longer than any event, is malformed', () => {
    expect(readEvent('hello')).toEqual({ is: 'malformed', why: 'it is no JSON object' });
    expect(readEvent('x'.repeat(300_001)).is).toBe('malformed');
  });

  it('never throws, whatever it is', () => {
    const parts = fc.jsonValue();
    const almost = fc
      .record({
        'detail-type': parts,
        detail: fc.oneof(parts, fc.dictionary(fc.constantFrom(...Object.keys(call)), parts)),
      })
      .map(one => ({ ...envelope(call), ...one }));
    const wrapped = almost.map(one => ({ Type: 'Notification', Message: JSON.stringify(one) }));
    const body = fc.oneof(
      fc.string(),
      fc.oneof(parts, almost, wrapped).map(one => JSON.stringify(one)),
    );
    fc.assert(
      fc.property(body, text => {
        const one = readEvent(text);
        expect(['told', 'other', 'malformed']).toContain(one.is);
        if (one.is === 'told') expect(one.told.eventName).not.toBe('');
      }),
    );
  });
});

describe('an event is aimed at', () => {
  const at = (account: string, region: string) => ({ partition: 'aws', account, region });
  const one = (kind: string, name: string, [account, region]: readonly [string, string]): Watched => ({
    kind,
    address: `${kind}/${name}@${account}/${region}` satisfies Address,
    name,
    arn: (kind === 'bucket' ? `arn:aws:s3:::${name}` : `arn:aws:${kind}:${region}:${account}:${name}`) satisfies Arn,
    target: at(account, region),
  });
  const trail = one('trail', 'main', [ACCOUNT, 'eu-west-1']);
  const member: Watched = {
    ...one('trail', 'org', ['444444444444', 'eu-west-1']),
    arn: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/org`,
  };
  const bucket = one('bucket', 'logs', [ACCOUNT, 'eu-west-1']);
  const topic = one('topic', 'alerts', [ACCOUNT, 'eu-west-1']);
  const watched = [trail, member, bucket, topic];
  const told = { service: 'cloudtrail', account: ACCOUNT, region: 'eu-west-1', resource: 'main' } as const;

  it.each<[string, Parameters<typeof aimedAt>[0], readonly Watched[]]>([
    ['the trail of a name', [told], [trail]],
    [
      'the trail of an ARN, wherever the call was made',
      [{ ...told, region: 'us-east-1', resource: trail.arn }],
      [trail],
    ],
    ['one once', [told, told], [trail]],
    ['a trail of the organization, called in its account', [{ ...told, resource: 'org' }], [member]],
    ['all there, for a trail that the spec does not have', [{ ...told, resource: 'rogue' }], [trail, bucket, topic]],
    ['its trails, where nothing else is', [{ ...told, region: 'us-east-1' }], [trail]],
    ['nothing, in an account that it does not watch', [{ ...told, account: '999999999999' }], []],
    [
      'a bucket of any account',
      [{ ...told, service: 's3', account: '999999999999', region: 'us-east-1', resource: 'logs' }],
      [bucket],
    ],
    ['no bucket of a stranger', [{ ...told, service: 's3', resource: 'theirs' }], []],
    [
      'all there, for a call on buckets that names none',
      [{ ...told, service: 's3', resource: null }],
      [trail, bucket, topic],
    ],
    ['a topic', [{ ...told, service: 'sns', resource: topic.arn }], [topic]],
    ['a topic by its name', [{ ...told, service: 'sns', resource: 'alerts' }], [topic]],
    ['no topic of another region', [{ ...told, service: 'sns', region: 'us-east-1', resource: 'alerts' }], []],
    ['all there, for a key', [{ ...told, service: 'kms', resource: 'k' }], [trail, bucket, topic]],
    ['nothing, for a key where nothing stands', [{ ...told, service: 'kms', region: 'us-east-1', resource: 'k' }], []],
  ])('%s', (_, events, wanted) => {
    expect(aimedAt(events, watched)).toEqual(wanted.map(({ address }) => address));
  });
});
