import { describe, expect, it } from 'vitest';

import type { Evidence, Known } from '../../../src/core/derive.ts';
import { difference } from '../../../src/core/diff.ts';
import type { AnyState } from '../../../src/core/kind.ts';
import type { Arn } from '../../../src/core/model.ts';
import { delivery } from '../../../src/core/policy/delivery.ts';
import type { Grant } from '../../../src/core/policy/grants.ts';
import { noConsent } from '../../../src/core/rules/settings.ts';
import { deriveWithin } from '../../../src/core/rules/withdrawals.ts';
import { defaultLimits } from '../../../src/core/spec/safety.ts';
import { world } from '../toy.ts';
import { bucket, stands, trail } from './standing.ts';

const logs: Arn = 'arn:aws:s3:::acme-logs';
const ids = (count: number): readonly string[] => [...Array(count).keys()].map(index => `${100_000_000_000 + index}`);
const arnIn = (account: string): Arn => `arn:aws:cloudtrail:eu-west-1:${account}:trail/main`;

function granted(accounts: readonly string[], owner = 'acme') {
  const grants = accounts.map((account): Grant => ({
    by: 'trail',
    trail: arnIn(account),
    account,
    prefix: '',
    organization: null,
  }));
  return delivery.statements(grants, logs, owner);
}

interface Estate {
  /** Accounts that the bucket lets in. */
  readonly standing: readonly string[];
  /** Accounts that still have their trail. */
  readonly left: readonly string[];
  /** Accounts whose trail is new. */
  readonly come?: readonly string[];
  readonly share?: number;
  readonly shareFrom?: number;
  readonly lifted?: boolean;
  /** Accounts whose trail left the spec and still stands. */
  readonly strayed?: readonly string[];
  readonly prunes?: boolean;
  readonly discovers?: boolean;
  /** Accounts that were found, and those of the organization; absent: nobody knows. */
  readonly found?: readonly string[];
  readonly members?: readonly string[] | null;
}

const statements = (of: readonly unknown[]): AnyState => ({
  grants: { pin: null, by: 'trails', statements: of, withdrawn: [] },
});

function aBucket(standing: readonly string[]): Known {
  const one = stands(bucket, { otherwise: statements(granted(standing)) });
  return { ...one, desired: { ...one.desired, arn: logs } };
}

function aTrail(account: string, isThere: boolean): Known {
  const destination = { bucket: 'acme-logs', prefix: null };
  const one = stands(trail, { account, desired: { destination }, otherwise: isThere ? { destination } : null });
  const target = { ...one.desired.target, account };
  const live = one.live.is === 'present' ? { ...one.live, arn: arnIn(account), target } : one.live;
  return { ...one, desired: { ...one.desired, arn: arnIn(account), target }, live };
}

function within({ standing, left, come = [], share = 0.2, shareFrom = 10, lifted = false, ...more }: Estate) {
  const { strayed = [], prunes = false, discovers = false, found, members = null } = more;
  const evidence: Evidence = {
    known: [aBucket(standing), ...left.map(id => aTrail(id, true)), ...come.map(id => aTrail(id, false))],
    strays: strayed.flatMap(id => {
      const { kind, live } = aTrail(id, true);
      return live.is === 'present' ? [{ kind, live }] : [];
    }),
    looks: (found ?? standing).map(account => ({
      kind: trail,
      target: { partition: 'aws', account, region: 'eu-west-1' },
    })),
    unsettled: new Map(),
    ...(found ? { estate: { accounts: found.map(id => ({ id, enabled: ['eu-west-1'] })), members } } : {}),
  };
  return deriveWithin(evidence, {
    keepers: { keeps: new Set(), before: new Map(), problems: [] },
    world,
    limits: { ...defaultLimits, accounts: { share }, shareFrom },
    consent: { ...noConsent, overLimits: lifted },
    prunes,
    discovers,
  });
}

/** Of the bucket: how its grants are withheld, whom they let in if they are not, and what is told besides. */
function judge(estate: Estate) {
  const { standing, come = [] } = estate;
  const { known } = within(estate);
  const [first] = known;
  if (!first) throw new Error('no bucket');
  const compared = difference(first);
  const field = compared.difference?.fields.find(one => one.field === 'grants');
  const { statements: after = [] } = (field?.after ?? {}) as { readonly statements?: readonly unknown[] };
  const letIn = JSON.stringify(after);
  return {
    withheld: field?.withheld?.problem,
    by: field?.withheld?.by,
    letIn: [...standing, ...come].filter(id => letIn.includes(id)).length,
    findings: compared.findings.map(({ code }) => code),
  };
}

describe('the limit of accounts that are gone', () => {
  const ten = ids(10);
  it.each<[string, Estate, 'refused' | undefined]>([
    ['on it', { standing: ten, left: ten.slice(2) }, undefined],
    ['over it', { standing: ten, left: ten.slice(3) }, 'refused'],
    ['over it, lifted', { standing: ten, left: ten.slice(3), lifted: true }, undefined],
    ['of few accounts', { standing: ten.slice(1), left: [] }, undefined],
    ['of few accounts that count', { standing: ten.slice(1), left: [], shareFrom: 9 }, 'refused'],
    ['lowered to none', { standing: ten, left: ten.slice(1), share: 0 }, 'refused'],
    ['raised to all', { standing: ten, left: [], share: 1 }, undefined],
  ])('%s', (_, estate, by) => {
    const judged = judge(estate);
    expect(judged.by).toBe(by);
    expect(judged.letIn).toBe(estate.left.length);
    expect(judged.findings).toEqual([]);
  });

  it('says who, of how many, and how to lift it', () => {
    expect(judge({ standing: ten, left: ten.slice(4) }).withheld).toEqual({
      code: 'too-many-accounts-gone',
      at: 'bucket/x@main/eu-west-1',
      message:
        '4 of the 10 accounts that are let in are needed no more by anything declared (100000000000, 100000000001, 100000000002 and 1 more), and limits.accounts.share allows 0.2',
      hint: 'See that they are meant to go. --lift-limits lets this run delete and withdraw.',
    });
    expect(judge({ standing: ten, left: ten.slice(3) }).withheld?.message).toContain('100000000002)');
  });

  const seven = ten.slice(3);
  it.each<[string, Partial<Estate>, string | undefined]>([
    ['a trail that is only now to be deleted', { strayed: ten.slice(0, 3), prunes: true }, 'too-many-accounts-gone'],
    ['a trail that stays', { strayed: ten.slice(0, 3) }, undefined],
    [
      'an account that the organization lost',
      { discovers: true, found: seven, members: seven },
      'too-many-accounts-gone',
    ],
    ['an account that nobody was to look for', { found: seven, members: seven }, undefined],
    ['one of an organization that was not read', { discovers: true, found: seven }, undefined],
    [
      'an account that is there, where nothing is declared',
      { discovers: true, found: ten, members: ten, strayed: ten.slice(0, 3) },
      undefined,
    ],
  ])('counts %s, or not', (_, more, code) => {
    expect(within({ standing: ten, left: seven, ...more }).gone?.code).toBe(code);
  });

  it('counts nobody where nobody knows which accounts there are', () => {
    expect(within({ standing: ten, left: ten, discovers: true }).gone).toBeNull();
  });

  it('lets in who is new, keeps who is there, and says that nothing is withdrawn', () => {
    const come = ['200000000000'];
    expect(judge({ standing: ten, left: ten.slice(3), come })).toEqual({
      withheld: undefined,
      by: undefined,
      letIn: 11,
      findings: ['too-many-accounts-gone'],
    });
    expect(judge({ standing: ten, left: ten.slice(3), come, lifted: true })).toMatchObject({ letIn: 8, findings: [] });
  });

  it('does not count what others grant', () => {
    const one = stands(bucket, { otherwise: statements(granted(ten, 'globex')), desired: { otherStatements: [] } });
    const known = [{ ...one, desired: { ...one.desired, arn: logs } }];
    const derived = deriveWithin(
      { known, strays: [], looks: [], unsettled: new Map() },
      {
        keepers: { keeps: new Set(), before: new Map(), problems: [] },
        world,
        limits: { ...defaultLimits, accounts: { share: 0 }, shareFrom: 1 },
        consent: noConsent,
        prunes: false,
        discovers: false,
      },
    );
    expect(derived.known[0]?.waits).toBeUndefined();
  });
});
