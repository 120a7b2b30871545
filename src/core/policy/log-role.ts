/** The role with which CloudTrail writes to a log group: who may assume it, and what it may do. */
import { parseArn } from '../arn.ts';
import type { Arn } from '../model.ts';
import { asking, trailKeys } from './evaluate/cloudtrail.ts';
import type { Asked } from './evaluate/cloudtrail.ts';
import type { Keys } from './evaluate/request.ts';
import { cloudTrail } from './shape.ts';
import { distinct, ourHeader } from './statement.ts';
import type { PolicyDocument, Statement } from './statement.ts';

/** What is written to a log group. */
export interface Writing {
  /** ARN, with or without `:*` at its end. */
  readonly logGroup: string;
  /** Of a trail of it; null: of an account. */
  readonly organization: string | null;
}

/** Lets CloudTrail assume the role. */
export const logRoleTrust: PolicyDocument = {
  header: ourHeader,
  statements: [{ Sid: 'AWSCloudTrailAssumeRole', Effect: 'Allow', Principal: cloudTrail, Action: 'sts:AssumeRole' }],
};

/** Lets the role make the log streams of CloudTrail, and write to them. */
export function logRolePermissions(writings: readonly Writing[]): PolicyDocument {
  const streams = distinct(writings.flatMap(streamsOf).map(stream => `${stream}*`));
  const allow = (Sid: string, Action: string): Statement => ({ Sid, Effect: 'Allow', Action, Resource: streams });
  return {
    header: ourHeader,
    statements: [
      allow('AWSCloudTrailCreateLogStream20141101', 'logs:CreateLogStream'),
      allow('AWSCloudTrailPutLogEvents20141101', 'logs:PutLogEvents'),
    ],
  };
}

/** The beginnings of the names of all streams: the account's own, and those of the members. */
function streamsOf({ logGroup, organization }: Writing): readonly string[] {
  const { region, account } = parseArn(logGroup);
  const group = logGroup.replace(/:\*$/u, '');
  const own = `${group}:log-stream:${account}_CloudTrail_${region}`;
  return organization === null ? [own] : [own, `${group}:log-stream:${organization}_`];
}

/** Assuming the role, for the trail: with the keys that CloudTrail sends with everything. */
export function trustRequests(trail: Arn): readonly Asked[] {
  const request = { ...requestOf(trail, 'sts:AssumeRole', '*'), keys: new Map(trailKeys(trail)) };
  return [{ what: 'take the role', request }];
}

/**
 * Making the streams, and writing to them. What of their names is not known may be anything, and so may the condition
 * keys: it is the role that asks.
 */
export function writingRequests(trail: Arn, writing: Writing): readonly Asked[] {
  const streams = streamsOf(writing).map(stream => (stream.endsWith('_') ? `${stream}*` : stream));
  return streams.flatMap(stream => [
    { what: 'make a log stream', request: requestOf(trail, 'logs:CreateLogStream', stream) },
    { what: 'write events', request: requestOf(trail, 'logs:PutLogEvents', stream) },
  ]);
}

function requestOf(trail: Arn, action: Asked['request']['action'], resource: string): Asked['request'] {
  const { region } = parseArn(trail);
  const keys: Keys = new Map();
  return { ...asking, accounts: new Map(), source: trail, region, action, resource, keys };
}

/** A trust policy names no resource: it stands on the role itself. In the form that is judged. */
export function asResourcePolicy({ header, statements }: PolicyDocument): PolicyDocument {
  return { header, statements: statements.map(statement => ({ ...statement, Resource: '*' })) };
}

/** Policies of a role name no principal: it is the role. All of them together, in the form that is judged. */
export function asOnePolicy(documents: readonly PolicyDocument[]): PolicyDocument {
  const statements = documents.flatMap(document =>
    document.statements.map(statement => ({ ...statement, Principal: '*' })),
  );
  return { header: ourHeader, statements };
}
