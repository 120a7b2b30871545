/** Sentences about resources, made of what a plan knows of them. */
import type { Address } from '../core/model.ts';
import { differs, gravities } from '../core/plan.ts';
import type { Difference, FieldChange, PlannedChange } from '../core/plan.ts';
import { leavesOf } from './leaves.ts';
import { statementDiff } from './statements.ts';
import { counted } from './words.ts';

/** Words for settings whose key is none. */
const words: ReadonlyMap<string, string> = new Map(
  Object.entries({
    logFileValidation: 'log file validation',
    multiRegion: 'recording of all regions',
    globalServiceEvents: 'global service events',
    organization: 'recording of member accounts',
    recursiveLogging: 'recording of its own deliveries',
    kmsKey: 'KMS key',
    cloudWatchLogs: 'CloudWatch Logs',
    eventSelectors: 'event selectors',
    managementEvents: 'management events',
    tlsOnly: 'TLS only',
    displayName: 'display name',
    owner: 'owner tag',
  }),
);

const wordOf = (key: string): string => words.get(key) ?? key;

/** `111111111111`, or `payments 222222222222` where the account has a name in the spec. */
export function accountLabel({ address, resource }: Pick<PlannedChange, 'address' | 'resource'>): string {
  const key = accountKey(address);
  const { account } = resource.target;
  return key === account ? account : `${key} ${account}`;
}

/** The account in an address. */
export function accountKey(address: Address): string {
  return address.replace(/^[^@]*@/u, '').replace(/\/[^/]*$/u, '');
}

/** `trail main`. */
export function subject({ resource: { kind, name } }: Pick<PlannedChange, 'resource'>): string {
  return `${kind} ${name}`;
}

/** What is so: `is stopped`, `does not exist`, `has log file validation off, and 2 more settings differ`. */
export function predicate(change: PlannedChange): string {
  if (change.action === 'create') return 'does not exist';
  if (change.action === 'delete') return 'has left the spec';
  const [first, ...others] = byGravity(change);
  if (first === undefined) return 'differs from the spec';
  const more = others.filter(field => differs({ ...change, fields: [field] }));
  const rest = more.length === 0 ? '' : `, and ${counted(more.length, 'more setting')} ${verb(more.length)}`;
  return `${phrase(first, change)}${rest}`;
}

const verb = (count: number): string => (count === 1 ? 'differs' : 'differ');

/** The fields, the gravest first; what is no difference last. */
export function byGravity(difference: Difference): readonly FieldChange[] {
  const rank = (field: FieldChange): number =>
    gravities.indexOf(field.gravity) + (differs({ ...difference, fields: [field] }) ? 0 : gravities.length);
  return difference.fields.toSorted((a, b) => rank(a) - rank(b));
}

function phrase({ field, before: live, after: desired }: FieldChange, { resource: { kind } }: PlannedChange): string {
  return phraseOf({ kind, field, live, desired });
}

/** What is so of one field of state: `differs in its policy`, `has TLS only off`. */
export function phraseOf({ kind, field, live, desired }: Parameters<typeof leavesOf>[0]): string {
  if (statementDiff({ field, live, desired })) return 'differs in its policy';
  const [leaf] = leavesOf({ kind, field, live, desired });
  const key = leaf?.path.findLast(step => typeof step === 'string');
  if (leaf === undefined || key === undefined) return `differs in its ${wordOf(field)}`;
  if (typeof leaf.live === 'boolean') return onOrOff(key, leaf.live);
  const top = leaf.path.length === 1 ? key : field;
  return leaf.live === null && leaf.path.length === 1 ? `has no ${wordOf(top)}` : `differs in its ${wordOf(top)}`;
}

function onOrOff(key: string, on: boolean): string {
  if (key === 'logging') return on ? 'is logging' : 'is stopped';
  return `has ${wordOf(key)} ${on ? 'on' : 'off'}`;
}
