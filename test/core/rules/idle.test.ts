import { describe, expect, it } from 'vitest';

import { exceptionFindings } from '../../../src/core/rules/idle.ts';
import type { Exceptions } from '../../../src/core/rules/idle.ts';
import { lastingPattern, unknownAccount } from '../../../src/core/spec/stand-ins.ts';
import { at, bucket, stands, trail } from './standing.ts';

const now = new Date('2026-11-21T12:00:00Z');
const wishes = [stands(trail), stands(bucket)];
const allow = (resource: string, field: string, until = '2027-01-01') => ({
  resource,
  field,
  reason: 'why',
  until,
  at,
});
const waiver = (...of: Parameters<typeof allow>) => ({ ...allow(...of), value: null, owner: 'payments' });
const ignore = (resource: string, ...fields: readonly string[]) => ({ resource, fields, reason: 'theirs', at });

function told(lists: Partial<Exceptions['safety']>, more: Partial<Omit<Exceptions, 'safety'>> = {}): readonly string[] {
  const safety = { allow: [], waivers: [], ignore: [], ...lists };
  return exceptionFindings(wishes, { safety, complete: true, placed: true, ...more }, now).map(({ code }) => code);
}

describe('exceptions, without AWS', () => {
  it.each<[what: string, lists: Partial<Exceptions['safety']>, codes: readonly string[]]>([
    ['that mean something are quiet', { allow: [allow('trail/x', 'logging')], waivers: [waiver('*', 'kmsKey')] }, []],
    ['may name parts that stand at AWS only', { ignore: [ignore('*', '/tags/team', '/eventSelectors/basic/7')] }, []],
    ['may name parts by a label', { allow: [allow('bucket/x', 'policy.tlsOnly')] }, []],
    ['of no resource are told', { waivers: [waiver('trail/nope', 'kmsKey')] }, ['matches-nothing']],
    [
      'of no setting are told, each',
      { ignore: [ignore('trail/x', '/loging', '/kmskey')] },
      Array(2).fill('matches-nothing'),
    ],
    ['that have ended are told', { waivers: [waiver('trail/x', 'kmsKey', '2026-11-20')] }, ['waiver-ended']],
    [
      'that hold for years are told',
      { allow: [allow('*', 'logging', '2030-01-01')], waivers: [waiver('*', 'logging', '2030-01-01')] },
      ['holds-long', 'holds-long'],
    ],
  ])('%s', (_, lists, codes) => {
    expect(told(lists)).toEqual(codes);
  });

  it('may mean what is not known yet', () => {
    expect(told({ ignore: [ignore('trail/nope', '/kmsKey')] }, { complete: false })).toEqual([]);
    const elsewhere = { ignore: [ignore('trail/x@222222222222/eu-west-1', '/kmsKey')] };
    expect([told(elsewhere), told(elsewhere, { placed: false })]).toEqual([['matches-nothing'], []]);
  });
});

describe('a pattern that lasts', () => {
  it.each([
    ['trail/x@account/eu-west-1', unknownAccount, 'trail/x@*/eu-west-1'],
    ['trail/x@main/eu-west-1', '111111111111', 'trail/x@main/eu-west-1'],
    ['trail/x@main/eu-west-1', undefined, 'trail/x@main/eu-west-1'],
  ] as const)('%s in %s is %s', (address, account, pattern) => {
    expect(lastingPattern(address, account)).toBe(pattern);
  });
});
