/** GitHub's REST API, as far as comments need it: pages, limits of rate, and hosts that answer badly or not at all. */

/** A request that got no good answer. The message has no token and no more of the answer than its `message`. */
export class GithubFailure extends Error {
  /** Null: no answer came. */
  readonly status: number | null;

  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}

export interface Connection {
  /** Such as `https://api.github.com`; GitHub Enterprise has another. */
  readonly api: string;
  readonly token: string;
  /** Milliseconds. */
  readonly wait: (duration: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Method = 'GET' | 'POST' | 'PATCH';

interface Request {
  readonly method: Method;
  readonly url: string;
  readonly body?: unknown;
}

/** Milliseconds that one answer may take, that all waiting together may take, and that a limit without a time stands for. */
const patience = { answer: 20_000, waiting: 150_000, unsaid: 60_000 };

const attempts = 4;

export class Github {
  readonly #connection: Connection;
  #waited = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Every item of a list, page by page. */
  async list(path: string): Promise<readonly unknown[]> {
    const { api } = this.#connection;
    const found: unknown[] = [];
    let url: string | null = `${api}${path}`;
    while (url !== null) {
      const answer = await this.#answer({ method: 'GET', url });
      const page: unknown = await bodyOf(answer);
      if (!Array.isArray(page))
        throw new GithubFailure('GitHub answered with something that is no list', answer.status);
      found.push(...(page as readonly unknown[]));
      url = nextPage(answer.headers.get('link'), api);
    }
    return found;
  }

  /** Makes something, or changes it. A `POST` whose answer got lost is not sent again: it may have been carried out. */
  async send(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<unknown> {
    return bodyOf(await this.#answer({ method, url: `${this.#connection.api}${path}`, body }));
  }

  async #answer(request: Request): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#ask(request).catch((error: unknown) => failureOf(error));
      if (!(answer instanceof GithubFailure) && answer.ok) return answer;
      const failure = answer instanceof GithubFailure ? answer : await refusalOf(answer.clone());
      const pause = this.#pauseAfter(answer, failure, request.method);
      if (pause === null || attempt === attempts || this.#waited + pause > patience.waiting) throw failure;
      this.#waited += pause;
      await this.#connection.wait(pause);
    }
  }

  #ask({ method, url, body }: Request): Promise<Response> {
    return fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${this.#connection.token}`,
        'user-agent': 'trailwarden-action',
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience.answer),
    });
  }

  /** Milliseconds until it may be tried again; null: never. As GitHub's page on limits of rate says. */
  #pauseAfter(answer: Response | GithubFailure, failure: GithubFailure, method: Method): number | null {
    const again = method !== 'POST';
    if (answer instanceof GithubFailure) return again ? 1000 : null;
    if (answer.status === 429 || answer.status === 403) {
      const after = Number(answer.headers.get('retry-after') ?? Number.NaN);
      if (after >= 0) return after * 1000;
      if (answer.headers.get('x-ratelimit-remaining') === '0') {
        const reset = Number(answer.headers.get('x-ratelimit-reset')) * 1000;
        return Math.max(1000, reset - this.#connection.now());
      }
      return answer.status === 429 || /rate limit/i.test(failure.message) ? patience.unsaid : null;
    }
    return answer.status >= 500 && again ? 1000 : null;
  }
}

function failureOf(error: unknown): GithubFailure {
  const slow = error instanceof Error && error.name === 'TimeoutError';
  return new GithubFailure(slow ? 'GitHub did not answer in time' : 'GitHub could not be reached', null);
}

async function refusalOf(answer: Response): Promise<GithubFailure> {
  const text = await answer.text().catch(() => '');
  return new GithubFailure(`GitHub answered ${answer.status}${messageIn(text)}`, answer.status);
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? `: ${message.slice(0, 300)}` : '';
  } catch {
    return '';
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return JSON.parse(await answer.text()) as unknown;
  } catch {
    throw new GithubFailure('GitHub answered with something that is no JSON', answer.status);
  }
}

/** Only of the same origin: the token goes along. */
function nextPage(link: string | null, api: string): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return next !== undefined && new URL(next).origin === new URL(api).origin ? next : null;
}
