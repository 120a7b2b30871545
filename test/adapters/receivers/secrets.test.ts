/** Secrets are in no answer, no error and no line of a log, whatever the other side does, and says. */
import { describe, expect, it } from 'vitest';

import { logger } from '../../../src/adapters/logger.ts';
import { receiverOf } from '../../../src/adapters/receivers/receiver.ts';
import type { ReceiverConfig } from '../../../src/core/alerts/config.ts';
import type { Notice } from '../../../src/core/alerts/notice.ts';
import { scenes } from '../../render/alerts/notices.ts';
import { canary, files, half, json, nowhere, says, server, silent } from './servers.ts';
import type { Reply } from './servers.ts';

const clock = { now: () => new Date('2026-11-19T03:13:00Z'), sleep: async () => Promise.resolve() };
const notice = scenes['opened-observe'] as Notice;

/** All that a request has, as a careless server gives it back. */
const echoes =
  (status: number): Reply =>
  ({ path, headers, body }, response) =>
    void response.writeHead(status).end(`${path} ${JSON.stringify(headers)} ${body}`.slice(0, 4_000));
const says404: Reply = ({ path }, response) => void response.writeHead(404).end(`no ${path}`.slice(0, 119));
const authorized: Reply = ({ headers }, response) =>
  void response.writeHead(401).end(`bad ${headers.authorization ?? ''}`.slice(0, 119));

const worlds: Readonly<Record<string, Reply | null>> = {
  ok: says(200, 'ok'),
  'ok:false': json({ ok: false, error: 'invalid_auth' }),
  404: says404,
  401: authorized,
  'an echo, refused': echoes(400),
  'an echo, taken': echoes(200),
  'an echo, broken': echoes(500),
  'a redirect': says(302, '', { location: 'https://elsewhere.example/' }),
  silent,
  half,
  nobody: null,
};

describe.each(Object.entries(worlds))('before %s', (_, reply) => {
  it('nothing secret is told', async () => {
    const [path, query, password, token, signing, routing] = [
      canary(),
      canary(),
      canary(),
      canary(),
      canary(),
      canary(),
    ];
    const secrets = [path, query, password, token, signing, routing];
    const url = reply === null ? await nowhere() : (await server(reply)).url;
    const {
      u = '',
      t = '',
      s = '',
      k = '',
      odd = '',
    } = files({
      u: `${url.replace('//', `//user:${password}@`)}/services/${path}?key=${query}`,
      t: `xoxb-${token}`,
      s: signing,
      k: routing,
      odd: `http://[${path}]/${query}`,
    });
    const timeout = reply === silent ? 300 : 20_000;
    const lines: string[] = [];
    const log = logger({ level: 'debug', pretty: false, write: line => lines.push(line) });
    const webhook = { is: 'webhook', secretFile: s, routingKeyFile: k } as const;
    const configs: readonly ReceiverConfig[] = [
      { name: 'a', is: 'slack-webhook', urlFile: u, mention: {} },
      { name: 'b', is: 'slack-bot', tokenFile: t, channel: 'C0', apiUrl: `${url}/`, mention: {} },
      { name: 'c', ...webhook, urlFile: u, template: 'cloudevents' },
      { name: 'd', ...webhook, urlFile: u, template: 'pagerduty' },
      { name: 'e', ...webhook, urlFile: u, template: 'teams' },
      { name: 'f', ...webhook, urlFile: odd, template: 'teams' },
      { name: 'g', is: 'slack-webhook', urlFile: odd, mention: {} },
      { name: 'h', is: 'slack-bot', tokenFile: odd, channel: 'C0', apiUrl: `${url}/`, mention: {} },
    ];
    const told = await Promise.all(
      configs.map(async config => {
        const receiver = receiverOf(config, { clock, log, version: '1', texts: {}, timeout });
        const found = await receiver
          .find?.(notice, AbortSignal.timeout(30_000))
          .catch((error: unknown) => String(error));
        return [await receiver.send(notice, 'post', null, AbortSignal.timeout(30_000)), found];
      }),
    );
    const all = `${JSON.stringify(told)}${lines.join('')}`;
    expect(told).toHaveLength(configs.length);
    for (const secret of secrets) expect(all).not.toContain(secret);
    expect(all).not.toContain('xoxb-canary');
  });
});
