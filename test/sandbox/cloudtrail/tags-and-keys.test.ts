import { createHash, createPublicKey } from 'node:crypto';
import { AddTagsCommand, ListPublicKeysCommand, ListTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, test } from 'vitest';
import { clients, failure, sandbox } from '../clients.ts';
import { arnOf, makeTrail, openBucket } from '../estate.ts';

describe('tags', () => {
  const TagsList = [
    { Key: 'team', Value: 'audit' },
    { Key: 'stage', Value: '' },
  ];
  async function withTrail() {
    const box = await sandbox();
    const here = clients(box);
    await openBucket(here);
    await makeTrail(here, { IsMultiRegionTrail: true, TagsList });
    return { box, ...here };
  }

  it('come with the trail, are overwritten by key and removed by key', async () => {
    const { cloudtrail } = await withTrail();
    const read = async () =>
      (await cloudtrail.send(new ListTagsCommand({ ResourceIdList: [arnOf('main')] }))).ResourceTagList;
    expect(await read()).toEqual([{ ResourceId: arnOf('main'), TagsList }]);
    await cloudtrail.send(
      new AddTagsCommand({ ResourceId: arnOf('main'), TagsList: [{ Key: 'team', Value: 'other' }, { Key: 'bare' }] }),
    );
    await cloudtrail.send(
      new RemoveTagsCommand({ ResourceId: arnOf('main'), TagsList: [{ Key: 'stage' }, { Key: 'none' }] }),
    );
    expect((await read())?.[0]?.TagsList).toEqual([
      { Key: 'team', Value: 'other' },
      { Key: 'bare', Value: '' },
    ]);
  });

  test.each([
    ['a key that is too long', [{ Key: 'k'.repeat(129) }], 'InvalidTagParameterException'],
    ['a value that is too long', [{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidTagParameterException'],
    ['a reserved key', [{ Key: 'aws:x' }], 'InvalidTagParameterException'],
    ['more than 50 in all', Array.from({ length: 49 }, (_, n) => ({ Key: `k${n}` })), 'TagsLimitExceededException'],
  ])('refuse %s', async (_, tags, name) => {
    const { cloudtrail } = await withTrail();
    const added = cloudtrail.send(new AddTagsCommand({ ResourceId: arnOf('main'), TagsList: tags }));
    expect((await failure(added)).name).toBe(name);
  });

  test.each([
    ['a trail that is not there', [arnOf('main'), arnOf('none')], 'ResourceNotFoundException'],
    ['a trail of another region', [arnOf('main', 'us-east-1')], 'CloudTrailARNInvalidException'],
    ['a name', ['main'], 'CloudTrailARNInvalidException'],
    ['nothing', [], 'ValidationException'],
    ['21 trails', Array.from({ length: 21 }, () => arnOf('main')), 'ValidationException'],
  ])('fail for a whole batch with %s', async (_, arns, name) => {
    const { cloudtrail } = await withTrail();
    expect((await failure(cloudtrail.send(new ListTagsCommand({ ResourceIdList: arns })))).name).toBe(name);
  });

  it('are asked in the home region, 20 trails at a time', async () => {
    const { box, cloudtrail } = await withTrail();
    const there = clients(box, 'us-east-1').cloudtrail;
    const asked = new ListTagsCommand({ ResourceIdList: [arnOf('main')] });
    expect((await failure(there.send(asked))).name).toBe('CloudTrailARNInvalidException');
    const twenty = await cloudtrail.send(
      new ListTagsCommand({ ResourceIdList: Array.from({ length: 20 }, () => arnOf('main')) }),
    );
    expect(twenty.ResourceTagList).toHaveLength(20);
  });
});

describe('public keys', () => {
  it('are RSA keys of 2048 bits in PKCS#1, with the MD5 of their bytes, one pair per region', async () => {
    const box = await sandbox();
    const key = async (region: string) => {
      const { PublicKeyList: [found] = [] } = await clients(box, region).cloudtrail.send(new ListPublicKeysCommand({}));
      return found;
    };
    const here = await key('eu-west-1');
    const der = Buffer.from(here?.Value ?? []);
    const parsed = createPublicKey({ key: der, format: 'der', type: 'pkcs1' });
    expect(parsed.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(here?.Fingerprint).toBe(createHash('md5').update(der).digest('hex'));
    expect((await key('eu-west-1'))?.Fingerprint).toBe(here?.Fingerprint);
    expect((await key('us-east-1'))?.Fingerprint).not.toBe(here?.Fingerprint);
  });

  it('change about every month, overlap, and are found again later', async () => {
    const start = new Date('2026-10-01T00:00:00Z');
    const box = await sandbox({ now: start });
    const { cloudtrail } = clients(box);
    const [first] = (await cloudtrail.send(new ListPublicKeysCommand({}))).PublicKeyList ?? [];
    const end = box.clock.advance(45 * 86_400);
    const now = await cloudtrail.send(new ListPublicKeysCommand({}));
    expect(now.PublicKeyList?.map(key => key.Fingerprint)).not.toContain(first?.Fingerprint);
    const all =
      (await cloudtrail.send(new ListPublicKeysCommand({ StartTime: start, EndTime: end }))).PublicKeyList ?? [];
    expect(all[0]).toEqual(first);
    for (const [index, key] of all.slice(1).entries()) {
      expect(key.ValidityStartTime?.getTime()).toBeLessThan(all[index]?.ValidityEndTime?.getTime() ?? 0);
    }
  });

  it('refuse a range that ends before it begins', async () => {
    const { cloudtrail } = clients(await sandbox());
    const range = { StartTime: new Date('2026-02-02'), EndTime: new Date('2026-02-01') };
    expect((await failure(cloudtrail.send(new ListPublicKeysCommand(range)))).name).toBe('InvalidTimeRangeException');
  });
});
