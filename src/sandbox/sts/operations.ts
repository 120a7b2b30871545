import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type QueryResult, type Tree, queryDialect, queryOperation, resultEnvelope } from '../http/query-dialect.ts';
import { structure, text, whole } from '../shape.ts';
import { HOUR, type RoleRequest, roleToAssume } from './roles.ts';
import { roleSession } from './sessions.ts';
import { claimsOf, guest } from './web-identity.ts';

type Assumed = Readonly<Record<'Credentials' | 'AssumedRoleUser', Readonly<Record<string, string>>>>;

/** IAM is not modelled: a role can be assumed by everybody, unless something is set about it. */
function assumeRole(input: RoleRequest, context: Context): Assumed {
  const { call, estate } = context;
  const role = roleToAssume(input, call, estate.roles);
  const principal = { ...roleSession(role, input.RoleSessionName ?? '', call.at), ...besides(input) };
  return {
    Credentials: hand(principal, input.DurationSeconds ?? HOUR, context),
    AssumedRoleUser: { AssumedRoleId: principal.id, Arn: principal.arn },
  };
}

/** Any device and any code will do: there are no devices. */
function besides({ SerialNumber: device, TokenCode: code, SourceIdentity: sourceIdentity }: RoleRequest) {
  if ((device === undefined) !== (code === undefined))
    throw new Fault(
      'AccessDenied',
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
      { status: 403 },
    );
  return {
    ...(device !== undefined && { mfa: true as const }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
}

type Holder = Parameters<Context['estate']['sessions']['hand']>[0]['principal'];

/**
 * Temporary keys. They expire by the sandbox clock; callers, who go by the machine's clock, are told a moment that is not
 * past there either, so that a sandbox whose time stands still long ago can be used.
 */
function hand(principal: Holder, seconds: number, { call, estate }: Context): Readonly<Record<string, string>> {
  const until = (from: number): Date => new Date(from + seconds * 1000);
  const handed = estate.sessions.hand({ principal, expires: until(call.at.getTime()) });
  return {
    AccessKeyId: handed.principal.accessKeyId,
    SecretAccessKey: handed.secretAccessKey,
    SessionToken: handed.sessionToken,
    Expiration: until(Math.max(call.at.getTime(), Date.now())).toISOString(),
  };
}

interface WebIdentityRequest extends RoleRequest {
  readonly WebIdentityToken?: string;
}

function assumeRoleWithWebIdentity(input: WebIdentityRequest, context: Context): QueryResult {
  const { issuer, subject, audience } = claimsOf(input.WebIdentityToken ?? '');
  return {
    ...assumeRole(input, context),
    SubjectFromWebIdentityToken: subject,
    Audience: audience,
    Provider: `arn:aws:iam::${context.call.principal.account}:oidc-provider/${issuer}`,
  };
}

/** Keys of the caller itself, for 12 hours if nothing is said. */
function getSessionToken({ DurationSeconds: seconds = 12 * HOUR }: { DurationSeconds?: number }, context: Context) {
  const { accessKeyId, role, ...principal } = context.call.principal;
  if (role || accessKeyId.startsWith('ASIA'))
    throw new Fault('AccessDenied', 'Cannot call GetSessionToken with session credentials', { status: 403 });
  if (seconds < 900 || seconds > 36 * HOUR)
    throw new Fault('ValidationError', `DurationSeconds must be between 900 and ${36 * HOUR}`);
  return { Credentials: hand(principal, seconds, context) };
}

const role = { RoleArn: text, RoleSessionName: text, DurationSeconds: whole };
const subjects = (raw: Tree): { type: string; name: string }[] =>
  typeof raw['RoleArn'] === 'string' ? [{ type: 'AWS::IAM::Role', name: raw['RoleArn'] }] : [];

export const stsDialect = queryDialect({
  service: 'sts',
  version: '2011-06-15',
  envelope: resultEnvelope('https://sts.amazonaws.com/doc/2011-06-15/'),
  invalidParameter: 'ValidationError',
  guest,
  operations: {
    GetCallerIdentity: queryOperation({
      kind: 'read',
      input: structure({}),
      run: (_, { call: { principal } }) => ({ Arn: principal.arn, UserId: principal.id, Account: principal.account }),
    }),
    AssumeRole: queryOperation({
      kind: 'read',
      input: structure({ ...role, ExternalId: text, SerialNumber: text, TokenCode: text, SourceIdentity: text }),
      subjects,
      run: assumeRole,
    }),
    AssumeRoleWithWebIdentity: queryOperation({
      kind: 'read',
      input: structure({ ...role, WebIdentityToken: text }),
      secret: 'WebIdentityToken',
      subjects,
      run: assumeRoleWithWebIdentity,
    }),
    GetSessionToken: queryOperation({
      kind: 'read',
      input: structure({ DurationSeconds: whole }),
      run: getSessionToken,
    }),
  },
});
