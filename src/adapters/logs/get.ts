/** One GET over HTTP, with an end. */
import { Agent, request as requestPlain } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';

/** Where S3 answers for a bucket. */
export interface Origin {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  /** Null: the protocol's own. */
  readonly port: number | null;
  /** What stands in front of the key: empty, or with a slash in front and none behind. */
  readonly path: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As sent: no encoding of content is undone. */
  readonly bytes: Buffer;
}

export interface Wire {
  /** @throws an error of Node, or one named `TimeoutError` or `UnreadableAnswer` */
  get(origin: Origin, path: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
  close(): void;
}

export interface WireOptions {
  /** Connections to one host at most. */
  readonly maxSockets: number;
  /** Milliseconds until an answer must have begun, and between two parts of it. */
  readonly pause: number;
  /** Milliseconds until all of it must be there. */
  readonly whole: number;
}

/** The longest answer that is read, in bytes: log files have 50 MB at most. */
const longest = 64 * 1024 * 1024;

/** A pool of connections. */
export function wire({ maxSockets, pause, whole }: WireOptions): Wire {
  const settings = { keepAlive: true, maxSockets, timeout: pause };
  const plain = new Agent(settings);
  const secure = new SecureAgent(settings);
  return {
    get: async ({ protocol, hostname, port }, path, headers) =>
      new Promise((resolve, reject) => {
        const options = { hostname, path, headers, timeout: pause, ...(port === null ? {} : { port }) };
        const question =
          protocol === 'https:'
            ? requestSecure({ ...options, agent: secure })
            : requestPlain({ ...options, agent: plain });
        const late = (milliseconds: number) => (): void => {
          const message = `no whole answer within ${milliseconds / 1000} s`;
          question.destroy(Object.assign(new Error(message), { name: 'TimeoutError' }));
        };
        const timer = setTimeout(late(whole), whole);
        const over = (): void => clearTimeout(timer);
        question.once('timeout', late(pause));
        question.once('error', error => {
          over();
          reject(error);
        });
        question.once('response', answer => {
          void taken(answer, question).then(resolve, reject).finally(over);
        });
        question.end();
      }),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

async function taken(answer: IncomingMessage, question: { destroy(error: Error): void }): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longest) {
      const error = Object.assign(new Error('the answer is longer than 64 MB'), { name: 'UnreadableAnswer' });
      question.destroy(error);
      throw error;
    }
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) };
}
