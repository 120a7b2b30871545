import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type Reply, type Request, jsonReply, readRequest } from './message.ts';

/**
 * Answers a request; `drop` ends the connection without an answer, `exit` ends the whole server so, `hold` leaves it open
 * until the caller ends it.
 */
export type Answering = (request: Request) => Promise<Reply | 'drop' | 'exit' | 'hold'>;

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /** After `exit` has ended the server. */
  onExit(): void;
}

/** Listens for HTTP. Rejects if the address is taken. */
export async function listen(options: ListenOptions, answer: Answering): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true });
  const close = (): Promise<void> => closeServer(server);
  const exit = (): void => {
    void close();
    options.onExit();
  };
  server.on('request', (message: IncomingMessage, response: ServerResponse) => {
    void respond(message, response, answer, exit);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : options.port, close };
}

function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  answer: Answering,
  exit: () => void,
): Promise<void> {
  try {
    const reply = await answer(await readRequest(message));
    if (reply === 'drop') message.socket.destroy();
    else if (reply === 'exit') exit();
    else if (reply !== 'hold') send(reply, response);
  } catch (error) {
    if (message.destroyed && !message.complete) return;
    send(
      jsonReply(500, {
        __type: 'InternalFailure',
        message: error instanceof Error ? (error.stack ?? '') : String(error),
      }),
      response,
    );
  }
}

function send(reply: Reply, response: ServerResponse): void {
  const length =
    reply.body.length === 0 && reply.headers['content-length'] !== undefined
      ? {}
      : { 'content-length': Buffer.byteLength(reply.body) };
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(reply.body);
}
