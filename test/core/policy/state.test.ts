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
  unwanted,
  policySpec,
} from '../../../src/core/policy/state.ts';
import type { Grants, PolicySpec, PolicyState } from '../../../src/core/policy/state.ts';
import { ourHeader } from '../../../src/core/policy/statement.ts';
import type { PolicyDocument, PolicyHeader, Statement } from '../../../src/core/policy/statement.ts';
import { obstructs } from '../../../src/core/policy/foreign.ts';
import { fitsIn, policyProblems, undecidedStatements } from '../../../src/core/policy/verify.ts';
import { account, bucketArn, byAccount, byOrganization, byTrail, many, organization, trailArn } from './estate.ts';

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

function completed({ spec = {}, needed = [], live, settled = [], known = organization }: Given): PolicyState {
  return completePolicy(desiredPolicy(spec), {
    resource: bucketArn,
    owner: 'acme',
    organization: known,
    form: delivery,
    needed,
    settled: { has: arn => settled === 'all' || settled.includes(arn) },
    live,
    fits: document => fitsIn(document, limits),
  });
}

/** What stands in AWS once this state is carried out over what stands there. */
function carriedOut(state: PolicyState, live?: PolicyState): PolicyDocument {
  return policyDocument(state, live?.statements ?? []);
}

describe('completePolicy', () => {
  it('grants what is needed', () => {
    const state = completed({ needed: [byTrail(1)] });
    expect(state.grants).toEqual({ pin: null, by: 'trails', statements: grants(byTrail(1)), withdrawn: [] });
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
const wording = {
  use: 'deliver',
  may: 'write here',
  grants: 'critical',
  statements: 'high',
  otherStatements: 'medium',
} as const;
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

  it.each<[string, Grants, Grants, Effect, Gravity, string]>([
    [
      'a lost trail',
      given(byTrail(1), byTrail(2)),
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
      given(...many(5)),
      given(),
      'strengthens',
      'critical',
      `CloudTrail cannot deliver for ${[0, 1, 2].map(index => trailArn(index)).join(', ')} and 2 more.`,
    ],
    [
      'a stranger by ARN, whatever it may write',
      given(byTrail(1)),
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
      'A statement denies CloudTrail to deliver.',
    ],
    [
      'a denial to come',
      [{ ...denial, Sid: 'Mine' }],
      [own],
      'weakens',
      'high',
      "The spec's own statements do not stand in the policy as written.",
    ],
    ['one that opens', [own], [open], 'neutral', 'critical', 'A statement lets in everybody, without a condition.'],
  ])('statements: %s', (_name, desired, live, effect, gravity, meaning) => {
    expect(fields.statements.equal?.(desired, live)).toBe(false);
    expect(fields.statements.effect(live, desired)).toBe(effect);
    expect(fields.statements.gravity(desired, live)).toBe(gravity);
    expect(fields.statements.meaning(desired, live, at)).toBe(meaning);
  });

  it.each<[string, readonly Statement[], Effect, Gravity, string]>([
    [
      'two',
      [foreign, nameless],
      'neutral',
      'medium',
      'The policy has statements that the spec does not know: Theirs, one without a Sid.',
    ],
    ['one that denies', [denial], 'strengthens', 'critical', 'A statement denies CloudTrail to deliver.'],
    ['one that opens', [open], 'neutral', 'critical', 'A statement lets in everybody, without a condition.'],
  ])('other statements: %s', (_name, live, effect, gravity, meaning) => {
    expect(fields.otherStatements.equal?.([own], live)).toBe(false);
    expect(fields.otherStatements.equal?.('keep', live)).toBe(true);
    expect(fields.otherStatements.effect(live, [own])).toBe(effect);
    expect(fields.otherStatements.effect(live, 'keep')).toBe(effect);
    expect(fields.otherStatements.gravity([own], live)).toBe(gravity);
    expect(fields.otherStatements.meaning([own], live, at)).toBe(meaning);
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
    ['a denial of another action', { needed: many(1), live: stands([{ ...denial, Action: 's3:GetObject' }]) }, 'keep'],
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
  });

  it('says what they do', () => {
    const told = (statement: Statement) => {
      const live = stands([statement]);
      const { otherStatements } = completed({ needed: many(1), live });
      return fields.otherStatements.meaning(otherStatements, live.statements, at);
    };
    expect(told(denial)).toBe('A statement denies CloudTrail to deliver.');
    expect(told(open)).toBe('A statement lets in everybody, without a condition.');
  });

  it('may be removed where the spec says so', () => {
    expect(fields.otherStatements.outOfReach?.([], [denial])).toBeUndefined();
  });
});

describe('what cannot be decided without an evaluator', () => {
  const when = (Condition: Statement['Condition']): Statement => ({ ...denial, ...(Condition ? { Condition } : {}) });
  const { Resource: _, ...anywhere } = denial;

  it.each<[string, Statement, 'yes' | 'no' | 'perhaps']>([
    ['without a condition', denial, 'yes'],
    ['to everybody, the other way to write it', { ...denial, Principal: { AWS: '*' } }, 'yes'],
    ['to CloudTrail', { ...denial, Principal: { Service: ['cloudtrail.amazonaws.com'] } }, 'yes'],
    ['to an account', { ...denial, Principal: { AWS: '111122223333' } }, 'no'],
    ['on everything else', { ...anywhere, NotResource: bucketArn }, 'perhaps'],
    ['without TLS', when({ Bool: { 'aws:SecureTransport': 'false' } }), 'no'],
    [
      'except to services',
      when({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' }, BoolIfExists: { 'aws:PrincipalIsAWSService': false } }),
      'no',
    ],
    ['to services', when({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }), 'perhaps'],
    ['outside of an organization', when({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }), 'perhaps'],
    ['without a key', when({ StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }), 'perhaps'],
    [
      'of something else',
      { ...when({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }), Action: 's3:GetObject' },
      'no',
    ],
    ['that allows', { ...denial, Effect: 'Allow' }, 'no'],
  ])('%s', (_name, statement, expected) => {
    expect(obstructs(statement, grants(byTrail(1)))).toBe(expected);
    const { otherStatements, ...state } = completed({ needed: [byTrail(1)], live: stands([statement, nameless]) });
    const codes = undecidedStatements({ ...state, otherStatements }).map(({ code }) => code);
    expect(codes).toEqual(expected === 'perhaps' ? ['policy-undecided'] : []);
  });

  it('means everybody but those who are excepted', () => {
    const { Principal: _who, ...rest } = denial;
    expect(obstructs({ ...rest, NotPrincipal: { AWS: '111122223333' } }, grants(byTrail(1)))).toBe('yes');
    expect(obstructs({ ...rest, NotPrincipal: { Service: 'cloudtrail.amazonaws.com' } }, grants(byTrail(1)))).toBe(
      'no',
    );
  });

  it('names the statement', () => {
    const told = (Sid: string) =>
      undecidedStatements(
        completed({ needed: [byTrail(1)], live: stands([{ ...when({ Null: { 'aws:SourceIp': 'false' } }), Sid }]) }),
      )[0]?.message;
    expect(told('OrgOnly')).toContain('Statement OrgOnly may deny');
    expect(told('')).toContain('A statement without a Sid may deny');
  });
});

describe('policyProblems', () => {
  const judged = (given: Given, own = limits) => {
    const state = completed(given);
    return policyProblems({ state, document: policyDocument(state, state.statements), limits: own });
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
