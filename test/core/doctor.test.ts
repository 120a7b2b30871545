import { describe, expect, it } from 'vitest';

import type { Flaw } from '../../src/core/beside/flaw.ts';
import {
  administratorCheck,
  attributionCheck,
  clockCheck,
  entryChecks,
  featuresCheck,
  keyCheck,
  keyUseCheck,
  outcomeOf,
  permissionCheck,
  trustCheck,
} from '../../src/core/doctor.ts';
import type { Check, CheckStatus, Examination } from '../../src/core/doctor.ts';
import { ApiFailure } from '../../src/core/failure.ts';
import type { FailureCategory } from '../../src/core/failure.ts';
import { target } from './toy.ts';

function failure(name: string, category: FailureCategory, requestId?: string): ApiFailure {
  const site = { call: 'x:Y', target, ...(requestId === undefined ? {} : { requestId }) };
  return new ApiFailure(name, 'AWS says so', { category, site });
}

const told = (checks: readonly Check[]) => checks.map(({ check, status }) => `${check} ${status}`);

describe('getting into an account', () => {
  it.each<[string, ApiFailure | null, readonly string[]]>([
    ['it worked', null, ['reachable ok', 'credentials ok', 'identity ok']],
    [
      'another account',
      failure('AccountMismatch', 'credentials'),
      ['reachable ok', 'credentials ok', 'identity failed'],
    ],
    ['nobody there', failure('ECONNREFUSED', 'unreachable'), ['reachable failed']],
    ['throttled to a crawl', failure('Throttling', 'throttled'), ['reachable failed']],
    ['too late', failure('DeadlinePassed', 'deadline'), ['reachable failed']],
    ['the role is gone', failure('AccessDenied', 'permission'), ['reachable ok', 'credentials failed']],
    ['expired', failure('ExpiredToken', 'credentials', 'r-1'), ['reachable ok', 'credentials failed']],
    ['there are none', failure('CredentialsProviderError', 'credentials'), ['reachable unknown', 'credentials failed']],
    ['an odd answer', failure('ValidationError', 'invalid', 'r-1'), ['reachable ok', 'credentials failed']],
  ])('%s', (_, entered, checks) => {
    const found = entryChecks(entered, '111111111111');
    expect(told(found)).toEqual(checks);
    for (const { status, problem } of found) expect(problem?.hint === undefined).toBe(status !== 'failed');
  });
});

it('says how to log in, where that is known', () => {
  const site = { call: 'sts:GetCallerIdentity', target };
  const expired = new ApiFailure('CredentialsProviderError', 'the session has expired', {
    category: 'credentials',
    site,
    mend: 'Log in: aws sso login',
  });
  expect(entryChecks(expired, '111111111111').at(-1)?.problem?.hint).toBe('Log in: aws sso login');
});

describe('who did it', () => {
  it.each<[string, ApiFailure | null, CheckStatus]>([
    ['may be asked', null, 'ok'],
    ['may not be asked, and nothing fails for it', failure('AccessDeniedException', 'permission'), 'warning'],
    ['could not be asked', failure('ECONNREFUSED', 'unreachable'), 'unknown'],
  ])('%s', (_, answer, status) => {
    const check = attributionCheck(answer);
    expect([check.about, check.status]).toEqual(['cloudtrail:LookupEvents', status]);
    expect(check.problem?.severity).toBe(status === 'warning' ? 'warning' : undefined);
  });
});

describe('the clock', () => {
  it.each<[number | null, CheckStatus, string]>([
    [null, 'unknown', 'no answer told the time'],
    [0.4, 'ok', 'agrees with AWS'],
    [-60, 'ok', 'agrees with AWS'],
    [75, 'warning', '75 s behind AWS'],
    [-301, 'warning', '301 s ahead of AWS'],
  ])('%d seconds', (seconds, status, found) => {
    expect(clockCheck(seconds)).toMatchObject({ status, found });
  });
});

describe('a permission', () => {
  it.each<[string, ApiFailure | null, CheckStatus]>([
    ['answered', null, 'ok'],
    ['nothing is configured', failure('NoSuchBucketPolicy', 'absent'), 'ok'],
    ['there is no such trail', failure('TrailNotFoundException', 'absent'), 'ok'],
    ['it was refused', failure('AccessDeniedException', 'permission'), 'failed'],
    ['there is no such bucket', failure('NoSuchBucket', 'absent'), 'unknown'],
    ['there is no such bucket, without a body', failure('NotFound', 'absent'), 'unknown'],
    ['nobody answered', failure('ETIMEDOUT', 'unreachable'), 'unknown'],
    ['the region does not know it', failure('UnknownOperationException', 'unsupported'), 'unknown'],
  ])('%s', (_, answer, status) => {
    const check = permissionCheck('s3:HeadBucket', ['s3:ListBucket'], answer);
    expect(check).toMatchObject({ check: 'permission', about: 's3:HeadBucket', status });
    expect(check.problem === undefined).toBe(status === 'ok');
    if (status === 'failed') expect(check.problem?.hint).toBe('Allow s3:ListBucket.');
  });
});

const deadKey: Flaw = {
  at: 'trail/main@1/eu-west-1',
  field: 'kmsKey',
  what: 'state',
  live: 'Disabled',
  wanted: 'Enabled',
  gravity: 'critical',
  meaning: 'Nothing is delivered.',
  problem: { code: 'key-denies', message: 'No' },
};

it.each<[string, Check, CheckStatus]>([
  ['a key', keyCheck('alias/audit', null), 'ok'],
  ['no key', keyCheck('alias/audit', failure('NotFoundException', 'absent')), 'failed'],
  ['a key that is not told', keyCheck('alias/audit', failure('ETIMEDOUT', 'unreachable')), 'unknown'],
  ['a key that serves', keyUseCheck('alias/audit', { flaws: [], findings: [] }), 'ok'],
  ['a dead key', keyUseCheck('alias/audit', { flaws: [deadKey], findings: [] }), 'failed'],
  [
    'a key that denies',
    keyUseCheck('alias/audit', { flaws: [{ ...deadKey, what: 'policy' }], findings: [] }),
    'failed',
  ],
  ['a key that may deny', keyUseCheck('alias/audit', { flaws: [], findings: [deadKey.problem] }), 'warning'],
  [
    'a key that nobody may read',
    keyUseCheck('alias/audit', { flaws: [], findings: [{ code: 'key-unread', message: 'No' }] }),
    'unknown',
  ],
  ['trust', trustCheck(['sso.amazonaws.com', 'cloudtrail.amazonaws.com']), 'ok'],
  ['no trust', trustCheck(['sso.amazonaws.com']), 'failed'],
  ['all features', featuresCheck('ALL'), 'ok'],
  ['billing only', featuresCheck('CONSOLIDATED_BILLING'), 'failed'],
  ['the management account', administratorCheck('1', '1', failure('AccessDeniedException', 'permission')), 'ok'],
  ['a delegate', administratorCheck('2', '1', ['2']), 'ok'],
  ['no delegate', administratorCheck('2', '1', ['3']), 'failed'],
  [
    'delegates that are not told',
    administratorCheck('2', '1', failure('AccessDeniedException', 'permission')),
    'unknown',
  ],
  ['trust that is not told', trustCheck(failure('AccessDeniedException', 'permission')), 'unknown'],
])('%s', (_, { status, problem }, wanted) => {
  expect(status).toBe(wanted);
  expect(problem === undefined).toBe(wanted === 'ok');
});

describe('what it comes to', () => {
  const check = (name: Check['check'], status: CheckStatus): Check => ({ check: name, about: null, status, found: '' });
  const outcome = (...accounts: readonly (readonly Check[])[]) => outcomeOf(examined(accounts));
  const examined = (accounts: readonly (readonly Check[])[]): Examination => ({
    daemon: null,
    owner: 'acme',
    paths: [],
    accounts: accounts.map(checks => ({
      key: 'a',
      id: null,
      checks,
      missing: { Version: '2012-10-17' as const, Statement: [] },
    })),
  });
  const fine = [check('reachable', 'ok'), check('clock', 'warning'), check('permission', 'unknown')];

  it('is well as long as nothing failed', () => expect(outcome(fine, fine)).toBe('ok'));
  it('failed if anything did', () => expect(outcome(fine, [check('permission', 'failed')])).toBe('check-failed'));
  it('failed if some account was not got into', () =>
    expect(outcome(fine, [check('credentials', 'failed')])).toBe('check-failed'));
  it('came to nothing if none was', () =>
    expect(outcome([check('reachable', 'failed')], [check('credentials', 'failed')])).toBe('unreached'));

  it.each<readonly [CheckStatus, ReturnType<typeof outcomeOf>]>([
    ['ok', 'ok'],
    ['unknown', 'ok'],
    ['failed', 'check-failed'],
  ])('goes by what the daemon needs, too, also where there is no account: %s', (status, wanted) => {
    const daemon = { name: 'audit', checks: [check('events', status)] };
    expect(outcomeOf({ ...examined([fine]), daemon })).toBe(wanted);
    expect(outcomeOf({ ...examined([]), owner: null, daemon })).toBe(wanted);
  });
});
