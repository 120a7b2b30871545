import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { queryDialect, queryOperation } from '../http/query-dialect.ts';
import type { XmlValue } from '../http/xml.ts';
import { structure, text, whole } from '../shape.ts';
import { roleName } from './sessions.ts';

interface AssumeRoleInput {
  readonly RoleArn?: string;
  readonly RoleSessionName?: string;
  readonly DurationSeconds?: number;
}

/** Every role can be assumed by everybody: roles and their trust are not modelled. */
function assumeRole(input: AssumeRoleInput, { call, estate, clock }: Context): XmlValue {
  const { RoleArn: arn = '', RoleSessionName: session = '', DurationSeconds: seconds = 3600 } = input;
  const role = roleName(arn);
  if (!role) throw new Fault('ValidationError', `${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
    const pattern = 'failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*';
    throw new Fault(
      'ValidationError',
      `1 validation error detected: Value '${session}' at 'roleSessionName' ${pattern}`,
    );
  }
  if (seconds < 900 || seconds > 43_200)
    throw new Fault('ValidationError', 'DurationSeconds must be between 900 and 43200');
  const { principal, secretAccessKey, sessionToken } = estate.sessions.assume(role, session, call.at);
  return {
    Credentials: {
      AccessKeyId: principal.accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: new Date(Math.max(clock.now().getTime(), Date.now()) + seconds * 1000).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: principal.id, Arn: principal.arn },
  };
}

export const stsDialect = queryDialect({
  service: 'sts',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  invalidParameter: 'ValidationError',
  operations: {
    GetCallerIdentity: queryOperation({
      kind: 'read',
      input: structure({}),
      run: (_, { call: { principal } }) => ({ Arn: principal.arn, UserId: principal.id, Account: principal.account }),
    }),
    AssumeRole: queryOperation({
      kind: 'read',
      input: structure({ RoleArn: text, RoleSessionName: text, DurationSeconds: whole, ExternalId: text }),
      subjects: raw => (typeof raw['RoleArn'] === 'string' ? [{ type: 'AWS::IAM::Role', name: raw['RoleArn'] }] : []),
      run: assumeRole,
    }),
  },
});
