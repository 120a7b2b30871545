/** The smallest change of a policy that lets one request through, as data and in words. */
import { parseArn } from '../../arn.ts';
import { listed } from '../statement.ts';
import type { Condition, Statement } from '../statement.ts';
import type { Answer } from './evaluator.ts';
import { certain } from './request.ts';
import type { Action, Request } from './request.ts';
import { isSound } from './sound.ts';

export type Mend = { readonly do: 'add'; readonly statement: Statement } | Exception;

/** These conditions in place of those of a statement that denies. */
export interface Exception {
  readonly do: 'except';
  /** Its place in the policy, counted from 0. */
  readonly index: number;
  readonly sid: string | null;
  readonly condition: Condition;
}

/**
 * What to change so that a request is allowed: where nothing allows it, or perhaps nothing, a statement of its own; where
 * a statement denies it, or may, an exception for the trail. Where both hold, first the denial.
 *
 * @param statements of the policy that gave the answer
 * @returns null where there is nothing to mend
 */
export function mendOf(request: Request, { verdict, by }: Answer, statements: readonly Statement[]): Mend | null {
  if (verdict === 'allowed') return null;
  if (by?.effect !== 'Deny')
    return { do: 'add', statement: { Sid: freeSid(request, statements), ...grantOf(request) } };
  const [mend = null] = statements.slice(by.index).map(denial => exceptionOf(denial, by.index, [request.source]));
  return mend;
}

/** An exception from a statement that denies, for these trails: all its conditions must hold, so that one more narrows it. */
export function exceptionOf(denial: Statement, index: number, trails: readonly string[]): Exception {
  const { Sid = '' } = denial;
  return { do: 'except', index, sid: Sid === '' ? null : Sid, condition: exception(denial, trails) };
}

function exception(denial: Statement, trails: readonly string[]): Condition {
  const condition = (isSound(denial) ? denial.Condition : undefined) ?? {};
  const [operator = 'StringNotEquals'] = Object.keys(condition).filter(name => /^stringnotequals$/iu.test(name));
  const keys = condition[operator] ?? {};
  const [key = 'aws:SourceArn'] = Object.keys(keys).filter(name => /^aws:sourcearn$/iu.test(name));
  const values = [...listed(keys[key]).map(String), ...trails];
  const single = values.length === 1 ? values[0] : undefined;
  return { ...condition, [operator]: { ...keys, [key]: single ?? values } };
}

/** AWS's usual name for such a statement, with a number where the policy has it already. */
function freeSid({ action, resource }: Request, statements: readonly Statement[]): string {
  const members = /\/AWSLogs\/o-[^/]+\//u.test(resource);
  const name = members ? 'AWSCloudTrailOrganizationWrite' : sidOf(action);
  const taken = new Set(statements.map(({ Sid }) => Sid));
  let [free, count] = [name, 1];
  while (taken.has(free)) {
    count += 1;
    free = `${name}${count}`;
  }
  return free;
}

function sidOf(action: Action): string {
  return {
    's3:GetBucketAcl': 'AWSCloudTrailAclCheck',
    's3:PutObject': 'AWSCloudTrailWrite',
    'sns:Publish': 'AWSCloudTrailSNSPolicy',
    'kms:DescribeKey': 'AllowCloudTrailAccess',
    'kms:GenerateDataKey': 'AllowCloudTrailEncryptLogs',
    'kms:Decrypt': 'AllowCloudTrailDecryptTrail',
    'sts:AssumeRole': 'AWSCloudTrailAssumeRole',
    'logs:CreateLogStream': 'AWSCloudTrailCreateLogStream20141101',
    'logs:PutLogEvents': 'AWSCloudTrailPutLogEvents20141101',
  }[action];
}

/** AWS's own form: the service, one action, one place, one trail. */
function grantOf(request: Request): Statement {
  const { service, action, resource } = request;
  const acl = certain(request.keys, 's3:x-amz-acl');
  const context = certain(request.keys, 'kms:encryptioncontext:aws:cloudtrail:arn');
  return {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action === 'kms:GenerateDataKey' ? 'kms:GenerateDataKey*' : action,
    Resource: parseArn(resource).service === 'kms' ? '*' : folderOf(resource),
    Condition: {
      StringEquals: {
        ...(typeof acl === 'string' ? { 's3:x-amz-acl': acl } : {}),
        'aws:SourceArn': request.source,
        ...(typeof context === 'string' ? { 'kms:EncryptionContext:aws:cloudtrail:arn': context } : {}),
      },
    },
  };
}

/** All that is written for one account, or for the members of one organization. */
function folderOf(resource: string): string {
  return resource.replace(/(?<root>\/AWSLogs\/[^/]+\/).*$/su, '$<root>*');
}

/** A statement by what it is called, or by its place in the policy, counted from 0. Null: not known. */
interface Named {
  readonly sid: string | null;
  readonly index: number | null;
}

/** A mend in one sentence or two. */
export function mendText(mend: Mend | (Omit<Exception, 'index'> & Named)): string {
  if (mend.do === 'add') return `Add to the policy: ${JSON.stringify(mend.statement)}.`;
  const { sid, index, condition } = mend;
  return `Take ${statementName({ sid, index })} away, or except the trail from it: "Condition": ${JSON.stringify(condition)}.`;
}

/** `statement TmpFix`, or by its place, counted from 1. */
export function statementName({ sid, index }: Named): string {
  if (sid !== null) return `statement ${sid}`;
  return index === null ? 'the statement without a Sid' : `the statement in place ${index + 1}`;
}
