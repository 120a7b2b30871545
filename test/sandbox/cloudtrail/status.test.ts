import { GetTrailStatusCommand, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, clients, sandbox } from '../clients.ts';
import { HOME, arnOf, makeTrail, openBucket, policy } from '../estate.ts';

const START = '2026-10-01T00:00:00Z';
const TOPIC = `arn:aws:sns:${HOME}:${ACCOUNT}:told`;

async function logging(input: Parameters<typeof makeTrail>[1] = {}) {
  const box = await sandbox({ now: new Date(START) });
  const here = clients(box);
  await openBucket(here);
  await here.sns.send(new CreateTopicCommand({ Name: 'told' }));
  const publish = {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'SNS:Publish',
    Resource: TOPIC,
  };
  const set = { TopicArn: TOPIC, AttributeName: 'Policy' };
  await here.sns.send(new SetTopicAttributesCommand({ ...set, AttributeValue: policy(publish) }));
  await makeTrail(here, { IsMultiRegionTrail: true, ...input });
  await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  const status = async (region = HOME) => {
    const { cloudtrail } = clients(box, region);
    return cloudtrail.send(new GetTrailStatusCommand({ Name: arnOf('main') }));
  };
  const closeTopic = async () =>
    here.sns.send(new SetTopicAttributesCommand({ ...set, AttributeValue: policy({ ...publish, Effect: 'Deny' }) }));
  return { box, here, status, closeTopic };
}

const minutes = (count: number): Date => new Date(Date.parse(START) + count * 60_000);

describe('the status of a trail', () => {
  it('tells of a log file five minutes after what was recorded, in each region of its own', async () => {
    const { box, status } = await logging();
    expect((await status()).LatestDeliveryTime).toBeUndefined();
    box.clock.advance(5 * 60);
    expect((await status()).LatestDeliveryTime).toEqual(minutes(5));
    expect((await status('us-east-1')).LatestDeliveryTime).toBeUndefined();
    box.clock.advance(60 * 60);
    expect((await status()).LatestDeliveryTime).toEqual(minutes(10)); // of the look before
    expect((await status('us-east-1')).LatestDeliveryTime).toEqual(minutes(10));
  });

  it('tells of a digest each hour, also when nothing happens, and of none without validation', async () => {
    const { box, status } = await logging({ EnableLogFileValidation: true });
    box.clock.advance(29 * 60);
    expect((await status()).LatestDigestDeliveryTime).toBeUndefined();
    box.clock.advance(10 * 3600);
    expect((await status()).LatestDigestDeliveryTime).toEqual(minutes(9 * 60 + 30));
    const bare = await logging();
    bare.box.clock.advance(10 * 3600);
    expect((await bare.status()).LatestDigestDeliveryTime).toBeUndefined();
  });

  it('has an error only once a delivery was tried, until one works', async () => {
    const { box, here, status } = await logging();
    box.clock.advance(5 * 60);
    await status();
    await here.s3.send(new DeleteBucketPolicyCommand({ Bucket: 'logs' }));
    box.clock.advance(3 * 60);
    expect((await status()).LatestDeliveryError).toBeUndefined();
    box.clock.advance(5 * 60);
    expect(await status()).toMatchObject({ LatestDeliveryError: 'AccessDenied', LatestDeliveryTime: minutes(5) });
  });

  it('tells of announcements, and why there are none', async () => {
    const { box, status, closeTopic } = await logging({ SnsTopicName: 'told' });
    box.clock.advance(5 * 60);
    expect((await status()).LatestNotificationTime).toEqual(minutes(5));
    await closeTopic();
    box.clock.advance(5 * 60);
    expect(await status()).toMatchObject({
      LatestDeliveryTime: minutes(10),
      LatestNotificationTime: minutes(5),
      LatestNotificationError: 'AuthorizationError',
    });
  });

  it('tells of nothing that came after it was stopped', async () => {
    const { box, here, status } = await logging({ EnableLogFileValidation: true });
    await here.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    box.clock.advance(60);
    await here.sns.send(new CreateTopicCommand({ Name: 'more' }));
    box.clock.advance(2 * 3600);
    expect(await status()).toMatchObject({ IsLogging: false, LatestDeliveryTime: minutes(5) });
    expect((await status()).LatestDigestDeliveryTime).toEqual(minutes(36)); // the last one lists that file
  });
});
