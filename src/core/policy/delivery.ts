/** The statements by which a bucket lets CloudTrail deliver, and who is let in by statements as they stand. */
import { parseArn } from '../arn.ts';
import type { Arn } from '../model.ts';
import { deliveryRequests } from './evaluate/cloudtrail.ts';
import type { Form, Grant } from './grants.ts';
import { unique } from './grants.ts';
import { cloudTrail, namedAccounts, namedNames, namedOrganizations, namedTrails, source } from './shape.ts';
import { roleOf, sid } from './sid.ts';
import type { Role } from './sid.ts';
import { distinct, listed } from './statement.ts';
import type { Condition, Statement } from './statement.ts';

type By<B extends Grant['by']> = Extract<Grant, { by: B }>;

interface Made {
  readonly bucket: Arn;
  readonly owner: string;
}

/** CloudTrail gives the bucket's owner every object it writes, and says so in this header. */
const ownerControl = { 's3:x-amz-acl': 'bucket-owner-full-control' };

/**
 * Deliveries into one bucket. Each rung has a statement for the look at the ACL that CloudTrail takes first, and one for
 * the objects. The ACL tells nothing worth hiding, so the wide rungs let in every trail of the right name for it: a list
 * of a thousand accounts then stands in the policy once, and `aws:SourceOrgID` may not be sent with that look.
 */
export const delivery: Form = {
  asks(need, memberOf) {
    return need.to === 'deliver-logs' ? deliveryRequests({ ...need, memberOf: need.organization ?? memberOf }) : [];
  },
  someNeeds: of =>
    ['', '*'].map(prefix => ({
      to: 'deliver-logs',
      of,
      trail: 'arn:*:cloudtrail:*:*:trail/*',
      account: '*',
      prefix,
      organization: null,
      folders: ['CloudTrail', 'CloudTrail-Digest'],
      key: null,
      everyRegion: true,
    })),
  anywhere: 'arn:aws:s3:::*',
  statements(grants, bucket, owner) {
    const made = { bucket, owner };
    return [
      ...byTrail(grants.filter(is('trail')), made),
      ...byAccount(grants.filter(is('account')), made),
      ...byOrganization(grants.filter(is('organization')), made),
    ];
  },
  granted(statements, owner) {
    const of = (role: Role): readonly Statement[] => statements.filter(statement => roleOf(statement, owner) === role);
    const own = of('Write').flatMap(statement => trailGrants(statement, false));
    const members = of('OrganizationWrite').flatMap(statement => trailGrants(statement, true));
    return unique([
      ...own,
      ...members.filter(grant => isLikely(grant, own)),
      ...of('AccountsWrite').flatMap(accountGrants),
      ...of('MembersWrite').flatMap(organizationGrants),
    ]);
  },
};

function is<B extends Grant['by']>(by: B): (grant: Grant) => grant is By<B> {
  return (grant): grant is By<B> => grant.by === by;
}

function byTrail(grants: readonly By<'trail'>[], made: Made): readonly Statement[] {
  if (grants.length === 0) return [];
  const { bucket } = made;
  const trails = grants.map(({ trail }) => trail);
  const own = grants.map(({ prefix, account }) => folder(bucket, prefix, account));
  const forMembers = grants.flatMap(grant =>
    grant.organization === null ? [] : [{ ...grant, member: grant.organization }],
  );
  const members = forMembers.map(({ prefix, member }) => folder(bucket, prefix, member));
  const memberTrails = forMembers.map(({ trail }) => trail);
  const only = (arns: readonly Arn[]): Condition => ({ StringEquals: { ...ownerControl, ...source.trails(arns) } });
  return [
    look('Acl', made, { StringEquals: source.trails(trails) }),
    write('Write', made, own, only(trails)),
    ...(members.length > 0 ? [write('OrganizationWrite', made, members, only(memberTrails))] : []),
  ];
}

function byAccount(grants: readonly By<'account'>[], made: Made): readonly Statement[] {
  if (grants.length === 0) return [];
  const named = source.names(
    parseArn(made.bucket).partition,
    grants.map(({ name }) => name),
  );
  const accounts = source.accounts(grants.map(({ account }) => account));
  const folders = grants.map(({ prefix }) => folder(made.bucket, prefix));
  return [
    look('AccountsAcl', made, named),
    write('AccountsWrite', made, folders, { StringEquals: { ...ownerControl, ...accounts }, ...named }),
  ];
}

function byOrganization(grants: readonly By<'organization'>[], made: Made): readonly Statement[] {
  if (grants.length === 0) return [];
  const named = source.names(parseArn(made.bucket).partition, ['*']);
  const organizations = source.organizations(grants.map(({ organization }) => organization));
  const folders = grants.map(({ prefix }) => folder(made.bucket, prefix));
  return [
    look('MembersAcl', made, named),
    write('MembersWrite', made, folders, { StringEquals: { ...ownerControl, ...organizations }, ...named }),
  ];
}

function look(role: Role, { bucket, owner }: Made, Condition: Condition): Statement {
  return {
    Sid: sid(role, owner),
    Effect: 'Allow',
    Principal: cloudTrail,
    Action: 's3:GetBucketAcl',
    Resource: bucket,
    Condition,
  };
}

function write(role: Role, { owner }: Made, folders: readonly string[], Condition: Condition): Statement {
  return {
    Sid: sid(role, owner),
    Effect: 'Allow',
    Principal: cloudTrail,
    Action: 's3:PutObject',
    Resource: distinct(folders),
    Condition,
  };
}

/** All objects of one account or organization, or of all. Without a prefix there is no empty segment: `B//AWSLogs` never matches. */
function folder(bucket: Arn, prefix: string, whose?: string): string {
  return `${bucket}/${prefix === '' ? '' : `${prefix}/`}AWSLogs/${whose === undefined ? '' : `${whose}/`}*`;
}

interface Folder {
  readonly prefix: string;
  /** An account, an organization, or '' for all. */
  readonly whose: string;
}

function foldersOf({ Resource }: Statement): readonly Folder[] {
  return listed(Resource).flatMap(resource => {
    const parts = /^arn:[^:]*:s3:::[^/]+\/(?:(?<prefix>.+)\/)?AWSLogs\/(?:(?<whose>[^/*]+)\/)?\*$/u.exec(
      resource,
    )?.groups;
    return parts === undefined ? [] : [{ prefix: parts['prefix'] ?? '', whose: parts['whose'] ?? '' }];
  });
}

/**
 * Which trail delivers for members under which prefix a list of trails and a list of folders do not say. A trail has its
 * own folder under the same prefix; where it has none at all, every prefix may be meant.
 */
function isLikely({ trail, prefix }: By<'trail'>, own: readonly By<'trail'>[]): boolean {
  const prefixes = own.filter(grant => grant.trail === trail).map(grant => grant.prefix);
  return prefixes.length === 0 || prefixes.includes(prefix);
}

function trailGrants(statement: Statement, members: boolean): readonly By<'trail'>[] {
  return namedTrails(statement).flatMap(trail => {
    const { account } = parseArn(trail);
    return foldersOf(statement)
      .filter(({ whose }) => (members ? whose.startsWith('o-') : whose === account))
      .map(({ prefix, whose }): By<'trail'> => ({
        by: 'trail',
        trail,
        account,
        prefix,
        organization: members ? whose : null,
      }));
  });
}

function accountGrants(statement: Statement): readonly Grant[] {
  return everywhere(statement).flatMap(prefix =>
    namedNames(statement).flatMap(name =>
      namedAccounts(statement).map((account): Grant => ({ by: 'account', account, name, prefix })),
    ),
  );
}

function organizationGrants(statement: Statement): readonly Grant[] {
  return everywhere(statement).flatMap(prefix =>
    namedOrganizations(statement).map((organization): Grant => ({ by: 'organization', organization, prefix })),
  );
}

/** The prefixes under which every account may write. */
function everywhere(statement: Statement): readonly string[] {
  return foldersOf(statement).flatMap(({ prefix, whose }) => (whose === '' ? [prefix] : []));
}
