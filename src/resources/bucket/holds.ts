/** Looks whether log files arrive: the evidence that a trail which moved delivers where it is now. */
import { parseArn } from '../../core/arn.ts';
import type { Ask } from '../../core/kind.ts';
import type { Target } from '../../core/model.ts';
import type { Need } from '../../core/needs.ts';
import type { BucketReads } from './api.ts';
import { ownedBucket } from './owned.ts';

const day = 86_400_000;

/**
 * Whether a log file of the trail's home region stands there, of today or yesterday in UTC. One question for each day.
 * The empty objects that CloudTrail leaves when a trail is made stand above the days and are no log files.
 */
export async function holds(
  need: Need,
  aws: Ask<BucketReads>,
  { target, now }: { readonly target: Target; readonly now: Date },
): Promise<boolean> {
  if (need.to !== 'deliver-logs') return false;
  const bucket = ownedBucket(parseArn(need.of).resource, target.account);
  for (const moment of [now, new Date(now.getTime() - day)]) {
    const { Contents = [] } = await aws.ask('s3:ListObjectsV2', {
      ...bucket,
      Prefix: logFilesOf(need, moment),
      MaxKeys: 1,
    });
    if (Contents.length > 0) return true;
  }
  return false;
}

/** What the keys of a day's log files begin with, down to the part that only log files have. */
function logFilesOf(
  { trail, account, prefix, organization }: Extract<Need, { to: 'deliver-logs' }>,
  moment: Date,
): string {
  const { region } = parseArn(trail);
  const folders = [...(prefix === '' ? [] : [prefix]), 'AWSLogs', ...(organization === null ? [] : [organization])];
  const date = moment.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${folders.join('/')}/${account}/CloudTrail/${region}/${date}/${account}_CloudTrail_${region}_`;
}
