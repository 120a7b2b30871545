import { Readable, Transform, pipeline } from 'node:stream';

import type { NodeHttpHandler } from '@smithy/node-http-handler';

/** The longest answer that is read, in bytes. Those of AWS that are asked for here stay far below. */
const LONGEST = 32 * 1024 * 1024;

/**
 * Has the handler break off an answer that does not end, be it too long or too slow: its connection is destroyed, and
 * reading it fails. The handler's own times are until an answer begins, and between two parts of it: one byte now and then
 * would keep a call for ever.
 *
 * @param within milliseconds that an answer may take once it has begun
 */
export function bounded(requestHandler: NodeHttpHandler, within: number): NodeHttpHandler {
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const body: unknown = response.body;
    if (!(body instanceof Readable)) return { response };
    breakOffAfter(within, body);
    if (!isShort(response.headers)) {
      // Whoever reads the end of the pipeline is told of the errors of both.
      response.body = pipeline(body, upToLongest(), () => {});
    }
    return { response };
  };
  return requestHandler;
}

function breakOffAfter(within: number, body: Readable): void {
  const message = `the answer did not end within ${within / 1000} s`;
  const late = (): unknown => body.destroy(Object.assign(new Error(message), { name: 'TimeoutError' }));
  const timer = setTimeout(late, within);
  body.once('close', () => clearTimeout(timer));
}

/** Node reads no more of an answer than it has announced; to count that again would cost as much as signing the question. */
function isShort(headers: Readonly<Record<string, string>>): boolean {
  return Number(headers['content-length'] ?? Infinity) <= LONGEST;
}

function upToLongest(): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= LONGEST) done(null, chunk);
      else done(Object.assign(new Error('the answer is longer than 32 MB'), { name: 'UnreadableAnswer' }));
    },
  });
}
