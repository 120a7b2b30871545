/** What reading delivered log files may be allowed, worked out without asking anybody. */
import { parseArn } from '../../core/arn.ts';
import type { Wish } from '../../core/desire.ts';
import { permissionsFor } from '../../core/iam.ts';
import type { Permission, Work } from '../../core/iam.ts';
import type { Target } from '../../core/model.ts';

type Owner = Omit<Target, 'region'>;

/** Where files are read: a bucket below a prefix, and the key that they are encrypted with. */
interface Source {
  readonly partition: string;
  readonly bucket: string;
  /** With a slash at its end; empty for none. */
  readonly before: string;
  /** Null: none of the trail's own. */
  readonly key: string | null;
}

/**
 * Permissions of one account of a spec: to read its buckets below the prefixes of all trails that deliver there, and to ask
 * about its trails. A bucket that the spec does not have is read by the account of the trail.
 *
 * @param all every account of the spec
 */
export function logPermissionsFor(work: Work, all: readonly Work[]): readonly Permission[] {
  const wishes = all.flatMap(one => one.wishes);
  const owners = new Map(wishes.filter(isBucket).map(({ desired }) => [desired.name, desired.target.account]));
  const trails = wishes.filter(isTrail);
  const read = trails.flatMap(trail => {
    const source = sourceOf(trail);
    if (source === null) return [];
    const reader = owners.get(source.bucket) ?? trail.desired.target.account;
    return reader === work.at.account ? readsOf(source) : [];
  });
  const own = trails.filter(({ desired: { target } }) => target.account === work.at.account);
  const organization = own.some(({ desired: { state } }) => state['organization'] === true);
  const around = permissionsFor(
    { at: work.at, wishes: [], keys: [], around: work.around, organization: false },
    'plan',
  );
  return [
    ...around,
    ...read,
    ...(own.length > 0
      ? asksOf(
          own.map(({ desired: { arn } }) => arn),
          { organization },
        )
      : []),
  ];
}

/** The same for trails and buckets of any name. */
export function logPermissionsForAll({ partition, account }: Owner): readonly Permission[] {
  const key = `arn:${partition}:kms:*:${account}:key/*`;
  const trails = [`arn:${partition}:cloudtrail:*:${account}:trail/*`];
  return [...readsOf({ partition, bucket: '*', before: '*', key }), ...asksOf(trails, { organization: true })];
}

/** What following a queue takes. */
export function logQueuePermissions(queue: string): readonly Permission[] {
  const actions = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'] as const;
  return actions.map(action => ({ about: 'LogQueue', action: `sqs:${action}`, resource: queue }));
}

const isTrail = ({ kind }: Wish): boolean => kind.name === 'trail';
const isBucket = ({ kind }: Wish): boolean => kind.name === 'bucket';

/** Which key an alias means, only AWS says. */
function sourceOf({ desired: { arn, state, unknown } }: Wish): Source | null {
  const destination = state['destination'];
  if (typeof destination !== 'object' || destination === null) return null;
  const bucket: unknown = Reflect.get(destination, 'bucket');
  const prefix: unknown = Reflect.get(destination, 'prefix');
  if (typeof bucket !== 'string') return null;
  const before = typeof prefix === 'string' && prefix !== '' ? `${prefix}/` : '';
  const { partition } = parseArn(arn);
  const any = unknown['kmsKey'] === undefined ? null : `arn:${partition}:kms:*:*:key/*`;
  const key = state['kmsKey'];
  return { partition, bucket, before, key: typeof key === 'string' ? key : any };
}

/** Keys below `AWSLogs/` alone, listed and read: nothing else in the bucket. */
function readsOf({ partition, bucket, before, key }: Source): readonly Permission[] {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const below = `${before}AWSLogs/*`;
  return [
    {
      about: 'LogList',
      action: 's3:ListBucket',
      resource: arn,
      condition: { StringLike: { 's3:prefix': below } },
    },
    { about: 'LogFiles', action: 's3:GetObject', resource: `${arn}/${below}` },
    ...(key === null ? [] : [{ about: 'LogKeys', action: 'kms:Decrypt', resource: key } as const]),
  ];
}

/** Keys of digests, what the trails are and whether they record, and who stopped one. */
function asksOf(
  trails: readonly string[],
  { organization }: { readonly organization: boolean },
): readonly Permission[] {
  return [
    { about: 'LogTrails', action: 'cloudtrail:DescribeTrails', resource: '*' },
    { about: 'LogTrails', action: 'cloudtrail:ListPublicKeys', resource: '*' },
    { about: 'LogTrails', action: 'cloudtrail:LookupEvents', resource: '*' },
    ...trails.map((resource): Permission => ({
      about: 'LogTrailStatus',
      action: 'cloudtrail:GetTrailStatus',
      resource,
    })),
    ...(organization
      ? [{ about: 'LogTrails', action: 'organizations:DescribeOrganization', resource: '*' } as const]
      : []),
  ];
}
