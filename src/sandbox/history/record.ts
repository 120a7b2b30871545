import { randomUUID } from 'node:crypto';
import type { Call, EventNote, Principal } from '../call.ts';
import type { Fault } from '../fault.ts';
import { leadingRegion, parseArn, partitionOf } from '../places.ts';
import type { HistoryEvent } from './history.ts';

/** How a call ended. */
export type Outcome = { readonly elements: object | null } | { readonly fault: Fault };

/** The event of a call: its record in the format of log files, and what LookupEvents shows beside it. */
export function eventOf(call: Call, given: EventNote, outcome: Outcome): HistoryEvent {
  const id = randomUUID();
  const { principal } = call;
  const note = { ...given, subjects: given.subjects.map(subject => named(subject, call)) };
  return {
    id,
    at: call.at,
    name: note.name,
    source: `${call.service}.amazonaws.com`,
    readOnly: note.readOnly,
    accessKeyId: principal.accessKeyId,
    userName:
      principal.type === 'Root' ? 'root' : (principal.userName ?? principal.id.slice(principal.id.indexOf(':') + 1)),
    subjects: note.subjects,
    principalArn: principal.arn,
    global: isGlobal(call),
    ...(note.data && { data: note.data }),
    record: recordOf(id, call, note, outcome),
  };
}

/** Where an event is recorded. */
export function eventRegion({ service, region }: Pick<Call, 'service' | 'region'>): string {
  return service === 'iam' || service === 'organizations' ? leadingRegion(region) : region;
}

/** Services without a region of their own; calls to STS in the leading region count as such to its global endpoint. */
function isGlobal({ service, region }: Call): boolean {
  return service === 'iam' || service === 'organizations' || (service === 'sts' && region === leadingRegion(region));
}

/** A key is listed by its ARN, however it was named. */
function named(subject: Subject, { region, principal }: Call): Subject {
  const { type, name } = subject;
  if (type !== 'AWS::KMS::Key' || parseArn(name) !== undefined || name.startsWith('alias/')) return subject;
  return { type, name: `arn:${partitionOf(region)}:kms:${region}:${principal.account}:key/${name}` };
}

type Subject = EventNote['subjects'][number];

/** Services of which the owner of a resource is told what others do to it. */
const TELLING = new Set(['s3.amazonaws.com', 'sns.amazonaws.com', 'kms.amazonaws.com']);

/** The same event in the history of the account that owns what it is about, where that is another. */
export function copyFor(owner: string, event: HistoryEvent): HistoryEvent | undefined {
  if (!TELLING.has(event.source)) return undefined;
  const id = randomUUID();
  return { ...event, id, record: { ...event.record, eventID: id, recipientAccountId: owner, sharedEventID: event.id } };
}

function recordOf(id: string, call: Call, note: EventNote, outcome: Outcome): object {
  const failed = 'fault' in outcome;
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(call.principal),
    eventTime: toSecond(call.at),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: note.name,
    awsRegion: eventRegion(call),
    sourceIPAddress: call.sourceIp,
    userAgent: call.service === 's3' ? `[${call.userAgent}]` : call.userAgent,
    ...(failed && { errorCode: outcome.fault.code, errorMessage: outcome.fault.message }),
    requestParameters: note.parameters,
    responseElements: failed ? null : outcome.elements,
    ...(!failed && note.additional && { additionalEventData: note.additional }),
    requestID: call.requestId,
    eventID: id,
    readOnly: note.readOnly,
    ...(note.listsResources && { resources: resourcesOf(note, call) }),
    eventType: 'AwsApiCall',
    managementEvent: note.data === undefined,
    recipientAccountId: call.principal.account,
    eventCategory: note.data ? 'Data' : 'Management',
  };
}

function resourcesOf({ data, subjects }: EventNote, call: Call): readonly object[] {
  const about = data ? [{ type: data.type, [data.arn.endsWith('/') ? 'ARNPrefix' : 'ARN']: data.arn }] : [];
  return [...about, ...subjects.map(subject => resourceOf(subject, call))];
}

function resourceOf(subject: EventNote['subjects'][number], call: Call): object {
  const arn =
    subject.type === 'AWS::S3::Bucket' ? `arn:${partitionOf(call.region)}:s3:::${subject.name}` : subject.name;
  return { accountId: call.principal.account, type: subject.type, ARN: arn };
}

function identityOf(principal: Principal): object {
  const {
    type,
    id: principalId,
    arn,
    account: accountId,
    accessKeyId,
    userName,
    role,
    mfa,
    sourceIdentity,
  } = principal;
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
        attributes: { creationDate: toSecond(role.since), mfaAuthenticated: String(mfa ?? false) },
        ...(sourceIdentity !== undefined && { sourceIdentity }),
      },
    }),
  };
}

function toSecond(moment: Date): string {
  return moment.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
