/** Records as rows: the columns of CSV, Parquet and Arrow, and of the table that `logs query` asks. */
import { accountOf, idOf, timeOf } from './record/record.ts';
import type { LogRecord } from './record/record.ts';
import { nameOf } from './record/identity.ts';
import { membersOf } from './record/members.ts';

/** `time`: UTC; as a cell `YYYY-MM-DDTHH:MM:SSZ`. `json`: the text as it was written. `list`: of texts. */
export type ColumnType = 'text' | 'time' | 'flag' | 'json' | 'list';
export type Cell = string | boolean | readonly string[] | null;

export interface Column {
  /** In snake_case; public API. */
  readonly name: string;
  readonly type: ColumnType;
  /** For docs. */
  readonly says: string;
}

/** One record, as columns are made of it. */
interface Flattened {
  readonly record: LogRecord;
  /** Where it was read: `s3://BUCKET/KEY`, or the path of a file; empty where nobody knows. */
  readonly file: string;
  /** Texts of its members, as they were written. */
  readonly members: ReadonlyMap<string, string>;
}

interface Defined extends Column {
  readonly of: (from: Flattened) => Cell | undefined;
}

function text(name: string, of: (record: LogRecord) => string | null | undefined, says: string): Defined {
  return { name, type: 'text', says, of: ({ record }) => of(record) };
}

function flag(name: string, of: (record: LogRecord) => boolean | null | undefined, says: string): Defined {
  return { name, type: 'flag', says, of: ({ record }) => of(record) };
}

/** A member as it was written; null where it is missing or null. */
function json(name: string, member: string, says: string): Defined {
  return { name, type: 'json', says, of: ({ members }) => written(members.get(member)) };
}

const written = (value: string | undefined): string | null => (value === undefined || value === 'null' ? null : value);

/** `"true"` and `"false"` stand as texts in records. */
function said(value: string | null | undefined): boolean | null {
  if (value === 'true') return true;
  return value === 'false' ? false : null;
}

const session = ({ userIdentity }: LogRecord) => userIdentity?.sessionContext;

const defined: readonly Defined[] = [
  {
    name: 'event_time',
    type: 'time',
    says: 'When the call was done; of an aggregated record the begin of its window',
    of: ({ record }) => moment(timeOf(record)),
  },
  text('account', accountOf, 'Whose record it is, twelve digits: `recipientAccountId`'),
  text('region', record => record.awsRegion, '`awsRegion`; us-east-1 for global services'),
  text(
    'event_source',
    record => record.eventSource ?? record.insightDetails?.eventSource,
    'The service: `s3.amazonaws.com`',
  ),
  text('event_name', record => record.eventName ?? record.insightDetails?.eventName, 'The operation: `PutObject`'),
  text('event_id', idOf, '`eventID`'),
  text('event_type', record => record.eventType, 'Such as `AwsApiCall`, `AwsConsoleSignIn`'),
  text(
    'event_category',
    record => record.eventCategory,
    '`Management`, `Data`, `NetworkActivity`, `Insight`, `Aggregated`; null in old records',
  ),
  text('event_version', record => record.eventVersion, 'Of the format of the record: `1.11`'),
  flag('read_only', record => record.readOnly, 'Whether the call changes nothing'),
  flag('management_event', record => record.managementEvent, 'Null in old records'),
  text(
    'error_code',
    record => record.errorCode,
    'Null where the call succeeded, or the service tells so in `response_elements`',
  ),
  text('error_message', record => record.errorMessage, ''),
  text('source_ip', record => record.sourceIPAddress, 'IPv4, IPv6, the name of a service, or `AWS Internal/…`'),
  text('user_agent', record => record.userAgent, ''),
  text(
    'user_name',
    record => nameOf(record.userIdentity),
    'By which people know somebody: `root`, a user, `ROLE/SESSION`, a service; else the principal id',
  ),
  text('user_type', record => record.userIdentity?.type, '`Root`, `IAMUser`, `AssumedRole`, `AWSService`, …'),
  text('user_arn', record => record.userIdentity?.arn, ''),
  text('user_account', record => record.userIdentity?.accountId, 'Whose the user is'),
  text('principal_id', record => record.userIdentity?.principalId, ''),
  text('access_key_id', record => record.userIdentity?.accessKeyId, ''),
  text('issuer_arn', record => session(record)?.sessionIssuer?.arn, 'The role or user whose session it is'),
  text('source_identity', record => session(record)?.sourceIdentity, ''),
  flag(
    'mfa',
    record => said(session(record)?.attributes?.mfaAuthenticated),
    'Whether the session began with a second factor; of a console sign-in look into `additional_event_data`',
  ),
  flag('assumed_root', record => said(session(record)?.assumedRoot), 'Whether the session is of AssumeRoot'),
  text('invoked_by', record => record.userIdentity?.invokedBy, "The service that called in somebody's name"),
  text('request_id', record => record.requestID, ''),
  text('shared_event_id', record => record.sharedEventID, 'The same in the records of all accounts that got the event'),
  text('vpc_endpoint_id', record => record.vpcEndpointId, ''),
  text('tls_version', record => record.tlsDetails?.tlsVersion, ''),
  {
    name: 'resource_arns',
    type: 'list',
    says: 'ARNs of `resources`',
    of: ({ record }) => record.resources?.flatMap(({ ARN, ARNPrefix }) => ARN ?? ARNPrefix ?? []),
  },
  json('user_identity', 'userIdentity', 'The whole of it'),
  json('request_parameters', 'requestParameters', ''),
  json('response_elements', 'responseElements', ''),
  json('additional_event_data', 'additionalEventData', ''),
  json('service_event_details', 'serviceEventDetails', ''),
  json('resources', 'resources', ''),
  json('insight_details', 'insightDetails', 'Of insight events'),
  json('summary', 'summary', 'Of aggregated records'),
  {
    name: 'other',
    type: 'json',
    says: 'An object of the members that no column has',
    of: ({ members }) => rest(members),
  },
  { name: 'log_file', type: 'text', says: 'Where the record was read', of: ({ file }) => file || null },
];

/** Members of a record that a column has in whole. */
const held: ReadonlySet<string> = new Set([
  'eventTime',
  'awsRegion',
  'eventSource',
  'eventName',
  'eventID',
  'eventId',
  'eventType',
  'eventCategory',
  'eventVersion',
  'readOnly',
  'managementEvent',
  'errorCode',
  'errorMessage',
  'sourceIPAddress',
  'userAgent',
  'requestID',
  'sharedEventID',
  'vpcEndpointId',
  'recipientAccountId',
  'accountId',
  'userIdentity',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'serviceEventDetails',
  'resources',
  'insightDetails',
  'summary',
]);

function rest(members: ReadonlyMap<string, string>): string | null {
  const others: string[] = [];
  for (const [name, value] of members) if (!held.has(name)) others.push(`${JSON.stringify(name)}:${value}`);
  return others.length === 0 ? null : `{${others.join(',')}}`;
}

/** Times of another form are none that a column of times takes. */
function moment(time: string | null): string | null {
  return time !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u.test(time) ? time : null;
}

/** The columns, in their order. */
export const columns: readonly Column[] = defined.map(({ name, type, says }) => ({ name, type, says }));

/**
 * Makes cells of a record.
 *
 * @param text the record as it was written
 * @param wanted which columns, by name and in their own order; absent: all
 */
export function flattener(
  wanted?: ReadonlySet<string>,
): (record: LogRecord, text: string, file: string) => readonly Cell[] {
  const kept = wanted ? defined.filter(({ name }) => wanted.has(name)) : defined;
  const needsText = kept.some(({ type }) => type === 'json');
  return (record, text, file) => {
    const from = { record, file, members: needsText ? membersOf(text) : nothing };
    return kept.map(({ of }) => of(from) ?? null);
  };
}

/** Reads one column of records; null for one that holds JSON or where the record was read, and for one that there is none of. */
export function cellReader(name: string): ((record: LogRecord) => Cell) | null {
  const column = defined.find(column => column.name === name);
  if (column === undefined || column.type === 'json' || name === 'log_file') return null;
  return record => column.of({ record, file: '', members: nothing }) ?? null;
}

const nothing: ReadonlyMap<string, string> = new Map();
