import {
  ListTrailsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { ACCOUNT } from '../clients.ts';
import { HOME, grants, makeBucket, policy, putPolicy } from '../estate.ts';
import { TWO, logging, keysOf, read, recordsOf, namesOf, digests, hours } from './stage.ts';

describe('digests', () => {
  it('come each hour, in each region, signed and chained, and list what was delivered', async () => {
    const { box, here } = await logging({ IsMultiRegionTrail: true, EnableLogFileValidation: true });
    box.clock.advance(5 * 3600);
    const all = await digests(box);
    expect(hours(all)).toEqual(['23:00-00:00', '00:00-01:00', '01:00-02:00', '02:00-03:00', '03:00-04:00']);
    expect(all.map(({ logFiles }) => logFiles.length)).toEqual([0, 1, 0, 0, 0]);
    expect(all[0]).toMatchObject({ previousDigestS3Object: null, previousDigestSignature: null });
    expect(all.slice(1).map(({ previousDigestS3Object }) => previousDigestS3Object)).toEqual(
      all.slice(0, -1).map(({ digestS3Object }) => digestS3Object),
    );
    expect(all[1]?.digestS3Object).toBe(
      `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${HOME}/2026/10/01/${ACCOUNT}_CloudTrail-Digest_${HOME}_main_${HOME}_20261001T010000Z.json.gz`,
    );
    expect(await digests(box, { region: 'us-east-1' })).toHaveLength(5);
    expect(await keysOf(here, 'CloudTrail-Digest')).toHaveLength(10);
  });

  it('end with logging or validation, and begin anew', async () => {
    const { box, here } = await logging({ EnableLogFileValidation: true });
    box.clock.advance(90 * 60);
    await here.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    box.clock.advance(3 * 3600);
    await here.cloudtrail.send(new ListTrailsCommand({}));
    box.clock.advance(3600);
    const stopped = await digests(box);
    expect(hours(stopped)).toEqual(['23:00-00:00', '00:00-01:00', '01:00-01:36']);
    expect(namesOf(await recordsOf(here))).not.toContain('ListTrails');
    const [last] = stopped[2]?.logFiles ?? [];
    expect((await read(here, last?.s3Object ?? '')).text).toContain('StopLogging');
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    await here.cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    box.clock.advance(60);
    await here.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    box.clock.advance(3 * 3600);
    const again = await digests(box);
    expect(hours(again).slice(3)).toEqual(['04:30-05:30', '05:30-05:30', '04:31-05:31', '05:31-06:31', '06:31-07:31']);
    expect(again.slice(3).map(({ previousDigestSignature }) => previousDigestSignature === null)).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
    const listed = again.flatMap(({ logFiles }) => logFiles.map(({ s3Object }) => s3Object));
    expect(listed.toSorted()).toEqual((await keysOf(here, '/CloudTrail/')).filter(key => !key.includes('T0730')));
  });

  it('go on in another bucket, and are signed with the key of the month', async () => {
    const { box, here } = await logging(
      { EnableLogFileValidation: true },
      { ...TWO, now: new Date('2026-10-03T20:00:00Z') },
    );
    box.clock.advance(3 * 3600);
    await makeBucket(here, 'more');
    const more = grants({ bucket: 'more' });
    await putPolicy(here, policy(...more), 'more');
    await here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'more' }));
    box.clock.advance(6 * 3600);
    const all = [...(await digests(box)), ...(await digests(box, { bucket: 'more' }))];
    expect(all).toHaveLength(9);
    expect(all.filter(({ previousDigestS3Object }) => previousDigestS3Object === null)).toHaveLength(1);
    expect(all[3]).toMatchObject({ digestS3Bucket: 'more', previousDigestS3Bucket: 'logs' });
    expect(new Set(all.map(({ digestPublicKeyFingerprint }) => digestPublicKeyFingerprint)).size).toBe(2);
  });

  it('are many after a month, and made when somebody looks', async () => {
    const { box, here } = await logging({ IsMultiRegionTrail: true, EnableLogFileValidation: true }, { regions: {} });
    box.clock.advance(30 * 86_400);
    const folder = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/sa-east-1/`;
    const day = { Bucket: 'logs', Prefix: `${folder}2026/10/02/` };
    const { Contents = [], IsTruncated } = await here.s3.send(new ListObjectsV2Command(day));
    expect([Contents.length, IsTruncated]).toEqual([24, false]);
    const days = { Bucket: 'logs', Prefix: `${folder}2026/10/`, Delimiter: '/' };
    expect((await here.s3.send(new ListObjectsV2Command(days))).CommonPrefixes).toHaveLength(30);
    const [first] = Contents;
    const head = await here.s3.send(new HeadObjectCommand({ Bucket: 'logs', Key: first?.Key }));
    expect(head.ContentLength).toBe(first?.Size);
    const { Body } = await here.s3.send(new GetObjectCommand({ Bucket: 'logs', Key: first?.Key }));
    expect(await Body?.transformToByteArray()).toHaveLength(first?.Size ?? 0);
  });
});
