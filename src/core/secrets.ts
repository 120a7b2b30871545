/**
 * URLs that let in whoever knows them. State, plans, reports and messages have what stands for such a URL; the URL itself
 * stands apart, for the one call that needs it.
 */
import type { Api, Call } from './call.ts';
import type { Problem } from './model.ts';
import { sha256 } from './sha256.ts';

/** What stands for a secret, to the secret. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * A URL as it is told: its scheme and host, and a digest of all of it where there is more than that, so that two URLs of one
 * host are told apart. A path is a secret as much as a query: the webhooks of chats and pagers have nothing else. Of 80 bits,
 * so that nobody finds another URL with the same.
 */
export function shownUrl(endpoint: string): string {
  const [, scheme, host = '', rest = ''] = /^(https?:\/\/)([^/?#]*)(.*)$/isu.exec(endpoint) ?? [];
  if (scheme === undefined) return endpoint;
  const name = host.slice(host.lastIndexOf('@') + 1);
  const isWhole = name === host && (rest === '' || rest === '/');
  return isWhole ? endpoint : `${scheme}${name}/…#${sha256(endpoint).slice(0, 20)}`;
}

/** Whether a text is what `shownUrl` makes of a URL, which nothing but the URL itself leads to. */
export function isHidden(shown: string): boolean {
  return /^https?:\/\/[^/?#]*\/…#[\da-f]{20}$/iu.test(shown);
}

/** What stands for each of these URLs that has something to hide. */
export function secretsIn(endpoints: readonly string[]): Secrets {
  return Object.fromEntries(
    endpoints.flatMap(endpoint => {
      const shown = shownUrl(endpoint);
      return shown === endpoint ? [] : [[shown, endpoint] as const];
    }),
  );
}

/** The URL that a text stands for; undefined: it is not at hand, or is another one. */
export function revealed(shown: string, secrets: Secrets): string | undefined {
  const secret = Object.hasOwn(secrets, shown) ? secrets[shown] : undefined;
  return secret !== undefined && shownUrl(secret) === shown ? secret : undefined;
}

/** A call as it is sent: with the secrets that its input has something else for. */
export function opened({ secrets = {}, ...call }: Call<Api>): Call<Api> {
  const input = Object.entries(call.input).map(([name, value]: [string, unknown]) => {
    const secret = typeof value === 'string' ? revealed(value, secrets) : undefined;
    return [name, secret ?? value] as const;
  });
  return { ...call, input: Object.fromEntries(input) };
}

/** A text, such as an error's, without the secrets of a call. */
export function concealed(text: string, { secrets = {} }: Pick<Call<Api>, 'secrets'>): string {
  return Object.entries(secrets).reduce((rest, [shown, secret]) => rest.replaceAll(secret, shown), text);
}

/** A problem of a file, which may quote what stands there, with its URLs as they are told. */
export function quiet(problem: Problem): Problem {
  const { message, label, hint } = problem;
  return {
    ...problem,
    message: told(message),
    ...(label === undefined ? {} : { label: told(label) }),
    ...(hint === undefined ? {} : { hint: told(hint) }),
  };
}

const told = (text: string): string => text.replaceAll(/https?:\/\/[^\s"'<>,\]}]+/giu, shownUrl);

/** The URL of a queue says whose it is and its name: who knows it is let in nowhere. */
const queue = /^https:\/\/sqs\.[a-z\d-]+\.amazonaws\.com(?:\.cn)?\/\d{12}\/[\w-]{1,80}(?:\.fifo)?$/u;

/** A line of a file, each URL with stars where it may have a secret. As long as before, so that columns stay. */
export function starred(line: string): string {
  return line.replaceAll(
    /(https?:(?:\\?\/){2})([^\s/?#\\"'<>]*)((?:[^\s"',]|,(?!\s|$))*)/giu,
    (url: string, scheme: string, host: string, rest: string) => {
      if (queue.test(url)) return url;
      const user = host.lastIndexOf('@') + 1;
      return `${scheme}${'*'.repeat(user)}${host.slice(user)}${rest.slice(0, 1)}${'*'.repeat(Math.max(0, rest.length - 1))}`;
    },
  );
}
