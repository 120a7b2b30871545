/** fastify around the routes: limits, names, tokens, headers, and every refusal in one form. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Log } from '../../app/ports.ts';
import type { ServerConfig } from '../../core/daemon/config.ts';
import { hasIt, takesGzip } from './answers.ts';
import type { Assets } from './assets.ts';
import { callerOf, checkHost, checkOrigin, checkScope } from './guard.ts';
import type { Caller } from './guard.ts';
import { safeHeaders } from './headers.ts';
import { Refusal, detailsOf, refusalOf } from './problems.ts';
import type { Answer, Asking, Route } from './route.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';
import { closed, schemaOf, validatorOf } from './validation.ts';

export interface Frame {
  readonly config: ServerConfig;
  readonly routes: readonly Route[];
  readonly assets: Assets;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly log: Log;
  /** Takes the connection over. Answers whether there was room. */
  readonly follow: (reply: ServerResponse, stillMay: () => Promise<boolean>) => boolean;
}

export const streamUrl = '/api/v1/stream';

/** Bytes. */
const largestBody = 64 * 1024;
const largestHook = 1024 * 1024;

/** Milliseconds: who sends slowly holds one connection for that long, and never the loop. */
const patience = {
  headers: 10_000,
  request: 20_000,
  idle: 65_000, // longer than the minute after which proxies let go of a connection
  check: 2_000,
} as const;
const mostConnections = 1_024;
const largestHeader = 16 * 1024;

export function frame(parts: Frame): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: largestBody,
    requestTimeout: patience.request,
    keepAliveTimeout: patience.idle,
    forceCloseConnections: true,
    http: {
      headersTimeout: patience.headers,
      connectionsCheckingInterval: patience.check,
      maxHeaderSize: largestHeader,
    },
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, _, reply) => void refuse(reply, refusalOf(error)),
    clientErrorHandler: malformed,
  });
  app.server.maxConnections = mostConnections;
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(({ schema, httpPart }) => validatorOf(schema, httpPart));
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(safeHeaders);
    if (!isProbe(request, parts.routes)) checkHost(request, parts.config);
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500)
      parts.log.warn({ error: String(error), url: request.routeOptions.url }, 'a request failed');
    return refuse(reply, refusal);
  });
  app.setNotFoundHandler((_, reply) => refuse(reply, new Refusal(404, 'no-such-path')));
  addRoutes(app, parts);
  return app;
}

function isProbe({ routeOptions: { url } }: FastifyRequest, routes: readonly Route[]): boolean {
  return routes.some(route => route.scope === 'probe' && route.url === url);
}

function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply
    .code(refusal.status)
    .headers({ ...refusal.headers, 'cache-control': 'no-store' })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(detailsOf(refusal)));
}

/** What is no HTTP, or too slow, or too long, gets one line and no connection. */
function malformed(error: Error & { readonly code?: string }, socket: Socket): void {
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[error.code ?? ''] ?? 400;
  if (socket.writable) socket.end(`HTTP/1.1 ${status} ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  else socket.destroy();
}

function addRoutes(app: FastifyInstance, parts: Frame): void {
  for (const route of parts.routes) if (route.scope !== 'hook') addRoute(app, route, parts);
  void app.register(async hooks => {
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: largestHook },
      async (_: unknown, body: unknown) => body,
    );
    for (const route of parts.routes) if (route.scope === 'hook') addRoute(hooks, route, parts);
  });
  for (const [url, { type, body }] of parts.assets)
    addRoute(
      app,
      { method: 'GET', url, scope: 'open', summary: '', answers: {}, answer: () => ({ type, body }) },
      parts,
    );
  addStream(app, parts);
  addWrongMethods(app, parts);
}

function addRoute(app: FastifyInstance, route: Route, parts: Frame): void {
  const callers = new WeakMap<IncomingMessage, Caller>();
  app.route({
    method: route.method,
    url: route.url,
    schema: schemaOf(route),
    ...(route.scope === 'hook' ? { bodyLimit: largestHook } : {}),
    onRequest: async request => {
      callers.set(request.raw, await admitted(request, route, parts));
    },
    handler: async (request, reply) => {
      const caller = callers.get(request.raw) ?? nobody;
      return send(await route.answer(askingOf(request, caller)), request, reply);
    },
  });
}

const nobody: Caller = { scope: null, by: 'nobody', expiresAt: null };

/** Before anything of the body is read. */
async function admitted(
  request: FastifyRequest,
  { scope, method }: Pick<Route, 'scope' | 'method'>,
  parts: Frame,
): Promise<Caller> {
  if (scope === 'probe' || scope === 'hook') return nobody;
  const caller = await callerOf(request, parts);
  if (scope !== 'open') checkScope(caller, scope);
  if (method !== 'GET') checkOrigin(request, caller, parts.config);
  return caller;
}

function askingOf({ query, params, body, headers }: FastifyRequest, caller: Caller): Asking {
  const named = Object.entries(Object(params)).map(([name, value]) => [name, String(value)] as const);
  return { query: { ...Object(query) }, params: Object.fromEntries(named), body, headers, caller };
}

async function send(
  { status = 200, type = 'application/json; charset=utf-8', body, headers }: Answer,
  { headers: asked }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  void reply.code(status);
  if (body === undefined) return reply.headers({ 'cache-control': 'no-store', ...headers }).send();
  void reply.headers({
    'cache-control': 'private, no-cache',
    etag: body.etag,
    vary: 'accept-encoding, authorization, cookie',
    ...headers,
  });
  if (status === 200 && hasIt(asked['if-none-match'], body.etag)) return reply.code(304).send();
  void reply.type(type);
  if (body.plain.length < smallest || !takesGzip(asked['accept-encoding'])) return reply.send(body.plain);
  const zipped = await body.zipped();
  return reply.header('content-encoding', 'gzip').send(zipped);
}

/** Bytes below which compressing saves nothing. */
const smallest = 1_024;

function addStream(app: FastifyInstance, parts: Frame): void {
  app.route({
    method: 'GET',
    url: streamUrl,
    exposeHeadRoute: false,
    schema: { querystring: closed({}) },
    onRequest: async request => {
      await admitted(request, { scope: 'read', method: 'GET' }, parts);
    },
    handler: async (request, reply) => {
      const stillMay = async (): Promise<boolean> =>
        (await callerOf(request, parts).catch(() => nobody)).scope !== null;
      const head = {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      };
      for (const [name, value] of Object.entries({ ...safeHeaders, ...head })) reply.raw.setHeader(name, value);
      if (!parts.follow(reply.raw, stillMay))
        throw new Refusal(503, 'too-many-followers', { headers: { 'retry-after': '30' } });
      void reply.hijack();
    },
  });
}

/** What a path does not take is told with what it takes. */
function addWrongMethods(app: FastifyInstance, { routes, assets }: Frame): void {
  const taken = Map.groupBy(
    [...routes, { url: streamUrl, method: 'GET' }, ...[...assets.keys()].map(url => ({ url, method: 'GET' }))],
    ({ url }) => url,
  );
  const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  for (const [url, same] of taken) {
    const methods = same.map(({ method }) => method);
    const allowed = methods.includes('GET') && url !== streamUrl ? [...methods, 'HEAD'] : methods;
    const headers = { allow: allowed.join(', ') };
    app.route({
      method: all.filter(method => !allowed.includes(method)),
      url,
      handler: async () => {
        throw new Refusal(405, 'wrong-method', { headers });
      },
    });
  }
}
