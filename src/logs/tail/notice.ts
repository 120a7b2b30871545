/**
 * What a queue says of delivered files, decided by shape: CloudTrail's own announcement, an event notification of S3, or an
 * event of EventBridge; bare, or in envelopes of SNS. Pure; no message makes it throw.
 */

/** One file, as a message names it. */
export interface NamedFile {
  readonly bucket: string;
  readonly key: string;
}

/** What a message is. `other`: well-formed, and it names no file that was written. */
export type Notice =
  | { readonly is: 'files'; readonly files: readonly NamedFile[] }
  | { readonly is: 'other'; readonly why: string }
  | { readonly is: 'malformed'; readonly why: string };

/** Characters. SQS takes 1 MiB at most. */
const longestBody = 1_100_000;
/** SNS wraps a message once; a topic that another one feeds would make two. */
const mostEnvelopes = 3;

/** Reads the body of one message. */
export function readNotice(body: string): Notice {
  if (body.length > longestBody) return malformed('it is longer than any message');
  return readBody(body, mostEnvelopes);
}

function readBody(body: string, envelopes: number): Notice {
  // CloudTrail sends this whenever a trail is given a topic
  if (body.trim() === 'CloudTrail validation message.') return other('a validation message of CloudTrail');
  const message = parsed(body);
  if (message === undefined) return malformed('it is no JSON object');
  if ('s3ObjectKey' in message) return ofCloudTrail(message);
  if (Array.isArray(message['Records'])) return ofBucket(message['Records']);
  if (message['Event'] === 's3:TestEvent') return other('a test event of S3');
  if (message['Type'] === 'Notification') return unwrapped(message['Message'], envelopes);
  if (typeof message['Type'] === 'string' && 'TopicArn' in message)
    return other(`SNS sent it itself: ${clipped(message['Type'])}`);
  return isFields(message['detail']) ? ofEventBridge(message, message['detail']) : malformed('it has no known shape');
}

function unwrapped(message: unknown, envelopes: number): Notice {
  if (typeof message !== 'string') return malformed('its envelope is empty');
  return envelopes > 0 ? readBody(message, envelopes - 1) : malformed('it has too many envelopes');
}

/** `{"s3Bucket": …, "s3ObjectKey": [key, …]}`. */
function ofCloudTrail({ s3Bucket: bucket, s3ObjectKey: keys }: Fields): Notice {
  const named = typeof keys === 'string' ? [keys] : keys;
  if (typeof bucket !== 'string' || !Array.isArray(named) || !named.every(key => typeof key === 'string'))
    return malformed('it does not say which files of which bucket');
  return named.length === 0 ? other('it names no file') : { is: 'files', files: named.map(key => ({ bucket, key })) };
}

/** Event notifications of S3: their keys are encoded as in a query. */
function ofBucket(records: readonly unknown[]): Notice {
  const [first] = records;
  if (first !== undefined && !(isFields(first) && first['eventSource'] === 'aws:s3'))
    return malformed('its records are none of S3');
  const written = records.filter(
    record => isFields(record) && textOf(record['eventName'])?.startsWith('ObjectCreated:'),
  );
  const files = written.map(writtenFile);
  if (!files.every(file => file !== undefined)) return malformed('it does not say which files of which bucket');
  return files.length === 0 ? other('an event of S3 that writes nothing') : { is: 'files', files };
}

function writtenFile(record: unknown): NamedFile | undefined {
  const s3 = isFields(record) && isFields(record['s3']) ? record['s3'] : {};
  const bucket = isFields(s3['bucket']) ? textOf(s3['bucket']['name']) : undefined;
  const key = isFields(s3['object']) ? plain(textOf(s3['object']['key'])) : undefined;
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** As EventBridge tells of S3: the key stands there as it is. */
function ofEventBridge(message: Fields, detail: Fields): Notice {
  const kind = textOf(message['detail-type']);
  if (kind !== undefined && kind !== 'Object Created') return other(`an event of another kind: ${clipped(kind)}`);
  const bucket = isFields(detail['bucket']) ? textOf(detail['bucket']['name']) : undefined;
  const key = isFields(detail['object']) ? textOf(detail['object']['key']) : undefined;
  if (bucket === undefined || key === undefined) return malformed('it does not say which file of which bucket');
  return { is: 'files', files: [{ bucket, key }] };
}

/** A key of an event of S3 as it is; undefined where it is not encoded as they are. */
function plain(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined; // a lone percent sign
  }
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined; // what is no JSON, the caller says
  }
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function other(why: string): Notice {
  return { is: 'other', why };
}

function malformed(why: string): Notice {
  return { is: 'malformed', why };
}
