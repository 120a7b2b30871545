/** The same for how long a bucket keeps what it holds, who writes down who asks for it, and what is only told. */
import { canonical } from '../../core/diff.ts';
import { bearingOfWhole, isObject, objectAt, objectsAt, textAt, textsAt } from '../../core/drift/cause.ts';
import type { Cause, Causes, Parameters } from '../../core/drift/cause.ts';
import { normalRule, sameRules } from './lifecycle-rule.ts';
import type { GivenRule, LifecycleRule } from './lifecycle-rule.ts';
import type { Lifecycle } from './lifecycle.ts';
import { modeOf } from './object-lock.ts';
import type { ObjectLock } from './object-lock.ts';
import type { BucketState } from './state.ts';

const source = 's3.amazonaws.com';
const subjects = (parameters: Parameters): readonly string[] => textsAt(parameters, 'bucketName');

/** Calls that set the whole of a field, or take it away. Undefined: the request does not tell with what. */
function setBy<V>(
  events: readonly string[],
  agrees: (parameters: Parameters, found: V) => boolean | undefined,
): readonly Cause<V>[] {
  return [
    {
      source,
      events,
      subjects,
      bearing({ parameters }, { found }) {
        const answer = agrees(parameters, found);
        return answer === undefined ? 'touches' : bearingOfWhole(answer);
      },
    },
  ];
}

/** Rules without an id get one from S3: then ids are not compared. */
function hasRules(parameters: Parameters, { rules: found }: Lifecycle): boolean {
  const told = objectsAt(objectAt(parameters, 'LifecycleConfiguration') ?? {}, 'Rule').map(ruleTold);
  if (found === 'keep') return false;
  const nameless = told.some(({ ID }) => ID === '');
  const plain = (rules: readonly LifecycleRule[]): readonly LifecycleRule[] =>
    nameless
      ? rules.map(rule => ({ ...rule, ID: '' })).toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1))
      : rules;
  return sameRules(plain(told), plain(found));
}

/** Names in the XML that are not those of the API. */
const listNames: Readonly<Record<string, string>> = {
  Transition: 'Transitions',
  NoncurrentVersionTransition: 'NoncurrentVersionTransitions',
};

function ruleTold(rule: Parameters): LifecycleRule {
  const members = Object.entries(rule).flatMap(([name, value]): [string, unknown][] => {
    const list = listNames[name];
    if (list !== undefined) return [[list, objectsAt(rule, name).map(plainValue)]];
    if (name === 'Filter') return [[name, filterTold(isObject(value) ? value : {})]];
    return [[name, plainValue(value)]];
  });
  const given: GivenRule = Object.fromEntries(members);
  return normalRule(given);
}

function filterTold(filter: Parameters): unknown {
  const and = objectAt(filter, 'And');
  if (and === undefined) return plainValue(filter);
  const { Tag: _, ...rest } = and;
  return { And: { ...Object.fromEntries(entriesOf(rest)), Tags: objectsAt(and, 'Tag') } };
}

/** Everything in an event that was made of XML may be text. */
function plainValue(value: unknown): unknown {
  if (isObject(value)) return Object.fromEntries(entriesOf(value));
  if (typeof value !== 'string') return value;
  if (/^\d{1,9}$/u.test(value)) return Number(value);
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

const texts: ReadonlySet<string> = new Set(['ID', 'Prefix', 'Key', 'Value', 'StorageClass', 'Date', 'Status']);

function entriesOf(value: Parameters): readonly (readonly [string, unknown])[] {
  return Object.entries(value).map(([name, each]) => [name, texts.has(name) ? each : plainValue(each)] as const);
}

function lockTold(parameters: Parameters): ObjectLock | null {
  const lock = objectAt(parameters, 'ObjectLockConfiguration') ?? {};
  if (textAt(lock, 'ObjectLockEnabled') !== 'Enabled') return null;
  const retention = objectAt(lock, 'Rule', 'DefaultRetention') ?? {};
  const count = (name: string): number | null => {
    const value = plainValue(retention[name]);
    return typeof value === 'number' ? value : null;
  };
  return { mode: modeOf(textAt(retention, 'Mode')), days: count('Days'), years: count('Years') };
}

function loggingTold(parameters: Parameters): BucketState['accessLogging'] {
  const enabled = objectAt(parameters, 'BucketLoggingStatus', 'LoggingEnabled') ?? {};
  const bucket = textAt(enabled, 'TargetBucket');
  return bucket === undefined ? null : { bucket, prefix: textAt(enabled, 'TargetPrefix') ?? '' };
}

function copiesTold(parameters: Parameters): readonly string[] {
  const rules = objectsAt(objectAt(parameters, 'ReplicationConfiguration') ?? {}, 'Rule');
  const enabled = rules.filter(rule => textAt(rule, 'Status') === 'Enabled');
  return [...new Set(enabled.flatMap(rule => textsAt(objectAt(rule, 'Destination') ?? {}, 'Bucket')))].toSorted();
}

/** Whether a setting is there after a call that puts it, or one that takes it away. */
function there(put: string, remove: string): readonly Cause<boolean>[] {
  return [
    {
      source,
      events: [put, remove],
      subjects,
      bearing: ({ event }, { found }) => bearingOfWhole(found === (event === put)),
    },
  ];
}

type Life = 'lifecycle' | 'retention' | 'objectLock' | 'accessLogging';
type Told = 'mfaDelete' | 'requesterPays' | 'replication' | 'aclGrants' | 'cors' | 'website';

/** For the fields that these calls make. */
export const lifeCauses: Pick<Causes<BucketState>['fields'], Life | Told> = {
  lifecycle: setBy<Lifecycle>(['PutBucketLifecycle', 'DeleteBucketLifecycle'], hasRules),
  retention: { none: 'It stands in the spec alone.' },
  objectLock: setBy<ObjectLock | null>(
    ['PutBucketObjectLockConfiguration'],
    (parameters, found) => canonical(lockTold(parameters)) === canonical(found),
  ),
  accessLogging: setBy<Required<BucketState>['accessLogging']>(
    ['PutBucketLogging'],
    (parameters, found) => canonical(loggingTold(parameters)) === canonical(found),
  ),
  mfaDelete: setBy<boolean>(['PutBucketVersioning'], (parameters, found) => {
    const told = textAt(objectAt(parameters, 'VersioningConfiguration') ?? {}, 'MfaDelete');
    return told === undefined ? undefined : (told === 'Enabled') === found;
  }),
  requesterPays: setBy<boolean>(['PutBucketRequestPayment'], (parameters, found) => {
    const told = textAt(objectAt(parameters, 'RequestPaymentConfiguration') ?? {}, 'Payer');
    return told === undefined ? undefined : (told === 'Requester') === found;
  }),
  replication: setBy<readonly string[]>(
    ['PutBucketReplication', 'DeleteBucketReplication'],
    (parameters, found) => canonical(copiesTold(parameters)) === canonical(found),
  ),
  aclGrants: setBy<readonly string[]>(['PutBucketAcl'], () => undefined),
  cors: there('PutBucketCors', 'DeleteBucketCors'),
  website: there('PutBucketWebsite', 'DeleteBucketWebsite'),
};
