/**
 * The requests that CloudTrail makes for a trail, with the condition keys that AWS documents for them. What is not
 * documented is left open, so that a policy which asks for it is not judged.
 */
import { parseArn } from '../../arn.ts';
import type { Arn } from '../../model.ts';
import type { Folder, NeedTo } from '../../needs.ts';
import { anyDay, anyRegion } from './everywhere.ts';
import { accountsOfOldTimes } from './legacy.ts';
import type { Action, Keys, Request, Sent } from './request.ts';

/** One request, with what it is for. */
export interface Asked {
  /** A few words: `log files`. */
  readonly what: string;
  readonly request: Request;
}

/** Deliveries of a trail. */
export type Delivering = Omit<NeedTo<'deliver-logs'>, 'to' | 'key'> & {
  /** Undefined: nobody knows whether the trail encrypts with a key. */
  readonly key: Arn | null | undefined;
  /** The id of the organization that the trail's account belongs to; null: none, or nobody knows. */
  readonly memberOf: string | null;
};

/** The look at the bucket's ACL, then for each folder the empty object that CloudTrail leaves there, and the files. */
export function deliveryRequests(delivering: Delivering): readonly Asked[] {
  const { of: bucket, trail, folders, everyRegion } = delivering;
  const { region } = parseArn(trail);
  const ask = (what: string, action: Action, more: Pick<Request, 'resource' | 'region'> & { keys: Iterable<Key> }) => ({
    what,
    request: { ...asking, source: trail, action, ...more, keys: new Map([...trailKeys(trail), ...more.keys]) },
  });
  const noAcl: readonly Key[] = [['s3:x-amz-acl', [null]]];
  return [
    ask('look at the bucket', 's3:GetBucketAcl', { resource: bucket, region, keys: noAcl }),
    ...folders.flatMap(folder => {
      const keys = writeKeys(delivering);
      return rootsOf(delivering).flatMap(({ marked, every, owner, whose }) => {
        const what = `${files[folder]}${whose}`;
        const where = everyRegion ? anyRegion : region;
        const file = `${owner}_${folder}_${where}_*.json.gz`;
        const name = `${bucket}/${every}${folder}/${where}/${anyDay}/${file}`;
        return [
          ask(`folder of ${what}`, 's3:PutObject', {
            resource: `${bucket}/${marked}${folder}/`,
            region,
            keys: keys.marker,
          }),
          ask(what, 's3:PutObject', { resource: name, region: everyRegion ? null : region, keys: keys.files }),
        ];
      });
    }),
  ];
}

/** Announcements of a trail's log files. */
export type Announcing = Omit<NeedTo<'announce-logs'>, 'to'> & Pick<Delivering, 'memberOf'>;

/** One message, for every log file. */
export function announcementRequests({ of: topic, trail, everyRegion, memberOf }: Announcing): readonly Asked[] {
  const region = everyRegion ? null : parseArn(trail).region;
  const keys: Keys = new Map([...trailKeys(trail), ...organizationKeys(memberOf)]);
  return [
    {
      what: 'announcement',
      request: { ...asking, source: trail, region, action: 'sns:Publish', resource: topic, keys },
    },
  ];
}

const files: Readonly<Record<Folder, string>> = {
  CloudTrail: 'log files',
  'CloudTrail-Digest': 'digest files',
  'CloudTrail-Insight': 'Insights files',
};

export type Key = readonly [name: string, possible: readonly [Sent, ...Sent[]]];

const service = 'cloudtrail.amazonaws.com';
/** Who asks. */
export const asking = { service, accounts: accountsOfOldTimes } as const;

/**
 * Of every request. A service is no principal of an account or an organization and comes through nobody's endpoint, so the
 * keys about these, their tags and how they signed in are not sent; it comes over TLS, of which AWS takes 1.2 and newer. `aws:SourceOwner` is of SNS's own
 * past: the default policy of a topic, which asks for it, lets no service in.
 */
export function trailKeys(trail: Arn): readonly Key[] {
  return [
    ['aws:sourcearn', [[trail]]],
    ['aws:sourceaccount', [[parseArn(trail).account]]],
    ['aws:securetransport', [['true']]],
    ['aws:principalisawsservice', [['true']]],
    ['aws:principalservicename', [[service]]],
    ['s3:tlsversion', [['1.2'], ['1.3']]],
    ...['aws:principalarn', 'aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths'].map(notSent),
    ...['aws:principaltag/', 'aws:username', 'aws:tokenissuetime'].map(notSent),
    ...['aws:multifactorauthpresent', 'aws:multifactorauthage'].map(notSent),
    ...['aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceowner'].map(notSent),
  ];
}

const notSent = (key: string): Key => [key, [null]];

/** Sent with writes; whether with the look at the ACL too is not established. */
function organizationKeys(memberOf: string | null): readonly Key[] {
  return memberOf === null ? [] : [['aws:sourceorgid', [[memberOf]]]];
}

/**
 * Files are encrypted with the trail's key, if it has one; all else with whatever the bucket says, by a header or without.
 * How a trail's key is spelled in the header is not established.
 */
function writeKeys({ key, memberOf }: Delivering): { readonly marker: Iterable<Key>; readonly files: Iterable<Key> } {
  const encryption = 's3:x-amz-server-side-encryption';
  const every: readonly Key[] = [
    ['s3:x-amz-acl', [['bucket-owner-full-control']]],
    ...['read', 'write', 'read-acp', 'write-acp', 'full-control'].map(grant => notSent(`s3:x-amz-grant-${grant}`)),
    ...organizationKeys(memberOf),
  ];
  const without: readonly Key[] = [
    [encryption, [null, ['AES256']]],
    [`${encryption}-aws-kms-key-id`, [null]],
  ];
  if (key === null) return { marker: [...every, ...without], files: [...every, ...without] };
  const open: Key = [encryption, key === undefined ? [null, ['AES256'], ['aws:kms']] : [['aws:kms']]];
  return { marker: [...every, ...without], files: [...every, open] };
}

interface Root {
  /** Where the empty object is left. */
  readonly marked: string;
  /** Where files go; `*` for each member. */
  readonly every: string;
  /** Whose id the names of files begin with; `*` for each member. */
  readonly owner: string;
  readonly whose: string;
}

/** Without a prefix there is no empty segment. The management account's own files stand in both places. */
function rootsOf({ prefix, account, organization }: Delivering): readonly Root[] {
  const top = `${prefix === '' ? '' : `${prefix}/`}AWSLogs/`;
  const own = { marked: `${top}${account}/`, every: `${top}${account}/`, owner: account, whose: '' };
  if (organization === null) return [own];
  const members = `${top}${organization}/`;
  return [own, { marked: `${members}${account}/`, every: `${members}*/`, owner: '*', whose: ' of members' }];
}
