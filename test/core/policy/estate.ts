/** Made-up trails and their grants. */
import type { Arn } from '../../../src/core/model.ts';
import type { Need } from '../../../src/core/needs.ts';
import type { Grant } from '../../../src/core/policy/grants.ts';

export const bucketArn: Arn = 'arn:aws:s3:::acme-audit-logs';
export const topicArn: Arn = 'arn:aws:sns:eu-west-1:111111111111:log-files';
export const organization = 'o-a1b2c3d4e5';

/** As a bucket words its policy. */
export const wording = {
  use: 'deliver',
  may: 'write here',
  grants: 'critical',
  statements: 'high',
  otherStatements: 'medium',
} as const;

/** Twelve digits. */
export function account(index: number): string {
  return String(100_000_000_000 + index);
}

export function trailArn(index: number, name = 'main', region = 'eu-west-1'): Arn {
  return `arn:aws:cloudtrail:${region}:${account(index)}:trail/${name}`;
}

export function byTrail(index: number, over: Partial<Extract<Grant, { by: 'trail' }>> = {}): Grant {
  return { by: 'trail', trail: trailArn(index), account: account(index), prefix: '', organization: null, ...over };
}

export function byAccount(index: number, name = 'main', prefix = ''): Grant {
  return { by: 'account', account: account(index), name, prefix };
}

export function byOrganization(prefix = ''): Grant {
  return { by: 'organization', organization, prefix };
}

export function many(count: number): readonly Grant[] {
  return Array.from({ length: count }, (_, index) => byTrail(index));
}

/** What a trail that is let in by its ARN needs of the bucket. */
export function needOf(grant: Grant): readonly Need[] {
  if (grant.by !== 'trail') return [];
  const { by: _by, ...delivering } = grant;
  return [{ to: 'deliver-logs', of: bucketArn, ...delivering, folders: ['CloudTrail'], key: null, everyRegion: true }];
}
