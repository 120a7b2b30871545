/** Log groups and their roles, judged for the trails that write to them. */
import { describe, expect, it } from 'vitest';

import { judgeLogs } from '../../../src/core/beside/log.ts';
import type { RolePermissions, RoleSeen } from '../../../src/core/beside/log.ts';
import { usesOf } from '../../../src/core/beside/use.ts';
import type { Known } from '../../../src/core/derive.ts';
import type { Arn, Problem, Reading } from '../../../src/core/model.ts';
import { logRolePermissions, logRoleTrust } from '../../../src/core/policy/log-role.ts';
import { noStatements, ourHeader } from '../../../src/core/policy/statement.ts';
import type { PolicyDocument, Statement } from '../../../src/core/policy/statement.ts';
import { known, trail, world } from './using.ts';

const logGroup = 'arn:aws:logs:eu-west-1:111111111111:log-group:audit:*';
const role = 'arn:aws:iam::111111111111:role/to-logs';
const cloudWatchLogs = { logGroup: 'audit', role: 'to-logs' };
const writes = (over: object = {}): readonly Known[] => [known('trail', { bucket: 'logs', cloudWatchLogs, ...over })];

const policy = (...statements: readonly Statement[]): PolicyDocument => ({ header: ourHeader, statements });
const printed = (organization: string | null = null): PolicyDocument =>
  logRolePermissions([{ logGroup, organization }]);
const trusting = (trust: PolicyDocument, boundary: Arn | null = null): Partial<RoleSeen> => ({
  role: { value: { trust, boundary } },
});
const may = (...documents: readonly PolicyDocument[]): { readonly permissions: Reading<RolePermissions> } => ({
  permissions: { value: { documents, unread: [] } },
});

interface Seen extends Partial<RoleSeen> {
  readonly group?: Reading<boolean>;
}

function judged(resources: readonly Known[], { group = { value: true }, ...seen }: Seen) {
  const looked = { ...trusting(logRoleTrust), ...may(printed()), ...seen } as RoleSeen;
  const { logs } = usesOf(resources, world);
  return judgeLogs(logs, { groups: new Map([[logGroup, group]]), roles: new Map([[role, looked]]) });
}

const inShort = ({ flaws, findings }: ReturnType<typeof judgeLogs>) => ({
  flaws: flaws.map(({ at, field, what, live, gravity }) => [at.replace(/@.*/u, ''), `${field}.${what}`, live, gravity]),
  findings: findings.map(({ code, severity, message }) => [code, severity, message.replace(/^.* not known: /u, '')]),
});

const fine = { flaws: [], findings: [] };
const flaw = (what: string, live: string) => ({
  flaws: [['trail/main', `cloudWatchLogs.${what}`, live, 'medium']],
  findings: [],
});
const finding = (code: string, why: string) => ({ flaws: [], findings: [[code, 'warning', why]] });
const refused: Problem = { code: 'access-denied', message: 'no' };
const trustWith = (Condition: Statement['Condition'] & object): PolicyDocument =>
  policy(...logRoleTrust.statements.map(one => ({ ...one, Condition })));
const deny: Statement = { Effect: 'Deny', Action: 'logs:PutLogEvents', Resource: '*' };
const office = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };

describe('a log group', () => {
  it.each<[string, Seen, object]>([
    ['that is there', {}, fine],
    ['that is missing', { group: { value: false } }, flaw('logGroup', 'missing')],
    ['that nobody may look for', { group: { unread: refused } }, finding('logs-unread', 'no')],
  ])('%s', (_name, seen, expected) => {
    expect(inShort(judged(writes(), seen))).toEqual(expected);
  });

  it('that is missing is said how to make', () => {
    expect(judged(writes(), { group: { value: false } }).flaws[0]?.problem.hint).toBe(
      'aws logs create-log-group --log-group-name audit --region eu-west-1',
    );
  });

  it('that was not looked at is not judged', () => {
    const { logs } = usesOf(writes(), world);
    expect(judgeLogs(logs, { groups: new Map(), roles: new Map() })).toEqual(fine);
    expect(judgeLogs(logs, { groups: new Map([[logGroup, { value: false }]]), roles: new Map() })).toEqual(fine);
  });
});

describe('the trust of a role', () => {
  it.each<[string, Seen, object]>([
    ['that does not exist', { role: { value: null } }, flaw('role', 'missing')],
    ['that nobody may look at', { role: { unread: refused } }, finding('logs-unread', 'no')],
    ['in nobody', trusting(noStatements), flaw('role.trust', 'denies sts:AssumeRole')],
    [
      'in somebody else',
      trusting(policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' })),
      flaw('role.trust', 'denies sts:AssumeRole'),
    ],
    ['for this trail', trusting(trustWith({ ArnEquals: { 'aws:SourceArn': trail } })), fine],
    [
      'for another trail',
      trusting(trustWith({ StringEquals: { 'aws:SourceArn': `${trail}-2` } })),
      flaw('role.trust', 'denies sts:AssumeRole'),
    ],
    ['for this account', trusting(trustWith({ StringEquals: { 'aws:SourceAccount': '111111111111' } })), fine],
    [
      'that depends on what nobody knows',
      trusting(trustWith({ StringEquals: { 'sts:ExternalId': 'x' } })),
      finding('policy-undecided', 'statement AWSCloudTrailAssumeRole of its trust policy depends on sts:externalid'),
    ],
  ])('%s', (_name, seen, expected) => {
    expect(inShort(judged(writes(), seen))).toEqual(expected);
  });
});

const attached = (documents: readonly PolicyDocument[]): Seen => ({
  permissions: { value: { documents, unread: ['arn:aws:iam::aws:policy/Logs'] } },
});

const limit: Arn = 'arn:aws:iam::111111111111:policy/limit';
const limited = (own: PolicyDocument, boundary: PolicyDocument): Seen => ({
  ...trusting(logRoleTrust, limit),
  permissions: { value: { documents: [own], limit: boundary, unread: [] } },
});

describe('the policies of a role', () => {
  it.each<[string, Seen, object]>([
    ['allow nothing', may(), flaw('role.permissions', 'denies logs:CreateLogStream')],
    ['allow it, one each', may(...printed().statements.map(one => policy(one))), fine],
    [
      'allow the streams only',
      may(policy(...printed().statements.slice(0, 1))),
      flaw('role.permissions', 'denies logs:PutLogEvents'),
    ],
    [
      'allow it for another group',
      may(logRolePermissions([{ logGroup: logGroup.replace('audit', 'other'), organization: null }])),
      flaw('role.permissions', 'denies logs:CreateLogStream'),
    ],
    ['deny it', may(printed(), policy(deny)), flaw('role.permissions', 'denies logs:PutLogEvents')],
    [
      'deny it, whatever is attached',
      attached([printed(), policy({ ...deny, Sid: 'Never' })]),
      flaw('role.permissions', 'denies logs:PutLogEvents'),
    ],
    [
      'may allow it',
      may(policy(...printed().statements.map(one => ({ ...one, Condition: office })))),
      finding(
        'policy-undecided',
        'statement AWSCloudTrailCreateLogStream20141101 of its policies depends on aws:sourceip',
      ),
    ],
    [
      'may allow it where they are attached',
      attached([]),
      finding('policy-undecided', 'it depends on arn:aws:iam::aws:policy/Logs'),
    ],
    [
      'allow it, as far as what is attached does not deny it',
      attached([printed()]),
      finding('policy-undecided', 'it depends on arn:aws:iam::aws:policy/Logs'),
    ],
    ['allow it, and so does the boundary', limited(printed(), printed()), fine],
    [
      'allow it, and the boundary does not',
      limited(printed(), noStatements),
      flaw('role.boundary', 'denies logs:CreateLogStream'),
    ],
    [
      'allow nothing, whatever the boundary is',
      { ...may(), ...trusting(logRoleTrust, limit) },
      flaw('role.permissions', 'denies logs:CreateLogStream'),
    ],
    [
      'allow it as far as the boundary does',
      trusting(logRoleTrust, 'arn:aws:iam::111111111111:policy/limit'),
      finding('policy-undecided', 'it depends on arn:aws:iam::111111111111:policy/limit'),
    ],
    ['cannot be read', { permissions: { unread: refused } }, finding('logs-unread', 'no')],
    [
      'cannot be read, where the trust is missing',
      { ...trusting(noStatements), permissions: { unread: refused } },
      { ...flaw('role.trust', 'denies sts:AssumeRole'), findings: [['logs-unread', 'warning', 'no']] },
    ],
  ])('%s', (_name, seen, expected) => {
    expect(inShort(judged(writes(), seen))).toEqual(expected);
  });

  it.each([
    [null, flaw('role.permissions', 'denies logs:CreateLogStream')],
    ['o-a1b2c3d4e5', fine],
  ])('of the trail of an organization, for the members of %s', (organization, expected) => {
    expect(inShort(judged(writes({ organization: true }), may(printed(organization))))).toEqual(expected);
  });

  it('say why, and what to do', () => {
    const [found] = judged(writes(), may(printed(), policy(deny))).flaws;
    expect(found?.problem.message).toBe(
      `CloudTrail may not use logs:PutLogEvents of ${logGroup.slice(0, -2)} as ${role}: a statement of its policies denies it`,
    );
    expect(found?.problem.hint).toBe('What it needs: trailwarden policy cloudwatch-logs SPEC.');
  });

  it('are told of once for several trails, and the flaw of each trail', () => {
    const second = writes().map(one => ({
      ...one,
      desired: { ...one.desired, address: 'trail/second@1/eu-west-1' as const },
    }));
    expect(judged([...writes(), ...second], attached([])).findings).toHaveLength(1);
    expect(judged([...writes(), ...second], may()).flaws.map(({ at }) => at)).toEqual([
      'trail/main@1/eu-west-1',
      'trail/second@1/eu-west-1',
    ]);
  });
});
