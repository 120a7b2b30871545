import type { Context, EventNote, Service } from '../call.ts';
import { Fault } from '../fault.ts';
import { type Shape, ShapeError, isRecord } from '../shape.ts';
import type { Dialect, Understood } from './dialect.ts';
import { type Reply, type Request } from './message.ts';

/** An operation of a JSON service. */
export interface JsonOperation {
  /** `data`: it does not stand in event history. */
  readonly kind: 'read' | 'write' | 'data';
  /** `raw` is the input as sent. */
  run(raw: Readonly<Record<string, unknown>>, context: Context): object;
  subjects(raw: Readonly<Record<string, unknown>>): EventNote['subjects'];
  readonly ready?: Waiting;
}

/** Resolves once there is an answer to the input as sent. */
type Waiting = (raw: Readonly<Record<string, unknown>>, context: Context, gone: () => boolean) => Promise<void>;

interface Definition<I> {
  readonly kind: JsonOperation['kind'];
  readonly input: Shape<I>;
  readonly ready?: Waiting;
  /** Resources that LookupEvents lists for the call. */
  subjects?(raw: Readonly<Record<string, unknown>>): EventNote['subjects'];
  run(input: I, context: Context): object;
}

/** An operation whose input is read strictly by its shape. */
export function jsonOperation<I>(definition: Definition<I>): JsonOperation {
  return {
    kind: definition.kind,
    run: (raw, context) => definition.run(definition.input.plain(raw, context.call.operation, 'json'), context),
    subjects: raw => definition.subjects?.(raw) ?? [],
    ...(definition.ready && { ready: definition.ready }),
  };
}

/** `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.CreateTrail` and its shorter form both end in service.operation. */
export function targetOf(request: Request): { readonly service: string; readonly operation: string } | undefined {
  const [operation, service] = (request.headers.get('x-amz-target') ?? '').split('.').toReversed();
  return operation && service ? { service, operation } : undefined;
}

interface JsonService {
  readonly service: Service;
  readonly operations: Readonly<Record<string, JsonOperation>>;
  /** Whether raw records carry `resources`. */
  readonly listsResources: boolean;
  /** 1.1 by default. */
  readonly version?: '1.0';
  /** What the code of a fault was called in the service's older protocol, which its answers still carry beside. */
  readonly olderCode?: (code: string) => string;
}

/** JSON 1.1, or 1.0: one POST to `/`, the operation in X-Amz-Target, every error a 400. */
export function jsonDialect(spoken: JsonService): Dialect {
  const { service, olderCode } = spoken;
  const reply = replyIn(spoken.version ?? '1.1');
  return {
    service,
    understand: request => understand(request, spoken, reply),
    refuse(fault, requestId) {
      const older = olderCode && { 'x-amzn-query-error': `${olderCode(fault.code)};Sender` };
      const headers = { ...fault.headers, ...older, ...ids(requestId) };
      return reply(fault.status, { __type: fault.code, message: fault.message }, headers);
    },
    unsigned: () => new Fault('MissingAuthenticationTokenException', 'Missing Authentication Token'),
    invalidKey: () =>
      new Fault('UnrecognizedClientException', 'The security token included in the request is invalid.'),
    expiredKey: () => new Fault('ExpiredTokenException', 'The security token included in the request is expired'),
  };
}

function understand(request: Request, spoken: JsonService, reply: Replying): Understood {
  const { operations, listsResources } = spoken;
  const name = targetOf(request)?.operation ?? '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw new Fault('UnknownOperationException', `The sandbox does not know the operation ${name}.`);
  const raw = parseBody(request.body);
  const { ready } = operation;
  return {
    operation: name,
    ...(ready && { ready: (context, gone) => ready(raw, context, gone) }),
    inputs: Object.keys(raw),
    perform(context) {
      const output = shaped(() => operation.run(raw, context));
      const elements = operation.kind === 'write' ? recorded(output) : null;
      return { reply: reply(200, wireValue(output), ids(context.call.requestId)), elements };
    },
    ...(operation.kind !== 'data' && {
      note: () => ({
        name,
        readOnly: operation.kind === 'read',
        parameters: Object.keys(raw).length === 0 ? null : recorded(raw),
        subjects: operation.subjects(raw),
        listsResources,
      }),
    }),
  };
}

function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  let raw: unknown;
  try {
    raw = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new Fault('SerializationException', 'The body is not JSON.');
  }
  if (!isRecord(raw)) throw new Fault('SerializationException', 'Start of structure or map found where not expected.');
  return raw;
}

function shaped<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    if (error.reason === 'unknown')
      throw new Fault('ValidationException', `The sandbox does not know it: ${error.message}.`);
    throw new Fault('SerializationException', error.message);
  }
}

function ids(requestId: string): Readonly<Record<string, string>> {
  return { 'x-amzn-requestid': requestId };
}

type Replying = (status: number, value: unknown, headers: Readonly<Record<string, string>>) => Reply;

function replyIn(version: '1.0' | '1.1'): Replying {
  return (status, value, headers) => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, ...headers },
    body: JSON.stringify(value),
  });
}

/** Moments become seconds since 1970, bytes base64; what is undefined is left out by JSON. */
function wireValue(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(wireValue);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wireValue(each)]));
  return value;
}

/** As in records: names begin with a small letter. */
function recorded(value: object): object | null {
  const entries = Object.entries(value);
  return entries.length === 0
    ? null
    : Object.fromEntries(entries.map(([key, each]) => [lowerFirst(key), recordedValue(each)]));
}

function recordedValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(recordedValue);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [lowerFirst(key), recordedValue(each)]));
  return value;
}

/** `Name` → `name`, `S3BucketName` → `s3BucketName`, `ARN` stays as it is. */
function lowerFirst(name: string): string {
  return /^[A-Z]+$/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}
