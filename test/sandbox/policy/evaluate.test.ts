import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { PolicyError, parsePolicy } from '../../../src/sandbox/policy/document.ts';
import { type Asker, type PolicyRequest, evaluate } from '../../../src/sandbox/policy/evaluate.ts';

const service: Asker = { service: 'cloudtrail.amazonaws.com' };
const session: Asker = {
  account: '111111111111',
  arns: ['arn:aws:sts::111111111111:assumed-role/R/s', 'arn:aws:iam::111111111111:role/R'],
  id: 'AROAX:s',
};
const KEYS = {
  'aws:sourcearn': 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main',
  'aws:sourceaccount': '111111111111',
  'aws:securetransport': 'true',
  'aws:principalisawsservice': 'true',
};

function ask(statement: object, request: Partial<PolicyRequest> = {}, version = '2012-10-17'): string {
  const whole = { Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: '*', ...statement };
  const keys = new Map(Object.entries(KEYS).map(([key, value]) => [key, [value]]));
  const document = parsePolicy(JSON.stringify({ Version: version, Statement: whole }));
  return evaluate(document, {
    asker: service,
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::b/a/k',
    keys,
    ...request,
  });
}

const condition = (operator: string, key: string, value: unknown): object => ({
  Condition: { [operator]: { [key]: value } },
});

describe('one statement', () => {
  test.each<[string, object, boolean]>([
    ['everybody', { Principal: '*' }, true],
    ['everybody by AWS', { Principal: { AWS: '*' } }, true],
    ['the service', { Principal: { Service: 'cloudtrail.amazonaws.com' } }, true],
    ['the service among others', { Principal: { Service: ['a.amazonaws.com', 'cloudtrail.amazonaws.com'] } }, true],
    ['another service', { Principal: { Service: 'config.amazonaws.com' } }, false],
    ['an account', { Principal: { AWS: '111111111111' } }, false],
    ['a federated user', { Principal: { Federated: 'x' } }, false],
    ['not an account', { Principal: undefined, NotPrincipal: { AWS: '111111111111' } }, true],
    ['not the service', { Principal: undefined, NotPrincipal: { Service: 'cloudtrail.amazonaws.com' } }, false],
    ['the action in other letters', { Action: 'S3:putobject' }, true],
    ['the action by a wildcard', { Action: ['s3:Get*', 's3:Put?bject'] }, true],
    ['another action', { Action: 's3:GetObject' }, false],
    ['not another action', { Action: undefined, NotAction: 's3:Get*' }, true],
    ['not this action', { Action: undefined, NotAction: ['s3:Put*'] }, false],
    ['the resource', { Resource: 'arn:aws:s3:::b/a/k' }, true],
    ['a folder', { Resource: 'arn:aws:s3:::b/a/*' }, true],
    ['another folder', { Resource: 'arn:aws:s3:::b/c/*' }, false],
    ['the resource in other letters', { Resource: 'arn:aws:s3:::b/A/*' }, false],
    ['not another resource', { Resource: undefined, NotResource: 'arn:aws:s3:::c/*' }, true],
    ['not this resource', { Resource: undefined, NotResource: 'arn:aws:s3:::b/*' }, false],
    ['StringEquals', condition('StringEquals', 'aws:SourceAccount', '111111111111'), true],
    ['StringEquals in other letters of the key', condition('StringEquals', 'AWS:sourceACCOUNT', '111111111111'), true],
    ['StringEquals of several', condition('StringEquals', 'aws:SourceAccount', ['2', '111111111111']), true],
    ['StringEquals of another', condition('StringEquals', 'aws:SourceAccount', '222222222222'), false],
    ['StringEquals takes no wildcard', condition('StringEquals', 'aws:SourceArn', 'arn:aws:cloudtrail:*'), false],
    ['StringEquals of a key that is not sent', condition('StringEquals', 'aws:PrincipalOrgID', 'o-1'), false],
    [
      'StringEqualsIfExists of a key that is not sent',
      condition('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-1'),
      true,
    ],
    ['StringEqualsIfExists of another', condition('StringEqualsIfExists', 'aws:SourceAccount', '2'), false],
    ['StringNotEquals', condition('StringNotEquals', 'aws:SourceAccount', ['2', '3']), true],
    ['StringNotEquals of this', condition('StringNotEquals', 'aws:SourceAccount', ['2', '111111111111']), false],
    ['StringNotEquals of a key that is not sent', condition('StringNotEquals', 'aws:SourceVpc', 'vpc-1'), true],
    ['StringLike', condition('StringLike', 'aws:SourceArn', 'arn:aws:cloudtrail:*:trail/m?in'), true],
    ['StringNotLike', condition('StringNotLike', 'aws:SourceArn', 'arn:aws:cloudtrail:*'), false],
    ['StringEqualsIgnoreCase', condition('StringEqualsIgnoreCase', 'aws:SecureTransport', 'TRUE'), true],
    ['StringNotEqualsIgnoreCase', condition('StringNotEqualsIgnoreCase', 'aws:SecureTransport', 'TRUE'), false],
    ['ArnLike', condition('ArnLike', 'aws:SourceArn', 'arn:aws:cloudtrail:*:111111111111:trail/*'), true],
    ['ArnLike keeps to its fields', condition('ArnLike', 'aws:SourceArn', 'arn:aws:cloudtrail:*:trail/*'), false],
    ['ArnEquals takes wildcards too', condition('ArnEquals', 'aws:SourceArn', 'arn:aws:cloudtrail:*:*:trail/*'), true],
    ['ArnNotLike', condition('ArnNotLike', 'aws:SourceArn', 'arn:aws:cloudtrail:*:2:trail/*'), true],
    ['Bool', condition('Bool', 'aws:SecureTransport', 'true'), true],
    ['Bool as JSON', condition('Bool', 'aws:SecureTransport', false), false],
    ['Null of what is sent', condition('Null', 'aws:SourceArn', 'false'), true],
    ['Null of what is not sent', condition('Null', 'aws:SourceVpc', 'true'), true],
    ['Null the other way', condition('Null', 'aws:SourceVpc', 'false'), false],
    ['NumericLessThan', condition('NumericLessThan', 'aws:SourceAccount', '222222222222'), true],
    ['NumericGreaterThanEquals', condition('NumericGreaterThanEquals', 'aws:SourceAccount', 111111111111), true],
    ['NumericNotEquals', condition('NumericNotEquals', 'aws:SourceAccount', '111111111111'), false],
    ['DateLessThan of what is not sent', condition('DateLessThan', 'aws:CurrentTime', '2030-01-01T00:00:00Z'), false],
    ['IpAddress of what is not sent', condition('IpAddress', 'aws:SourceIp', '10.0.0.0/8'), false],
    ['NotIpAddress of what is not sent', condition('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8'), true],
    [
      'ForAnyValue of what is not sent',
      condition('ForAnyValue:StringLike', 'aws:PrincipalServiceNamesList', '*'),
      false,
    ],
    ['ForAnyValue', condition('ForAnyValue:StringEquals', 'aws:SourceAccount', '111111111111'), true],
    ['ForAllValues of what is not sent', condition('ForAllValues:StringEquals', 'aws:TagKeys', 'a'), true],
    ['ForAllValues', condition('ForAllValues:StringEquals', 'aws:SourceAccount', '2'), false],
    ['a variable', condition('StringLike', 'aws:SourceArn', '*:${aws:SourceAccount}:*'), true],
    ['a variable that is not sent', condition('StringLike', 'aws:SourceArn', '*${aws:PrincipalOrgID}'), false],
    ['a variable with a default', condition('StringLike', 'aws:SourceArn', "*${aws:PrincipalTag/x, '/main'}"), true],
    ['an operator that is not known', condition('StringSounds', 'aws:SourceAccount', '111111111111'), false],
  ])('%s', (_, statement, applies) => {
    expect(ask(statement)).toBe(applies ? 'allow' : 'silent');
  });

  it('knows no variables in a document of 2008', () => {
    const statement = condition('StringLike', 'aws:SourceArn', '*:${aws:SourceAccount}:*');
    expect(ask(statement, {}, '2008-10-17')).toBe('silent');
  });

  it('denies by an operator that is not known', () => {
    expect(ask({ Effect: 'Deny', ...condition('StringSounds', 'aws:SourceAccount', '1') })).toBe('deny');
  });

  test.each<[string, object, boolean]>([
    ['its account', { AWS: '111111111111' }, true],
    ['the root of its account', { AWS: 'arn:aws:iam::111111111111:root' }, true],
    ['its role', { AWS: 'arn:aws:iam::111111111111:role/R' }, true],
    ['itself', { AWS: 'arn:aws:sts::111111111111:assumed-role/R/s' }, true],
    ['its id', { AWS: 'AROAX:s' }, true],
    ['another account', { AWS: '222222222222' }, false],
    ['a service', { Service: 'cloudtrail.amazonaws.com' }, false],
  ])('names a session by %s', (_, principal, named) => {
    expect(ask({ Principal: principal }, { asker: session })).toBe(named ? 'allow' : 'silent');
  });

  test.each([
    ['10.1.2.3', 'allow'],
    ['11.1.2.3', 'silent'],
    ['::1', 'silent'],
    ['10.1.2.300', 'silent'],
  ])('finds the address %s in a block', (address, expected) => {
    const keys = new Map([['aws:sourceip', [address]]]);
    expect(ask(condition('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.168.1.1']), { keys })).toBe(expected);
  });
});

describe('several statements', () => {
  const allow = { Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: '*' };
  const deny = { ...allow, Effect: 'Deny' };
  const guarded = { ...deny, ...condition('Bool', 'aws:PrincipalIsAWSService', 'false') };

  test.each([
    ['none that applies', [{ ...allow, Action: 's3:GetObject' }], 'silent'],
    ['an allow', [allow], 'allow'],
    ['a deny after an allow', [allow, deny], 'deny'],
    ['a deny before an allow', [deny, allow], 'deny'],
    ['a deny that spares services', [guarded, allow], 'allow'],
  ])('%s', (_, statements, expected) => {
    const document = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
    const keys = new Map([['aws:principalisawsservice', ['true']]]);
    expect(evaluate(document, { asker: service, action: 's3:PutObject', resource: 'r', keys })).toBe(expected);
  });

  it('never allows more after a deny was added', () => {
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: fc.constantFrom('*', { Service: 'cloudtrail.amazonaws.com' }, { AWS: '111111111111' }),
      Action: fc.constantFrom('s3:*', 's3:PutObject', 's3:GetObject'),
      Resource: fc.constantFrom('*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::c/*'),
    });
    const request = {
      asker: service,
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::b/k',
      keys: new Map<string, string[]>(),
    };
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), statement, (statements, added) => {
        const before = evaluate(parsePolicy(JSON.stringify({ Statement: statements })), request);
        const after = evaluate(
          parsePolicy(JSON.stringify({ Statement: [...statements, { ...added, Effect: 'Deny' }] })),
          request,
        );
        expect(before === 'allow' || after !== 'allow').toBe(true);
      }),
    );
  });
});

describe('documents that are none', () => {
  test.each<[string, unknown]>([
    ['a list', []],
    ['no statement', { Version: '2012-10-17' }],
    ['an empty list of statements', { Statement: [] }],
    ['another version', { Version: '2013-10-17', Statement: {} }],
    ['an unknown member', { Statement: { Effect: 'Allow' }, Extra: 1 }],
    ['an unknown member of a statement', { Statement: { Effect: 'Allow', Actions: 's3:*' } }],
    ['a statement that is none', { Statement: 'x' }],
    ['no effect', { Statement: {} }],
    ['another effect', { Statement: { Effect: 'allow' } }],
    ['a Sid that is none', { Statement: { Effect: 'Allow', Sid: 1 } }],
    [
      'a Sid twice',
      {
        Statement: [
          { Effect: 'Allow', Sid: 'a' },
          { Effect: 'Deny', Sid: 'a' },
        ],
      },
    ],
    ['Action and NotAction', { Statement: { Effect: 'Allow', Action: 's3:*', NotAction: 's3:*' } }],
    ['Principal and NotPrincipal', { Statement: { Effect: 'Allow', Principal: '*', NotPrincipal: '*' } }],
    ['an unknown kind of principal', { Statement: { Effect: 'Allow', Principal: { Aws: '*' } } }],
    ['a principal that is none', { Statement: { Effect: 'Allow', Principal: 'me' } }],
    ['an action that is none', { Statement: { Effect: 'Allow', Action: [{}] } }],
    ['a condition that is none', { Statement: { Effect: 'Allow', Condition: 'x' } }],
    ['a condition without keys', { Statement: { Effect: 'Allow', Condition: { Bool: 'x' } } }],
  ])('%s', (_, document) => {
    expect(() => parsePolicy(JSON.stringify(document))).toThrow(PolicyError);
  });

  it('no JSON', () => {
    expect(() => parsePolicy('{')).toThrow('This policy contains invalid Json');
  });
});
