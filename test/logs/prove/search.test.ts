import { describe, expect, it } from 'vitest';

import { copiesIn, FolderSearch } from '../../../src/logs/prove/search.ts';
import type { Objects } from '../../../src/logs/ports.ts';
import { logKey, objectsOf, putLog, record, shelf } from '../archive.ts';
import type { Archive } from '../archive.ts';

const folder = { bucket: shelf.bucket, prefix: '', organization: null, account: shelf.account, region: shelf.region };
const marked = { mark: 'trailwarden-prove-a1', requestId: 'r-1', at: '2026-01-10T00:00:10Z' };
const byName = { requestParameters: { name: marked.mark }, requestID: 'r-1' };

describe('a folder that is followed', () => {
  it('finds the record once, in what was written since, and reads nothing twice', async () => {
    const archive: Archive = new Map();
    const files = (when: string, unique: string, more = {}) =>
      putLog(archive, shelf, { when, unique, records: [record('2026-01-10T00:00:10Z', unique, more)] });
    files('2026-01-09T23:30:00Z', 'OLD', byName); // an older name is not listed
    files('2026-01-09T23:50:00Z', 'BEFORE', byName); // written before the call
    const broken = { bytes: new Uint8Array([1]), metadata: {}, modified: null };
    archive.set(`${shelf.bucket}/AWSLogs/${shelf.account}/CloudTrail/us-east-1/2026/01/10/notes.txt`, broken);
    archive.set(`${shelf.bucket}/${logKey(shelf, '2026-01-10T00:05:00Z', 'BROKEN')}`, broken);
    const reads: string[] = [];
    const search = new FolderSearch(folder, counting(objectsOf(archive), reads));
    expect(await search.look([marked])).toEqual({
      copies: [],
      problems: [expect.objectContaining({ code: 'log-damaged' })],
    });
    files('2026-01-10T00:05:00Z', 'OTHER');
    files('2026-01-10T00:05:00Z', 'OURS', byName);
    const second = await search.look([marked]);
    expect(second.copies).toEqual([
      {
        mark: marked.mark,
        folder,
        key: expect.stringContaining('_OURS.json.gz') as string,
        written: '2026-01-10T00:05:00Z',
        eventId: 'OURS',
        eventTime: '2026-01-10T00:00:10Z',
        requestId: 'r-1',
      },
    ]);
    const third = await search.look([marked]);
    expect(third.copies).toEqual([]);
    expect(reads.filter(key => key.includes('OURS'))).toHaveLength(1);
    expect(await search.look([])).toEqual({ copies: [], problems: [] });
  });

  it('tells what cannot be read, and looks at it again', async () => {
    const archive: Archive = new Map();
    putLog(archive, shelf, {
      when: '2026-01-10T00:05:00Z',
      unique: 'OURS',
      records: [record('2026-01-10T00:00:10Z', 'e', byName)],
    });
    const inner = objectsOf(archive);
    const problem = { code: 'access-denied', message: 'no' } as const;
    const answers = [{ is: 'unread', problem } as const, { is: 'absent' } as const];
    const objects: Objects = {
      ...inner,
      list: q => inner.list(q),
      folders: (b, p) => inner.folders(b, p),
      read: async () => Promise.resolve(answers.shift() ?? { is: 'absent' }),
    };
    const search = new FolderSearch(folder, objects);
    expect(await search.look([marked])).toEqual({ copies: [], problems: [problem] });
    expect(await search.look([marked])).toEqual({ copies: [], problems: [] });
  });
});

function counting(objects: Objects, reads: string[]): Objects {
  return {
    list: question => objects.list(question),
    folders: async (bucket, prefix) => objects.folders(bucket, prefix),
    read: async (bucket, key) => {
      reads.push(key);
      return objects.read(bucket, key);
    },
  };
}

describe('the records of a log file', () => {
  const file = (...records: readonly unknown[]): string => JSON.stringify({ Records: records });

  it.each([
    [
      'by the name that was asked for',
      file({ eventID: 'e', eventTime: 't', ...byName }),
      [{ mark: marked.mark, eventId: 'e', eventTime: 't', requestId: 'r-1' }],
    ],
    [
      'by the request, where it was refused',
      file({ eventID: 'e', requestID: 'r-1', requestParameters: null }),
      [{ mark: marked.mark, eventId: 'e', eventTime: '', requestId: 'r-1' }],
    ],
    ['another request', file({ eventID: 'e', requestID: 'r-2' }), []],
    ['the name elsewhere is chance', file({ eventID: 'e', userAgent: marked.mark }), []],
    ['a record without an id', file(byName), []],
    ['no record', file(null, 'x', 1), []],
  ])('%s', (_, text, expected) => {
    expect(copiesIn(text, [marked])).toEqual(expected);
  });

  it('takes no request for one that nobody answered', () => {
    expect(copiesIn(file({ eventID: 'e', requestID: null }), [{ ...marked, requestId: null }])).toEqual([]);
  });

  it.each(['{"Records":1}', '[]', '{'])('refuses %s', text => {
    expect(() => copiesIn(text, [marked])).toThrow();
  });
});
