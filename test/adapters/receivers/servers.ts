/** Servers that receivers meet: what takes everything, what fails in every way there is, and what behaves like Slack's API. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Taken {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Listening {
  readonly url: string;
  readonly taken: Taken[];
}

export type Reply = (request: Taken, response: ServerResponse) => void;

/** Answers each request by the next of these; the last one answers all that come after. */
export async function server(...replies: readonly [Reply, ...Reply[]]): Promise<Listening> {
  const taken: Taken[] = [];
  const http = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(parts).toString('utf8') };
      const reply = replies[Math.min(taken.length, replies.length - 1)] ?? replies[0];
      taken.push(one);
      reply(one, response);
    });
  });
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: await listening(http), taken };
}

async function listening(one: Server): Promise<string> {
  await new Promise<void>(resolve => {
    one.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

/** Takes a whole request, and does this with the connection. */
export async function wire(act: (write: (text: string) => void, end: () => void) => void): Promise<string> {
  const net = createNetServer(socket => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      act(
        text => void socket.write(text),
        () => socket.destroy(),
      ),
    );
  });
  onTestFinished(() => {
    net.close();
  });
  return listening(net);
}

/** Where nobody listens. */
export async function nowhere(): Promise<string> {
  const net = createNetServer();
  const url = await listening(net);
  await new Promise(closed => {
    net.close(closed);
  });
  return url;
}

export const says =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Reply =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

export const json = (body: object, headers: Readonly<Record<string, string>> = {}): Reply =>
  says(200, JSON.stringify(body), { 'content-type': 'application/json', ...headers });

/** Never a word. */
export const silent: Reply = () => undefined;

/** A byte now and then, for ever. */
export const trickling: Reply = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const timer = setInterval(() => response.write('.'), 20);
  response.on('close', () => clearInterval(timer));
};

/** Half of what was promised, and then nothing. */
export const half: Reply = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"ok":true,', () => response.destroy());
};

/** A secret that nobody can guess, and that no output may have. */
export const canary = (): string => `canary${randomBytes(12).toString('hex')}`;

/** Files, each with its text. */
export function files(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'receivers-'));
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return [name, path];
    }),
  );
}

interface Kept {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly broadcast: boolean;
  text: unknown;
  blocks: unknown;
  metadata: unknown;
}

export interface SlackApi extends Listening {
  /** As a channel shows them, the oldest first. */
  readonly messages: Kept[];
  /** Somebody deletes one. */
  forget(ts: string): void;
  /** What the next requests are answered, before Slack looks at them. */
  readonly instead: Reply[];
  /** What is answered after Slack did what was asked: it arrived, and nobody hears so. */
  readonly after: Reply[];
}

/** Slack's API as far as a bot with this token sees it, by docs.slack.dev. */
export async function slackApi(token: string, channel: string): Promise<SlackApi> {
  const messages: Kept[] = [];
  const instead: Reply[] = [];
  const after: Reply[] = [];
  let count = 0;
  const failed = (error: string) => ({ ok: false, error });
  const methods: Readonly<Record<string, (input: Map<string, string>) => object>> = {
    'chat.postMessage'(input) {
      const thread = input.get('thread_ts');
      if (thread !== undefined && !messages.some(({ ts }) => ts === thread)) return failed('thread_not_found');
      count += 1;
      const ts = `1795057930.${`${count}`.padStart(6, '0')}`;
      const broadcast = input.get('reply_broadcast') === 'true';
      messages.push({ ts, broadcast, ...contentOf(input), ...(thread === undefined ? {} : { thread_ts: thread }) });
      return { ok: true, channel, ts };
    },
    'chat.update'(input) {
      const found = messages.find(({ ts }) => ts === input.get('ts'));
      if (!found) return failed('message_not_found');
      Object.assign(found, contentOf(input));
      return { ok: true, channel, ts: found.ts };
    },
    'conversations.history'() {
      const seen = messages.filter(({ thread_ts, broadcast }) => thread_ts === undefined || broadcast);
      return { ok: true, messages: seen.toReversed().slice(0, 20).map(shown) };
    },
    'conversations.replies'(input) {
      const ts = input.get('ts') ?? '';
      return { ok: true, messages: messages.filter(one => one.ts === ts || one.thread_ts === ts).map(shown) };
    },
  };
  const shown = (one: Kept) => {
    const replies = messages.filter(({ thread_ts }) => thread_ts === one.ts).length;
    return { type: 'message', ...one, ...(replies > 0 ? { thread_ts: one.ts, reply_count: replies } : {}) };
  };
  const { url, taken } = await server((request, response) => {
    const next = instead.shift();
    if (next) return next(request, response);
    const input = new Map(new URLSearchParams(request.body));
    const allowed = request.headers.authorization === `Bearer ${token}`;
    const method = methods[request.path.replace(/^\/api\//u, '')];
    const answer = (): object => {
      if (!allowed) return failed('invalid_auth');
      if (!method) return failed('unknown_method');
      return input.get('channel') === channel ? method(input) : failed('channel_not_found');
    };
    const said = answer();
    return (after.shift() ?? json(said))(request, response);
  });
  const forget = (ts: string): void => {
    messages.splice(
      messages.findIndex(one => one.ts === ts),
      1,
    );
  };
  return { url: `${url}/api/`, taken, messages, forget, instead, after };
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

const contentOf = (input: Map<string, string>) => ({
  text: input.get('text'),
  blocks: parsed(input.get('blocks')),
  metadata: parsed(input.get('metadata')),
});
