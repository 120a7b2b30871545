/** Who is let in, over real HTTP. */
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ServerConfig } from '../../../src/core/daemon/config.ts';
import { ask, bearer, json, plainConfig, posted, readToken, served, withTokens, writeToken } from './served.ts';
import type { Reply } from './served.ts';

const codeOf = (reply: Reply) => [reply.status, json(reply)['code']];

describe('tokens', () => {
  const table = [
    ['none', {}, 401, 401],
    ['a wrong one', bearer('something-else-entirely'), 401, 401],
    ['an empty one', { authorization: 'Bearer ' }, 401, 401],
    ['another scheme', { authorization: `Basic ${btoa(`x:${writeToken}`)}` }, 401, 401],
    ['that for reading', bearer(readToken), 200, 403],
    ['that for writing', bearer(writeToken), 200, 202],
    ['that for writing, in small letters', { authorization: `bearer ${writeToken}` }, 200, 202],
  ] as const;
  it.each(table)('%s', async (_, headers, read, write) => {
    const { server, asked } = await served('12', { config: withTokens() });
    expect((await ask(server, '/api/v1/status', { headers })).status).toBe(read);
    expect((await ask(server, '/metrics', { headers })).status).toBe(read);
    expect((await ask(server, '/api/v1/stream', { headers: { ...headers, authorization: 'x' } })).status).toBe(401);
    const reply = await ask(server, '/api/v1/reconcile', posted({}, headers));
    expect(reply.status).toBe(write);
    expect(asked).toEqual(write === 202 ? ['reconcile'] : []);
    if (write !== 202) expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('are not needed for reading where none is configured, and nobody can write', async () => {
    const { server, asked } = await served('12');
    expect((await ask(server, '/api/v1/status')).status).toBe(200);
    expect(codeOf(await ask(server, '/api/v1/suspend', posted({})))).toEqual([401, 'token-needed']);
    expect(codeOf(await ask(server, '/api/v1/suspend', posted({}, bearer(writeToken))))).toEqual([401, 'token-needed']);
    expect(asked).toEqual([]);
  });

  it('are read again when they change', async () => {
    const config = withTokens();
    const { server } = await served('12', { config });
    expect((await ask(server, '/api/v1/status', { headers: bearer(readToken) })).status).toBe(200);
    writeFileSync(String(config.readTokenFile), 'another-token-0123456789\n');
    await sleep(1_100);
    expect((await ask(server, '/api/v1/status', { headers: bearer(readToken) })).status).toBe(401);
    expect((await ask(server, '/api/v1/status', { headers: bearer('another-token-0123456789') })).status).toBe(200);
  });

  it.each([
    ['missing', (file: string) => rmSync(file)],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['short', (file: string) => writeFileSync(file, 'short')],
    ['of two lines', (file: string) => writeFileSync(file, `${readToken}\n${writeToken}\n`)],
  ])('let nobody in where their file is %s', async (_, spoil) => {
    const config = withTokens();
    spoil(String(config.readTokenFile));
    const { server, lines } = await served('12', { config });
    for (const token of ['', 'short', readToken])
      expect((await ask(server, '/api/v1/status', { headers: bearer(token) })).status).toBe(401);
    expect((await ask(server, '/api/v1/status', { headers: bearer(writeToken) })).status).toBe(200);
    expect(lines.join('\n')).toContain('token file');
    expect(lines.join('\n')).not.toContain(readToken);
  });
});

describe('names', () => {
  const config = { ...plainConfig, externalUrl: 'https://audit.example.com/', allowedHosts: ['Trailwarden.audit.svc'] };
  it.each([
    ['127.0.0.1', 200],
    ['127.0.0.1:8080', 200],
    ['10.0.0.7:8080', 200],
    ['[::1]:8080', 200],
    ['localhost', 200],
    ['LOCALHOST:1', 200],
    ['audit.example.com', 200],
    ['audit.example.com.', 200],
    ['trailwarden.audit.svc:8080', 200],
    ['evil.example.com', 421],
    ['audit.example.com.evil.example', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['user@localhost', 421],
    ['a b', 421],
  ])('Host: %s', async (host, status) => {
    const { server } = await served('12', { config });
    expect((await ask(server, '/api/v1/status', { headers: { host } })).status).toBe(status);
    expect((await ask(server, '/nothing', { headers: { host } })).status).toBe(status === 200 ? 404 : 421);
    expect((await ask(server, '/healthz', { headers: { host } })).status).toBe(200);
  });
});

interface Login {
  readonly cookie: string;
  readonly set: string;
}

async function login(server: Parameters<typeof ask>[0], token: string, host = 'localhost'): Promise<Login> {
  const reply = await ask(server, '/api/v1/session', { method: 'POST', headers: { ...bearer(token), host } });
  const [set = ''] = reply.headers['set-cookie'] ?? [];
  return { set, cookie: set.replace(/;.*/u, '') };
}

describe('sessions', () => {
  it('stand for the token in a cookie that no script can read', async () => {
    const { server } = await served('12', { config: withTokens() });
    const { set, cookie } = await login(server, readToken);
    expect(set).toMatch(/^trailwarden_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/u);
    expect(set).not.toContain(readToken);
    expect((await ask(server, '/api/v1/status', { headers: { cookie } })).status).toBe(200);
    expect(json(await ask(server, '/api/v1/session', { headers: { cookie } }))).toMatchObject({
      read: true,
      write: false,
    });
    const refused = await ask(
      server,
      '/api/v1/resume',
      posted({}, { cookie, origin: 'http://localhost', host: 'localhost' }),
    );
    expect(codeOf(refused)).toEqual([403, 'not-permitted']);
  });

  it('are sent over TLS alone where the page is reached so', async () => {
    const config = withTokens({ externalUrl: 'https://audit.example.com' });
    const { server } = await served('12', { config });
    expect((await login(server, readToken, 'audit.example.com')).set).toContain('; Secure');
    expect((await login(server, readToken, 'localhost')).set).not.toContain('Secure');
  });

  it('end when they are ended, and when the token is another one', async () => {
    const config = withTokens();
    const { server } = await served('12', { config });
    const [one, other] = [await login(server, writeToken), await login(server, writeToken)];
    const own = { origin: 'http://localhost', host: 'localhost' };
    const ended = await ask(server, '/api/v1/session', { method: 'DELETE', headers: { cookie: one.cookie, ...own } });
    expect([ended.status, String(ended.headers['set-cookie'])]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await ask(server, '/api/v1/status', { headers: { cookie: one.cookie } })).status).toBe(401);
    expect((await ask(server, '/api/v1/status', { headers: { cookie: other.cookie } })).status).toBe(200);
    writeFileSync(String(config.writeTokenFile), 'quite-another-token-0123456789');
    await sleep(1_100);
    expect((await ask(server, '/api/v1/status', { headers: { cookie: other.cookie } })).status).toBe(401);
  });

  it('begin with a token only', async () => {
    const { server } = await served('12', { config: withTokens() });
    expect(codeOf(await ask(server, '/api/v1/session', { method: 'POST' }))).toEqual([401, 'token-needed']);
    const { cookie } = await login(server, writeToken);
    const headers = { cookie, origin: 'http://localhost', host: 'localhost' };
    expect((await ask(server, '/api/v1/session', { method: 'POST', headers })).status).toBe(401);
    expect(json(await ask(server, '/api/v1/session'))).toMatchObject({
      read: false,
      write: false,
      reading_needs_token: true,
    });
  });
});

describe('commands on behalf of a page', () => {
  const own = { host: 'localhost:8080', origin: 'http://localhost:8080' };
  const table: readonly (readonly [string, Readonly<Record<string, string>>, number, number])[] = [
    ['of ours', own, 202, 202],
    ['of ours by TLS', { ...own, origin: 'https://localhost:8080' }, 202, 202],
    ['at the external address', { ...own, origin: 'https://audit.example.com' }, 202, 202],
    ['that is not named', { host: own.host }, 403, 202],
    ['of another', { ...own, origin: 'https://evil.example' }, 403, 403],
    ['of another port', { ...own, origin: 'http://localhost:9090' }, 403, 403],
    ['that hides', { ...own, origin: 'null' }, 403, 403],
    ['of another, without its name', { host: own.host, 'sec-fetch-site': 'cross-site' }, 403, 403],
  ];
  it.each(table)('%s', async (_, headers, bySession, byToken) => {
    const config: ServerConfig = withTokens({ externalUrl: 'https://audit.example.com' });
    const { server } = await served('12', { config });
    const { cookie } = await login(server, writeToken);
    expect((await ask(server, '/api/v1/reconcile', posted({}, { ...headers, cookie }))).status).toBe(bySession);
    expect((await ask(server, '/api/v1/reconcile', posted({}, { ...headers, ...bearer(writeToken) }))).status).toBe(
      byToken,
    );
  });
});

describe('whatever is sent', () => {
  it('as a token or cookie, nobody gets in by it', async () => {
    const { server } = await served('1', { config: withTokens() });
    const text = fc.string({
      unit: fc.integer({ min: 33, max: 126 }).map(code => String.fromCharCode(code)),
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(text, text, async (token, cookie) => {
        const headers = { authorization: `Bearer ${token}`, cookie: `trailwarden_session=${cookie}` };
        expect((await ask(server, '/api/v1/status', { headers })).status).toBe(401);
        expect((await ask(server, '/api/v1/status', { headers: { cookie: headers.cookie } })).status).toBe(401);
      }),
      { numRuns: 30 },
    );
  });

  it('as a path, a query or a body, it is refused in one form', async () => {
    const { server } = await served('1', { config: withTokens() });
    const path = fc.webPath().map(found => `/api/v1${found}`);
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');
    const asked = fc.record({ path, query: fc.webQueryParameters(), method, body: fc.oneof(fc.json(), fc.string()) });
    await fc.assert(
      fc.asyncProperty(asked, async ({ path: at, query, method: how, body }) => {
        const headers = { ...bearer(writeToken), 'content-type': 'application/json' };
        const reply = await ask(server, `${at}?${query}`, { method: how, headers, ...(how === 'GET' ? {} : { body }) });
        expect(reply.status).toBeLessThan(500);
        expect(reply.headers['x-content-type-options']).toBe('nosniff');
        if (reply.status < 400) return;
        expect(json(reply)).toMatchObject({
          status: reply.status,
          type: expect.stringContaining(String(json(reply)['code'])),
        });
      }),
      { numRuns: 60 },
    );
  });
});
