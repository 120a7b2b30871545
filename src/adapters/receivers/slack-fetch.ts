/** The way of Slack's libraries to the network: ours, so that time, redirects and broken answers are judged in one place. */
import type { FetchFunction } from '@slack/web-api';

import { exchange } from './exchange.ts';
import type { Answer, Bounds, Exchanged } from './exchange.ts';

export interface Traced {
  readonly fetch: FetchFunction;
  /** What became of the last request; null: none was made. */
  last(): Exchanged | null;
}

export function tracedFetch(bounds: Bounds): Traced {
  let last: Exchanged | null = null;
  return {
    last: () => last,
    async fetch(url, init = {}) {
      const body = typeof init.body === 'string' ? init.body : '';
      last = await exchange(String(url), { method: 'POST', headers: init.headers ?? {}, body }, bounds);
      if (last.is !== 'answered') throw new Error(last.why);
      return responseOf(last);
    },
  };
}

function responseOf({ status, headers, text }: Answer): Awaited<ReturnType<FetchFunction>> {
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: '',
    url: '',
    headers,
    arrayBuffer: async () => Promise.resolve(new TextEncoder().encode(text).buffer),
    json: async () => Promise.resolve(JSON.parse(text) as unknown),
    text: async () => Promise.resolve(text),
  };
}
