/**
 * The same records at Athena: a table over the layout of a trail's files (AWS: "Create a table for CloudTrail logs in Athena
 * using partition projection"), and a view that has the columns of `events`.
 */
import { columns } from '../flatten.ts';
import type { LogPlace, TimeRange } from '../place.ts';
import { literal, literals, moment } from './text.ts';

/** What the table and the view are to be. */
export interface AthenaTables {
  readonly place: LogPlace;
  /** Name of the view; that of the table ends with `_files`. */
  readonly view: string;
  /** `YYYY-MM-DD`: of which day the first files are. */
  readonly since: string;
  /** Twelve digits each: of which accounts there are files; empty: every query has to name them. */
  readonly accounts: readonly string[];
  /** Of which regions there are files; empty: every query has to name them. */
  readonly regions: readonly string[];
}

/** Columns as AWS documents them; names are in lower case whatever one writes. What is nested without a schema is a text. */
const members = `eventversion STRING,
  useridentity STRUCT<
    type: STRING, principalid: STRING, arn: STRING, accountid: STRING, invokedby: STRING, accesskeyid: STRING, username: STRING,
    onbehalfof: STRUCT<userid: STRING, identitystorearn: STRING>,
    sessioncontext: STRUCT<
      attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
      sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, username: STRING>,
      ec2roledelivery: STRING, sourceidentity: STRING, assumedroot: STRING,
      webidfederationdata: STRUCT<federatedprovider: STRING, attributes: MAP<STRING, STRING>>>>,
  eventtime STRING,
  eventsource STRING,
  eventname STRING,
  awsregion STRING,
  sourceipaddress STRING,
  useragent STRING,
  errorcode STRING,
  errormessage STRING,
  requestparameters STRING,
  responseelements STRING,
  additionaleventdata STRING,
  requestid STRING,
  eventid STRING,
  readonly STRING,
  resources ARRAY<STRUCT<arn: STRING, accountid: STRING, type: STRING>>,
  eventtype STRING,
  apiversion STRING,
  recipientaccountid STRING,
  serviceeventdetails STRING,
  sharedeventid STRING,
  vpcendpointid STRING,
  vpcendpointaccountid STRING,
  eventcategory STRING,
  managementevent STRING,
  tlsdetails STRUCT<tlsversion: STRING, ciphersuite: STRING, clientprovidedhostheader: STRING>`;

/** Each statement ends without a semicolon: Athena takes one at a time. */
export function athenaStatements(tables: AthenaTables): readonly [table: string, view: string] {
  return [createTable(tables), createView(tables)];
}

const tableOf = (view: string): string => `${view}_files`;

function createTable({ place, view, since, accounts, regions }: AthenaTables): string {
  const { bucket, prefix, organization } = place;
  const root = `s3://${bucket}/${prefix && `${prefix}/`}AWSLogs/${organization === null ? '' : `${organization}/`}`;
  const properties = {
    'projection.enabled': 'true',
    ...projection('account', accounts),
    ...projection('log_region', regions),
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.range': `${since.replaceAll('-', '/')},NOW`,
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'storage.location.template': `${root}\${account}/CloudTrail/\${log_region}/\${day}`,
  };
  return `CREATE EXTERNAL TABLE ${tableOf(view)} (
  ${members}
)
PARTITIONED BY (account STRING, log_region STRING, day STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION ${literal(root)}
TBLPROPERTIES (
${Object.entries(properties)
  .map(([name, value]) => `  ${literal(name)} = ${literal(value)}`)
  .join(',\n')}
)`;
}

/** Values that nobody knows beforehand, each query has to name. */
function projection(column: string, values: readonly string[]): Readonly<Record<string, string>> {
  if (values.length === 0) return { [`projection.${column}.type`]: 'injected' };
  return { [`projection.${column}.type`]: 'enum', [`projection.${column}.values`]: values.join(',') };
}

/** The display name of somebody, as `user_name` has it. */
const userName = `CASE
    WHEN useridentity.type = 'Root' THEN 'root'
    WHEN useridentity.type = 'AssumedRole' AND useridentity.sessioncontext.sessionissuer.username IS NOT NULL
      THEN concat(useridentity.sessioncontext.sessionissuer.username, '/', element_at(split(useridentity.arn, '/'), -1))
    WHEN useridentity.type = 'AWSService' THEN useridentity.invokedby
    WHEN useridentity.type = 'IdentityCenterUser' THEN coalesce(useridentity.username, useridentity.onbehalfof.userid)
    ELSE coalesce(useridentity.username, useridentity.principalid, useridentity.invokedby) END`;

/** What each column of `events` is of the table; what is missing here, the table does not have. */
const expressions: Readonly<Record<string, string>> = {
  event_time: `try(CAST(from_iso8601_timestamp(eventtime) AT TIME ZONE 'UTC' AS timestamp))`,
  account: 'coalesce(recipientaccountid, account)',
  region: 'awsregion',
  event_source: 'eventsource',
  event_name: 'eventname',
  event_id: 'eventid',
  event_type: 'eventtype',
  event_category: 'eventcategory',
  event_version: 'eventversion',
  read_only: flag('readonly'),
  management_event: flag('managementevent'),
  error_code: 'errorcode',
  error_message: 'errormessage',
  source_ip: 'sourceipaddress',
  user_agent: 'useragent',
  user_name: userName,
  user_type: 'useridentity.type',
  user_arn: 'useridentity.arn',
  user_account: 'useridentity.accountid',
  principal_id: 'useridentity.principalid',
  access_key_id: 'useridentity.accesskeyid',
  issuer_arn: 'useridentity.sessioncontext.sessionissuer.arn',
  source_identity: 'useridentity.sessioncontext.sourceidentity',
  mfa: flag('useridentity.sessioncontext.attributes.mfaauthenticated'),
  assumed_root: flag('useridentity.sessioncontext.assumedroot'),
  invoked_by: 'useridentity.invokedby',
  request_id: 'requestid',
  shared_event_id: 'sharedeventid',
  vpc_endpoint_id: 'vpcendpointid',
  tls_version: 'tlsdetails.tlsversion',
  resource_arns: 'transform(filter(resources, one -> one.arn IS NOT NULL), one -> one.arn)',
  user_identity: 'json_format(CAST(useridentity AS JSON))',
  request_parameters: text('requestparameters'),
  response_elements: text('responseelements'),
  additional_event_data: text('additionaleventdata'),
  service_event_details: text('serviceeventdetails'),
  resources: 'json_format(CAST(resources AS JSON))',
  log_file: '"$path"',
};

function flag(member: string): string {
  return `CASE ${member} WHEN 'true' THEN true WHEN 'false' THEN false END`;
}

/** The text `null` stands for what is null. */
function text(member: string): string {
  return `nullif(${member}, 'null')`;
}

const inView = columns.map(({ name }) => name).filter(name => name in expressions);

/** Columns of `events` that the view does not have: the table has no member for them. */
export const onlyHere: readonly string[] = columns.map(({ name }) => name).filter(name => !inView.includes(name));

function createView({ view }: AthenaTables): string {
  const shown = columns.flatMap(({ name }) => {
    const expression = expressions[name];
    return expression === undefined ? [] : [`  ${expression} AS ${name}`];
  });
  const partitions = ['account AS account_folder', 'log_region', 'day'].map(one => `  ${one}`);
  return `CREATE OR REPLACE VIEW ${view} AS
SELECT
${[...shown, ...partitions].join(',\n')}
FROM ${tableOf(view)}`;
}

export interface AthenaQuestion {
  /** Of the view: `DATABASE.VIEW`, or `VIEW`. */
  readonly view: string;
  readonly range: TimeRange;
  /** When the files were delivered. */
  readonly delivered: TimeRange;
  /** Whose files; null: all that the view has. */
  readonly accounts: readonly string[] | null;
  readonly regions: readonly string[] | null;
}

/**
 * The same query at Athena: `events` are the records of the range there, each once. Only the folders of the days in which
 * their files were delivered are read.
 */
export function atAthena(sql: string, question: AthenaQuestion): string {
  const { view, range, delivered, accounts, regions } = question;
  const conditions = [
    `day BETWEEN ${literal(folder(delivered.from))} AND ${literal(folder(delivered.until))}`,
    ...(accounts === null ? [] : [`account_folder IN ${literals(accounts)}`]),
    ...(regions === null ? [] : [`log_region IN ${literals(regions)}`]),
    `event_time >= ${moment(range.from)}`,
    `event_time < ${moment(range.until)}`,
  ];
  const events = `events AS (
  SELECT ${inView.join(', ')}
  FROM (SELECT *, row_number() OVER (PARTITION BY account, coalesce(event_id, CAST(uuid() AS varchar)) ORDER BY log_file) AS again
        FROM ${view}
        WHERE ${conditions.join('\n          AND ')})
  WHERE again = 1
)`;
  const query = sql.replace(/[\s;]+$/u, '');
  const own = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*WITH\s+(RECURSIVE\s+)?/iu.exec(query);
  if (own === null) return `WITH ${events}\n${query}`;
  return `WITH ${own[1] ?? ''}${events}, ${query.slice(own[0].length)}`;
}

const folder = (iso: string): string => iso.slice(0, 10).replaceAll('-', '/');
