import {
  AddTagsCommand,
  DescribeTrailsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { minimal } from '../../cli/program.ts';
import { stage } from './stage.ts';
import type { Stage } from './stage.ts';

const stop = (): StopLoggingCommand => new StopLoggingCommand({ Name: 'main' });
const trails = ({ by }: Stage): CloudTrailClient => by.cloudtrail('eu-west-1');
const arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
const tagged = minimal.replace('acme-audit-logs }', 'acme-audit-logs, tags: { team: audit } }');
const retag = (value: string): AddTagsCommand =>
  new AddTagsCommand({ ResourceId: arn, TagsList: [{ Key: 'team', Value: value }] });

describe('a fight over one setting', () => {
  it('stops fighting over what is neutral, names both sides, and heals what weakens every time', async () => {
    const here = await stage({ spec: tagged });
    await here.runs(1);
    for (const round of [2, 3, 4, 5]) {
      await trails(here).send(retag(`other-${round}`));
      await trails(here).send(stop());
      await here.passUntilRuns(round);
    }
    const all = await here.runs(5);
    expect(all.slice(1).map(({ result }) => result)).toEqual(['healed', 'healed', 'healed', 'drift']);
    const [drift] = here.daemon.snapshot().drifts;
    expect([drift?.status, drift?.withheld?.problem.code]).toEqual(['contested', 'contested']);
    expect(drift?.withheld?.problem.message).toMatch(/^The daemon audit put it back 3 times, and somebody /u);
    const { plan } = here.daemon.snapshot();
    expect(plan?.changes.flatMap(({ fields }) => fields.map(({ field }) => field))).toEqual([drift?.field]);
  });

  it('brings a trail back from the bucket of a stranger every time', async () => {
    const here = await stage();
    await here.runs(1);
    await strangersBucket(here);
    for (const round of [2, 3, 4, 5, 6]) {
      await trails(here).send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'mallory-logs' }));
      await here.passUntilRuns(round);
    }
    const all = await here.runs(6);
    expect(all.slice(1).map(({ result }) => result)).toEqual(Array.from({ length: 5 }, () => 'healed'));
    const { trailList = [] } = await trails(here).send(new DescribeTrailsCommand({}));
    expect(trailList.map(({ S3BucketName }) => S3BucketName)).toEqual(['acme-audit-logs']);
    expect(here.history.steps.filter(({ step }) => step === 'contested')).toEqual([]);
  });
});

/** One that lets CloudTrail in. */
async function strangersBucket({ by }: Stage): Promise<void> {
  const Bucket = 'mallory-logs';
  const s3 = by.s3('eu-west-1');
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
  const Statement = [{ Effect: 'Allow', Principal, Action: ['s3:GetBucketAcl', 's3:PutObject'], Resource }];
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
}
