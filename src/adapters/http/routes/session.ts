/** Login of browsers: the token is shown once, and a cookie that no script can read stands for it. */
import { documents } from '../../../render/schemas/daemon.ts';
import type { SessionDocument } from '../../../render/daemon/types.ts';
import type { ServerConfig } from '../../../core/daemon/config.ts';
import { bodyOf } from '../answers.ts';
import { bearer, cookieName, cookieOf } from '../guard.ts';
import type { Caller } from '../guard.ts';
import { Refusal } from '../problems.ts';
import type { Answer, Asking, Route } from '../route.ts';
import { sessionLasts } from '../sessions.ts';
import type { Sessions } from '../sessions.ts';
import { digestOf } from '../tokens.ts';
import type { Tokens } from '../tokens.ts';

export interface LoggingIn {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly config: ServerConfig;
}

const url = '/api/v1/session';
const known = { 200: { description: 'What who asks may do.', schema: documents.session } };

export function sessionRoutes(loggingIn: LoggingIn): readonly Route[] {
  const { tokens, sessions } = loggingIn;
  return [
    {
      method: 'GET',
      url,
      scope: 'open',
      summary: 'What who asks may do.',
      answers: known,
      answer: ({ caller }) => told(caller, tokens),
    },
    {
      method: 'POST',
      url,
      scope: 'open',
      summary: 'Begins the session of a browser: takes a token in Authorization, and sets a cookie that stands for it.',
      answers: known,
      answer(asking) {
        const token = bearer(textOf(asking.headers['authorization']));
        if (token === null || asking.caller.by !== 'token') throw new Refusal(401, 'token-needed');
        const { secret, expiresAt } = sessions.begin(digestOf(token));
        const caller: Caller = { ...asking.caller, expiresAt };
        return {
          ...told(caller, tokens),
          headers: { 'set-cookie': cookie(secret, sessionLasts, { asking, loggingIn }) },
        };
      },
    },
    {
      method: 'DELETE',
      url,
      scope: 'open',
      summary: 'Ends the session.',
      answers: { 204: { description: 'It is over.' } },
      answer(asking) {
        const secret = cookieOf(textOf(asking.headers['cookie']));
        if (secret !== null) sessions.end(secret);
        return { status: 204, headers: { 'set-cookie': cookie('', 0, { asking, loggingIn }) } };
      },
    },
  ];
}

const textOf = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];

function told({ scope, expiresAt }: Caller, { readingIsFree, writingIsPossible }: Tokens): Answer {
  const document: SessionDocument = {
    format_version: '1.0',
    kind: 'session',
    read: scope !== null,
    write: scope === 'write',
    reading_needs_token: !readingIsFree,
    writing_possible: writingIsPossible,
    expires_at: expiresAt && expiresAt.toISOString(),
  };
  return { body: bodyOf(document), headers: { 'cache-control': 'no-store' } };
}

interface Around {
  readonly asking: Asking;
  readonly loggingIn: LoggingIn;
}

/** `Secure` where the browser came by TLS: only then it gives the cookie back. */
function cookie(value: string, lasts: number, { asking, loggingIn: { config } }: Around): string {
  const external = config.externalUrl === null ? null : new URL(config.externalUrl);
  const host = textOf(asking.headers['host']);
  const secure = external?.protocol === 'https:' && external.host === host?.toLowerCase() ? '; Secure' : '';
  return `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.round(lasts / 1000)}${secure}`;
}
