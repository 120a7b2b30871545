/** An endpoint on this machine that answers what the test has written down, in the order it is asked. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { trickling } from '../../trickling.ts';

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Wire {
  readonly url: string;
  /** What was asked so far. */
  readonly requests: readonly Request[];
  /** Adds replies to the queue. The last one is given again and again. */
  answers(...replies: readonly Reply[]): void;
  close(): Promise<void>;
}

export async function listen(): Promise<Wire> {
  let queue: Reply[] = [];
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => (body += String(chunk)));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body });
      const reply = queue.length > 1 ? queue.shift() : queue[0];
      if (reply) reply(request, response);
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answers(...replies) {
      queue = [...replies];
      requests.length = 0;
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Headers = Readonly<Record<string, string>>;

export const reply =
  (status: number, body = '', headers: Headers = {}): Reply =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

/** CloudTrail and KMS: JSON 1.1, and 400 whatever is wrong. */
export const json = (body: object, status = 200): Reply =>
  reply(status, JSON.stringify(body), {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': 'request-json',
  });
export const jsonError = (name: string, message = 'because', status = 400): Reply =>
  json({ __type: name, message }, status);

export const xml = (status: number, body: string, headers: Headers = {}): Reply =>
  reply(status, body, { 'content-type': 'application/xml', 'x-amz-request-id': 'request-xml', ...headers });
/** S3. */
export const s3Error = (status: number, code: string, message = 'because', headers: Headers = {}): Reply =>
  xml(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`, headers);
/** SNS and STS. */
export const queryError = (status: number, code: string, message = 'because'): Reply =>
  xml(
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>request-query</RequestId></ErrorResponse>`,
  );

export const html = (status: number): Reply =>
  reply(status, '<html><body>Bad <b>gateway</body></html>', { 'content-type': 'text/html' });
/** The connection breaks after the request was read: nobody knows what became of it. */
export const hangUp: Reply = request => void request.socket.destroy();
export const silence: Reply = () => {};
/** The connection breaks in the middle of the answer. */
export const breakOff: Reply = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '100' });
  response.write('{"Trail', () => response.destroy());
};

/** An answer without an end, until the one who asked breaks it off; `brokenOff` is told then. */
export const endless =
  (brokenOff: () => void): Reply =>
  (_request, response) => {
    const part = Buffer.alloc(1024 * 1024, ' ');
    const more = (): void => void (response.destroyed || response.write(part, more));
    response.on('close', brokenOff).writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    more();
  };

/** An answer of one byte now and then, without an end; `brokenOff` is told once the one who asked breaks it off. */
export const trickle =
  (brokenOff: () => void = () => {}, headers: Headers = {}): Reply =>
  (_request, response) => {
    trickling(response, { 'content-type': 'application/x-amz-json-1.1', ...headers });
    response.on('close', brokenOff);
  };

export const callerIdentity = (account: string, partition = 'aws'): Reply =>
  xml(
    200,
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:${partition}:iam::${account}:user/ci</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  );
