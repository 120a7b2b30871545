/** Messages of ours among those of a channel, by the metadata they have. */
import type { WebAPICallResult } from '@slack/web-api';

import type { Notice } from '../../core/alerts/notice.ts';
import { eventType } from '../../render/alerts/slack.ts';

/** By what the first message of an incident is edited and answered. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
  /** Id of the notice that it was posted for. */
  readonly notice: string;
}

/** So many of the last messages are looked at. */
export const recent = 20;

type Look = (method: string, input: Readonly<Record<string, unknown>>) => Promise<WebAPICallResult>;

interface Ours {
  readonly ts: string;
  /** Of the thread it stands in; null: none. */
  readonly thread: string | null;
  readonly incident: string;
  readonly notices: readonly string[];
  readonly first: string;
  readonly hasReplies: boolean;
}

/** The first message of the incident, where the notice has arrived: as it, as an edit of it, or as a line under it. */
export async function found(notice: Notice, channel: string, look: Look): Promise<{ readonly message: Posted } | null> {
  const all = oursIn(await look('conversations.history', {})).filter(({ incident }) => incident === notice.incident);
  for (const one of all) {
    const message: Posted = { channel, ts: one.thread ?? one.ts, notice: one.first };
    if (one.notices.includes(notice.id)) return { message };
    if (one.thread !== null || !one.hasReplies) continue;
    const lines = oursIn(await look('conversations.replies', { ts: one.ts }));
    if (lines.some(({ notices }) => notices.includes(notice.id))) return { message };
  }
  return null;
}

/** As `send` answered it earlier, also before a restart; null: it is none of ours. */
export function messageOf(message: unknown): Posted | null {
  const [channel, ts, notice] = [textIn(message, 'channel'), textIn(message, 'ts'), textIn(message, 'notice')];
  return channel === null || ts === null || ts === '' || notice === null ? null : { channel, ts, notice };
}

/** Of an answer to chat.postMessage. */
export function firstOf(answer: WebAPICallResult, notice: string): Posted | null {
  const [channel, ts] = [textIn(answer, 'channel'), textIn(answer, 'ts')];
  return channel === null || ts === null ? null : { channel, ts, notice };
}

function oursIn(answer: WebAPICallResult): readonly Ours[] {
  const messages = member(answer, 'messages');
  return (Array.isArray(messages) ? messages : []).flatMap((message: unknown): Ours[] => {
    const metadata = member(message, 'metadata');
    const payload = member(metadata, 'event_payload');
    const [ts, incident, id] = [textIn(message, 'ts'), textIn(payload, 'incident'), textIn(payload, 'notice')];
    if (textIn(metadata, 'event_type') !== eventType || ts === null || incident === null || id === null) return [];
    const first = textIn(payload, 'first');
    const thread = textIn(message, 'thread_ts');
    return [
      {
        ts,
        thread: thread === ts ? null : thread,
        incident,
        notices: first === null ? [id] : [id, first],
        first: first ?? id,
        hasReplies: Number(member(message, 'reply_count') ?? 0) > 0,
      },
    ];
  });
}

const member = (value: unknown, key: string): unknown => Reflect.get(Object(value), key);

function textIn(value: unknown, key: string): string | null {
  const text = member(value, key);
  return typeof text === 'string' ? text : null;
}
