import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  canonicalPolicy,
  canonicalStatement,
  samePolicy,
  sameStatement,
  sameStatements,
} from '../../../src/core/policy/canonical.ts';
import { listed } from '../../../src/core/policy/statement.ts';
import type { PolicyDocument, Statement, Strings } from '../../../src/core/policy/statement.ts';
import { evaluate } from './evaluator.ts';
import type { Request } from './evaluator.ts';

const base: Statement = {
  Sid: 'Readers',
  Effect: 'Allow',
  Principal: { AWS: ['111122223333', 'arn:aws:iam::444455556666:role/reader'] },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*'],
  Condition: { StringEquals: { 'aws:SourceAccount': ['1', '2'] }, Bool: { 'aws:SecureTransport': 'true' } },
};

describe('statements that mean the same', () => {
  const rewritten: readonly [string, Statement, Statement][] = [
    ['a scalar and a list of one', { ...base, Action: 's3:GetObject' }, { ...base, Action: ['s3:GetObject'] }],
    ['lists in another order', base, { ...base, Action: ['s3:ListBucket', 's3:GetObject'] }],
    ['a value twice', base, { ...base, Action: ['s3:ListBucket', 's3:GetObject', 's3:GetObject'] }],
    ['actions in another case', base, { ...base, Action: ['S3:getobject', 's3:LISTBUCKET'] }],
    [
      'an account id and the ARN of its root',
      base,
      { ...base, Principal: { AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::444455556666:role/reader'] } },
    ],
    ['everybody, short and long', { ...base, Principal: '*' }, { ...base, Principal: { AWS: '*' } }],
    ['everybody but, short and long', { ...base, NotPrincipal: '*' }, { ...base, NotPrincipal: { AWS: ['*'] } }],
    ['an empty Sid and none', { ...base, Sid: '' }, without(base, 'Sid')],
    ['an empty condition and none', { ...base, Condition: {} }, without(base, 'Condition')],
    [
      'operators and keys in another case',
      base,
      {
        ...base,
        Condition: { stringEQUALS: { 'AWS:sourceaccount': ['2', '1'] }, bool: { 'aws:securetransport': ['true'] } },
      },
    ],
    [
      'a boolean and a number as text',
      { ...base, Condition: { Bool: { 'aws:SecureTransport': true }, NumericEquals: { 's3:max-keys': 10 } } },
      { ...base, Condition: { NumericEquals: { 's3:max-keys': ['10'] }, Bool: { 'aws:SecureTransport': 'true' } } },
    ],
  ];

  it.each(rewritten)('%s', (_name, one, other) => {
    expect(sameStatement(one, other)).toBe(true);
    expect(sameStatements([one], [other, one])).toBe(true);
  });
});

describe('statements that do not', () => {
  const changed: readonly [string, Statement][] = [
    ['Sid', { ...base, Sid: 'Others' }],
    ['effect', { ...base, Effect: 'Deny' }],
    ['principal', { ...base, Principal: { AWS: '111122223333' } }],
    ['kind of principal', { ...base, Principal: { Service: '111122223333' } }],
    ['principal that AWS rewrote to its unique id', { ...base, Principal: { AWS: ['111122223333', 'AROAEXAMPLE'] } }],
    ['principal turned round', { ...without(base, 'Principal'), NotPrincipal: base.Principal ?? '*' }],
    ['action', { ...base, Action: 's3:*' }],
    ['action turned round', { ...without(base, 'Action'), NotAction: base.Action ?? [] }],
    ['resource', { ...base, Resource: 'arn:aws:s3:::acme' }],
    ['case of a resource', { ...base, Resource: ['arn:aws:s3:::Acme', 'arn:aws:s3:::acme/*'] }],
    ['resource turned round', { ...without(base, 'Resource'), NotResource: base.Resource ?? [] }],
    ['condition value', { ...base, Condition: { ...base.Condition, StringEquals: { 'aws:SourceAccount': '1' } } }],
    ['condition key', { ...base, Condition: { ...base.Condition, StringEquals: { 'aws:SourceArn': ['1', '2'] } } }],
    [
      'condition operator',
      { ...base, Condition: { ...base.Condition, StringLike: base.Condition?.['StringEquals'] ?? {} } },
    ],
    ['condition taken away', without(base, 'Condition')],
  ];

  it.each(changed)('another %s', (_name, other) => {
    expect(sameStatement(base, other)).toBe(false);
    expect(sameStatements([base], [base, other])).toBe(false);
  });

  it('keeps one condition in two spellings apart: both must hold', () => {
    const both = { ...base, Condition: { StringEquals: { k: 'a' }, stringequals: { k: 'b' } } };
    expect(sameStatement(both, { ...base, Condition: { StringEquals: { k: ['a', 'b'] } } })).toBe(false);
  });

  it('sees members that AWS does not know', () => {
    const odd: Statement & { readonly Note: string } = { ...base, Note: 'x' };
    expect(sameStatement(base, odd)).toBe(false);
  });
});

describe('documents', () => {
  const header = { version: '2012-10-17', id: null };

  it('has no order of statements, and its id means nothing', () => {
    const other = { ...base, Sid: 'Others' };
    const one: PolicyDocument = { header, statements: [base, other] };
    expect(samePolicy(one, { header: { ...header, id: 'x' }, statements: [other, base, other] })).toBe(true);
    expect(samePolicy(one, { header, statements: [base] })).toBe(false);
    expect(canonicalPolicy(one)).toBe(canonicalPolicy({ header, statements: [other, base] }));
  });

  it('tells the versions apart: only one of them knows variables', () => {
    expect(
      samePolicy({ header, statements: [base] }, { header: { ...header, version: '2008-10-17' }, statements: [base] }),
    ).toBe(false);
  });
});

const accounts = ['111122223333', '444455556666'];
const principals = fc.oneof(
  fc.constant('*' as const),
  fc.record({
    AWS: fc.subarray(['*', ...accounts, ...accounts.map(id => `arn:aws:iam::${id}:root`)], { minLength: 1 }),
  }),
  fc.record({ Service: fc.subarray(['cloudtrail.amazonaws.com', 'logging.s3.amazonaws.com'], { minLength: 1 }) }),
);
const conditions = fc.dictionary(
  fc.constantFrom('StringEquals', 'stringequals', 'StringLike', 'ArnLikeIfExists', 'Null', 'Bool'),
  fc.dictionary(
    fc.constantFrom('aws:SourceArn', 'AWS:SOURCEARN', 'aws:SecureTransport'),
    fc.subarray(['true', 'false', 'a*', 'ab'], { minLength: 1 }),
  ),
  { maxKeys: 2 },
);
const statements: fc.Arbitrary<Statement> = fc.record(
  {
    Sid: fc.constantFrom('', 'One'),
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Principal: principals,
    Action: fc.subarray(['s3:GetObject', 'S3:getobject', 's3:Put*', 's3:*'], { minLength: 1 }),
    Resource: fc.subarray(['arn:aws:s3:::a', 'arn:aws:s3:::a/*', '*'], { minLength: 1 }),
    Condition: conditions,
  },
  { requiredKeys: ['Effect', 'Principal', 'Action', 'Resource'] },
);
const requests: fc.Arbitrary<Request> = fc.record({
  principal: fc.oneof(
    fc.record({
      kind: fc.constant('AWS' as const),
      name: fc.constantFrom(...accounts.map(id => `arn:aws:iam::${id}:root`)),
    }),
    fc.record({
      kind: fc.constant('Service' as const),
      name: fc.constantFrom('cloudtrail.amazonaws.com', 'logging.s3.amazonaws.com'),
    }),
  ),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject'),
  resource: fc.constantFrom('arn:aws:s3:::a', 'arn:aws:s3:::a/b'),
  context: fc.dictionary(
    fc.constantFrom('aws:sourcearn', 'aws:securetransport'),
    fc.constantFrom('true', 'false', 'ab', 'ac'),
  ),
});

/** Spellings that AWS may give a statement: each is one of its known rewritings. */
function respelled(statement: Statement): fc.Arbitrary<Statement> {
  const turn = (values: Strings): fc.Arbitrary<Strings> => {
    const list = [...listed(values)];
    const shuffled = fc.shuffledSubarray(list, { minLength: list.length });
    const [only] = list;
    return only !== undefined && list.length === 1 ? fc.constantFrom<Strings>(only, list) : shuffled;
  };
  const cases = (text: string): fc.Arbitrary<string> => fc.constantFrom(text, text.toLowerCase(), text.toUpperCase());
  const { Principal = '*', Action = [], Resource = [], Condition, ...rest } = statement;
  const principal =
    typeof Principal === 'string'
      ? fc.constantFrom<Statement['Principal'] & {}>(Principal, { AWS: Principal }, { AWS: [Principal] })
      : fc.constant(Object.fromEntries(Object.entries(Principal).map(([kind, names]) => [kind, rooted(names)])));
  const condition = fc
    .tuple(
      ...Object.entries(Condition ?? {}).map(([operator, keys]) => fc.tuple(fc.constant(operator), fc.constant(keys))),
    )
    .map(pairs => Object.fromEntries(pairs.toReversed()));
  return fc
    .record({
      Principal: principal,
      Action: turn(listed(Action)).chain(list => fc.tuple(...listed(list).map(cases))),
      Resource: turn(Resource),
      Condition: condition,
    })
    .map(parts => ({ ...rest, ...parts }));
}

function rooted(names: string | readonly string[]): readonly string[] {
  return listed(names).map(name => (/^\d{12}$/u.test(name) ? `arn:aws:iam::${name}:root` : name));
}

describe('against an evaluator', () => {
  it('calls AWS’s rewritings equal', () => {
    const pairs = statements.chain(one => fc.tuple(fc.constant(one), respelled(one)));
    fc.assert(fc.property(pairs, ([one, other]) => canonicalStatement(one) === canonicalStatement(other)));
  });

  it('gives what it calls equal the same answers', () => {
    const policies = fc.array(statements, { minLength: 1, maxLength: 3 });
    const pairs = policies.chain(list =>
      fc.tuple(fc.constant(list), fc.tuple(...list.map(respelled)), fc.array(statements, { maxLength: 1 })),
    );
    fc.assert(
      fc.property(pairs, requests, ([list, other, more], request) => {
        const changed = [...other, ...more].toReversed();
        if (!sameStatements(list, changed)) return;
        expect(evaluate({ statements: changed }, request)).toBe(evaluate({ statements: list }, request));
      }),
    );
  });

  it('sees any leaf that changed', () => {
    const changes = fc.constantFrom<(statement: Statement) => Statement>(
      one => ({ ...one, Effect: one.Effect === 'Allow' ? 'Deny' : 'Allow' }),
      one => ({ ...one, Action: [...listed(one.Action), 's3:Other'] }),
      one => ({ ...one, Resource: [...listed(one.Resource), 'arn:aws:s3:::other'] }),
      one => ({
        ...one,
        Principal: { ...(typeof one.Principal === 'object' ? one.Principal : {}), Federated: 'other' },
      }),
      one => ({ ...one, Condition: { ...one.Condition, DateLessThan: { 'aws:CurrentTime': '2027' } } }),
      one => ({ ...one, Sid: 'Other' }),
    );
    fc.assert(fc.property(statements, changes, (one, change) => !sameStatement(one, change(one))));
  });

  it('sees every difference that changes an answer', () => {
    fc.assert(
      fc.property(statements, statements, requests, (one, other, request) => {
        const differ = evaluate({ statements: [one] }, request) !== evaluate({ statements: [other] }, request);
        if (differ) expect(sameStatement(one, other)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

function without(statement: Statement, member: keyof Statement): Statement {
  return Object.fromEntries(Object.entries(statement).filter(([name]) => name !== member)) as Statement;
}
