/** Which statements are ours, by Sid. */
import type { Statement } from './statement.ts';

/**
 * What a statement of ours is for. `Acl`, `Write` and `OrganizationWrite` let trails deliver, each named by its ARN;
 * `Accounts…` do so by account id, `Members…` by organization id; `…Publish` let them announce. None begins another.
 */
export const roles = [
  'Acl',
  'Write',
  'OrganizationWrite',
  'AccountsAcl',
  'AccountsWrite',
  'MembersAcl',
  'MembersWrite',
  'Publish',
  'AccountsPublish',
  'MembersPublish',
  'TlsOnly',
] as const;
export type Role = (typeof roles)[number];

/** What our Sids begin with. A spec's own statements must not. */
export const sidPrefix = 'Trailwarden';

/**
 * The Sid of a statement of ours. It ends with the letters and digits of the owner's name, so that neither two owners nor
 * AWS's well-known Sids (`AWSCloudTrailWrite20150319`) are taken for each other. Owners that differ in punctuation only
 * share their Sids.
 */
export function sid(role: Role, owner: string): string {
  return `${sidPrefix}${role}${owner.replaceAll(/[^A-Za-z0-9]/gu, '')}`;
}

/**
 * The role of a statement of ours, or undefined for another's.
 *
 * @param owner undefined: whichever owner's
 */
export function roleOf({ Sid }: Statement, owner?: string): Role | undefined {
  if (Sid === undefined) return undefined;
  return roles.find(role => (owner === undefined ? Sid.startsWith(`${sidPrefix}${role}`) : Sid === sid(role, owner)));
}
