import { GetTrailStatusCommand, ListPublicKeysCommand, ListTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';
import { parseTrouble } from '../../../src/sandbox/trouble/parse.ts';
import type { DeliveryEffect, DeliveryRule } from '../../../src/sandbox/trouble/deliveries.ts';
import { OTHER } from '../clients.ts';
import { HOME } from '../estate.ts';
import { logging, keysOf, read, recordsOf, digests, hours, sha256, type DigestText } from './stage.ts';

describe('trouble with deliveries', () => {
  /** One management event in each of the first three five minutes, and the trouble from before. */
  async function troubled(effect: DeliveryEffect, more: Omit<DeliveryRule, 'effect'> = {}) {
    const { box, here } = await logging({ EnableLogFileValidation: true });
    box.trouble.set({ deliveries: [{ ...more, effect }] });
    for (const after of [60, 240, 300]) {
      box.clock.advance(after);
      await here.cloudtrail.send(new ListTrailsCommand({}));
    }
    const files = async (): Promise<string[]> =>
      (await keysOf(here, '/CloudTrail/')).map(key => /\dT(\d{4})Z/.exec(key)?.[1] ?? '').toSorted();
    return { box, here, files };
  }

  it('withholds without an error, until it is taken away', async () => {
    for (const [withhold, logs, hourly] of [
      ['all', 0, 0],
      ['logs', 0, 3],
      ['digests', 3, 0],
    ] as const) {
      const { box, here, files } = await troubled({ withhold }, { match: { trail: 'main', region: HOME } });
      box.clock.advance(3 * 3600);
      expect([await files(), await digests(box)].map(({ length }) => length)).toEqual([logs, hourly]);
      const status = await here.cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }));
      expect(status).toMatchObject({ IsLogging: true });
      expect([status.LatestDeliveryError, status.LatestDigestDeliveryError]).toEqual([undefined, undefined]);
      box.trouble.clear();
      expect((await files()).slice(0, 3)).toEqual(logs === 0 ? ['0310', '0310', '0310'] : ['0000', '0005', '0010']);
      box.clock.advance(3600);
      const all = await digests(box);
      expect(hours(all)).toEqual(['23:00-00:00', '00:00-01:00', '01:00-02:00', '02:00-03:00']);
    }
  });

  it('hits no other trail, account or region', async () => {
    const elsewhere = [{ trail: 'other' }, { account: OTHER }, { region: 'us-east-1' }];
    for (const match of elsewhere) {
      const { box, files } = await troubled({ withhold: 'all' }, { match });
      box.clock.advance(300);
      expect(await files()).toEqual(['0000', '0005', '0010']);
    }
  });

  it.each<readonly [DeliveryEffect, readonly string[], readonly number[]]>([
    [{ lose: true }, ['0000', '0010'], [0, 2, 0, 0]],
    [{ twice: true }, ['0000', '0005', '0005', '0010'], [0, 4, 0, 0]],
    [{ delay: 5400 }, ['0000', '0010', '0135'], [0, 2, 1, 0]],
    [{ backfill: 5400 }, ['0000', '0005', '0010'], [0, 2, 1, 0, 0]],
  ])('does to one log file: %o', async (effect, names, listed) => {
    const { box, here, files } = await troubled(effect, { after: 1, count: 1 });
    box.clock.advance(3.5 * 3600);
    expect((await files()).slice(0, names.length)).toEqual(names);
    expect((await digests(box)).map(({ logFiles }) => logFiles.length)).toEqual(listed);
    const ids = (await recordsOf(here)).map(({ eventID }) => eventID);
    expect(ids.length - new Set(ids).size).toBe('twice' in effect ? 2 : 0);
  });

  it('has backfill digests of a chain of their own, dated and signed when they are made', async () => {
    const { box, here } = await troubled({ backfill: 4 * 86_400 }, { after: 1 });
    box.clock.advance(3600);
    await here.cloudtrail.send(new ListTrailsCommand({}));
    box.clock.advance(5 * 86_400);
    const [first, second, ...more] = (await keysOf(here, 'CloudTrail-Digest')).filter(key => key.includes('_backfill'));
    expect(more).toEqual([]);
    expect(first).toMatch(/_20261001T010000Z_backfill\.json\.gz$/);
    const [one, two] = [await read(here, first ?? ''), await read(here, second ?? '')];
    expect(one.metadata).toMatchObject({ 'backfill-generation-timestamp': '2026-10-05T01:30:00.000Z' });
    const late = { StartTime: new Date('2026-10-05T00:30:00Z'), EndTime: new Date('2026-10-05T02:30:00Z') };
    const { PublicKeyList = [] } = await here.cloudtrail.send(new ListPublicKeysCommand(late));
    const digest = JSON.parse(one.text) as DigestText;
    expect(PublicKeyList.map(({ Fingerprint }) => Fingerprint)).toContain(digest.digestPublicKeyFingerprint);
    expect(JSON.parse(two.text)).toMatchObject({
      previousDigestS3Object: first,
      previousDigestHashValue: sha256(one.text),
    });
  });

  it('is set by JSON', () => {
    const rule = { match: { trail: 'main', region: HOME }, after: 1, count: 2 };
    const effects: readonly DeliveryEffect[] = [
      { withhold: 'all' },
      { withhold: 'logs' },
      { withhold: 'digests' },
      { lose: true },
      { twice: true },
      { delay: 60 },
      { backfill: 60 },
    ];
    const deliveries = effects.map(effect => ({ ...rule, effect }));
    expect(parseTrouble({ deliveries })).toEqual({ deliveries });
    for (const effect of [undefined, {}, { withhold: 'some' }, { lose: false }, { lose: true, twice: true }])
      expect(() => parseTrouble({ deliveries: [{ effect }] })).toThrow('an effect on deliveries is one of');
  });
});
