/** What becomes of a message, by what the other side does: a table for all who are reached over the web. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { receiverOf } from '../../../src/adapters/receivers/receiver.ts';
import type { Receiver } from '../../../src/app/alerts/ports.ts';
import type { ReceiverConfig } from '../../../src/core/alerts/config.ts';
import type { Notice } from '../../../src/core/alerts/notice.ts';
import { scenes } from '../../render/alerts/notices.ts';
import { half, files, json, nowhere, says, server, silent, trickling, wire } from './servers.ts';
import type { Reply, Taken } from './servers.ts';

const now = new Date('2026-11-19T03:13:00Z');
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const clock = { now: () => now, sleep: async () => Promise.resolve() };
const options = { clock, log, version: '1.2.3', texts: {}, timeout: 20_000 };
/** Where no answer comes, nobody waits long. */
const hasty = { ...options, timeout: 400 };
const notice = scenes['opened-observe'] as Notice;
const unending = new AbortController().signal;

type Way = (url: string) => ReceiverConfig;
const ways: Readonly<Record<string, Way>> = {
  'slack webhook': url => {
    const { u = '' } = files({ u: `${url}/services/T0/B0/secret\n` });
    return { name: 'r', is: 'slack-webhook', urlFile: u, mention: {} };
  },
  'slack bot': url => {
    const { t = '' } = files({ t: 'xoxb-secret' });
    return { name: 'r', is: 'slack-bot', tokenFile: t, channel: 'C0', apiUrl: `${url}/api/`, mention: {} };
  },
  webhook: url => {
    const { u = '', s = '' } = files({ u: `${url}/in?key=secret`, s: 'signing' });
    return { name: 'r', is: 'webhook', urlFile: u, secretFile: s, routingKeyFile: null, template: 'cloudevents' };
  },
};
const made = (way: string, url: string, how = options): Receiver => receiverOf((ways[way] as Way)(url), how);
const sent = async (receiver: Receiver, one: Notice = notice, signal = unending) =>
  receiver.send(one, 'post', null, signal);

describe.each(Object.keys(ways))('%s', way => {
  it.each<[string, Reply, object]>([
    ['waits as it is asked to', says(429, '', { 'retry-after': '30' }), { is: 'again', after: 30_000 }],
    ['waits until a moment', says(503, '', { 'retry-after': now.toUTCString() }), { is: 'again', after: 0 }],
    ['waits an hour at most', says(429, '', { 'retry-after': '999999' }), { is: 'again', after: 3_600_000 }],
    ['waits as long as it likes', says(429, '', { 'retry-after': 'soon' }), { is: 'again', after: null }],
    ['tries again after an error of theirs', says(500, 'oops'), { is: 'again', after: null }],
    ['does not know after a gateway gave up', says(504), { is: 'unsure' }],
    ['does not follow redirects', says(302, '', { location: 'http://127.0.0.1:9/' }), { is: 'refused' }],
    ['takes a no for a no', says(403, 'invalid_token'), { is: 'refused' }],
    ['does not know where nobody answers', silent, { is: 'unsure' }],
    ['does not know where the answer never ends', trickling, { is: 'unsure' }],
    ['does not know after half an answer', half, { is: 'unsure' }],
  ])('%s', async (_, reply, expected) => {
    const { url, taken } = await server(reply);
    const how = reply === silent || reply === trickling ? hasty : options;
    expect(await sent(made(way, url, how))).toMatchObject(expected);
    expect(taken).toHaveLength(1);
  });

  it('tries again where nobody listens', async () => {
    expect(await sent(made(way, await nowhere()))).toMatchObject({
      is: 'again',
      why: 'it could not be reached (ECONNREFUSED)',
    });
  });

  it('does not know when the connection breaks after it was sent', async () => {
    const url = await wire((_, end) => end());
    expect(await sent(made(way, url))).toMatchObject({ is: 'unsure' });
  });

  it('does not know after what is no HTTP', async () => {
    const url = await wire((write, end) => {
      write('SSH-2.0-OpenSSH\r\n');
      end();
    });
    expect(await sent(made(way, url))).toMatchObject({ is: 'unsure' });
  });

  it('sends nothing once the daemon is ending, and does not know of what was under way', async () => {
    const { url, taken } = await server(silent);
    expect(await sent(made(way, url), notice, AbortSignal.abort())).toMatchObject({ is: 'again' });
    expect(taken).toHaveLength(0);
    const ending = new AbortController();
    const sending = sent(made(way, url), notice, ending.signal);
    await expect.poll(() => taken.length).toBe(1);
    ending.abort();
    expect(await sending).toMatchObject({ is: 'unsure' });
  });

  it('tries again while its secret cannot be read, and reads it for each message', async () => {
    const { url } = await server(
      way === 'slack webhook' ? says(200, 'ok') : json({ ok: true, channel: 'C0', ts: '1.2' }),
    );
    const config = (ways[way] as Way)(url);
    const file = config.is === 'slack-bot' ? config.tokenFile : config.is === 'sns' ? '' : config.urlFile;
    const receiver = receiverOf(config, options);
    expect(await sent(receiver)).toMatchObject({ is: 'sent' });
    writeFileSync(file, ' \n');
    expect(await sent(receiver)).toEqual({ is: 'again', after: null, why: `${file} is empty` });
    writeFileSync(file, 'two words');
    expect(await sent(receiver)).toMatchObject({ is: 'again', why: `${file} does not hold one word` });
    const missing: ReceiverConfig =
      config.is === 'slack-bot'
        ? { ...config, tokenFile: `${file}x` }
        : config.is === 'sns'
          ? config
          : { ...config, urlFile: `${file}x` };
    expect(await sent(receiverOf(missing, options))).toMatchObject({ why: `${file}x cannot be read (ENOENT)` });
  });
});

describe('slack webhook', () => {
  it('takes a message as Slack does', async () => {
    const { url, taken } = await server(says(200, 'ok'));
    expect(await sent(made('slack webhook', url))).toEqual({ is: 'sent', message: null });
    expect(taken[0]).toMatchObject({ method: 'POST', path: '/services/T0/B0/secret' });
    expect(JSON.parse(taken[0]?.body ?? '')).toMatchObject({
      text: expect.stringContaining('CRITICAL: payments') as string,
      unfurl_links: false,
      metadata: { event_type: 'trailwarden_incident', event_payload: { notice: notice.id } },
    });
  });

  it('is not taken for Slack where something else answers', async () => {
    const { url } = await server(says(200, '<html>Log in to the hotel</html>'));
    expect(await sent(made('slack webhook', url))).toMatchObject({
      is: 'refused',
      why: expect.stringContaining('not as Slack') as string,
    });
  });

  it.each(['no_service', 'channel_is_archived'])('says what to do: %s', async word => {
    const { url } = await server(says(404, word));
    const told = await sent(made('slack webhook', url));
    expect(told).toMatchObject({
      is: 'refused',
      why: expect.stringMatching(new RegExp(`^it answered 404: ${word}: .*webhook`, 'u')) as string,
    });
  });

  it.each(['nonsense', 'ftp://example.com/x'])('refuses what is no address: %s', async text => {
    const { u = '' } = files({ u: text });
    const told = await sent(receiverOf({ name: 'r', is: 'slack-webhook', urlFile: u, mention: {} }, options));
    expect(told.is).toBe('refused');
    expect(JSON.stringify(told)).not.toContain(text);
  });
});

describe('webhook', () => {
  it('signs what it sends, with its time', async () => {
    const { url, taken } = await server(says(202));
    expect(await sent(made('webhook', url))).toEqual({ is: 'sent', message: null });
    const { headers, body, path } = taken[0] as Taken;
    const timestamp = String(headers['x-trailwarden-timestamp']);
    const expected = createHmac('sha256', 'signing').update(`${timestamp}.${body}`).digest('hex');
    expect(path).toBe('/in?key=secret');
    expect(timestamp).toBe(`${now.getTime() / 1000}`);
    expect(headers).toMatchObject({
      'x-trailwarden-signature': `sha256=${expected}`,
      'x-trailwarden-notice': notice.id,
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'trailwarden/1.2.3',
    });
    expect(JSON.parse(body)).toMatchObject({ specversion: '1.0', id: notice.id, type: 'io.trailwarden.drift.opened' });
  });

  const of = (url: string, template: 'pagerduty' | 'teams'): ReceiverConfig => {
    const { u = '', k = '' } = files({ u: url, k: 'routing-key' });
    const routingKeyFile = template === 'pagerduty' ? k : null;
    return { name: 'r', is: 'webhook', urlFile: u, secretFile: null, routingKeyFile, template };
  };

  it('sends PagerDuty what opens and what ends, in this order', async () => {
    const { url, taken } = await server(says(202, '{"status":"success"}'));
    const receiver = receiverOf(of(url, 'pagerduty'), options);
    expect(await sent(receiver, scenes['opened-healed'])).toEqual({ is: 'sent', message: null });
    const events = taken.map(({ body }) => JSON.parse(body) as object);
    expect(events).toMatchObject([
      { routing_key: 'routing-key', event_action: 'trigger' },
      { routing_key: 'routing-key', event_action: 'resolve' },
    ]);
    expect(taken[0]?.headers).not.toHaveProperty('x-trailwarden-signature');
  });

  it('stops where PagerDuty asks to wait', async () => {
    const { url, taken } = await server(says(202), says(429, '', { 'retry-after': '1' }));
    const told = await sent(receiverOf(of(url, 'pagerduty'), options), scenes['opened-healed']);
    expect(told).toMatchObject({ is: 'again', after: 1_000 });
    expect(taken).toHaveLength(2);
  });

  it('sends Teams a card', async () => {
    const { url, taken } = await server(says(202));
    expect(await sent(receiverOf(of(url, 'teams'), options))).toMatchObject({ is: 'sent' });
    expect(JSON.parse(taken[0]?.body ?? '')).toMatchObject({
      type: 'message',
      attachments: [{ content: { type: 'AdaptiveCard' } }],
    });
  });

  it('sends user and password of an address as a header', async () => {
    const { url, taken } = await server(says(200));
    await sent(receiverOf(of(url.replace('//', '//me:p%40ss@'), 'teams'), options));
    expect(taken[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });
});
