/** What goes wrong with a request, as RFC 9457 has it: `application/problem+json` with a code of the catalogue. */
import { catalogue } from '../../core/catalogue/index.ts';
import type { ProblemCode } from '../../core/catalogue/index.ts';

/** Thrown by what answers a request; told to who asked, and to nobody else. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: ProblemCode,
    more: { readonly detail?: string; readonly headers?: Refusal['headers'] } = {},
  ) {
    super(more.detail ?? catalogue[code].title);
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
  }
}

export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly hint: string;
}

/** @param detail a sentence without its full stop */
export function detailsOf({ status, code, message }: Pick<Refusal, 'status' | 'code' | 'message'>): ProblemDetails {
  const { title, text } = catalogue[code];
  return { type: `tag:trailwarden.dev,2026:${code}`, title, status, detail: message, code, hint: text };
}

/** What an exception of the framework, or a bug, is for who asked: nothing of it leaks. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { statusCode, message } = seen(error);
  if (statusCode === 413) return new Refusal(413, 'too-large');
  if (statusCode === 415) return new Refusal(415, 'bad-request', { detail: 'The body must be JSON' });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Refusal(400, 'bad-request', { detail: message.replace(/\.$/u, '') });
  return new Refusal(500, 'internal-error');
}

function seen(error: unknown): { readonly statusCode?: number; readonly message: string } {
  if (!(error instanceof Error)) return { message: '' };
  const { message } = error;
  return 'statusCode' in error && typeof error.statusCode === 'number'
    ? { statusCode: error.statusCode, message }
    : { message };
}
