/** Records of delivered log files (AWS CloudTrail User Guide, "CloudTrail record contents"). */
import { fits, fitting, isObject } from './fit.ts';
import { identityShape } from './identity.ts';
import { anything, flag, list, number, object, text } from './shape.ts';
import type { Json, JsonObject, Of } from './shape.ts';

const statistics = list(
  object({ value: text('An ARN, a user agent or an error code.'), average: number('Calls a minute.') }),
);

const insightDetails = object(
  {
    state: text('Start or End.'),
    eventSource: text(),
    eventName: text(),
    insightType: text('ApiCallRateInsight or ApiErrorRateInsight.'),
    errorCode: text(),
    insightContext: object({
      statistics: object({
        baseline: object({ average: number('Calls a minute.') }),
        insight: object({ average: number('Calls a minute.') }),
        insightDuration: number('Minutes.'),
        baselineDuration: number('Minutes.'),
      }),
      attributions: list(
        object({
          attribute: text('userIdentityArn, userAgent or errorCode.'),
          insight: statistics,
          baseline: statistics,
        }),
      ),
    }),
  },
  'Of insight events.',
);

const dimension = object({
  dimension: text(),
  statistics: list(object({ name: text(), value: anything('A number.') })),
  aggregationType: text('Count.'),
});

export const recordShape = object(
  {
    eventVersion: text('`MAJOR.MINOR` of the format; 1.10 is newer than 1.9.'),
    userIdentity: identityShape,
    eventTime: text('When the call was done, as `YYYY-MM-DDTHH:MM:SSZ`.'),
    eventSource: text('The service: `s3.amazonaws.com`.'),
    eventName: text('The operation: `PutObject`.'),
    awsRegion: text('Where it was called; us-east-1 for global services.'),
    sourceIPAddress: text('IPv4, IPv6, the name of a service, or `AWS Internal/…`.'),
    userAgent: text('1 KB at most.'),
    errorCode: text('Set where the call failed, but for services that tell so in responseElements.'),
    errorMessage: text('1 KB at most.'),
    requestParameters: anything('100 KB at most.'),
    responseElements: anything('Null for reads. 100 KB at most.'),
    additionalEventData: anything('28 KB at most.'),
    requestID: text(),
    eventID: text('Unique; the same record may be delivered more than once.'),
    apiVersion: text(),
    readOnly: flag('Whether the call changes nothing.'),
    resources: list(object({ ARN: text(), ARNPrefix: text(), accountId: text(), type: text() }), 'What was touched.'),
    eventType: text(
      'AwsApiCall, AwsServiceEvent, AwsConsoleAction, AwsConsoleSignIn, AwsVpceEvents, AwsCloudTrailInsight or AwsAggregatedEvent.',
    ),
    recipientAccountId: text('Twelve digits: whose record it is.'),
    sharedEventID: text('The same in every record of one action that several accounts got, or of one insight.'),
    vpcEndpointId: text(),
    vpcEndpointAccountId: text('Twelve digits.'),
    serviceEventDetails: anything('100 KB at most.'),
    managementEvent: flag(),
    eventCategory: text('Management, Data, NetworkActivity, Insight or Aggregated.'),
    addendum: object(
      {
        reason: text('DELIVERY_DELAY, UPDATED_DATA or SERVICE_OUTAGE.'),
        updatedFields: anything('What an update changed.'),
        originalRequestID: text(),
        originalEventID: text(),
      },
      'Why the record comes late, or which it replaces.',
    ),
    sessionCredentialFromConsole: text('"true": a text.'),
    edgeDeviceDetails: anything(),
    tlsDetails: object({
      tlsVersion: text(),
      cipherSuite: text(),
      clientProvidedHostHeader: text(),
      keyExchange: text(),
    }),
    eventContext: anything(),
    insightDetails,
    accountId: text('Of aggregated records: twelve digits.'),
    eventId: text('Of aggregated records.'),
    timeWindow: object({ windowStart: text(), windowEnd: text(), windowSize: text('PT5M.') }, 'Of aggregated records.'),
    summary: object({ primaryDimension: dimension, details: list(dimension) }, 'Of aggregated records.'),
  },
  'A record of a log file of AWS CloudTrail. All members but eventTime, eventName, eventSource and eventID are optional; insight and aggregated records lack some of these, too. Others may be there.',
);

/** One record, as far as it is what AWS documents. What it has beyond that is there too, without a type. */
export type LogRecord = Of<typeof recordShape>;

/**
 * Reads a record. A member that is not of its documented type is left out, so that whoever uses one can rely on it; the text
 * of the record still has it.
 *
 * @param text of one JSON object; numbers that JavaScript cannot hold are rounded, so records are printed from their text
 * @returns null where it is no JSON object, or no record: none of what every kind of record has
 */
export function readRecord(text: string): LogRecord | null {
  const value = parsed(text);
  if (value === undefined || !isObject(value) || !isRecord(value)) return null;
  if (fits(value, recordShape)) return value;
  const rest = fitting(value, recordShape);
  return rest !== undefined && fits(rest, recordShape) ? rest : null;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Digests, notifications and inventories are JSON, too. */
function isRecord(value: JsonObject): boolean {
  return (
    value['eventTime'] !== undefined || (value['timeWindow'] !== undefined && value['eventCategory'] !== undefined)
  );
}

/** When it happened, as `YYYY-MM-DDTHH:MM:SSZ`; of an aggregated record the begin of its window. */
export function timeOf(record: LogRecord): string | null {
  return record.eventTime ?? record.timeWindow?.windowStart ?? null;
}

/** Its id; of the same event that several accounts got, each has its own. */
export function idOf({ eventID, eventId }: LogRecord): string | null {
  return eventID ?? eventId ?? null;
}

/** Twelve digits: whose record it is. */
export function accountOf({ recipientAccountId, accountId, userIdentity }: LogRecord): string | null {
  return recipientAccountId ?? accountId ?? userIdentity?.accountId ?? null;
}
