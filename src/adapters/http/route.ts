/** A route as a value: the server, the 405s and openapi.json are made of it. */
import type { Schema } from '../../render/schemas/shapes.ts';
import type { Body } from './answers.ts';
import type { Caller } from './guard.ts';

/** What was asked, once it fits the schemas. */
export interface Asking {
  readonly query: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, string>>;
  /** JSON; the bytes as they came where the route takes them `raw`. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly caller: Caller;
}

export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  /** Default: JSON. */
  readonly type?: string;
  /** Undefined: none (204). */
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/api/v1/runs/:id`. */
  readonly url: string;
  /**
   * Who may ask: `probe`, anybody under any name; `open`, anybody; `read` and `write`, with a token; `hook`, who signs; the
   * route looks at that itself.
   */
  readonly scope: 'probe' | 'open' | 'read' | 'write' | 'hook';
  readonly summary: string;
  readonly query?: Readonly<Record<string, Schema>>;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  /** By status; without a schema: what is not JSON, or nothing. */
  readonly answers: Readonly<
    Record<number, { readonly description: string; readonly schema?: Schema; readonly type?: string }>
  >;
  answer(asking: Asking): Answer | Promise<Answer>;
}
