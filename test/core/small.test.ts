/** The small pure parts: addresses, ARNs, rules, findings, failures, the report. */
import { describe, expect, it } from 'vitest';

import { matchesAddress } from '../../src/core/address.ts';
import { parseArn, targetKey, targetOf } from '../../src/core/arn.ts';
import { catalogue } from '../../src/core/catalogue/index.ts';
import { desireAll, recordersOf } from '../../src/core/desire.ts';
import { ApiFailure, answerUnread, failedWith, unreadBecause } from '../../src/core/failure.ts';
import type { FailureCategory } from '../../src/core/failure.ts';
import { findingsOf, straysOf } from '../../src/core/findings.ts';
import type { Other } from '../../src/core/findings.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Entry } from '../../src/core/model.ts';
import type { Plan } from '../../src/core/plan.ts';
import { countsOf, exitCodes, verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import { healthFindings } from '../../src/core/health.ts';
import { absent, lamp, present, target, wish, world } from './toy.ts';

describe('matchesAddress', () => {
  it.each([
    ['trail/main', true],
    ['trail/main@payments', true],
    ['trail/main@payments/eu-west-1', true],
    ['trail/*@payments/*', true],
    ['*/*@*/eu-west-1', true],
    ['@payments', true],
    ['trail', true],
    ['*', true],
    ['trail/ma*n', true],
    ['trail/mai', false],
    ['bucket/main', false],
    ['trail/main@pay', false],
    ['trail/main@payments/us-east-1', false],
    ['trail/m.in', false],
    ['@other', false],
  ])('%s: %s', (pattern, expected) => {
    expect(matchesAddress(pattern, 'trail/main@payments/eu-west-1')).toBe(expected);
  });
});

describe('ARNs', () => {
  it('are split', () => {
    const arn = 'arn:aws:logs:eu-west-1:111111111111:log-group:a:*';
    expect(parseArn(arn)).toEqual({
      partition: 'aws',
      service: 'logs',
      region: 'eu-west-1',
      account: '111111111111',
      resource: 'log-group:a:*',
    });
    expect(parseArn('x')).toEqual({ partition: '', service: '', region: '', account: '', resource: '' });
    expect(targetKey(targetOf(arn))).toBe('111111111111/eu-west-1');
  });
});

describe('desireAll', () => {
  const entry = (spec: AnyState): Entry<AnyState> => ({
    address: 'lamp/one@111111111111/eu-west-1',
    name: 'one',
    target,
    spec,
    written: {},
  });

  it('makes one wish of every entry of a kind', () => {
    const [first] = desireAll([entry({ lit: true }), { ...entry({}), address: 'other/x@y/z' }], [lamp], world);
    expect(first?.desired).toMatchObject({
      arn: 'arn:aws:lamps:eu-west-1:111111111111:one',
      managed: true,
      unknown: {},
    });
    expect(recordersOf(first ? [first] : [])).toMatchObject([{ covers: 'region', records: true }]);
  });

  it('knows what is only referred to, and what could not be found out', () => {
    expect(desireAll([entry({ manage: false })], [lamp], world)[0]?.desired.managed).toBe(false);
    expect(desireAll([entry({ colour: '?' })], [lamp], world)[0]?.desired.unknown).toMatchObject({
      colour: { code: 'key-unknown' },
    });
  });

  it('finds no recorder in a kind that records nothing', () => {
    const { recorder: _, ...silent } = lamp;
    expect(recordersOf([{ ...wish(lamp, 'a', {}), kind: silent }])).toEqual([]);
  });
});

describe('what AWS says went wrong', () => {
  const one = wish(lamp, 'x', {});
  const seen = present(one, {});
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nothing', { lastDelivery: '2026-11-19T03:00:00.000Z' }, []],
    ['the log files', { deliveryError: 'NoSuchBucket' }, ['deliver its log files when it last tried: NoSuchBucket']],
    [
      'all of it',
      { deliveryError: 'A', digestError: 'B', notificationError: 'C', logGroupError: 'D' },
      ['A', 'B', 'C', 'D'],
    ],
  ])('%s', (_, health, expected) => {
    const found = healthFindings([{ ...one, live: { ...seen, health } }]);
    expect(found.map(({ message }) => message)).toEqual(expected.map(text => expect.stringContaining(text) as string));
  });

  it('is not known of what is not there', () => {
    expect(healthFindings([{ ...one, live: absent }])).toEqual([]);
  });
});

describe('findings', () => {
  it('says through what a trail outside the spec delivers', () => {
    const socket = 'arn:aws:sockets:eu-west-1:999999999999:evil';
    const live = present(wish(lamp, 'x', {}), { lit: true, socket });
    const other: Other = { kind: lamp, live: { ...live, owner: null } };
    const [found] = findingsOf({ known: [], others: [other], owner: 'acme', world, keptElsewhere: new Set() });
    expect(found?.message).toContain(`through ${socket}:`);
    const { needs: _needs, ...alone } = lamp;
    const lone = findingsOf({
      known: [],
      others: [{ ...other, kind: alone }],
      owner: 'acme',
      world,
      keptElsewhere: new Set(),
    });
    expect(lone[0]?.message).toContain('records too:');
  });

  const at = (region: string, state: AnyState, owner: string | null = null, not: readonly string[] = []): Other => ({
    kind: lamp,
    live: { ...present(wish(lamp, 'x', {}, { target: { ...target, region } }), state, not), owner },
  });
  const lit = at('us-east-1', { lit: true });
  const far = at('eu-west-1', { lit: true });
  const elsewhere: Other = { kind: lamp, live: { is: 'elsewhere', arn: 'arn:aws:lamps:eu-west-1:999999999999:org' } };
  const { recorder: _, ...silent } = lamp;
  const wide: Other = {
    ...far,
    kind: { ...lamp, recorder: () => ({ covers: 'account', records: true, global: true }) },
  };
  const none = new Set<string>();
  const here = new Set(['111111111111']);
  const kept = wish(lamp, 'a', {}, { target: { ...target, account: '222222222222' } });
  const foreign: Other = { kind: lamp, live: { ...present(kept, { lit: true }), owner: null } };

  it.each<[string, readonly Other[], ReadonlySet<string>, readonly string[]]>([
    ['nothing', [], none, []],
    ['ours that left the spec', [at('eu-west-1', { lit: true }, 'acme')], none, []],
    ['another that records', [far], none, ['unmanaged-recorder']],
    ['another that does not', [at('eu-west-1', { lit: false })], none, []],
    ['another that cannot be read', [at('eu-west-1', { lit: true }, null, ['lit'])], none, []],
    ['something that is no recorder', [{ ...far, kind: silent }], none, []],
    ['an organization trail', [elsewhere], none, []],
    ['kept elsewhere, by one in the leading region', [lit], here, []],
    ['kept elsewhere, by a multi-region one', [wide], here, []],
    ['kept elsewhere, by the organization', [elsewhere], here, []],
    ['kept elsewhere, and nobody was seen', [], here, ['keeper-not-found']],
    ['kept elsewhere, and the one seen could not', [far], here, ['keeper-not-found']],
    ['kept elsewhere, and the one seen is no recorder', [{ ...lit, kind: silent }], here, ['keeper-not-found']],
    [
      'kept elsewhere, and the one seen cannot be read',
      [at('us-east-1', { lit: true }, null, ['lit'])],
      here,
      ['keeper-not-found'],
    ],
    ['kept elsewhere, in another account', [foreign], here, ['unmanaged-recorder', 'keeper-not-found']],
  ])('%s', (name, others, keptElsewhere, codes) => {
    const found = findingsOf({ known: [], others, owner: 'acme', world, keptElsewhere });
    expect(
      found.map(({ code }) => code),
      name,
    ).toEqual(codes);
    expect(found.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('tells strays by their tag', () => {
    expect(straysOf([far, at('eu-west-1', {}, 'acme'), at('eu-west-1', {}, 'globex'), elsewhere], 'acme')).toHaveLength(
      1,
    );
  });
});

describe('failures', () => {
  const failure = (category: FailureCategory, requestId?: string) =>
    new ApiFailure('SomeException', 'no', {
      category,
      site: { call: 's3:GetBucketPolicy', target, ...(requestId ? { requestId } : {}) },
    });

  it.each<[FailureCategory, string]>([
    ['permission', 'access-denied'],
    ['credentials', 'credentials-refused'],
    ['unreachable', 'endpoint-unreachable'],
    ['invalid', 'aws-refused'],
    ['throttled', 'aws-refused'],
    ['deadline', 'deadline-passed'],
  ])('%s is told as %s', (category, code) => {
    expect(unreadBecause(failure(category))).toEqual({
      code,
      message: 's3:GetBucketPolicy in eu-west-1: SomeException: no',
    });
  });

  it('names the request, keeps the cause, and is told by its name', () => {
    expect(unreadBecause(failure('invalid', 'r-1')).message).toContain('request r-1');
    expect(failedWith(failure('absent'), 'Other', 'SomeException')).toBe(true);
    expect(failedWith(failure('absent'), 'Other')).toBe(false);
    expect(failedWith(new Error('x'), 'Error')).toBe(false);
    const cause = new Error('socket');
    expect(new ApiFailure('X', 'y', { category: 'unreachable', site: { call: 'a:B', target }, cause }).cause).toBe(
      cause,
    );
  });

  it.each([
    ['eu-west-1', undefined, 'a:B in eu-west-1: X: y'],
    ['eu-west-1', 'r-1', 'a:B in eu-west-1, request r-1: X: y'],
    ['', undefined, 'a:B: X: y'],
  ])('says where it was, if anybody knows: %j', (region, requestId, message) => {
    const site = { call: 'a:B', target: { ...target, region }, ...(requestId === undefined ? {} : { requestId }) };
    expect(unreadBecause(new ApiFailure('X', 'y', { category: 'deadline', site })).message).toBe(message);
  });

  it('says what to do where more is known than the category says', () => {
    const site = { call: 'a:B', target };
    const known = new ApiFailure('X', 'y', { category: 'credentials', site, mend: 'Log in.' });
    expect(unreadBecause(known).hint).toBe('Log in.');
  });

  it('never hides a bug of ours', () => {
    expect(() => unreadBecause(new TypeError('undefined is not a function'))).toThrow(TypeError);
    expect(() => answerUnread(new Error('a bug'))).toThrow('a bug');
    expect(answerUnread(new RangeError('Invalid time value')).code).toBe('answer-malformed');
  });
});

describe('verdictOf', () => {
  const plan: Plan = { owner: 'acme', changes: [], rests: {}, unknown: [], findings: [] };
  const report: Report = {
    command: 'plan',
    owner: 'acme',
    startedAt: '',
    finishedAt: '',
    spec: null,
    plan,
    outcomes: null,
    remaining: null,
    refused: [],
    interrupted: false,
    calls: {},
  };
  const change: Plan['changes'][number] = {
    address: 'lamp/x@y/z',
    action: 'update',
    calls: [],
    after: [],
    basis: {},
    resource: { kind: 'lamp', arn: 'arn:x', name: 'x', target },
    fields: [{ field: 'lit', before: 1, after: 2, effect: 'neutral', gravity: 'low', meaning: '' }],
  };
  const differing = { ...plan, changes: [change] };
  const blind = {
    ...plan,
    unknown: [{ address: 'lamp/x@y/z' as const, problem: { code: 'access-denied' as const, message: '' } }],
  };
  const outcome = { address: change.address, action: 'update' as const, sent: [], seconds: 0 };

  it.each<[string, Partial<Report>, boolean, string | null]>([
    ['in sync', {}, true, null],
    ['differences without --detailed-exitcode', { plan: differing }, false, null],
    ['differences with it', { plan: differing }, true, 'differs'],
    ['drift', { command: 'drift', plan: differing }, false, 'differs'],
    ['unread', { plan: blind }, false, 'incomplete'],
    ['unread beside differences', { plan: { ...blind, changes: [change] } }, true, 'differs'],
    [
      'applied, all in order',
      { command: 'apply', plan: differing, outcomes: [{ ...outcome, status: 'done' }], remaining: plan },
      false,
      null,
    ],
    [
      'applied, something stays',
      { command: 'apply', plan: differing, outcomes: [], remaining: differing },
      false,
      'differs',
    ],
    [
      'applied, something failed',
      { command: 'apply', outcomes: [{ ...outcome, status: 'failed' }], remaining: differing },
      false,
      'partly-applied',
    ],
    ['refused', { refused: [{ code: 'other-owner', message: '' }] }, false, 'refused'],
    ['stale', { refused: [{ code: 'stale-plan', message: '' }] }, false, 'stale-plan'],
    [
      'stale and refused',
      {
        refused: [
          { code: 'stale-plan', message: '' },
          { code: 'other-owner', message: '' },
        ],
      },
      false,
      'stale-plan',
    ],
    ['interrupted', { interrupted: true, outcomes: [{ ...outcome, status: 'left' }] }, false, 'interrupted'],
  ])('%s', (_, over, detailed, reason) => {
    const verdict = verdictOf({ ...report, ...over }, detailed);
    expect(verdict.reason).toBe(reason);
    expect(verdict.exitCode).toBe(reason === null ? 0 : Reflect.get(exitCodes, reason));
  });

  it('counts what would be done', () => {
    const create = { ...change, action: 'create' as const };
    const gone = { ...change, action: 'delete' as const };
    const held = {
      ...change,
      withheld: { by: 'waits' as const, problem: { code: 'waits-for-change' as const, message: '' } },
    };
    expect(countsOf({ ...plan, changes: [create, change, { ...change, action: 'adopt' }, gone, held] })).toEqual({
      add: 1,
      change: 2,
      destroy: 1,
    });
  });
});

describe('the catalogue', () => {
  it.each(Object.entries(catalogue))('%s has a title and a text worth reading', (code, { title, text }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/u);
    expect(title).toMatch(/^[A-Z].*[^.]$/u);
    expect(text.length).toBeGreaterThan(30);
    expect(text).toMatch(/\.$/u);
  });
});
