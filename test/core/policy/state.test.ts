import { describe, expect, it } from 'vitest';

import type { Effect, Gravity } from '../../../src/core/kind.ts';
import type { Arn } from '../../../src/core/model.ts';
import { delivery } from '../../../src/core/policy/delivery.ts';
import { policyFields } from '../../../src/core/policy/fields.ts';
import type { Grant } from '../../../src/core/policy/grants.ts';
import {
  policyReadings,
  policyStanding,
  policyUnread,
  policyWithdrawals,
  readDocument,
} from '../../../src/core/policy/readings.ts';
import {
  completePolicy,
  desiredPolicy,
  livePolicy,
  policyDocument,
  policySpec,
} from '../../../src/core/policy/state.ts';
import type { Completion, Grants, PolicySpec, PolicyState } from '../../../src/core/policy/state.ts';
import { unwanted } from '../../../src/core/policy/sorting.ts';
import { ourHeader } from '../../../src/core/policy/statement.ts';
import type { PolicyDocument, PolicyHeader, Statement } from '../../../src/core/policy/statement.ts';
import { deniedNeeds, undecidedNeeds } from '../../../src/core/policy/denied.ts';
import type { Judged } from '../../../src/core/policy/judgement.ts';
import { fitsIn, policyProblems } from '../../../src/core/policy/verify.ts';
import {
  account,
  bucketArn,
  byAccount,
  byOrganization,
  byTrail,
  many,
  needOf,
  organization,
  trailArn,
  wording,
} from './estate.ts';

const foreign: Statement = {
  Sid: 'Theirs',
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 's3:ListBucket',
  Resource: bucketArn,
};
const nameless: Statement = { ...foreign, Sid: '' };
const own: Statement = { ...foreign, Sid: 'Mine' };
const limits = { bytes: 20_480, statements: 100 };

const grants = (...some: readonly Grant[]): readonly Statement[] => delivery.statements(some, bucketArn, 'acme');

function stands(statements: readonly Statement[], header: PolicyHeader = ourHeader): PolicyState {
  return livePolicy({ header, statements }, delivery, []);
}

interface Given {
  readonly spec?: PolicySpec;
  readonly needed?: readonly Grant[];
  readonly live?: PolicyState;
  /** Trails that were seen to need nothing but what is needed. */
  readonly settled?: readonly Arn[] | 'all';
  readonly known?: string | null;
}

function completed(given: Given): PolicyState {
  return completePolicy(desiredPolicy(given.spec ?? {}), completion(given));
}

function completion({ needed = [], live, settled = [], known = organization }: Given): Completion {
  return {
    resource: bucketArn,
    owner: 'acme',
    organization: known,
    accounts: new Set(['111122223333']),
    form: delivery,
    needs: needed.flatMap(needOf),
    needed,
    unread: false,
    apart: { now: [], then: [] },
    seen: undefined,
    settled: { has: arn => settled === 'all' || settled.includes(arn) },
    live,
    fits: document => fitsIn(document, limits),
  };
}

/** What stands in AWS once this state is carried out over what stands there. */
function carriedOut(state: PolicyState, live?: PolicyState): PolicyDocument {
  return policyDocument(state, live?.statements ?? []);
}

describe('completePolicy', () => {
  it('grants what is needed', () => {
    const state = completed({ needed: [byTrail(1)] });
    expect(state.grants).toEqual({
      pin: null,
      by: 'trails',
      statements: grants(byTrail(1)),
      withdrawn: [],
    });
    expect(carriedOut(state)).toEqual({ header: ourHeader, statements: grants(byTrail(1)) });
  });

  it('keeps a grant until its trail was seen to need it no more', () => {
    const live = stands(grants(byTrail(1), byTrail(2)));
    const unseen = completed({ live, needed: [byTrail(1)] });
    expect(unseen.grants.statements).toEqual(grants(byTrail(1), byTrail(2)));
    expect(unseen.grants.withdrawn).toEqual([]);
    const seen = completed({ live, needed: [byTrail(1)], settled: [trailArn(2)] });
    expect(seen.grants.statements).toEqual(grants(byTrail(1)));
    expect(seen.grants.withdrawn).toEqual([trailArn(2)]);
  });

  it('keeps a grant by account as one, until every trail it is for was seen', () => {
    const live = stands(grants(byAccount(1)));
    expect(completed({ live }).grants).toMatchObject({ by: 'trails', statements: grants(byAccount(1)) });
    const pattern: Arn = `arn:aws:cloudtrail:*:${account(1)}:trail/main`;
    const seen = completed({ live, needed: [byTrail(1)], settled: [pattern] });
    expect(seen.grants).toMatchObject({ by: 'trails', statements: grants(byTrail(1)), withdrawn: [pattern] });
  });

  it('climbs with what else stands in the policy', () => {
    const bulk = Array.from({ length: 60 }, (_, index): Statement => ({ ...foreign, Sid: `Theirs${index}` }));
    expect(completed({ needed: many(80) }).grants.by).toBe('trails');
    expect(completed({ needed: many(80), live: stands(bulk) }).grants.by).toBe('accounts');
    expect(completed({ needed: many(80), live: stands(bulk), spec: { unmanaged: 'remove' } }).grants.by).toBe('trails');
  });

  it('leaves the statements of others as they stand', () => {
    const live = stands([foreign, nameless, ...grants(byTrail(1))], { version: '2008-10-17', id: 'theirs' });
    const state = completed({ live, spec: { statements: [own] }, needed: [byTrail(1)] });
    expect(state.statements).toEqual([foreign, nameless, own]);
    expect(carriedOut(state, live)).toEqual({
      header: { version: '2012-10-17', id: 'theirs' },
      statements: [...grants(byTrail(1)), foreign, nameless, own],
    });
  });

  it('keeps the version where a variable of others depends on it', () => {
    const live = stands([{ ...foreign, Resource: `${bucketArn}/\${aws:username}` }], {
      version: '2008-10-17',
      id: null,
    });
    expect(completed({ live }).policyHeader.version).toBe('2008-10-17');
    expect(completed({ live, spec: { unmanaged: 'remove' } }).policyHeader).toEqual(ourHeader);
  });

  it('takes away the statements of others where the spec says so', () => {
    const live = stands([foreign, nameless, { ...own, Action: 's3:*' }]);
    const state = completed({ live, spec: { unmanaged: 'remove', statements: [own] } });
    expect(carriedOut(state, live).statements).toEqual([own]);
    expect(carriedOut({ ...state, otherStatements: live.statements }, live).statements).toEqual([
      foreign,
      nameless,
      own,
    ]);
    expect(carriedOut({ ...state, statements: live.statements }, live).statements).toEqual([
      { ...own, Action: 's3:*' },
    ]);
  });

  it('keeps grants of another owner, unless statements of others are removed', () => {
    const theirs = delivery.statements([byTrail(9)], bucketArn, 'other');
    const live = stands([...theirs, ...grants(byTrail(1))]);
    expect(completed({ live, needed: [byTrail(1)] }).grants.statements).toEqual([...grants(byTrail(1)), ...theirs]);
    const removed = completed({ live, needed: [byTrail(1)], spec: { unmanaged: 'remove' } });
    expect(removed.grants).toMatchObject({ statements: grants(byTrail(1)), withdrawn: [trailArn(9)] });
  });

  it('is at rest once carried out', () => {
    const specs: readonly PolicySpec[] = [
      {},
      { statements: [own] },
      { unmanaged: 'remove', statements: [own] },
      { grants: 'organization' },
    ];
    const fields = policyFields(delivery, wording);
    for (const spec of specs) {
      const before = stands([foreign, nameless, ...grants(byTrail(1), byAccount(2))]);
      const given = { spec, needed: [byTrail(1), byTrail(3)], settled: 'all' as const };
      const after = stands(carriedOut(completed({ ...given, live: before }), before).statements);
      const again = completed({ ...given, live: after });
      expect(fields.grants.equal?.(again.grants, after.grants)).toBe(true);
      expect(fields.statements.equal?.(again.statements, after.statements)).toBe(true);
      expect(fields.otherStatements.equal?.(again.otherStatements, after.otherStatements)).toBe(true);
    }
  });
});

describe('specs', () => {
  it.each<PolicySpec>([{}, { grants: 'accounts' }, { statements: [own] }])(
    '%j are the inverse of desired state',
    spec => {
      expect(policySpec(desiredPolicy(spec))).toEqual(spec);
    },
  );

  it('take a live policy as one whose other statements are kept', () => {
    expect(policySpec(stands([foreign]))).toEqual({});
  });

  it('pin what stands wider than by trail', () => {
    const by = (rung: 'trails' | 'accounts') => ({ ...stands([]), grants: { ...stands([]).grants, by: rung } });
    expect(policySpec(by('trails'))).toEqual({});
    expect(policySpec(by('accounts'))).toEqual({ grants: 'accounts' });
  });
});

describe('readings', () => {
  const document: PolicyDocument = { header: ourHeader, statements: [foreign, ...grants(byOrganization())] };
  const unread = { code: 'access-denied', message: 'no' } as const;

  it('split what was read', () => {
    const read = policyReadings({ value: document }, delivery, [foreign]);
    expect(policyStanding(read)).toEqual({ ...stands(grants(byOrganization())), policyHeader: ourHeader });
    expect(policyStanding(read)?.grants.by).toBe('organization');
    expect(policyStanding(policyReadings({ value: undefined }, delivery))).toEqual(stands([]));
  });

  it('say what was not', () => {
    expect(policyWithdrawals(delivery, stands([]), policyUnread(unread))).toEqual([]);
    const standing = policyReadings({ value: { header: ourHeader, statements: grants(byTrail(1)) } }, delivery);
    expect(policyWithdrawals(delivery, stands([]), standing)).toEqual([{ trails: trailArn(1), prefix: '' }]);
    expect(policyReadings({ unread }, delivery)).toEqual(policyUnread(unread));
    expect(policyStanding(undefined)).toBeUndefined();
    const read = policyReadings({ value: document }, delivery);
    for (const field of ['grants', 'statements', 'otherStatements', 'policyHeader'])
      expect(policyStanding({ ...read, [field]: { unread } })).toBeUndefined();
  });

  it('take the document from its text', () => {
    expect(readDocument({ unread })).toEqual({ unread });
    expect(readDocument({ value: undefined })).toEqual({ value: undefined });
    expect(readDocument({ value: 'x' })).toMatchObject({ unread: { code: 'policy-unreadable' } });
    expect(readDocument({ value: '{"Statement":[]}' })).toMatchObject({ value: { statements: [] } });
  });
});

const at = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const denial: Statement = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
const open: Statement = { ...foreign, Sid: 'Open', Principal: '*' };

describe('fields', () => {
  const fields = policyFields(delivery, wording);
  const given = (...some: readonly Grant[]): Grants => ({
    pin: null,
    by: null,
    statements: grants(...some),
    withdrawn: [],
  });

  const served = { verdict: 'allowed', allows: 'yes', by: null, doubts: [], mend: null } as const;
  const shut = { verdict: 'denied', allows: 'no', by: null, doubts: [], mend: 'Mend it.' } as const;
  const open_ = { verdict: 'unknown', allows: 'unknown', by: null, doubts: ['aws:sourceip'], mend: null } as const;
  const judged = (now: Judged['now'], then: Judged['then'], ...some: readonly Grant[]): readonly Judged[] =>
    some.flatMap(needOf).map(need => ({ need, now, then, byOthers: false }));
  const cut = (...some: readonly Grant[]) => ({ judged: judged(shut, served, ...some) });

  it.each<[string, Grants, Grants, Effect, Gravity, string]>([
    [
      'a lost trail',
      { ...given(byTrail(1), byTrail(2)), ...cut(byTrail(2)) },
      given(byTrail(1)),
      'strengthens',
      'critical',
      `CloudTrail cannot deliver for ${trailArn(2)}.`,
    ],
    [
      'another trail',
      given(byTrail(1)),
      given(byTrail(1), byTrail(2)),
      'weakens',
      'medium',
      `CloudTrail may also write here for ${trailArn(2)}.`,
    ],
    [
      'one withdrawn on purpose',
      { ...given(), withdrawn: [trailArn(2)] },
      given(byTrail(2)),
      'neutral',
      'medium',
      `CloudTrail may also write here for ${trailArn(2)}.`,
    ],
    [
      'many lost trails',
      { ...given(...many(5)), ...cut(...many(5)) },
      given(),
      'strengthens',
      'critical',
      `CloudTrail cannot deliver for ${[0, 1, 2].map(index => trailArn(index)).join(', ')} and 2 more.`,
    ],
    [
      'a stranger by ARN, whatever it may write',
      { ...given(byTrail(1)), ...cut(byTrail(1)) },
      {
        ...given(byTrail(1)),
        statements: grants(byTrail(1)).map(statement =>
          statement.Action === 's3:PutObject'
            ? { ...statement, Condition: { StringEquals: { 'aws:SourceArn': [trailArn(1), trailArn(9)] } } }
            : statement,
        ),
      },
      'strengthens',
      'critical',
      `CloudTrail cannot deliver for ${trailArn(1)}.`,
    ],
    [
      'a stranger beside those who are let in',
      given(byTrail(1)),
      {
        ...given(byTrail(1)),
        statements: grants(byTrail(1)).map(statement => ({
          ...statement,
          Condition: {
            StringEquals: { ...statement.Condition?.['StringEquals'], 'aws:SourceArn': [trailArn(1), trailArn(9)] },
          },
        })),
      },
      'neutral',
      'medium',
      `CloudTrail may also write here for ${trailArn(9)}.`,
    ],
    [
      'ours missing, where others let the same in',
      given(byTrail(1)),
      given(),
      'strengthens',
      'low',
      'CloudTrail can deliver, by statements that are not ours: ours are missing.',
    ],
    [
      'ours missing, where others perhaps let the same in',
      { ...given(byTrail(1)), judged: judged(open_, served, byTrail(1)) },
      given(),
      'strengthens',
      'critical',
      `Whether CloudTrail can deliver for ${trailArn(1)} is not known: what lets it in depends on what nobody knows.`,
    ],
    [
      'one that does not use it yet',
      { ...given(byTrail(1)), judged: judged(shut, served, byTrail(1)).map(one => ({ ...one, ahead: true as const })) },
      given(),
      'strengthens',
      'low',
      `${trailArn(1)} is to use it, and is let in before it does.`,
    ],
    [
      'a denial of the spec itself',
      {
        ...given(byTrail(1)),
        judged: judged(shut, { ...shut, allows: 'yes', by: { index: 1, sid: 'No', effect: 'Deny' } }, byTrail(1)).map(
          one => ({ ...one, now: null }),
        ),
      },
      given(byTrail(1)),
      'neutral',
      'critical',
      `CloudTrail cannot deliver for ${trailArn(1)}: statement No denies it, and the spec wants it so.`,
    ],
    [
      'nobody let in by the spec',
      { ...given(byTrail(1)), judged: judged(served, shut, byTrail(1)) },
      given(byTrail(1)),
      'neutral',
      'critical',
      `CloudTrail cannot deliver for ${trailArn(1)}: no statement lets it in, and the spec wants it so.`,
    ],
    [
      'other statements for the same, by account',
      { ...given(byAccount(1)), by: 'accounts' },
      { ...given(), statements: grants(byAccount(1)).map(statement => ({ ...statement, Sid: `${statement.Sid}2` })) },
      'neutral',
      'low',
      'The same trails are let in by other statements than the spec asks for.',
    ],
    [
      'other statements for the same',
      given(byTrail(1)),
      { ...given(), statements: grants(byTrail(1)).map(statement => ({ ...statement, Sid: `${statement.Sid}2` })) },
      'neutral',
      'low',
      'The same trails are let in by other statements than the spec asks for.',
    ],
  ])('grants: %s', (_name, desired, live, effect, gravity, meaning) => {
    expect(fields.grants.equal?.(desired, live)).toBe(false);
    expect(fields.grants.effect(live, desired)).toBe(effect);
    expect(fields.grants.gravity(desired, live)).toBe(gravity);
    expect(fields.grants.meaning(desired, live, at)).toBe(meaning);
  });

  it('grants: what the spec itself denies cannot be mended by a call, unless there is more to send', () => {
    const reach = (desired: Grants, live: Grants) => fields.grants.outOfReach?.(desired, live);
    const desired = { ...given(byTrail(1)), judged: judged(served, shut, byTrail(1)) };
    expect(reach(desired, given(byTrail(1)))).toMatchObject({ code: 'delivery-denied', hint: 'Mend it.' });
    expect(reach(desired, given())).toBeUndefined();
    expect(reach(given(byTrail(1)), given(byTrail(1)))).toBeUndefined();
    const others = { ...desired, judged: desired.judged.map(one => ({ ...one, byOthers: true })) };
    expect(fields.grants.equal?.(others, given(byTrail(1)))).toBe(true);
  });

  it.each<[string, readonly Statement[], readonly Statement[], Effect, Gravity, string]>([
    [
      'one missing',
      [own],
      [foreign],
      'neutral',
      'high',
      "The spec's own statements do not stand in the policy as written.",
    ],
    [
      'one that denies',
      [own],
      [{ ...denial, Sid: 'Mine' }],
      'strengthens',
      'critical',
      'A statement denies CloudTrail to deliver, or may.',
    ],
    [
      'a denial to come',
      [{ ...denial, Sid: 'Mine' }],
      [own],
      'weakens',
      'high',
      "The spec's own statements do not stand in the policy as written.",
    ],
    ['one that opens', [own], [open], 'strengthens', 'critical', 'A statement lets in everybody.'],
    [
      'a door to come',
      [open],
      [own],
      'weakens',
      'high',
      "The spec's own statements do not stand in the policy as written.",
    ],
  ])('statements: %s', (_name, desired, live, effect, gravity, meaning) => {
    expect(fields.statements.equal?.(desired, live)).toBe(false);
    expect(fields.statements.effect(live, desired)).toBe(effect);
    expect(fields.statements.gravity(desired, live)).toBe(gravity);
    expect(fields.statements.meaning(desired, live, at)).toBe(meaning);
  });

  it('other statements: those that are merely strange', () => {
    const live = [foreign, nameless];
    const { equal, effect, gravity, meaning } = fields.otherStatements;
    expect([equal?.([own], live), equal?.('keep', live)]).toEqual([false, true]);
    expect([effect(live, [own]), gravity([own], live)]).toEqual(['neutral', 'medium']);
    expect(meaning([own], live, at)).toBe(
      'The policy has statements that the spec does not know: Theirs, one without a Sid.',
    );
  });

  it('other statements: one of the spec in another wording is no stranger', () => {
    expect(fields.otherStatements.equal?.([own], [{ ...own, Action: 's3:*' }])).toBe(true);
    expect(fields.statements.equal?.([own], [foreign, { ...own, Action: ['S3:LISTBUCKET'] }])).toBe(true);
  });

  it('the header is never a difference', () => {
    const { equal, effect, gravity, meaning } = fields.policyHeader;
    expect(equal?.(ourHeader, { version: '2008-10-17', id: 'x' })).toBe(true);
    expect([effect(ourHeader, ourHeader), gravity(ourHeader, ourHeader)]).toEqual(['neutral', 'info']);
    expect(meaning(ourHeader, ourHeader, at)).toContain('kept');
  });
});

describe('statements of others that are kept', () => {
  const fields = policyFields(delivery, wording);
  const folder = 'arn:aws:s3:::logs/org/*';
  const partial: Statement = { ...denial, Sid: 'Partial', Action: 's3:put*', Resource: folder };

  it.each<[string, Given, readonly string[] | 'keep']>([
    ['a harmless one', { live: stands([foreign]) }, 'keep'],
    ['a denial', { needed: many(1), live: stands([denial, foreign]) }, ['No']],
    ['a denial, where nobody needs it', { live: stands([denial]) }, 'keep'],
    [
      'a denial of other objects',
      { needed: many(1), live: stands([{ ...partial, Resource: 'arn:aws:s3:::logs/web/*' }]) },
      'keep',
    ],
    [
      'a denial of another action',
      { needed: many(1), live: stands([{ ...denial, Action: 's3:DeleteObject' }]) },
      'keep',
    ],
    [
      'a denial with a condition',
      { needed: many(1), live: stands([{ ...denial, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]) },
      'keep',
    ],
    [
      'a denial to another service',
      { needed: many(1), live: stands([{ ...denial, Principal: { Service: 'config.amazonaws.com' } }]) },
      'keep',
    ],
    ['a door', { live: stands([open, foreign]) }, ['Open']],
    [
      'a denial of the spec itself',
      { needed: many(1), spec: { statements: [denial] }, live: stands([denial]) },
      'keep',
    ],
  ])('%s', (_name, given, inTheWay) => {
    const { otherStatements } = completed(given);
    const live = given.live?.statements ?? [];
    if (inTheWay === 'keep') {
      expect(otherStatements).toBe('keep');
      expect(fields.otherStatements.equal?.(otherStatements, live)).toBe(true);
      return;
    }
    expect(unwanted(otherStatements, live).map(({ Sid }) => Sid)).toEqual(inTheWay);
    expect(fields.otherStatements.equal?.(otherStatements, live)).toBe(false);
    expect(fields.otherStatements.gravity(otherStatements, live)).toBe('critical');
    expect(fields.otherStatements.effect(live, otherStatements)).toBe('strengthens');
    expect(fields.otherStatements.effect(otherStatements, live)).toBe('weakens');
    expect(fields.otherStatements.outOfReach?.(otherStatements, live)?.code).toBe('not-ours-to-remove');
    const removing = completed({ ...given, spec: { ...given.spec, unmanaged: 'remove' } }).otherStatements;
    expect(fields.otherStatements.outOfReach?.(removing, live)).toBeUndefined();
    expect(unwanted(removing, live).map(({ Sid }) => Sid)).toEqual(live.map(({ Sid }) => Sid));
    expect(fields.otherStatements.gravity(removing, live)).toBe('critical');
    expect(fields.otherStatements.effect(live, removing)).toBe('strengthens');
  });

  it('says what they do, and how to mend it', () => {
    const told = (...statements: readonly Statement[]) => {
      const live = stands(statements);
      const { otherStatements } = completed({ needed: many(1), live });
      const { meaning, outOfReach } = fields.otherStatements;
      return [
        meaning(otherStatements, live.statements, at),
        outOfReach?.(otherStatements, live.statements)?.hint ?? '',
      ] as const;
    };
    expect(told(denial)).toEqual([
      'A statement denies CloudTrail to deliver: No.',
      `Take statement No away, or except the trail from it: "Condition": {"StringNotEquals":{"aws:SourceArn":"${trailArn(0)}"}}. Or let trailwarden remove every statement that is not in the spec: policy.unmanaged: remove.`,
    ]);
    expect(told({ ...denial, Sid: '' })[0]).toBe('A statement denies CloudTrail to deliver: one without a Sid.');
    expect(told(denial, { ...denial, Sid: 'Too' })[0]).toBe('Statements deny CloudTrail to deliver: No, Too.');
    expect(told(open)).toEqual([
      'Statement Open lets in everybody.',
      'Take it away. Or let trailwarden remove every statement that is not in the spec: policy.unmanaged: remove.',
    ]);
  });
});

describe('what CloudTrail may do', () => {
  const documented: readonly Statement[] = [
    {
      Sid: 'AWSCloudTrailAclCheck20150319',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:GetBucketAcl',
      Resource: bucketArn,
    },
    {
      Sid: 'AWSCloudTrailWrite20150319',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${bucketArn}/AWSLogs/*`,
    },
  ];
  const perhaps: Statement = {
    ...denial,
    Sid: 'Office',
    Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  };
  const mine: Statement = { ...denial, Sid: 'Mine' };
  const fields = policyFields(delivery, wording);
  const one = { needed: [byTrail(1)] };

  it.each<[string, Given, readonly object[]]>([
    ['what is needed and will be', { ...one }, []],
    ['what stands', { ...one, live: stands(grants(byTrail(1))) }, []],
    ['what others let in', { ...one, live: stands(documented) }, []],
    [
      'what does not stand yet',
      { ...one, live: stands([]) },
      [{ now: { verdict: 'denied', allows: 'no' }, then: { verdict: 'allowed' } }],
    ],
    [
      'our statement with another content',
      { ...one, live: stands(grants(byTrail(1)).map(each => ({ ...each, Effect: 'Deny' as const }))) },
      [{ now: { verdict: 'denied' }, then: { verdict: 'allowed' } }],
    ],
    [
      'a foreign denial that is kept',
      { ...one, live: stands([denial, ...grants(byTrail(1))]) },
      [{ now: { verdict: 'denied', allows: 'yes' }, then: { verdict: 'denied' }, byOthers: true }],
    ],
    [
      'a foreign denial that is removed',
      { ...one, spec: { unmanaged: 'remove' }, live: stands([denial, ...grants(byTrail(1))]) },
      [{ now: { verdict: 'denied' }, then: { verdict: 'allowed' }, byOthers: false }],
    ],
    [
      'a denial of the spec',
      { ...one, spec: { statements: [mine] } },
      [{ now: null, then: { verdict: 'denied', by: { sid: 'Mine' } }, byOthers: false }],
    ],
    [
      'a foreign denial that depends',
      { ...one, live: stands([perhaps, ...grants(byTrail(1))]) },
      [{ now: { verdict: 'unknown' }, then: { verdict: 'unknown', doubts: ['aws:sourceip'] } }],
    ],
  ])('%s', (_name, given, expected) => {
    const { judged = [] } = completed(given).grants;
    expect(judged).toMatchObject(expected);
    expect(judged).toHaveLength(expected.length);
  });

  it('is low drift where statements of AWS do it', () => {
    const live = stands(documented);
    const { grants: desired } = completed({ ...one, live });
    expect(fields.grants.gravity(desired, live.grants)).toBe('low');
    expect(fields.grants.meaning(desired, live.grants, at)).toContain('by statements that are not ours');
  });

  it('is told where it is denied', () => {
    const kept = completed({ ...one, live: stands([denial, ...grants(byTrail(1))]) });
    expect(deniedNeeds(kept, true)).toMatchObject([
      {
        need: { trail: trailArn(1) },
        problem: { code: 'delivery-denied', message: expect.stringContaining('statement No of the policy denies it') },
      },
    ]);
    const bare = completed({ ...one, live: stands([]) });
    expect(deniedNeeds(bare, true)).toEqual([]);
    expect(deniedNeeds(bare, false)).toMatchObject([
      {
        problem: {
          message: expect.stringContaining('no statement of the policy lets it in'),
          hint: expect.stringContaining('Add to the policy'),
        },
      },
    ]);
  });

  it('is told where nobody knows it, each statement once', () => {
    const told = (...statements: readonly Statement[]) =>
      undecidedNeeds(
        completed({
          needed: [byTrail(1), byTrail(2)],
          live: stands([...statements, ...grants(byTrail(1), byTrail(2))]),
        }),
      );
    expect(told()).toEqual([]);
    expect(told(perhaps)).toMatchObject([
      {
        code: 'policy-undecided',
        message: expect.stringContaining('Statement Office may deny CloudTrail what'),
        hint: expect.stringContaining('Take statement Office away'),
      },
    ]);
    expect(told({ ...perhaps, Sid: '' })[0]?.message).toContain('The statement in place ');
  });

  it('is told where only such an Allow lets it in', () => {
    const [problem] = undecidedNeeds({
      ...completed({}),
      grants: {
        ...completed({}).grants,
        judged: many(1)
          .flatMap(needOf)
          .map(need => ({
            need,
            now: null,
            byOthers: false,
            then: {
              verdict: 'unknown',
              allows: 'unknown',
              by: { index: 0, sid: 'Office', effect: 'Allow' },
              doubts: ['aws:sourceip'],
              mend: null,
            },
          })),
      },
    });
    expect(problem?.message).toContain('Statement Office is all that lets CloudTrail in');
  });

  it('is told without a mend, and without a statement, where there is none', () => {
    const judgedAs = (verdict: 'denied' | 'unknown') => ({
      ...completed({}),
      grants: {
        ...completed({}).grants,
        judged: many(1)
          .flatMap(needOf)
          .map(need => ({
            need,
            now: null,
            byOthers: false,
            then: { verdict, allows: 'unknown' as const, by: null, doubts: [], mend: null },
          })),
      },
    });
    expect(deniedNeeds(judgedAs('denied'), true)[0]?.problem).not.toHaveProperty('hint');
    expect(deniedNeeds(judgedAs('denied'), false)).toEqual([]);
    expect(deniedNeeds(completed({}), true)).toEqual([]);
    expect(undecidedNeeds(judgedAs('unknown'))).toEqual([]);
  });

  it('is not judged where the policy could not be read', () => {
    const state = completePolicy(desiredPolicy({ statements: [mine] }), {
      ...completion({ needed: [byTrail(1)] }),
      unread: true,
    });
    expect(state.grants.judged).toBeUndefined();
  });
});

describe('policyProblems', () => {
  const judged = (given: Given, own = limits) => {
    const state = completed(given);
    return policyProblems({
      state,
      document: policyDocument(state, state.statements),
      limits: own,
    });
  };

  it.each<[string, Given, readonly string[]]>([
    ['nothing', { needed: many(1_200) }, []],
    ['a pinned rung that does not fit', { needed: many(300), spec: { grants: 'trails' } }, ['policy-too-large']],
    ['too many accounts and no organization', { needed: many(1_500), known: null }, ['policy-too-large']],
    ['the organization, because nothing else fits', { needed: many(1_500) }, ['grants-by-organization']],
    ['the organization, because the spec says so', { needed: many(2), spec: { grants: 'organization' } }, []],
    [
      'an organization that is not known',
      { needed: many(2), spec: { grants: 'organization' }, known: null },
      ['grants-organization-unknown'],
    ],
    ['nobody to let in', { spec: { grants: 'organization' }, known: null }, []],
  ])('%s', (_name, given, codes) => {
    expect(judged(given).map(({ code }) => code)).toEqual(codes);
  });

  it('says how large, and what to write instead', () => {
    const [large] = judged({ needed: many(300), spec: { grants: 'trails' } });
    expect(large?.message).toMatch(
      /^The policy would have \d{5} bytes and 2 statements; AWS takes 20480 bytes and 100 statements$/u,
    );
    expect(large?.hint).toContain('policy.grants: accounts');
    const [bare] = judged({ spec: { statements: [own] } }, { bytes: 10, statements: Infinity });
    expect(bare?.message).toMatch(/AWS takes 10 bytes$/u);
    expect(bare?.hint).toContain('policy.statements');
  });

  it('counts statements', () => {
    const few = { bytes: 20_480, statements: 1 };
    expect(judged({ needed: [byTrail(1)] }, few).map(({ code }) => code)).toEqual(['policy-too-large']);
  });
});
