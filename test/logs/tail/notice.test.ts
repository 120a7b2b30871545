import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readNotice } from '../../../src/logs/tail/notice.ts';
import { logKey, shelf } from '../archive.ts';

const key = logKey(shelf, '2026-11-19T03:05:00Z', 'AAAABBBBCCCCDDDD');
const other = logKey(shelf, '2026-11-19T03:10:00Z', 'EEEEFFFFGGGGHHHH');
const { bucket } = shelf;
const json = (value: unknown): string => JSON.stringify(value);
const announced = json({ s3Bucket: bucket, s3ObjectKey: [key] });
const wrapped = (Message: unknown): string => json({ Type: 'Notification', TopicArn: 'arn:aws:sns:r:1:t', Message });
const ofS3 = (name: string, one: string, eventName = 'ObjectCreated:Put'): object => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName,
  s3: { bucket: { name }, object: { key: one, size: 1 } },
});
const ofEventBridge = (detail: object, kind = 'Object Created'): string =>
  json({ version: '0', 'detail-type': kind, source: 'aws.s3', detail });

const files = (...keys: readonly string[]) => ({ is: 'files', files: keys.map(one => ({ bucket, key: one })) });

describe('what a message announces', () => {
  it.each<[string, string, object]>([
    ['CloudTrail, raw', announced, files(key)],
    ['CloudTrail, several', json({ s3Bucket: bucket, s3ObjectKey: [key, other] }), files(key, other)],
    ['CloudTrail, a key alone', json({ s3Bucket: bucket, s3ObjectKey: key }), files(key)],
    ['CloudTrail in an envelope of SNS', wrapped(announced), files(key)],
    ['S3, direct', json({ Records: [ofS3(bucket, key), ofS3(bucket, other)] }), files(key, other)],
    ['S3 in an envelope of SNS', wrapped(json({ Records: [ofS3(bucket, key)] })), files(key)],
    ['S3 with an encoded key', json({ Records: [ofS3(bucket, 'a+b/%C3%A9%2B')] }), files('a b/é+')],
    [
      'S3, what was removed left out',
      json({ Records: [ofS3(bucket, other, 'ObjectRemoved:Delete'), ofS3(bucket, key)] }),
      files(key),
    ],
    ['EventBridge', ofEventBridge({ bucket: { name: bucket }, object: { key: 'a+b%' } }), files('a+b%')],
  ])('is read of %s', (_, body, notice) => {
    expect(readNotice(body)).toEqual(notice);
  });

  it.each<[string, string]>([
    ['a validation message of CloudTrail', 'CloudTrail validation message.'],
    ['a validation message of CloudTrail', wrapped('CloudTrail validation message.')],
    ['a test event of S3', json({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket })],
    [
      'SNS sent it itself: SubscriptionConfirmation',
      json({ Type: 'SubscriptionConfirmation', TopicArn: 't', Token: 'x' }),
    ],
    ['it names no file', json({ s3Bucket: bucket, s3ObjectKey: [] })],
    ['an event of S3 that writes nothing', json({ Records: [] })],
    ['an event of S3 that writes nothing', json({ Records: [ofS3(bucket, key, 'ObjectRemoved:Delete')] })],
    ['an event of another kind: Object Deleted', ofEventBridge({ bucket: { name: bucket } }, 'Object Deleted')],
    [`an event of another kind: ${'x'.repeat(60)}…`, ofEventBridge({}, 'x'.repeat(61))],
  ])('is no file: %s', (why, body) => {
    expect(readNotice(body)).toEqual({ is: 'other', why });
  });

  it.each<[string, string]>([
    ['it is no JSON object', 'hello'],
    ['it is no JSON object', '[]'],
    ['it is no JSON object', 'null'],
    ['it has no known shape', '{}'],
    ['it has no known shape', json({ Type: 'Alarm' })],
    ['it is longer than any message', 'x'.repeat(1_100_001)],
    ['its envelope is empty', wrapped(undefined)],
    ['it has too many envelopes', wrapped(wrapped(wrapped(wrapped(announced))))],
    ['it does not say which files of which bucket', json({ s3Bucket: bucket, s3ObjectKey: [1] })],
    ['it does not say which files of which bucket', json({ s3Bucket: 1, s3ObjectKey: [key] })],
    ['it does not say which files of which bucket', json({ s3Bucket: bucket, s3ObjectKey: {} })],
    ['its records are none of S3', json({ Records: [{ eventSource: 'aws:sqs' }] })],
    ['its records are none of S3', json({ Records: [1] })],
    ['it does not say which files of which bucket', json({ Records: [ofS3(bucket, '%')] })],
    ['it does not say which files of which bucket', json({ Records: [{ ...ofS3(bucket, key), s3: {} }] })],
    [
      'it does not say which files of which bucket',
      json({ Records: [{ ...ofS3(bucket, key), s3: { bucket: { name: bucket }, object: {} } }] }),
    ],
    ['it does not say which files of which bucket', json({ Records: [{ ...ofS3(bucket, key), s3: null }] })],
    ['it does not say which file of which bucket', ofEventBridge({ bucket: bucket })],
    ['it does not say which file of which bucket', ofEventBridge({ bucket: { name: bucket }, object: {} })],
  ])('is not understood: %s', (why, body) => {
    expect(readNotice(body)).toEqual({ is: 'malformed', why });
  });

  it('never throws, whatever is sent', () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            Type: fc.constantFrom('Notification', 'SubscriptionConfirmation'),
            Message: fc.oneof(fc.json(), fc.anything()),
            s3Bucket: fc.anything(),
            s3ObjectKey: fc.anything(),
            Records: fc.anything(),
            detail: fc.anything(),
          },
          { requiredKeys: [] },
        )
        .map(value => JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one))),
    );
    fc.assert(
      fc.property(bodies, body => {
        expect(['files', 'other', 'malformed']).toContain(readNotice(body).is);
      }),
    );
  });
});
