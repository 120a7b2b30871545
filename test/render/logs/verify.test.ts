import { beforeAll, describe, expect, it } from 'vitest';

import type { Verification } from '../../../src/logs/verify/verification.ts';
import { endingOf, isComplete, pointsAfter } from '../../../src/logs/verify/verification.ts';
import type { PlaceVerdict } from '../../../src/logs/verify/verify.ts';
import { outcomeOf } from '../../../src/logs/verify/verify.ts';
import { renderVerification } from '../../../src/render/logs/verify.ts';
import { verifyDocument } from '../../../src/render/logs/verify-document.ts';
import { verifyJunit } from '../../../src/render/logs/verify-junit.ts';
import { putHours, shelf } from '../../logs/archive.ts';
import type { Archive } from '../../logs/archive.ts';
import { hours, someone, verified } from '../../logs/verify/verifying.ts';

const view = { color: false, width: 100, ascii: false, calls: false, full: false, commands: { plan: '', apply: '' } };

function told(place: PlaceVerdict, more: Partial<Verification> = {}): Verification {
  return {
    startedAt: '2026-01-10T12:00:00.000Z',
    finishedAt: '2026-01-10T12:00:06.100Z',
    range: hours,
    outcome: outcomeOf([place]),
    places: [place],
    unknown: [],
    history: null,
    keysFromCopy: false,
    sinceCheckpoint: null,
    points: [],
    ...more,
  };
}

let whole: Verification;
let bad: Verification;
let unread: Verification;

beforeAll(async () => {
  const archive: Archive = new Map();
  const chain = putHours(archive, shelf, { signer: someone, from: hours.from, hours: 6 });
  whole = told((await verified(archive)).verdict);
  const refused = { code: 'access-denied' as const, message: 'cloudtrail:LookupEvents: AccessDenied' };
  unread = told((await verified(archive)).verdict, { unknown: [refused] });
  archive.delete(`${shelf.bucket}/${chain[1]?.files[0]?.s3Object}`);
  for (const hour of [3, 4]) archive.delete(`${shelf.bucket}/${chain[hour]?.digest.key}`);
  bad = told((await verified(archive)).verdict);
});

describe('what verifying came to', () => {
  it('is told in a table and one line', () => {
    expect(renderVerification(whole, view)).toBe(`\
trail main, s3://acme-audit-logs, 2026-01-10 00:30 to 2026-01-10 06:30 UTC

  region     digests  log files  verdict
  us-east-1  6 of 6   8 of 8     ✓ whole

All chains reach to 2026-01-10 06:30 UTC.

Verified: 6 digests and 8 log files in 1 region, 6.1 s.`);
  });

  it('says since which checkpoint, that there was none, and that keys of the copy prove nothing', () => {
    const from = '2026-01-10T03:30:00Z';
    const since = renderVerification({ ...whole, sinceCheckpoint: { from } }, view);
    expect(since).toContain('s3://acme-audit-logs, since the checkpoint of 2026-01-10 03:30 to 2026-01-10 06:30 UTC');
    const none = renderVerification({ ...whole, sinceCheckpoint: { from: null } }, view);
    expect(none).toContain('There was no checkpoint yet: it began at 2026-01-10 00:30 UTC');
    const own = { ...whole, keysFromCopy: true, outcome: 'unproven' as const };
    const text = renderVerification(own, view);
    expect(text).toContain('The public keys came with the copy');
    expect(text).toMatch(
      /NOT PROVEN: 6 digests and 8 log files in 1 region are whole by keys that came with the copy/u,
    );
    const verdict = { reason: endingOf(own), exitCode: 8, complete: isComplete(own) };
    expect(verifyDocument(own, verdict)).toMatchObject({ verdict: 'unproven', keys: 'copy', reason: 'incomplete' });
  });

  it('has a block for each finding', () => {
    expect(renderVerification(bad, view)).toBe(`\
trail main, s3://acme-audit-logs, 2026-01-10 00:30 to 2026-01-10 06:30 UTC

✖ MISSING a log file is gone (111122223333 us-east-1)
  s3://acme-audit-logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/10/111122223333_CloudTrail_us-east-1_20260110T0135Z_H00001N000000000.json.gz
  the digest of 2026-01-10 02:30 UTC lists it, and it is gone

✖ MISSING 2 digests in a row are gone (111122223333 us-east-1)
  s3://acme-audit-logs/AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/01/10/111122223333_CloudTrail-Digest_us-east-1_main_us-east-1_20260110T053000Z.json.gz
  the digest of 2026-01-10 06:30 UTC names the one before it, so that it did exist

  region     digests  log files  verdict
  us-east-1  4 of 6   3 of 4     ✖ 1 log file missing, 2 digests missing

Not provable: 4 log files of hours without a valid digest.
All chains reach to 2026-01-10 06:30 UTC.

NOT VERIFIED: 1 log file missing, 2 digests missing. 4 digests and 3 log files in 1 region are
  whole, 6.1 s.`);
  });

  it('is not known where not all could be read', () => {
    expect(renderVerification(unread, view)).toContain('NOT KNOWN: not all could be read.');
    expect([endingOf(unread), isComplete(unread), endingOf(bad), endingOf(whole)]).toEqual([
      'incomplete',
      false,
      'check-failed',
      null,
    ]);
  });

  it('is data', () => {
    const document = verifyDocument(bad, { reason: 'check-failed', exitCode: 9, complete: true });
    expect(document).toMatchObject({ kind: 'logs-verify', verdict: 'missing', exit_code: 9, history: 'asked' });
    expect(document['chains']).toMatchObject([{ unprovable: 4, verified_until: '2026-01-10T01:30:00Z' }]);
  });

  it('is a case for digests, files and gaps of each chain', () => {
    expect(verifyJunit(whole)).toContain('tests="3" failures="0" errors="0" skipped="0"');
    expect(verifyJunit(bad)).toContain('tests="3" failures="2" errors="0" skipped="0"');
    expect(verifyJunit(unread)).toContain('tests="4" failures="0" errors="1" skipped="0"');
  });

  it('moves the checkpoint forward where all is whole, and back where it is not', () => {
    const points = whole.places.flatMap(({ chains }) => chains.flatMap(({ point }) => point ?? []));
    const reached = bad.places.flatMap(({ chains }) => chains.flatMap(({ point }) => point ?? []));
    expect(pointsAfter([], { ...whole, points })).toEqual(points);
    expect(pointsAfter(points, { ...whole, points: reached })).toEqual(points);
    expect(pointsAfter(points, { ...bad, points: reached })).toEqual(reached);
  });
});
