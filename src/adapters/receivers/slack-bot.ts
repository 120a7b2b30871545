/** A bot of Slack: posts, edits what it posted, answers in its thread, and finds it again. */
import { LogLevel, WebClient } from '@slack/web-api';
import type { Logger, WebAPICallResult } from '@slack/web-api';

import type { Receiver, Sent } from '../../app/alerts/ports.ts';
import type { SlackBotConfig } from '../../core/alerts/config.ts';
import type { Move, Notice } from '../../core/alerts/notice.ts';
import { letterOf } from '../../render/alerts/letters.ts';
import { mentionOf, slackMessage } from '../../render/alerts/slack.ts';
import type { Answer } from './exchange.ts';
import { troubleOf } from './judge.ts';
import { usualTimeout } from './options.ts';
import type { ReceiverOptions } from './options.ts';
import { readSecret } from './secret.ts';
import { errorOf } from './slack-errors.ts';
import { firstOf, found, messageOf, recent } from './slack-found.ts';
import type { Posted } from './slack-found.ts';
import { tracedFetch } from './slack-fetch.ts';

type Config = SlackBotConfig & { readonly name: string };

/** An answer of Slack that says `ok`, or what is told of any other. */
type Called = { readonly ok: WebAPICallResult } | { readonly not: Exclude<Sent, { is: 'sent' }> };

export function slackBot(config: Config, options: ReceiverOptions): Receiver {
  const call = calling(config, options);
  const { channel } = config;
  return {
    name: config.name,
    threads: true,
    async send(notice, move, message, signal) {
      const first = messageOf(message);
      if (first === null && move !== 'post') return { is: 'lost', why: 'nobody knows its first message' };
      const [method, input] = callOf(notice, move, first, { config, texts: options.texts });
      const called = await call(method, input, signal);
      if ('not' in called) return called.not;
      return { is: 'sent', message: first ?? postedOf(called.ok, notice, channel) };
    },
    async find(notice, signal) {
      const look = async (method: string, input: Readonly<Record<string, unknown>>) => {
        const called = await call(method, { ...input, channel, include_all_metadata: true, limit: recent }, signal);
        if ('not' in called) throw new Error(`Slack could not be asked whether it arrived: ${called.not.why}`);
        return called.ok;
      };
      return found(notice, channel, look);
    },
  };
}

function callOf(
  notice: Notice,
  move: Move,
  first: Posted | null,
  { config, texts }: { readonly config: Config; readonly texts: ReceiverOptions['texts'] },
): readonly [method: string, input: Readonly<Record<string, unknown>>] {
  const { channel, mention } = config;
  const { metadata, ...message } = slackMessage(
    letterOf(notice, move, texts),
    notice,
    mentionOf(notice, move, mention),
  );
  if (first === null || move === 'post') return ['chat.postMessage', { channel, ...message, metadata }];
  if (move === 'edit') {
    const { text, blocks } = message;
    const payload = { ...metadata.event_payload, first: first.notice };
    const edited = { channel: first.channel, ts: first.ts, text, blocks };
    return ['chat.update', { ...edited, metadata: { ...metadata, event_payload: payload } }];
  }
  const thread = { channel: first.channel, thread_ts: first.ts, reply_broadcast: move === 'broadcast' };
  return ['chat.postMessage', { ...thread, ...message, metadata }];
}

/** Slack answers with the id of the channel, also where it was asked by name. */
function postedOf(ok: WebAPICallResult, { id }: Notice, channel: string): Posted {
  return firstOf(ok, id) ?? { channel, ts: '', notice: id };
}

function calling({ tokenFile, apiUrl }: Config, { clock, timeout = usualTimeout }: ReceiverOptions) {
  return async (method: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Called> => {
    const token = await readSecret(tokenFile);
    if ('why' in token) return { not: { is: 'again', after: null, why: token.why } };
    const traced = tracedFetch({ timeout, signal });
    const client = new WebClient(token.secret, {
      slackApiUrl: apiUrl,
      fetch: traced.fetch,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logger: silent,
    });
    const ok = await client.apiCall(method, { ...input }).catch(() => null); // told by what was traced
    const last = traced.last();
    if (last === null) return { not: { is: 'refused', why: `nothing could be sent with what ${tokenFile} holds` } };
    const trouble = troubleOf(last, [token.secret], clock.now());
    if (trouble !== null) return { not: trouble };
    if (ok !== null) return { ok };
    return { not: errorOf(last.is === 'answered' ? saidIn(last) : null, { tokenFile, method }) };
  };
}

/** Slack's own word for what is wrong; null: it is no answer of Slack. */
function saidIn({ text }: Answer): string | null {
  try {
    const answer: unknown = JSON.parse(text);
    const error: unknown = Reflect.get(Object(answer), 'error');
    return typeof error === 'string' && /^\w{1,80}$/u.test(error) ? error : null;
  } catch {
    return null;
  }
}

/** Nothing of it is logged: its lines may have a token in them, and what counts is told by the answer. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
