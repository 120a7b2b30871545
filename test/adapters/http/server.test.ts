/** The server over real HTTP: methods, limits, caching, the event stream, slow clients. */
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';

import { readAssets } from '../../../src/adapters/http/assets.ts';
import { serve } from '../../../src/adapters/http/server.ts';
import type { Server } from '../../../src/adapters/http/server.ts';
import { running } from '../../arbitraries/running.ts';
import { ask, bearer, json, plainConfig, posted, served, withTokens, writeToken } from './served.ts';
import type { Reply } from './served.ts';

const codeOf = (reply: Reply) => [reply.status, json(reply)['code']];

describe('probes', () => {
  it.each([
    ['new', 200, 503],
    ['12', 200, 200],
    ['blind', 200, 200],
  ] as const)('%s', async (scene, alive, ready) => {
    const { server } = await served(scene, { config: withTokens() });
    expect((await ask(server, '/healthz')).status).toBe(alive);
    expect((await ask(server, '/readyz')).status).toBe(ready);
  });

  it('say that the loop hangs', async () => {
    const daemon = await served('12');
    daemon.set({ runs: { ...daemon.commands.snapshot().runs, nextAt: '2020-01-01T00:00:00Z' } });
    expect((await ask(daemon.server, '/healthz')).status).toBe(503);
  });
});

describe('methods and paths', () => {
  it.each([
    ['GET', '/nothing', 404, 'no-such-path'],
    ['GET', '/api/v1/runs/none', 404, 'no-such-run'],
    ['GET', '/api/v1/../../etc/passwd', 404, 'no-such-path'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd', 404, 'no-such-path'],
    ['GET', '/api/v1/%zz', 400, 'bad-request'],
    ['DELETE', '/api/v1/status', 405, 'wrong-method'],
    ['OPTIONS', '/api/v1/reconcile', 405, 'wrong-method'],
    ['GET', '/api/v1/reconcile', 405, 'wrong-method'],
    ['POST', '/api/v1/stream', 405, 'wrong-method'],
    ['PUT', '/api/v1/runs/r-99999', 405, 'wrong-method'],
    ['GET', '/api/v1/hooks/source', 404, 'no-such-path'],
    ['GET', '/api/v1/status?x=1', 400, 'bad-request'],
    ['GET', '/api/v1/drifts?limit=0', 400, 'bad-request'],
    ['GET', '/api/v1/drifts?limit=1001', 400, 'bad-request'],
    ['GET', '/api/v1/drifts?limit=ten', 400, 'bad-request'],
    ['GET', '/api/v1/drifts?limit=1&limit=2', 400, 'bad-request'],
    ['GET', '/api/v1/drifts?gravity=grave', 400, 'bad-request'],
    ['GET', '/api/v1/history?since=yesterday', 400, 'bad-request'],
    ['GET', `/api/v1/drifts?after=${'x'.repeat(301)}`, 400, 'bad-request'],
  ])('%s %s', async (method, path, status, code) => {
    const { server } = await served('12', { config: withTokens() });
    const reply = await ask(server, path, { method, headers: bearer(writeToken) });
    expect(codeOf(reply)).toEqual([status, code]);
    if (status === 405) expect(reply.headers.allow).not.toContain(method);
  });

  it('name what is not known', async () => {
    const { server } = await served('12');
    expect(json(await ask(server, '/api/v1/drifts?colour=red'))['detail']).toBe(
      'The query has "colour", which is not known',
    );
    expect(json(await ask(server, '/api/v1/drifts?limit=0'))['detail']).toBe('The query has limit, which must be >= 1');
  });

  it('answer HEAD as GET without a body', async () => {
    const { server } = await served('12');
    const [head, whole] = [
      await ask(server, '/api/v1/status', { method: 'HEAD' }),
      await ask(server, '/api/v1/status'),
    ];
    expect([head.status, head.bytes, head.headers.etag]).toEqual([200, 0, whole.headers.etag]);
  });
});

describe('commands', () => {
  const send = async (server: Server, path: string, body: unknown) =>
    ask(server, `/api/v1/${path}`, posted(body, bearer(writeToken)));

  it('are handed on', async () => {
    const { server, asked, lines } = await served('12', { config: withTokens() });
    const until = '2099-01-01T00:00:00.000Z';
    expect(json(await send(server, 'reconcile', { targets: ['trail/main@payments'] }))).toMatchObject({
      run: 'r-100000',
    });
    expect((await send(server, 'suspend', { until, reason: 'migration' })).status).toBe(202);
    expect((await send(server, 'suspend', {})).status).toBe(202);
    expect((await ask(server, '/api/v1/resume', { method: 'POST', headers: bearer(writeToken) })).status).toBe(202);
    expect((await ask(server, '/api/v1/reconcile', { method: 'POST', headers: bearer(writeToken) })).status).toBe(202);
    expect(asked).toEqual([
      'reconcile trail/main@payments',
      `suspend ${until} migration`,
      'suspend null null',
      'resume',
      'reconcile',
    ]);
    expect(lines.join('\n')).not.toContain(writeToken);
  });

  it.each([
    ['2099-03-31', '2099-04-01T00:00:00.000Z'],
    ['2099-03-31T18:00Z', '2099-03-31T18:00:00.000Z'],
    ['2099-03-31T18:00:00+02:00', '2099-03-31T16:00:00.000Z'],
  ])('suspend until %s, as a config says it', async (until, end) => {
    const { server, asked } = await served('12', { config: withTokens() });
    expect((await send(server, 'suspend', { until })).status).toBe(202);
    expect(asked).toEqual([`suspend ${end} null`]);
  });

  it.each([
    ['reconcile', { targets: 'all' }],
    ['reconcile', { target: ['x'] }],
    ['reconcile', { targets: [''] }],
    ['reconcile', { targets: Array.from({ length: 101 }, () => 'x') }],
    ['reconcile', []],
    ['reconcile', 'x'],
    ['suspend', { until: 'tomorrow' }],
    ['suspend', { until: '2099-02-30' }],
    ['suspend', { until: '2099-02-30T00:00:00Z' }],
    ['suspend', { until: '2099-02' }],
    ['suspend', { until: '2020-01-01' }],
    ['suspend', { until: '2020-01-01T00:00:00Z' }],
    ['suspend', { reason: 'x'.repeat(501) }],
    ['suspend', { reason: 7 }],
  ])('%s is refused with %j', async (path, body) => {
    const { server, asked } = await served('12', { config: withTokens() });
    expect(codeOf(await send(server, path, body))).toEqual([400, 'bad-request']);
    expect(asked).toEqual([]);
  });

  it('are told which forms a moment has', async () => {
    const { server } = await served('12', { config: withTokens() });
    expect(JSON.stringify(await send(server, 'suspend', { until: 'tomorrow' }))).toContain(
      'The body has until, which must be a moment such as 2027-03-31T18:00:00Z, or a day such as 2027-03-31',
    );
  });

  it('are refused where a target means no resource', async () => {
    const { server, asked } = await served('12', { config: withTokens() });
    const reply = await send(server, 'reconcile', { targets: ['trail/none'] });
    expect(codeOf(reply)).toEqual([400, 'no-such-target']);
    expect(asked).toEqual([]);
  });

  it('are refused where they are no JSON, or too large', async () => {
    const { server, asked } = await served('12', { config: withTokens() });
    const as = async (type: string, body: string) =>
      ask(server, '/api/v1/suspend', {
        method: 'POST',
        headers: { ...bearer(writeToken), 'content-type': type },
        body,
      });
    expect(codeOf(await as('application/json', '{'))).toEqual([400, 'bad-request']);
    expect(codeOf(await as('text/plain', '{}'))).toEqual([415, 'bad-request']);
    expect(codeOf(await as('application/x-www-form-urlencoded', 'reason=x'))).toEqual([415, 'bad-request']);
    expect(codeOf(await as('application/json', JSON.stringify({ reason: 'x'.repeat(70_000) })))).toEqual([
      413,
      'too-large',
    ]);
    expect(codeOf(await as('application/json', '{"__proto__":{"x":1}}'))).toEqual([400, 'bad-request']);
    expect(asked).toEqual([]);
  });

  it('are for the replica that leads', async () => {
    const daemon = await served('12', { config: withTokens() });
    daemon.set({ leadership: { role: 'standby', leader: 'trailwarden-0' } });
    const reply = await send(daemon.server, 'reconcile', {});
    expect([...codeOf(reply), json(reply)['detail']]).toEqual([
      409,
      'not-leading',
      'This replica stands by: trailwarden-0 leads',
    ]);
    expect((await ask(daemon.server, '/readyz')).status).toBe(200);
  });
});

describe('the hook of the source', () => {
  const hook = {
    signed: async (headers: Readonly<Record<string, unknown>>, body: Buffer) =>
      headers['x-signature'] === `${body.length}`,
  };
  it.each([
    ['a good one', { 'x-signature': '4' }, 'abcd', 202],
    ['of any type', { 'x-signature': '4', 'content-type': 'application/json' }, 'abcd', 202],
    ['of a form', { 'x-signature': '4', 'content-type': 'application/x-www-form-urlencoded' }, 'a=bc', 202],
    ['a wrong one', { 'x-signature': '5' }, 'abcd', 401],
    ['none', {}, '', 401],
    ['too large', { 'x-signature': '2000000' }, 'x'.repeat(2_000_000), 413],
  ])('%s', async (_, headers, body, status) => {
    const { server, asked } = await served('12', { config: withTokens(), ...hook });
    const reply = await ask(server, '/api/v1/hooks/source', { method: 'POST', headers, body });
    expect(reply.status).toBe(status);
    expect(asked).toEqual(status === 202 ? ['sourceChanged'] : []);
  });
});

describe('answers', () => {
  it('are compressed, and not sent again to who has them', async () => {
    const { server } = await served('1000');
    const plain = await ask(server, '/api/v1/coverage?limit=1000');
    const response = await raw(server, '/api/v1/coverage?limit=1000', { 'accept-encoding': 'br, gzip;q=0.5' });
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(response.body).toString()).toBe(plain.text);
    expect(json(plain)['total']).toBe(1_000);
    expect(plain.bytes).toBeLessThan(600_000);
    expect(response.body.length).toBeLessThan(60_000);
    expect((await ask(server, '/api/v1/status')).bytes).toBeLessThan(12_000);
    const headers = { 'if-none-match': `"x", ${plain.headers.etag}` };
    const again = await ask(server, '/api/v1/coverage?limit=1000', { headers });
    expect([again.status, again.bytes]).toEqual([304, 0]);
  });

  it('of a large estate are the same while only the run goes on', async () => {
    const daemon = await served('12');
    const before = await ask(daemon.server, '/api/v1/coverage');
    const status = await ask(daemon.server, '/api/v1/status');
    daemon.set({ runs: { ...daemon.commands.snapshot().runs, doing: 'reading 3 of 12 targets' } });
    expect((await ask(daemon.server, '/api/v1/coverage')).headers.etag).toBe(before.headers.etag);
    expect((await ask(daemon.server, '/api/v1/status')).headers.etag).not.toBe(status.headers.etag);
    const { estate } = daemon.commands.snapshot();
    daemon.set({ estate: estate && { ...estate, accounts: [] } });
    expect(json(await ask(daemon.server, '/api/v1/coverage'))).toMatchObject({ total: 0, version: 9 });
  });

  it.each(['resources', 'trails', 'drifts', 'coverage', 'plan'])('come in pages: %s', async path => {
    const { server } = await served('12');
    const list = (document: Record<string, unknown>): readonly unknown[] =>
      [document[path], document['accounts'], document['resource_changes']].find(Array.isArray) ?? [];
    const whole = json(await ask(server, `/api/v1/${path}`));
    const found: unknown[] = [];
    let after = '';
    for (let page = 0; page < 40; page += 1) {
      const one = json(await ask(server, `/api/v1/${path}?limit=2${after}`));
      found.push(...list(one));
      if (one['next'] === null) break;
      after = `&${new URLSearchParams({ after: one['next'] as string }).toString()}`;
    }
    expect(found).toEqual(list(whole));
    expect(whole['total']).toBe(found.length);
  });

  it('are limited to what is asked for', async () => {
    const { server } = await served('12');
    const of = async (query: string) => json(await ask(server, `/api/v1/${query}`))['total'];
    expect(await of('drifts?gravity=critical')).toBe(2);
    expect(await of('drifts?account=payments')).toBe(1);
    expect(await of('drifts?account=222222222222')).toBe(1);
    expect(await of('resources?state=differs')).toBe(3);
    expect(await of('resources?account=nobody')).toBe(0);
    expect(await of('trails?account=web')).toBe(1);
    const runs = json(await ask(server, '/api/v1/runs?limit=3'));
    expect(runs['next']).toBe('r-99997');
    expect(json(await ask(server, '/api/v1/runs?limit=1&before=r-99997'))).toMatchObject({ runs: [{ id: 'r-99996' }] });
    expect(json(await ask(server, '/api/v1/history?status=closed&limit=2'))).toMatchObject({ more: true });
    expect(
      json(await ask(server, '/api/v1/history?since=2099-01-01T00:00:00%2B01:00&status=closed'))['drifts'],
    ).toEqual([]);
  });

  it('forbid a browser everything but the page', async () => {
    const { server } = await served('12');
    for (const path of ['/api/v1/status', '/nothing', '/healthz', '/metrics']) {
      const { headers } = await ask(server, path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(headers['server'] ?? headers['x-powered-by']).toBeUndefined();
    }
  });
});

describe('the page', () => {
  it('is served from memory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'page-'));
    mkdirSync(join(folder, 'icons'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>x</title>');
    writeFileSync(join(folder, 'page.js'), 'export {};');
    writeFileSync(join(folder, 'icons', 'a.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    writeFileSync(join(folder, 'page.js.map'), '{}');
    const { server } = await served('12', { assets: await readAssets(folder), config: withTokens() });
    expect((await ask(server, '/')).headers['content-type']).toBe('text/html; charset=utf-8');
    expect((await ask(server, '/page.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask(server, '/icons/a.svg')).headers['content-type']).toBe('image/svg+xml');
    expect((await ask(server, '/page.js.map')).status).toBe(404);
    expect((await ask(server, '/', { headers: { host: 'evil.example' } })).status).toBe(421);
  });

  it('may be missing', async () => {
    expect(await readAssets('/nowhere/at/all')).toEqual(new Map());
  });
});

interface Raw {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function raw(
  { url }: Pick<Server, 'url'>,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Raw> {
  const response = await new Promise<IncomingMessage>(resolve => get(`${url}${path}`, { headers }, resolve));
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { headers: response.headers, body: Buffer.concat(chunks) };
}

interface Following {
  readonly status: number;
  readonly heard: string[];
  /** Resolves once the other side has ended it. */
  readonly over: Promise<void>;
  until(done: (text: string) => boolean): Promise<string>;
}

async function follow(
  { url }: Pick<Server, 'url'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Following> {
  const sent = get(`${url}/api/v1/stream`, { headers, agent: false });
  onTestFinished(() => void sent.destroy());
  const response = await new Promise<IncomingMessage>(resolve => sent.on('response', resolve));
  const heard: string[] = [];
  const over = new Promise<void>(resolve => response.on('close', resolve));
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
  return {
    status: response.statusCode ?? 0,
    heard,
    over,
    async until(done) {
      while (!done(heard.join(''))) await new Promise(resolve => setTimeout(resolve, 5));
      return heard.join('');
    },
  };
}

describe('the event stream', () => {
  it('tells of versions, and that it lives', async () => {
    const daemon = await served('12', { beat: 20 });
    const follower = await follow(daemon.server);
    expect(await follower.until(text => text.includes('data:'))).toContain(
      'retry: 3000\nid: 7\nevent: version\ndata: {"version":7,"blind":false,"estate":7,"plan":7,"drifts":7}\n\n',
    );
    daemon.server.follower.changed(daemon.set({ owner: 'other' }));
    await follower.until(text => text.includes('"version":8') && text.includes(': alive\n\n'));
  });

  it('tells when what is known becomes the past', async () => {
    const daemon = await served('12');
    const follower = await follow(daemon.server);
    const staleAt = new Date(Date.now() + 100).toISOString();
    daemon.server.follower.changed(daemon.set({ runs: { ...daemon.commands.snapshot().runs, staleAt } }));
    await follower.until(text => text.includes('"version":8,"blind":true'));
    expect(json(await ask(daemon.server, '/api/v1/status'))).toMatchObject({ verdict: { reason: 'blind' } });
  });

  it('tells many at once, and not more than there is room for', async () => {
    const daemon = await served('12', { mostFollowers: 20 });
    const followers = await Promise.all(Array.from({ length: 20 }, () => follow(daemon.server)));
    expect((await ask(daemon.server, '/api/v1/stream')).status).toBe(503);
    daemon.server.follower.changed(daemon.set({}));
    await Promise.all(followers.map(one => one.until(text => text.includes('"version":8'))));
    expect((await ask(daemon.server, '/metrics')).text).toContain('trailwarden_stream_followers 20');
  });

  it('ends when the token no longer permits it, and with the server', async () => {
    const config = withTokens();
    const { server } = await served('12', { config, beat: 50 });
    const [one, other] = [
      await follow(server, bearer(writeToken)),
      await follow(server, bearer('read-token-0123456789')),
    ];
    expect([one.status, other.status]).toEqual([200, 200]);
    writeFileSync(String(config.writeTokenFile), 'quite-another-token-0123456789');
    await one.over;
    await server.close();
    await other.over;
  });
});

describe('trouble', () => {
  it('who opens many connections and sends nothing holds up nobody', async () => {
    const { server } = await served('12');
    const { hostname, port } = new URL(server.url);
    const sockets = Array.from({ length: 300 }, () => connect(Number(port), hostname).on('error', () => undefined));
    onTestFinished(() => sockets.forEach(socket => socket.destroy()));
    for (const socket of sockets) socket.write('GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    expect((await ask(server, '/api/v1/status')).status).toBe(200);
    expect((await ask(server, '/healthz')).status).toBe(200);
  });

  it.each([
    ['no HTTP', 'what?\r\n\r\n', '400'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400'],
    ['no Host, in the old way', 'GET /api/v1/status HTTP/1.0\r\n\r\n', '421'],
    ['an empty Host', 'GET /api/v1/status HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n', '421'],
    ['an endless header', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', '400'],
  ])('%s is refused', async (_, text, status) => {
    const { server } = await served('12');
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write(text);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toContain(`HTTP/1.1 ${status}`);
  });

  it('a bug of ours tells nothing of itself', async () => {
    const daemon = running('12');
    const broken = { ...daemon.history, runs: async () => Promise.reject(new Error('the secret path /var/x')) };
    const { server, lines } = await served('12', { history: broken });
    const reply = await ask(server, '/api/v1/runs');
    expect(codeOf(reply)).toEqual([500, 'internal-error']);
    expect(reply.text).not.toContain('/var/x');
    expect(lines.join('\n')).toContain('/var/x');
  });

  it('a port that is taken is a problem', async () => {
    const { server, commands, history } = await served('12');
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
    const port = Number(new URL(server.url).port);
    const clock = { now: () => new Date(), sleep: async () => {} };
    const parts = { commands, history, log, clock, assets: new Map(), signed: null };
    const second = await serve({ ...parts, config: { ...plainConfig, port } });
    expect(second).toMatchObject({ problem: { code: 'cannot-listen' } });
  });

  it('says when everybody may read', async () => {
    const { lines } = await served('12', { config: { ...plainConfig, host: '0.0.0.0' } });
    expect(lines.join('\n')).toContain('everybody who reaches the server may read');
  });
});
