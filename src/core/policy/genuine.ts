/** Which statements have the form of a grant: the Sid alone says nothing, because anybody may write one. */
import { canonicalStatement, conditionTriples } from './canonical.ts';
import type { ConditionTriple } from './canonical.ts';
import { cloudTrail, isAnyTrail, isPattern, isTrail } from './shape.ts';
import { roleOf } from './sid.ts';
import type { Role } from './sid.ts';
import type { Statement } from './statement.ts';

interface Shape {
  readonly action: string;
  /** Operator and key to what each value must be. All of them, and no others. */
  readonly conditions: Readonly<Record<string, (value: string) => boolean>>;
}

const isAccount = (value: string): boolean => /^\d{12}$/u.test(value);
const isOrganization = (value: string): boolean => /^o-[a-z0-9]+$/u.test(value);

const trails = { 'stringequals aws:sourcearn': isTrail };
const names = { 'arnlike aws:sourcearn': isPattern };
const members = { 'arnlike aws:sourcearn': isAnyTrail };
const accounts = { ...names, 'stringequals aws:sourceaccount': isAccount };
const organizations = { ...members, 'stringequals aws:sourceorgid': isOrganization };
const control = {
  'stringequals s3:x-amz-acl': (value: string) => value === 'bucket-owner-full-control',
};

const look = 's3:getbucketacl';
const write = 's3:putobject';
const publish = 'sns:publish';

const shapes: Readonly<Record<Exclude<Role, 'TlsOnly'>, Shape>> = {
  Acl: { action: look, conditions: trails },
  Write: { action: write, conditions: { ...control, ...trails } },
  OrganizationWrite: { action: write, conditions: { ...control, ...trails } },
  AccountsAcl: { action: look, conditions: names },
  AccountsWrite: { action: write, conditions: { ...control, ...accounts } },
  MembersAcl: { action: look, conditions: members },
  MembersWrite: { action: write, conditions: { ...control, ...organizations } },
  Publish: { action: publish, conditions: trails },
  AccountsPublish: { action: publish, conditions: accounts },
  MembersPublish: { action: publish, conditions: organizations },
};

/**
 * Whether a statement is a grant, of whichever owner: its Sid has the role, it allows CloudTrail and nobody else the one
 * action of that role, and its conditions are those of the role, each with values that name trails, accounts or
 * organizations. Where it lets them write is open.
 */
export function isGrant(statement: Statement): boolean {
  const role = roleOf(statement);
  if (role === undefined || role === 'TlsOnly') return false;
  const { action, conditions } = shapes[role];
  return isBare(statement, action) && sameConditions(conditionTriples(statement), conditions);
}

/** Whether it is what CloudTrail alone may do, whatever the Sid, the place and the conditions. */
function isBare({ Sid: _sid, Condition: _condition, Resource, ...rest }: Statement, Action: string): boolean {
  const bare = canonicalStatement({ Effect: 'Allow', Principal: cloudTrail, Action });
  return Resource !== undefined && canonicalStatement(rest) === bare;
}

function sameConditions(triples: readonly ConditionTriple[], wanted: Shape['conditions']): boolean {
  return (
    triples.length === Object.keys(wanted).length &&
    triples.every(({ operator, key, values }) => {
      const fits = wanted[`${operator} ${key}`];
      return fits !== undefined && values.length > 0 && values.every(fits);
    })
  );
}
