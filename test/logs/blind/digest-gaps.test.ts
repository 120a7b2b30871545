import { describe, expect, it } from 'vitest';

import { digestGaps } from '../../../src/logs/blind/digest-gaps.ts';
import { later, objectsOf, putDigest, putHours, putLog, record, shelf, signer } from '../archive.ts';
import type { Archive } from '../archive.ts';

const folder = {
  bucket: shelf.bucket,
  prefix: '',
  organization: null,
  account: shelf.account,
  region: shelf.region,
  trail: shelf.trail,
  homeRegion: shelf.homeRegion,
};
const start = '2026-01-10T00:30:00Z';
const range = { from: '2026-01-10T00:00:00Z', until: '2026-01-11T00:00:00Z' };
const keys = signer();

/** Two stretches of hours; `pause` lies between them. */
function archiveOf(first: number, pause: number, second: number): Archive {
  const archive: Archive = new Map();
  putHours(archive, shelf, { signer: keys, from: start, hours: first });
  putHours(archive, shelf, { signer: keys, from: later(start, (first + pause) * 60), hours: second });
  return archive;
}

const gapsIn = async (archive: Archive, now = later(start, 6 * 60)) =>
  digestGaps(objectsOf(archive), folder, { range, now });

describe('hours without digests', () => {
  it('are none in a whole chain, whose newest may be under way', async () => {
    expect(await gapsIn(archiveOf(3, 0, 3))).toEqual([]);
    expect(await gapsIn(archiveOf(3, 0, 3), later(start, 8 * 60))).toEqual([]);
  });

  it('are told where no log file stands against them', async () => {
    const archive = archiveOf(2, 3, 2);
    const now = later(start, 7 * 60);
    expect(await gapsIn(archive, now)).toEqual([{ from: later(start, 120), to: later(start, 300) }]);
    putLog(archive, shelf, { when: later(start, 200), unique: 'LATE', records: [record(later(start, 195), 'e')] });
    expect(await gapsIn(archive, now)).toEqual([]);
  });

  it('go on where none has come since', async () => {
    expect(await gapsIn(archiveOf(2, 0, 1), later(start, 9 * 60))).toEqual([{ from: later(start, 180), to: null }]);
  });

  it('are of this trail, in this time, and not of digests that came on top', async () => {
    const archive = archiveOf(2, 3, 2);
    for (const other of [{ trail: 'other' }, { homeRegion: 'eu-west-1' }])
      putHours(archive, { ...shelf, ...other }, { signer: keys, from: start, hours: 8, filesIn: () => 0 });
    const extra = { signer: keys, from: later(start, 180), until: later(start, 240), files: [], previous: null };
    putDigest(archive, shelf, { ...extra, backfilled: later(start, 400) });
    putHours(archive, shelf, { signer: keys, from: '2026-01-12T00:30:00Z', hours: 1 });
    expect(await gapsIn(archive, later(start, 7 * 60))).toEqual([{ from: later(start, 120), to: later(start, 300) }]);
  });

  it('are not told of a trail that never wrote any', async () => {
    expect(await gapsIn(new Map())).toEqual([]);
  });
});
