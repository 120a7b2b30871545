import type { Context, EventNote, Service } from '../call.ts';
import { Fault } from '../fault.ts';
import { type Shape, ShapeError, isRecord } from '../shape.ts';
import type { Dialect, Understood } from './dialect.ts';
import type { Reply, Request } from './message.ts';
import { type XmlValue, xmlDocument } from './xml.ts';

/** An operation of a Query service. */
export interface QueryOperation {
  readonly kind: 'read' | 'write' | 'data';
  /** Operations without output have no result element. */
  run(raw: Tree, context: Context): QueryResult;
  subjects(raw: Tree): EventNote['subjects'];
  /** The parameter that event history leaves out. */
  readonly secret?: string;
}

export interface Tree {
  readonly [name: string]: Branch;
}
type Branch = string | Tree | readonly Branch[];

interface Definition<I> {
  /** Data events do not stand in event history. */
  readonly kind: 'read' | 'write' | 'data';
  readonly input: Shape<I>;
  subjects?(raw: Tree): EventNote['subjects'];
  readonly secret?: string;
  /** What stands in the result element; undefined for an operation that has none. */
  run(input: I, context: Context): QueryResult;
}

/** An operation whose input is read strictly by its shape. */
export function queryOperation<I>(definition: Definition<I>): QueryOperation {
  return {
    kind: definition.kind,
    run: (raw, context) => definition.run(definition.input.plain(raw, context.call.operation, 'text'), context),
    subjects: raw => definition.subjects?.(raw) ?? [],
    ...(definition.secret !== undefined && { secret: definition.secret }),
  };
}

interface QueryService {
  readonly service: Service;
  readonly version: string;
  readonly envelope: Envelope;
  /** The code of a parameter that does not fit. */
  readonly invalidParameter: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
  /** Where they are not those that most services answer. */
  readonly invalidKey?: Dialect['invalidKey'];
  readonly expiredKey?: Dialect['expiredKey'];
  readonly guest?: NonNullable<Dialect['guest']>;
}

/** The members of a result; undefined for an operation that has none. */
export type QueryResult = Members | undefined;
type Members = Readonly<Record<string, XmlValue>>;

/** The documents that answers and errors stand in. */
interface Envelope {
  answer(operation: string, result: QueryResult, requestId: string): string;
  error(fault: Fault, requestId: string): string;
}

/** As most services have it: the result in an element of its own. */
export function resultEnvelope(namespace: string): Envelope {
  return {
    answer: (name, result, requestId) =>
      xmlDocument(`${name}Response xmlns="${namespace}"`, {
        [`${name}Result`]: result,
        ResponseMetadata: { RequestId: requestId },
      }),
    error: ({ status, code, message }, requestId) =>
      xmlDocument(`ErrorResponse xmlns="${namespace}"`, {
        Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
        RequestId: requestId,
      }),
  };
}

/** Query: a form as body, XML as answer. */
export function queryDialect(description: QueryService): Dialect {
  return {
    service: description.service,
    understand: request => understand(request, description),
    refuse: (fault, requestId) =>
      xmlReply(fault.status, description.envelope.error(fault, requestId), requestId, fault.headers),
    unsigned: () => new Fault('MissingAuthenticationToken', 'Request is missing Authentication Token', { status: 403 }),
    invalidKey: description.invalidKey ?? invalidKey,
    expiredKey: description.expiredKey ?? expiredKey,
    ...(description.guest && { guest: description.guest }),
  };
}

function invalidKey(): Fault {
  return new Fault('InvalidClientTokenId', 'The security token included in the request is invalid.', { status: 403 });
}

function expiredKey(): Fault {
  return new Fault('ExpiredToken', 'The security token included in the request is expired', { status: 403 });
}

function understand(request: Request, description: QueryService): Understood {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const name = form.get('Action') ?? '';
  const { operations, version, envelope, invalidParameter } = description;
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation || form.get('Version') !== version) {
    throw new Fault(
      'InvalidAction',
      `The sandbox does not know the operation ${name} of version ${form.get('Version')}.`,
    );
  }
  form.delete('Action');
  form.delete('Version');
  const raw = formTree(form);
  return {
    operation: name,
    inputs: Object.keys(raw),
    perform(context) {
      const result = shaped(() => operation.run(raw, context), invalidParameter);
      const { requestId } = context.call;
      const elements = operation.kind === 'read' || result === undefined ? null : lowered(result);
      return { reply: xmlReply(200, envelope.answer(name, result, requestId), requestId), elements };
    },
    ...(operation.kind !== 'data' && { note: () => noteOf(name, operation, raw) }),
  };
}

function noteOf(name: string, operation: QueryOperation, raw: Tree): EventNote {
  const shown = Object.fromEntries(Object.entries(raw).filter(([parameter]) => parameter !== operation.secret));
  return {
    name,
    readOnly: operation.kind === 'read',
    parameters: Object.keys(shown).length === 0 ? null : lowered(shown),
    subjects: operation.subjects(raw),
    listsResources: false,
  };
}

function shaped<T>(run: () => T, code: string): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ShapeError) throw new Fault(code, error.message);
    throw error;
  }
}

function xmlReply(
  status: number,
  body: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, ...headers }, body };
}

interface Growing {
  [name: string]: string | Growing;
}

/** `Tags.member.1.Key=a` and EC2's `Tags.1.Key=a` become `{ Tags: [{ Key: 'a' }] }`, `Attributes.entry.1.key/value` (or Name/Value) a map. */
function formTree(form: URLSearchParams): Tree {
  const root: Growing = {};
  for (const [path, value] of form) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let at = root;
    for (const name of names) {
      const next = Object.hasOwn(at, name) ? at[name] : undefined;
      const inner = typeof next === 'object' ? next : {};
      at[name] = inner;
      at = inner;
    }
    at[last] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, settle(value)]));
}

function settle(value: string | Growing): Branch {
  if (typeof value === 'string') return value;
  const { member, entry } = value;
  if (Object.keys(value).every(name => /^\d+$/.test(name))) return numbered(value).map(settle);
  if (typeof member === 'object') return numbered(member).map(settle);
  if (typeof entry === 'object') return Object.fromEntries(numbered(entry).map(pair));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, settle(each)]));
}

function pair(entry: string | Growing): [string, Branch] {
  const { key, value, Name = key, Value = value } = typeof entry === 'string' ? {} : entry;
  return [typeof Name === 'string' ? Name : '', settle(Value ?? '')];
}

function numbered(of: Growing): readonly (string | Growing)[] {
  return Object.entries(of)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, each]) => each);
}

function lowered(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), loweredValue(each)]),
  );
}

function loweredValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(loweredValue);
  return isRecord(value) ? lowered(value) : value;
}
