import type { IncomingMessage } from 'node:http';

/** An HTTP request, read whole. */
export interface Request {
  readonly method: string;
  /** As sent, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names are lower case; repeated headers are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Whether the caller has ended the connection: nobody waits for the answer. */
  gone(): boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Reads the whole request. Rejects if the peer goes away. */
export async function readRequest(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk as Uint8Array));
  const [path, query] = split(message.url ?? '/');
  const headers = Object.entries(message.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')] as const,
  );
  return {
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: new Map(headers),
    body: Buffer.concat(chunks),
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    gone: () => message.socket.destroyed,
  };
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
