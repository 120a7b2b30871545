import { describe, expect, it } from 'vitest';

import type { Problem } from '../../../src/core/model.ts';
import { copiesOf, copiesPaid, isSettled, progressed, verdictOn, verdictOnAll } from '../../../src/logs/prove/judge.ts';
import type { Announced, Found } from '../../../src/logs/prove/judge.ts';
import type { Copy, Expectation, LogFolder, MarkedCall, Proof, Way } from '../../../src/logs/prove/proof.ts';

const call: MarkedCall = {
  account: '111122223333',
  accountKey: 'data',
  region: 'us-east-1',
  operation: 'cloudtrail:GetTrailStatus',
  global: false,
  mark: 'trailwarden-prove-a1',
  at: '2026-01-10T00:00:10.500Z',
  requestId: 'r-1',
};
const global: MarkedCall = { ...call, operation: 'iam:GetRole', global: true };
const folder: LogFolder = { bucket: 'b', prefix: '', organization: null, account: call.account, region: call.region };
const other: LogFolder = { ...folder, bucket: 'c' };
const way: Way = {
  trail: 'arn:t',
  name: 'trail/t@data/us-east-1',
  expects: 'records',
  folder,
  announces: true,
  digests: true,
};
const copy: Copy = {
  mark: call.mark,
  folder,
  key: 'k1',
  written: '2026-01-10T00:04:40Z',
  eventId: 'e-1',
  eventTime: '2026-01-10T00:00:10Z',
  requestId: 'r-1',
};
const denied: Problem = { code: 'access-denied', message: 'no' };
const refused: Problem = { code: 'aws-refused', message: 'later' };
const nothing: Found = { copies: [], problem: null, announced: null, digest: null };
const found: Found = { ...nothing, copies: [copy] };
const told = (last: string | null, error: string | null = null): Announced => ({ last, error });

describe('how far a call came', () => {
  it.each<[string, Way, Found, object]>([
    ['nothing yet', way, nothing, { record: { is: 'awaited' }, notification: { is: 'none' }, digest: { is: 'none' } }],
    [
      'a file, and nobody told',
      way,
      found,
      { record: { is: 'arrived', seconds: 270, key: 'k1', at: copy.written }, notification: { is: 'awaited' } },
    ],
    [
      'a store without times tells the time of the event',
      way,
      { ...found, copies: [{ ...copy, written: null }] },
      { record: { is: 'arrived', seconds: 0, at: copy.eventTime } },
    ],
    [
      'the first of two files',
      way,
      { ...found, copies: [{ ...copy, key: 'k2', written: '2026-01-10T00:09:00Z' }, copy] },
      { record: { key: 'k1' } },
    ],
    [
      'a file in another folder is none of this way',
      way,
      { ...found, copies: [{ ...copy, folder: other }] },
      { record: { is: 'awaited' } },
    ],
    [
      'told in the same second',
      way,
      { ...found, copies: [{ ...copy, written: '2026-01-10T00:04:40.900Z' }], announced: told('2026-01-10T00:04:40Z') },
      { notification: { is: 'announced', at: '2026-01-10T00:04:40Z', seconds: 270 } },
    ],
    [
      'an earlier announcement is of another file',
      way,
      { ...found, announced: told('2026-01-10T00:04:39Z') },
      { notification: { is: 'awaited' } },
    ],
    [
      'never announced',
      way,
      { ...found, announced: told(null, 'AuthorizationError') },
      { notification: { is: 'failing', why: 'AuthorizationError' } },
    ],
    [
      'the status cannot be read',
      way,
      { ...found, announced: { problem: denied } },
      { notification: { is: 'unread' } },
    ],
    [
      'a trail that announces nothing',
      { ...way, announces: false },
      { ...found, announced: told(null) },
      { notification: { is: 'none' } },
    ],
    [
      'a digest',
      way,
      { ...found, digest: { is: 'verified', at: 'x', seconds: 1, key: 'd' } },
      { digest: { is: 'verified' } },
    ],
    [
      'a trail without digests',
      { ...way, digests: false },
      { ...found, digest: { is: 'awaited' } },
      { digest: { is: 'none' } },
    ],
    [
      'a folder that cannot be read',
      way,
      { ...nothing, problem: denied },
      { record: { is: 'unread', problem: denied } },
    ],
    ['a file is there all the same', way, { ...found, problem: denied }, { record: { is: 'arrived' } }],
    ['a trail that cannot be read', { ...way, expects: 'unknown' }, nothing, { record: { is: 'unread' } }],
    ['a trail whose bucket is not known', { ...way, folder: null }, found, { record: { is: 'unread' } }],
    [
      'a trail that takes writes only',
      { ...way, expects: 'no reads' },
      nothing,
      { record: { is: 'not expected', why: 'no reads' } },
    ],
    ['what was not expected came', { ...way, expects: 'not global' }, found, { record: { is: 'arrived' } }],
  ])('%s', (_, one, what, expected) => {
    expect(progressed(call, one, what)).toMatchObject(expected);
  });
});

const proofOf = (ways: readonly [Way, Found][], of: MarkedCall = call): Proof => ({
  call: of,
  unmade: null,
  ways: ways.map(([one, what]) => progressed(of, one, what)),
  copies: copiesOf(
    of,
    ways.flatMap(([, what]) => what.copies),
  ),
});
const expects = (is: Expectation): Way => ({ ...way, expects: is });
const quiet: Way = { ...way, announces: false, digests: false };

describe('the verdict', () => {
  it.each<[string, Proof, string]>([
    ['all is there', proofOf([[quiet, found]]), 'proven'],
    ['it could not be made', { ...proofOf([]), unmade: denied }, 'unread'],
    ['nothing came', proofOf([[way, nothing]]), 'lost'],
    [
      'one of two trails has it',
      proofOf([
        [quiet, found],
        [{ ...quiet, folder: other }, nothing],
      ]),
      'lost',
    ],
    ['a stopped trail', proofOf([[expects('not logging'), nothing]]), 'lost'],
    ['only writes are taken', proofOf([[expects('no reads'), nothing]]), 'not-provable'],
    ['nobody records what is global', proofOf([[expects('not global'), nothing]], global), 'lost'],
    ['nobody was told', proofOf([[{ ...way, digests: false }, found]]), 'not-announced'],
    ['the topic refuses', proofOf([[way, { ...found, announced: told(null, 'x') }]]), 'not-announced'],
    [
      'no digest yet',
      proofOf([
        [
          { ...way, announces: false },
          { ...found, digest: { is: 'awaited' } },
        ],
      ]),
      'digest-late',
    ],
    [
      'a digest that does not hold',
      proofOf([[way, { ...found, digest: { is: 'wrong', why: 'x', key: 'd' } }]]),
      'digest-wrong',
    ],
    ['the bucket may not be read', proofOf([[way, { ...nothing, problem: denied }]]), 'unread'],
    ['the status may not be read', proofOf([[way, { ...found, announced: { problem: denied } }]]), 'unread'],
    [
      'the digest may not be read',
      proofOf([
        [quiet, found],
        [
          { ...quiet, digests: true },
          { ...found, digest: { is: 'unread', problem: denied } },
        ],
      ]),
      'unread',
    ],
    [
      'a global event in two buckets',
      proofOf(
        [
          [quiet, found],
          [
            { ...quiet, folder: other },
            { ...found, copies: [{ ...copy, folder: other }] },
          ],
        ],
        global,
      ),
      'duplicate',
    ],
    [
      'a regional event in two buckets',
      proofOf([
        [quiet, found],
        [
          { ...quiet, folder: other },
          { ...found, copies: [{ ...copy, folder: other }] },
        ],
      ]),
      'proven',
    ],
    [
      'two events in one bucket',
      proofOf([[quiet, { ...found, copies: [copy, { ...copy, key: 'k2', eventId: 'e-2' }] }]], global),
      'duplicate',
    ],
    [
      'one event delivered twice',
      proofOf([[quiet, { ...found, copies: [copy, { ...copy, key: 'k2' }] }]], global),
      'proven',
    ],
  ])('%s', (_, proof, expected) => {
    expect(verdictOn(proof)).toBe(expected);
  });

  it('counts the request that was answered, and all of them where none was', () => {
    const again = { ...copy, requestId: 'r-0', eventId: 'e-0' };
    expect(copiesOf(global, [again, copy])).toEqual([copy]);
    expect(copiesOf({ ...global, requestId: null }, [again, copy])).toHaveLength(2);
    expect(copiesOf(global, [again])).toEqual([again]);
    expect(copiesOf({ ...global, mark: 'another' }, [copy])).toEqual([]);
    expect(copiesPaid({ copies: [copy, again, { ...copy, folder: other }] })).toBe(3);
  });

  it('is the gravest of all, and what cannot be proven is nothing beside what was', () => {
    const [proven, lost] = [proofOf([[quiet, found]]), proofOf([[way, nothing]])];
    const unprovable = proofOf([[expects('no reads'), nothing]]);
    expect(verdictOnAll([proven, lost, unprovable])).toBe('lost');
    expect(verdictOnAll([proven, unprovable])).toBe('proven');
    expect(verdictOnAll([unprovable])).toBe('not-provable');
    expect(verdictOnAll([])).toBe('not-provable');
  });
});

describe('whether it is over', () => {
  it.each<[string, Proof, boolean]>([
    ['all came', proofOf([[quiet, found]]), true],
    ['it could not be made', { ...proofOf([]), unmade: refused }, true],
    ['awaited', proofOf([[way, nothing]]), false],
    ['a topic may be mended', proofOf([[way, { ...found, announced: told(null, 'x') }]]), false],
    ['nobody may read', proofOf([[way, { ...nothing, problem: denied }]]), true],
    ['it may be readable later', proofOf([[way, { ...nothing, problem: refused }]]), false],
    ['nothing is to come', proofOf([[expects('not logging'), nothing]]), true],
  ])('%s', (_, proof, expected) => {
    expect(isSettled(proof)).toBe(expected);
  });
});
