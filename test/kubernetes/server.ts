/**
 * As much of a Kubernetes API server as leases and events take, over HTTP: resource versions, conflicts, namespaces, and the
 * checks of a real one that a client can run into. With switches for trouble.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { trickling } from '../trickling.ts';

interface Stored {
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string; readonly resourceVersion: string };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

interface Trouble {
  /** Answers with this status instead of doing anything. */
  readonly status?: number;
  /** Does what was asked, and then ends the connection. */
  readonly loseAnswer?: boolean;
  /** Takes the request and never answers. */
  readonly hang?: boolean;
  /** Answers one byte now and then, without an end. */
  readonly trickle?: boolean;
}

export interface ApiServer {
  readonly url: string;
  lease(name: string): Stored | undefined;
  readonly events: readonly Stored[];
  /** Of each request that was done: who asked, as its token says, and what. */
  readonly requests: readonly string[];
  trouble: (request: { readonly method: string; readonly path: string; readonly token: string }) => Trouble;
  close(): Promise<void>;
}

const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/u;

export async function startApiServer(): Promise<ApiServer> {
  const stored = new Map<string, Stored>();
  const events: Stored[] = [];
  const requests: string[] = [];
  let version = 1000;
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const token = (headers.authorization ?? '').replace(/^Bearer /u, '');
    const text = await textOf(request);
    const { status, loseAnswer, hang, trickle } = api.trouble({ method, path, token });
    if (hang) return;
    if (trickle) return trickling(response);
    const [code, body] = status ? [status, failure(status, 'played')] : act(method, path, text);
    requests.push(`${token} ${method} ${path} ${code}`);
    if (loseAnswer) return void response.socket?.destroy();
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  function act(method: string, path: string, text: string): readonly [number, object] {
    const [, group, namespace = '', kind, name] =
      /^\/apis\/([^/]+\/v1)\/namespaces\/([^/]+)\/(leases|events)(?:\/([^/]+))?$/u.exec(path) ?? [];
    if (group === 'events.k8s.io/v1' && kind === 'events' && method === 'POST') return createEvent(namespace, text);
    if (group !== 'coordination.k8s.io/v1' || kind !== 'leases') return [404, failure(404, 'no such path')];
    const key = `${namespace}/${name}`;
    if (method === 'GET' && name)
      return stored.has(key) ? [200, stored.get(key) ?? {}] : [404, failure(404, 'NotFound')];
    const body = JSON.parse(text) as Stored;
    const problem = invalidLease(body, namespace);
    if (problem !== null) return [422, failure(422, problem)];
    if (method === 'POST' && !name) return createLease(`${namespace}/${body.metadata.name}`, body);
    if (method === 'PUT' && name) return replaceLease(key, body);
    return [405, failure(405, 'MethodNotAllowed')];
  }

  const write = (key: string, body: Stored): Stored => {
    version += 1;
    const kept = { ...body, metadata: { ...body.metadata, resourceVersion: `${version}`, uid: `uid-${key}` } };
    stored.set(key, kept);
    return kept;
  };

  function createLease(key: string, body: Stored): readonly [number, object] {
    if (stored.has(key)) return [409, failure(409, 'AlreadyExists')];
    if (body.metadata.resourceVersion)
      return [400, failure(400, 'resourceVersion should not be set on objects to be created')];
    return [201, write(key, body)];
  }

  function replaceLease(key: string, body: Stored): readonly [number, object] {
    const stands = stored.get(key);
    if (!stands) return [404, failure(404, 'NotFound')];
    if (body.metadata.resourceVersion !== stands.metadata.resourceVersion) return [409, failure(409, 'Conflict')];
    return [200, write(key, body)];
  }

  function createEvent(namespace: string, text: string): readonly [number, object] {
    const body = JSON.parse(text) as Stored;
    const problem = invalidEvent(body, namespace);
    if (problem !== null) return [422, failure(422, problem)];
    if (events.some(({ metadata }) => metadata.name === body.metadata.name))
      return [409, failure(409, 'AlreadyExists')];
    events.push(body);
    return [201, body];
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const api: ApiServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lease: name => stored.get(name),
    events,
    requests,
    trouble: () => ({}),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function failure(code: number, reason: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason };
}

/** As the API server validates a lease: positive durations, times in microseconds, the namespace of its path. */
function invalidLease({ metadata, spec = {} }: Stored, namespace: string): string | null {
  if (metadata['namespace'] !== undefined && metadata['namespace'] !== namespace)
    return 'the namespace is not that of the path';
  if (!(Number(spec['leaseDurationSeconds']) > 0)) return 'spec.leaseDurationSeconds: must be greater than 0';
  if (Number(spec['leaseTransitions']) < 0) return 'spec.leaseTransitions: must be greater than or equal to 0';
  const times = [spec['renewTime'], spec['acquireTime']].filter(time => time !== undefined);
  return times.every(time => typeof time === 'string' && microTime.test(time)) ? null : 'times must be in microseconds';
}

/** As the API server validates events of events.k8s.io/v1. */
function invalidEvent({ metadata, ...event }: Stored, namespace: string): string | null {
  const text = (name: string): string => (typeof event[name] === 'string' ? event[name] : '');
  const regarding = (event['regarding'] ?? {}) as Readonly<Record<string, unknown>>;
  if (metadata['namespace'] !== namespace || regarding['namespace'] !== namespace) return 'namespaces must match';
  if (!microTime.test(text('eventTime'))) return 'eventTime: Required value';
  if (!['Normal', 'Warning'].includes(text('type'))) return 'type: Invalid value';
  for (const [name, most] of [
    ['reportingController', 253],
    ['reportingInstance', 128],
    ['action', 128],
    ['reason', 128],
  ] as const) {
    if (text(name) === '' || text(name).length > most) return `${name}: must have 1 to ${most} characters`;
  }
  return Buffer.byteLength(text('note')) > 1024 ? 'note: can have at most 1024 characters' : null;
}
