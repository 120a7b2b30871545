/**
 * Server-sent events: who follows is told that there is something new, never what. So nobody has to be told everything: who
 * takes slowly is told the newest once there is room again.
 */
import type { ServerResponse } from 'node:http';

import type { StreamEvent } from '../../render/daemon/types.ts';

export interface Stream {
  /** Tells everybody. */
  tell(event: StreamEvent): void;
  /** Begins to tell, until the other side goes or `stillMay` says no. Answers whether there is room for one more. */
  follow(reply: ServerResponse, stillMay: () => Promise<boolean>): boolean;
  readonly followers: () => number;
  close(): void;
}

export interface StreamOptions {
  readonly most: number;
  /** Milliseconds between signs of life: fewer than a proxy waits. */
  readonly beat: number;
}

interface Follower {
  readonly reply: ServerResponse;
  readonly stillMay: () => Promise<boolean>;
  /** What is to be told once there is room. */
  waiting: string | null;
  /** Signs of life that there was no room for. */
  missed: number;
}

const mostMissed = 3;

/** @param latest what a new follower is told first */
export function stream({ most, beat }: StreamOptions, latest: () => StreamEvent): Stream {
  const followers = new Set<Follower>();
  const leave = (follower: Follower): void => {
    if (followers.delete(follower)) follower.reply.end();
  };
  const send = (follower: Follower, text: string): void => {
    const { reply } = follower;
    if (reply.writableNeedDrain) follower.waiting = text;
    else reply.write(text);
  };
  const ask = async (follower: Follower): Promise<void> => {
    if (!(await follower.stillMay())) return leave(follower);
    if (!follower.reply.writableNeedDrain) follower.reply.write(': alive\n\n');
    else if (++follower.missed > mostMissed) follower.reply.destroy(); // takes nothing, and takes a place from others
  };
  const heart = setInterval(() => {
    for (const follower of followers) void ask(follower);
  }, beat);
  heart.unref();
  return {
    tell(event) {
      const text = told(event);
      for (const follower of followers) send(follower, text);
    },
    follow(reply, stillMay) {
      if (followers.size >= most) return false;
      const follower: Follower = { reply, stillMay, waiting: null, missed: 0 };
      followers.add(follower);
      reply.on('close', () => followers.delete(follower));
      reply.on('error', () => followers.delete(follower));
      reply.on('drain', () => {
        const text = follower.waiting;
        follower.waiting = null;
        follower.missed = 0;
        if (text !== null) send(follower, text);
      });
      send(follower, `retry: 3000\n${told(latest())}`);
      return true;
    },
    followers: () => followers.size,
    close() {
      clearInterval(heart);
      for (const follower of followers) leave(follower);
    },
  };
}

function told(event: StreamEvent): string {
  return `id: ${event.version}\nevent: version\ndata: ${JSON.stringify(event)}\n\n`;
}
