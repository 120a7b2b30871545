import { describe, expect, it } from 'vitest';

import type { Step } from '../../../src/app/logs/tail-ports.ts';
import { opening } from '../../../src/app/logs/tail-read.ts';
import type { Problem } from '../../../src/core/model.ts';
import { filterOf } from '../../../src/logs/filter/filter.ts';
import type { ObjectRead } from '../../../src/logs/ports.ts';
import { keysOf, logKey, objectsOf, putLog, record, shelf } from '../../logs/archive.ts';
import type { Archive, LogRecord } from '../../logs/archive.ts';

const when = '2026-11-19T03:30:00Z';
const unique = 'AAAABBBBCCCCDDDD';
const key = logKey(shelf, when, unique);
const place = { bucket: shelf.bucket, prefix: '', organization: null, accounts: null, regions: null, trail: null };

/** What reading one file comes to, where only calls of ListBuckets are asked for. */
async function read(records: readonly LogRecord[], instead?: ObjectRead, bytes?: (whole: Uint8Array) => Uint8Array) {
  const archive: Archive = new Map();
  putLog(archive, shelf, { when, unique, records });
  const name = `${shelf.bucket}/${key}`;
  const stored = archive.get(name);
  if (bytes && stored) archive.set(name, { ...stored, bytes: bytes(stored.bytes) });
  const objects = objectsOf(archive);
  if (instead) objects.read = async () => Promise.resolve(instead);
  const made = filterOf({ eventName: ['ListBuckets'] });
  if (!('filter' in made)) throw new Error('no filter');
  const told: Problem[] = [];
  const open = opening({
    places: [{ place, objects, keys: keysOf({}) }],
    kinds: ['log'],
    filter: made.filter,
    tell: problem => void told.push(problem),
  });
  const steps: Step[] = [];
  for await (const step of open({ bucket: shelf.bucket, key })) steps.push(step);
  return { steps, told };
}

const written = (identity: string | null) => ({
  is: 'record',
  record: { identity, time: when, read: { file: `s3://${shelf.bucket}/${key}`, record: { eventName: 'ListBuckets' } } },
});
const unwanted = { is: 'record', record: { identity: null, time: null, read: null } };

describe('reading an announced file', () => {
  it('gives its records, those that are not asked for without text', async () => {
    const other = record(when, 'b', { eventName: 'StopLogging' });
    const nested = record(when, 'c', { eventName: 'Get', requestParameters: { eventName: 'ListBuckets' } });
    const { steps } = await read([record(when, 'a'), other, nested, record(when, 'd', { eventID: null })]);
    expect(steps).toMatchObject([written('a 111122223333'), unwanted, unwanted, written(null)]);
  });

  it('knows the record of another account by another name', async () => {
    const { steps } = await read([record(when, 'a', { recipientAccountId: null, userIdentity: null })]);
    expect(steps).toMatchObject([written('a ')]);
  });

  it.each<[string, Problem['code'], boolean]>([
    ['may not be read', 'access-denied', false],
    ['could not be read', 'aws-refused', true],
    ['could not be reached', 'endpoint-unreachable', true],
  ])('says when it %s', async (_, code, passing) => {
    const problem = { code, message: 'no' };
    expect((await read([], { is: 'unread', problem })).steps).toEqual([{ is: 'unread', problem, passing }]);
  });

  it('says when it is gone, or damaged, or holds something else', async () => {
    expect((await read([], { is: 'absent' })).steps).toMatchObject([{ problem: { code: 'announced-file-gone' } }]);
    const cut = await read([record(when, 'a')], undefined, whole => whole.subarray(0, -8));
    expect(cut.steps).toMatchObject([{ is: 'record' }, { problem: { code: 'log-damaged' }, passing: false }]);
    const foreign = await read([{ eventName: 'ListBuckets' }]);
    expect(foreign.steps).toMatchObject([{ problem: { code: 'log-foreign' } }]);
  });

  it('tells what is odd, and reads it all the same', async () => {
    const { steps, told } = await read([record(when, 'a')], undefined, whole =>
      Buffer.concat([whole, Buffer.from('x')]),
    );
    expect(steps).toMatchObject([written('a 111122223333')]);
    expect(told).toMatchObject([{ code: 'log-unusual' }]);
  });
});
