import { randomUUID } from 'node:crypto';
import type { Call, EventNote, Principal } from '../call.ts';
import type { Fault } from '../fault.ts';
import { partitionOf } from '../places.ts';
import type { HistoryEvent } from './history.ts';

/** How a call ended. */
export type Outcome = { readonly elements: object | null } | { readonly fault: Fault };

/** The event of a call: its record in the format of log files, and what LookupEvents shows beside it. */
export function eventOf(call: Call, note: EventNote, outcome: Outcome): HistoryEvent {
  const id = randomUUID();
  const { principal } = call;
  return {
    id,
    at: call.at,
    name: note.name,
    source: `${call.service}.amazonaws.com`,
    readOnly: note.readOnly,
    accessKeyId: principal.accessKeyId,
    userName: principal.userName ?? principal.id.slice(principal.id.indexOf(':') + 1),
    subjects: note.subjects,
    record: recordOf(id, call, note, outcome),
  };
}

function recordOf(id: string, call: Call, note: EventNote, outcome: Outcome): object {
  const failed = 'fault' in outcome;
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(call.principal),
    eventTime: toSecond(call.at),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: note.name,
    awsRegion: call.region,
    sourceIPAddress: call.sourceIp,
    userAgent: call.service === 's3' ? `[${call.userAgent}]` : call.userAgent,
    ...(failed && { errorCode: outcome.fault.code, errorMessage: outcome.fault.message }),
    requestParameters: note.parameters,
    responseElements: failed ? null : outcome.elements,
    ...(!failed && note.additional && { additionalEventData: note.additional }),
    requestID: call.requestId,
    eventID: id,
    readOnly: note.readOnly,
    ...(note.listsResources && { resources: note.subjects.map(subject => resourceOf(subject, call)) }),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.principal.account,
    eventCategory: 'Management',
  };
}

function resourceOf(subject: EventNote['subjects'][number], call: Call): object {
  const arn =
    subject.type === 'AWS::S3::Bucket' ? `arn:${partitionOf(call.region)}:s3:::${subject.name}` : subject.name;
  return { accountId: call.principal.account, type: subject.type, ARN: arn };
}

function identityOf(principal: Principal): object {
  const { type, id: principalId, arn, account: accountId, accessKeyId, userName, role } = principal;
  if (type === 'WebIdentityUser') return { type, principalId, userName };
  return {
    type,
    principalId,
    arn,
    accountId,
    accessKeyId,
    ...(userName !== undefined && { userName }),
    ...(role && {
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: role.id, arn: role.arn, accountId, userName: role.name },
        attributes: { creationDate: toSecond(role.since), mfaAuthenticated: 'false' },
      },
    }),
  };
}

function toSecond(moment: Date): string {
  return moment.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
