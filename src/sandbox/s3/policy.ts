import { partitionOf } from '../places.ts';
import { type PolicyDocument, PolicyError, type Statement } from '../policy/document.ts';
import { matchesWildcard } from '../policy/match.ts';
import { isRecord } from '../shape.ts';
import type { Bucket } from './bucket.ts';

/** Largest policy that S3 takes, in bytes. */
export const LARGEST_POLICY = 20_480;

const PRINCIPAL =
  /^(?:\*|\d{12}|AIDA\w+|AROA\w+|arn:aws[a-z-]*:iam::(?:\d{12}|cloudfront):(?:root|(?:user|role)\/[^*]+)|arn:aws[a-z-]*:sts::\d{12}:(?:assumed-role|federated-user)\/[^*]+)$/;
const SERVICE = /^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|aws\.internal)$/;
const OBJECT_ACTION = /object(?!lockconfiguration)|multipartuploadparts|abortmultipartupload/i;

/** Throws `PolicyError` on what S3 refuses in the policy of this bucket. */
export function checkBucketPolicy(document: PolicyDocument, bucket: Bucket): void {
  const arn = `arn:${partitionOf(bucket.region)}:s3:::${bucket.name}`;
  for (const statement of document.statements) {
    if (!statement.principals) throw new PolicyError('Missing required field Principal');
    if (!statement.actions) throw new PolicyError('Missing required field Action');
    if (!statement.resources) throw new PolicyError('Missing required field Resource');
    checkPrincipals(statement.principals.of);
    if (!statement.actions.patterns.every(action => action === '*' || /^s3:\S+$/i.test(action))) {
      throw new PolicyError('Policy has invalid action');
    }
    if (!statement.resources.patterns.every(resource => isOf(resource, arn)))
      throw new PolicyError('Policy has invalid resource');
    checkFit(statement, arn);
  }
}

function isOf(resource: string, arn: string): boolean {
  return (
    resource === '*' ||
    resource === arn ||
    resource.startsWith(`${arn}/`) ||
    (resource.includes('*') && matchesWildcard(resource, arn))
  );
}

function checkPrincipals(principals: Readonly<Record<string, readonly string[]>>): void {
  const fit =
    (principals['AWS'] ?? []).every(name => PRINCIPAL.test(name)) &&
    (principals['Service'] ?? []).every(name => SERVICE.test(name));
  if (!fit) throw new PolicyError('Invalid principal in policy');
}

/** An action on objects needs a resource below the bucket, one on the bucket the bucket itself. */
function checkFit({ actions, resources }: Statement, arn: string): void {
  if (!actions || !resources || actions.not || resources.not) return;
  const named = actions.patterns.filter(action => !action.includes('*'));
  const fits = named.every(action =>
    resources.patterns.some(resource =>
      OBJECT_ACTION.test(action) ? /[/*]/.test(resource) : matchesWildcard(resource, arn),
    ),
  );
  if (!fits) throw new PolicyError('Action does not apply to any resource(s) in statement');
}

/** The document as S3 gives it back: lists of one become scalars, account ids ARNs of the account's root. */
export function storedPolicy(source: string, bucket: Bucket): string {
  const raw: unknown = JSON.parse(source);
  if (!isRecord(raw)) return source;
  const statements: readonly unknown[] = Array.isArray(raw['Statement']) ? raw['Statement'] : [raw['Statement']];
  return JSON.stringify({
    ...raw,
    Statement: statements.map(statement => storedStatement(statement, partitionOf(bucket.region))),
  });
}

const COLLAPSED = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);

function storedStatement(statement: unknown, partition: string): unknown {
  if (!isRecord(statement)) return statement;
  return mapValues(statement, (value, member) => {
    if (COLLAPSED.has(member)) return collapse(value);
    if (member === 'Condition' && isRecord(value))
      return mapValues(value, keys => (isRecord(keys) ? mapValues(keys, collapse) : keys));
    if (!member.endsWith('Principal') || !isRecord(value)) return value;
    return mapValues(value, (names, kind) => collapse(kind === 'AWS' ? roots(names, partition) : names));
  });
}

function mapValues(record: Readonly<Record<string, unknown>>, to: (value: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value, name)]));
}

function collapse(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function roots(names: unknown, partition: string): unknown {
  const root = (name: unknown): unknown =>
    typeof name === 'string' && /^\d{12}$/.test(name) ? `arn:${partition}:iam::${name}:root` : name;
  return Array.isArray(names) ? names.map(root) : root(names);
}

/** Condition keys that confine a statement for everybody to known callers, when compared with fixed values. */
const CONFINING = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceip',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

/** Whether the policy opens the bucket to everybody, as S3 means it. */
export function isPublic(document: PolicyDocument): boolean {
  return document.statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' &&
      principals !== undefined &&
      (principals.not || (principals.of['AWS'] ?? []).includes('*')) &&
      !conditions.some(
        ({ operator, key, values }) =>
          CONFINING.has(key) &&
          !/Not|^Null$/.test(operator) &&
          values.every(value => !/^[*?]+$|^0\.0\.0\.0\/0$/.test(value)),
      ),
  );
}
