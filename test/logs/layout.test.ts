import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dayFolder, digestKey, folderOf, logKinds, readKey } from '../../src/logs/layout.ts';

const account = '111122223333';
const day = 'us-east-1/2026/09/13';

describe('a key', () => {
  it.each([
    [
      'of a log file',
      `AWSLogs/${account}/CloudTrail/${day}/${account}_CloudTrail_us-east-1_20260913T1715Z_tYcmqrCir9hwLWqv.json.gz`,
      { prefix: '', organization: null, kind: 'log', stamp: '2026-09-13T17:15:00Z', digest: null },
    ],
    [
      'of 2013, without a line before the unique part',
      `AWSLogs/${account}/CloudTrail/${day}/${account}_CloudTrail_us-east-1_20260913T1715ZtYcmqrCir9hwLWqv.json.gz`,
      { kind: 'log', stamp: '2026-09-13T17:15:00Z' },
    ],
    [
      'below a prefix that looks like a place itself',
      `a/AWSLogs/b/AWSLogs/${account}/CloudTrail/${day}/${account}_CloudTrail_us-east-1_20260913T1715Z_x.json.gz`,
      { prefix: 'a/AWSLogs/b' },
    ],
    [
      "of an organization's member",
      `p/AWSLogs/o-exampleorgid/${account}/CloudTrail/${day}/${account}_CloudTrail_us-east-1_20260913T1715Z_x.json.gz`,
      { prefix: 'p', organization: 'o-exampleorgid' },
    ],
    [
      'of a digest, whose trail has lines in its name',
      `AWSLogs/${account}/CloudTrail-Digest/${day}/${account}_CloudTrail-Digest_us-east-1_my_own-trail_eu-west-1_20260913T171530Z.json.gz`,
      {
        kind: 'digest',
        stamp: '2026-09-13T17:15:30Z',
        digest: { trail: 'my_own-trail', homeRegion: 'eu-west-1', backfill: false },
      },
    ],
    [
      'of a backfill digest',
      `AWSLogs/${account}/CloudTrail-Digest/${day}/${account}_CloudTrail-Digest_us-east-1_t_eu-west-1_20260913T171530Z_backfill.json.gz`,
      { digest: { trail: 't', homeRegion: 'eu-west-1', backfill: true } },
    ],
    [
      'of a kind whose names are not established',
      `AWSLogs/${account}/CloudTrail-Aggregated/${day}/whatever.json.gz`,
      { kind: 'aggregated', stamp: null },
    ],
  ])('%s is read', (_, key, expected) => {
    expect(readKey(key)).toMatchObject({ account, region: 'us-east-1', day: '2026-09-13', ...expected });
  });

  it.each([
    ['a marker', `AWSLogs/${account}/CloudTrail/`],
    ['a digest of another name', `AWSLogs/${account}/CloudTrail-Digest/${day}/notes.json.gz`],
    ["somebody's notes", 'notes.txt'],
    ["another service's logs", `AWSLogs/${account}/elasticloadbalancing/${day}/x.log.gz`],
    ['an account of eleven digits', `AWSLogs/11112222333/CloudTrail/${day}/x.json.gz`],
  ])('%s is nobody’s file', (_, key) => {
    expect(readKey(key)).toBeNull();
  });

  it('that is made is read as what it was made of', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{1,30}[A-Za-z0-9]$/u);
    const region = fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1', 'ap-southeast-3');
    const folder = fc.record({
      prefix: fc.constantFrom('', 'p', 'p/q'),
      organization: fc.constantFrom(null, 'o-exampleorgid'),
      account: fc.constantFrom(account, '000000000000'),
      region,
    });
    const digest = fc.record({ trail: name, homeRegion: region, backfill: fc.boolean() });
    const end = fc
      .date({ min: new Date('2013-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
      .map(date => `${date.toISOString().slice(0, 19)}Z`);
    fc.assert(
      fc.property(folder, digest, end, (where, which, stamp) => {
        expect(readKey(digestKey(where, which, stamp))).toEqual({
          ...where,
          kind: 'digest',
          day: stamp.slice(0, 10),
          stamp,
          digest: which,
        });
      }),
    );
  });
});

it('every kind has a folder of its own', () => {
  const where = { prefix: '', organization: null, account, region: 'eu-west-1' };
  expect(new Set(logKinds.map(kind => dayFolder({ ...where, kind }, '2026-09-13'))).size).toBe(logKinds.length);
  expect(dayFolder({ ...where, kind: 'log' }, '2026-09-13')).toBe(
    `AWSLogs/${account}/${folderOf.log}/eu-west-1/2026/09/13/`,
  );
});
