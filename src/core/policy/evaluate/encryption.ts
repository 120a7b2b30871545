/** The requests that CloudTrail, or a service for it, makes of KMS keys. */
import { parseArn } from '../../arn.ts';
import type { Arn } from '../../model.ts';
import { asking, trailKeys } from './cloudtrail.ts';
import type { Asked, Key } from './cloudtrail.ts';
import type { Action } from './request.ts';

/** The key of a trail, of a bucket that it delivers to, or of a topic that it announces on. */
export interface Encrypting {
  /** The key's ARN, or `*` in place of what is not known of it. */
  readonly of: Arn;
  readonly trail: Arn;
  readonly everyRegion: boolean;
  readonly encrypts: 'trail' | 'bucket' | 'topic';
  /** Whether S3 makes keys of its own of it: then it is asked to decrypt these. Of a trail and a bucket. */
  readonly bucketKey: boolean;
}

/**
 * Of a trail's key: the look at it, and a data key for every file. Of a bucket's: a data key, where CloudTrail sends
 * nothing about encryption. Of a topic's: a data key, which is used again, and so decrypted.
 */
export function encryptionRequests(encrypting: Encrypting): readonly Asked[] {
  const { encrypts, bucketKey } = encrypting;
  const ask = asker(encrypting);
  switch (encrypts) {
    case 'trail':
      return [
        ask('look at the key', 'kms:DescribeKey', [[trailContext, [null]]]),
        ask('data key of files', 'kms:GenerateDataKey', filesOf(encrypting.trail)),
        ...(bucketKey ? [ask('key of the bucket', 'kms:Decrypt', filesOf(encrypting.trail))] : []),
      ];
    case 'bucket':
      return [
        ask('data key of files', 'kms:GenerateDataKey', byDefault),
        ...(bucketKey ? [ask('key of the bucket', 'kms:Decrypt', byDefault)] : []),
      ];
    case 'topic':
      return [ask('data key of messages', 'kms:GenerateDataKey', []), ask('data key again', 'kms:Decrypt', [])];
  }
}

const trailContext = 'kms:encryptioncontext:aws:cloudtrail:arn';

const filesOf = (trail: Arn): readonly Key[] => [
  [trailContext, [[trail]]],
  ['kms:encryptioncontextkeys', [['aws:cloudtrail:arn', 'aws:s3:arn']]],
];

/** What CloudTrail says of files is said with the trail's key only. */
const byDefault: readonly Key[] = [[trailContext, [null]]];

function asker({ of: key, trail, everyRegion }: Encrypting) {
  const { region } = parseArn(trail);
  return (what: string, action: Action, keys: readonly Key[]): Asked => ({
    what,
    request: {
      ...asking,
      source: trail,
      resource: key,
      action,
      region: action === 'kms:DescribeKey' || !everyRegion ? region : null,
      keys: new Map([...trailKeys(trail), ...keys]),
    },
  });
}
