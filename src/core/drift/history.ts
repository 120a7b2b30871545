/** Events of CloudTrail's event history, taken apart. What is not an event as AWS records them is left out. */
import type { CausingEvent, Principal } from './attribution.ts';
import { flagAt, isObject, objectAt, textAt } from './cause.ts';
import type { Parameters } from './cause.ts';

/** An event with what is needed to tell what it did. */
export interface HistoryEvent extends CausingEvent {
  readonly readOnly: boolean;
  /** In whose history it stands; null: not recorded. */
  readonly account: string | null;
  readonly parameters: Parameters;
  /** Names and ARNs that LookupEvents lists beside the record. */
  readonly resources: readonly string[];
}

/** One page of LookupEvents, as far as its answer can be understood. */
export function eventsIn(answer: object): readonly HistoryEvent[] {
  const { Events: events } = answer as { readonly Events?: unknown };
  return Array.isArray(events) ? events.filter(isObject).flatMap(event => eventOf(event) ?? []) : [];
}

function eventOf(listed: Parameters): HistoryEvent | undefined {
  const record = recordIn(textAt(listed, 'CloudTrailEvent'));
  if (record === undefined) return undefined;
  const [eventId, name, source, at] = ['eventID', 'eventName', 'eventSource', 'eventTime'].map(key =>
    textAt(record, key),
  );
  const moment = Date.parse(at ?? '');
  if (eventId === undefined || name === undefined || source === undefined || Number.isNaN(moment)) return undefined;
  const identity = objectAt(record, 'userIdentity') ?? {};
  const errorCode = textAt(record, 'errorCode');
  return {
    eventId,
    name,
    source,
    at: new Date(moment).toISOString(),
    region: textAt(record, 'awsRegion') ?? '',
    principal: principalOf(identity),
    sourceIp: textAt(record, 'sourceIPAddress') ?? null,
    userAgent: agentOf(textAt(record, 'userAgent')),
    requestId: textAt(record, 'requestID') ?? null,
    ...(errorCode === undefined ? {} : { errorCode }),
    readOnly: flagAt(record, 'readOnly') ?? false,
    account: textAt(record, 'recipientAccountId') ?? textAt(identity, 'accountId') ?? null,
    parameters: objectAt(record, 'requestParameters') ?? {},
    resources: resourcesOf(listed),
  };
}

function recordIn(text: string | undefined): Parameters | undefined {
  try {
    const record: unknown = JSON.parse(text ?? '');
    return isObject(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** S3 puts it into brackets. */
function agentOf(text: string | undefined): string | null {
  return text?.replace(/^\[(.*)\]$/su, '$1') ?? null;
}

function resourcesOf({ Resources: resources }: Parameters): readonly string[] {
  return Array.isArray(resources)
    ? resources.filter(isObject).flatMap(resource => textAt(resource, 'ResourceName') ?? [])
    : [];
}

/** Who called, from `userIdentity`. Everything in it but the type may be missing, and at times that too. */
export function principalOf(identity: Parameters): Principal {
  const issuer = objectAt(identity, 'sessionContext', 'sessionIssuer') ?? {};
  const attributes = objectAt(identity, 'sessionContext', 'attributes') ?? {};
  return {
    name: nameOf(identity, issuer),
    type: textAt(identity, 'type') ?? (textAt(identity, 'invokedBy') === undefined ? 'Unknown' : 'AWSService'),
    arn: textAt(identity, 'arn') ?? null,
    account: textAt(identity, 'accountId') ?? null,
    issuer: textAt(issuer, 'arn') ?? null,
    mfa: flagAt(attributes, 'mfaAuthenticated') ?? null,
  };
}

/** As people know them: role and session, user, root, service. */
function nameOf(identity: Parameters, issuer: Parameters): string {
  const [type, arn, id] = ['type', 'arn', 'principalId'].map(key => textAt(identity, key) ?? '') as [
    string,
    string,
    string,
  ];
  const behind = textAt(objectAt(identity, 'sessionContext') ?? {}, 'sourceIdentity');
  const fallback = id || arn || textAt(identity, 'invokedBy') || 'somebody';
  switch (type) {
    case 'AssumedRole': {
      const [, role, ...session] = arn.split('/');
      const name = `${textAt(issuer, 'userName') ?? role ?? ''}/${session.join('/') || id.replace(/^.*?:/su, '')}`;
      return behind === undefined || behind === '' ? name : `${name} (${behind})`;
    }
    case 'Root':
      return 'root';
    case 'AWSService':
      return textAt(identity, 'invokedBy') ?? fallback;
    case 'IdentityCenterUser':
      return textAt(objectAt(identity, 'onBehalfOf') ?? {}, 'userId') ?? fallback;
    default:
      return textAt(identity, 'userName') ?? fallback;
  }
}
