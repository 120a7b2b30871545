/** What went wrong with a repository, in words for people. */
import type { Problem } from '../../../core/model.ts';
import { GitFailure } from './git.ts';

export interface About {
  /** The branch, tag or commit, in words. */
  readonly ref: string;
  /** Of one look, in milliseconds. */
  readonly timeout: number;
  /** Whether the caller broke it off. */
  readonly interrupted: boolean;
  readonly secrets: readonly string[];
}

/** @throws what is no failure of git: a bug of ours */
export function unavailable(error: unknown, about: About): Problem {
  if (!(error instanceof GitFailure)) throw error;
  const [message, hint] = wordsFor(error, about);
  return {
    code: 'source-unavailable',
    message: withoutSecrets(message, about.secrets),
    ...(hint === '' ? {} : { hint }),
  };
}

type Words = readonly [message: string, hint: string];

function wordsFor({ why, said }: GitFailure, { ref, timeout, interrupted }: About): Words {
  if (why === 'missing') return [`${said} is not installed`, 'install it, or mount the spec and use source.folder'];
  if (why === 'too-much')
    return ['the repository holds more than a spec can be', 'name the folder of the spec by path'];
  if (why === 'stopped')
    return interrupted
      ? ['the look was broken off', '']
      : [`no answer within ${timeout / 1000} s`, 'it is tried again'];
  const known = reasons.find(([pattern]) => pattern.test(said));
  return known ? [known[1].replace('{ref}', ref), known[2]] : [`git failed: ${firstLine(said)}`, 'it is tried again'];
}

/** What git and ssh say, in the first order that fits. */
const reasons: readonly (readonly [said: RegExp, message: string, hint: string])[] = [
  [
    /Host key verification failed|host key is known|REMOTE HOST IDENTIFICATION HAS CHANGED/u,
    'the host showed a key that knownHostsFile does not have',
    'ask whoever runs the host for its key, and write it there',
  ],
  [
    /couldn't find remote ref|not our ref|no such remote ref|Server does not allow request/u,
    'there is no {ref}',
    'check ref',
  ],
  [
    /Authentication failed|could not read (?:Username|Password)|returned error: 40[13]|Permission denied \(|Load key|HTTP Basic: Access denied/u,
    'the credentials were refused, or there are none',
    'check the files under credentials',
  ],
  [/resolve host/iu, 'the host is not known', 'check url, and the name service of this machine'],
  [
    /certificate|SSL|TLS/u,
    'the connection could not be secured',
    'check the certificate of the host, and SSL_CERT_FILE',
  ],
  [
    /redirect|returned error: 30\d/iu,
    'the url leads elsewhere, and is not followed with credentials',
    'write the url that it leads to',
  ],
  [
    /repository .*not found|returned error: 404|does not appear to be a git repository/iu,
    'there is no such repository, or it is hidden',
    'check url',
  ],
  [
    /Failed to connect|Couldn't connect|Connection (?:refused|timed out|reset)|unreachable|returned error: 5\d\d|hung up/iu,
    'the host does not answer',
    'it is tried again',
  ],
  [/No space left/u, 'the disk is full', 'make room in the folder for temporary files'],
];

/** Of git itself: what the other side says begins with `remote:`. Without signs that a terminal could obey. */
function firstLine(said: string): string {
  const own = said.split('\n').filter(line => line !== '' && !line.startsWith('remote:'));
  const [line = 'it said nothing'] = [...own.filter(text => text.startsWith('fatal:')), ...own];
  return line.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200);
}

/** The other side knows the credentials, and could repeat them in what it says. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}
