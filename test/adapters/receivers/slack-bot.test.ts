/** A bot before what behaves like Slack's API. */
import { describe, expect, it } from 'vitest';

import { receiverOf } from '../../../src/adapters/receivers/receiver.ts';
import type { Receiver } from '../../../src/app/alerts/ports.ts';
import type { Move, Notice } from '../../../src/core/alerts/notice.ts';
import { sampleOf, scenes } from '../../render/alerts/notices.ts';
import { files, half, json, says, slackApi } from './servers.ts';
import type { Reply, SlackApi } from './servers.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const clock = { now: () => new Date('2026-11-19T03:13:00Z'), sleep: async () => Promise.resolve() };
const unending = new AbortController().signal;
const about = { incident: 'i-1' } as const;
const opened: Notice = { ...(scenes['opened-observe'] as Notice), ...about, id: 'n-1' };
const reminder: Notice = { ...sampleOf('reminder'), ...about, id: 'n-2' };
const resolved: Notice = { ...sampleOf('resolved'), ...about, id: 'n-3' };

async function bot(token = 'xoxb-1'): Promise<{ readonly slack: SlackApi; readonly receiver: Receiver }> {
  const slack = await slackApi('xoxb-1', 'C0AUDIT');
  const { t = '' } = files({ t: token });
  const mention = { critical: '<!subteam^S012>' };
  const config = { name: 'r', is: 'slack-bot', tokenFile: t, channel: 'C0AUDIT', apiUrl: slack.url, mention } as const;
  return { slack, receiver: receiverOf(config, { clock, log, version: '1', texts: {} }) };
}

async function posted(
  receiver: Receiver,
  notice: Notice,
  move: Move = 'post',
  message: unknown = null,
): Promise<unknown> {
  const told = await receiver.send(notice, move, message, unending);
  if (told.is !== 'sent') throw new Error(JSON.stringify(told));
  return JSON.parse(JSON.stringify(told.message)); // it is kept over restarts
}

describe('an incident', () => {
  it('is one message with a thread, edited when it is over', async () => {
    const { slack, receiver } = await bot();
    const first = await posted(receiver, opened);
    expect(first).toEqual({ channel: 'C0AUDIT', ts: '1795057930.000001', notice: 'n-1' });
    expect(await posted(receiver, reminder, 'broadcast', first)).toEqual(first);
    expect(await posted(receiver, resolved, 'edit', first)).toEqual(first);
    expect(await posted(receiver, resolved, 'reply', first)).toEqual(first);
    const texts = slack.messages.map(({ text }) => String(text));
    expect(texts[0]).toMatch(/^Resolved: /u);
    expect(texts[1]).toMatch(/^<!subteam\^S012> Still CRITICAL/u);
    expect(slack.messages.map(({ thread_ts, broadcast }) => [thread_ts ?? null, broadcast])).toEqual([
      [null, false],
      ['1795057930.000001', true],
      ['1795057930.000001', false],
    ]);
    expect(slack.taken[0]?.headers.authorization).toBe('Bearer xoxb-1');
    expect(slack.taken[0]?.body).toContain('unfurl_links=false');
  });

  it('is posted anew by whoever decides so, when its message is gone', async () => {
    const { slack, receiver } = await bot();
    const first = await posted(receiver, opened);
    slack.forget('1795057930.000001');
    expect(await receiver.send(resolved, 'edit', first, unending)).toEqual({
      is: 'lost',
      why: 'chat.update: Slack says message_not_found',
    });
    expect(await receiver.send(reminder, 'reply', first, unending)).toMatchObject({ is: 'lost' });
    expect(await receiver.send(reminder, 'reply', { channel: 7 }, unending)).toMatchObject({ is: 'lost' });
  });
});

describe('whether it arrived', () => {
  it('is found out after half an answer, for each move', async () => {
    const { slack, receiver } = await bot();
    slack.after.push(half);
    expect(await receiver.send(opened, 'post', null, unending)).toMatchObject({ is: 'unsure' });
    const found = await receiver.find?.(opened, unending);
    expect(found).toEqual({ message: { channel: 'C0AUDIT', ts: '1795057930.000001', notice: 'n-1' } });
    const first = found?.message;
    slack.after.push(half);
    await receiver.send(reminder, 'reply', first, unending);
    expect(await receiver.find?.(reminder, unending)).toEqual(found);
    slack.after.push(half);
    await receiver.send(resolved, 'edit', first, unending);
    expect(await receiver.find?.(resolved, unending)).toEqual(found);
    expect(await receiver.find?.(opened, unending)).toEqual(found);
  });

  it('is no where it did not', async () => {
    const { receiver } = await bot();
    await posted(receiver, { ...opened, incident: 'i-2' });
    await posted(receiver, { ...opened, id: 'n-0' });
    expect(await receiver.find?.(opened, unending)).toBeNull();
  });

  it('is found by a line that was shown to everybody', async () => {
    const { receiver } = await bot();
    const first = await posted(receiver, opened);
    await posted(receiver, reminder, 'broadcast', first);
    expect(await receiver.find?.(reminder, unending)).toMatchObject({ message: { ts: '1795057930.000001' } });
  });

  it('is not said where nobody can be asked', async () => {
    const { receiver } = await bot('xoxb-other');
    await expect(receiver.find?.(opened, unending)).rejects.toThrow(/invalid_auth/u);
  });
});

describe('what Slack says', () => {
  const refuses = (error: string): Reply => json({ ok: false, error });
  it.each<[Reply, string, RegExp]>([
    [refuses('invalid_auth'), 'refused', /xoxb-…/u],
    [refuses('channel_not_found'), 'refused', /invite/u],
    [refuses('missing_scope'), 'refused', /chat:write/u],
    [refuses('unheard_of'), 'refused', /^chat\.postMessage: Slack says unheard_of$/u],
    [refuses('ratelimited'), 'again', /ratelimited/u],
    [refuses('fatal_error'), 'unsure', /fatal_error/u],
    [refuses('<b>no word</b>'), 'unsure', /none of Slack/u],
    [says(200, '<html>a proxy</html>'), 'unsure', /apiUrl/u],
    [says(429, '{"ok":false,"error":"ratelimited"}', { 'retry-after': '7' }), 'again', /429/u],
    [says(503, 'upstream'), 'again', /503: upstream/u],
  ])('%#', async (reply, is, why) => {
    const { slack, receiver } = await bot();
    slack.instead.push(reply);
    const told = await receiver.send(opened, 'post', null, unending);
    expect(told).toMatchObject({ is, why: expect.stringMatching(why) as string });
    expect(slack.taken).toHaveLength(1);
    expect(slack.messages).toHaveLength(0);
  });
});
