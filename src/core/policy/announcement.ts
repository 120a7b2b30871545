/** The statements by which a topic lets CloudTrail announce log files, and who is let in by statements as they stand. */
import { parseArn } from '../arn.ts';
import type { Arn } from '../model.ts';
import { announcementRequests } from './evaluate/cloudtrail.ts';
import { unique } from './grants.ts';
import type { Form, Grant } from './grants.ts';
import { cloudTrail, namedAccounts, namedNames, namedOrganizations, namedTrails, source } from './shape.ts';
import { roleOf, sid } from './sid.ts';
import type { Role } from './sid.ts';
import type { Condition, Statement } from './statement.ts';

/** What a grant for a topic leaves empty. */
const nowhere = { prefix: '' };

/**
 * Announcements through one topic: one statement a rung. That CloudTrail sends `aws:SourceOrgID` with its announcements
 * as it does with its deliveries is believed, not established; only a spec that asks for that rung, or a policy that
 * would not fit otherwise, rests on it.
 */
export const announcement: Form = {
  asks: (need, memberOf) => (need.to === 'announce-logs' ? announcementRequests({ ...need, memberOf }) : []),
  someNeeds: of => [{ to: 'announce-logs', of, trail: 'arn:*:cloudtrail:*:*:trail/*', everyRegion: true }],
  anywhere: 'arn:aws:sns:*:*:*',
  statements(grants, topic, owner) {
    const { partition } = parseArn(topic);
    const trails = grants.flatMap(grant => (grant.by === 'trail' ? [grant.trail] : []));
    const accounts = grants.flatMap(grant => (grant.by === 'account' ? [grant] : []));
    const organizations = grants.flatMap(grant => (grant.by === 'organization' ? [grant.organization] : []));
    const publish = (role: Role, Condition: Condition): Statement => ({
      Sid: sid(role, owner),
      Effect: 'Allow',
      Principal: cloudTrail,
      Action: 'sns:Publish',
      Resource: topic,
      Condition,
    });
    return [
      ...(trails.length > 0 ? [publish('Publish', { StringEquals: source.trails(trails) })] : []),
      ...(accounts.length > 0
        ? [
            publish('AccountsPublish', {
              StringEquals: source.accounts(accounts.map(({ account }) => account)),
              ...source.names(
                partition,
                accounts.map(({ name }) => name),
              ),
            }),
          ]
        : []),
      ...(organizations.length > 0
        ? [
            publish('MembersPublish', {
              StringEquals: source.organizations(organizations),
              ...source.names(partition, ['*']),
            }),
          ]
        : []),
    ];
  },
  granted(statements, owner) {
    return unique(statements.flatMap(statement => grantsOf(statement, owner)));
  },
};

function grantsOf(statement: Statement, owner: string | undefined): readonly Grant[] {
  const role = roleOf(statement, owner);
  if (role === 'Publish') return namedTrails(statement).map(announcing);
  if (role === 'MembersPublish')
    return namedOrganizations(statement).map((organization): Grant => ({
      by: 'organization',
      organization,
      ...nowhere,
    }));
  if (role !== 'AccountsPublish') return [];
  return namedNames(statement).flatMap(name =>
    namedAccounts(statement).map((account): Grant => ({ by: 'account', account, name, ...nowhere })),
  );
}

/** The grant by which a trail announces. */
export function announcing(trail: Arn): Grant {
  return { by: 'trail', trail, account: parseArn(trail).account, organization: null, ...nowhere };
}
