/** Our statement that denies requests without TLS. */
import type { Arn } from '../../core/model.ts';
import { sameStatement } from '../../core/policy/canonical.ts';
import { roleOf, sid } from '../../core/policy/sid.ts';
import { listed } from '../../core/policy/statement.ts';
import type { Statement } from '../../core/policy/statement.ts';

/** The statement as we write it for a bucket. */
export function tlsOnly(bucket: Arn, owner: string): Statement {
  return { Sid: sid('TlsOnly', owner), ...denial([bucket, `${bucket}/*`]) };
}

/** Whether two statements deny the same, whatever their Sids. */
export function sameDenial(a: Statement, b: Statement): boolean {
  return sameStatement({ ...a, Sid: '' }, { ...b, Sid: '' });
}

/** Whether a statement denies everybody every request without TLS, to a bucket and to all that is in it. */
export function deniesWithoutTls(statement: Statement | null): boolean {
  if (statement === null) return false;
  const [bucket = '', objects] = listed(statement.Resource).toSorted();
  return objects === `${bucket}/*` && sameDenial(statement, { Sid: '', ...denial([bucket, objects]) });
}

/** The one that denies as ours does, else one that denies at all: what allows something is a statement like any other. */
export function aboutTls(statements: readonly Statement[]): Statement | null {
  const named = statements.filter(statement => roleOf(statement) === 'TlsOnly' && statement.Effect === 'Deny');
  return named.find(deniesWithoutTls) ?? named[0] ?? null;
}

function denial(Resource: readonly string[]): Omit<Statement, 'Sid'> {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
