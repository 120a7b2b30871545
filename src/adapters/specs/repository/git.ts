/** Runs git so that neither the machine's settings nor a repository can make it run anything else. */
import { spawn } from 'node:child_process';

import type { Transport } from '../../../core/daemon/repository-url.ts';

/** What one call needs. */
export interface GitPlace {
  /** A folder of ours: home of git, and where nothing of the user's is found. */
  readonly home: string;
  /** The repository. */
  readonly gitDir: string;
  readonly transport: Transport;
  /** For credentials and keys: paths of files, never what stands in them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Said {
  readonly out: Buffer;
  readonly error: string;
}

/** git, or what it called, ended with an error, could not be started, or was stopped. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  /** What it wrote to stderr; '' where it was stopped. */
  readonly said: string;
  readonly why: 'failed' | 'missing' | 'stopped' | 'too-much';

  constructor(why: GitFailure['why'], said: string) {
    super(`git ${why}`);
    this.why = why;
    this.said = said;
  }
}

/** What a proxy and certificates of one's own need. */
const proxies = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
];
const passed = [...proxies, 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'PATH', 'TMPDIR'];

/** No hooks, helpers, monitors, submodules, replacements or settings of others; no protocol but the one that is meant. */
function settings(transport: Transport): readonly string[] {
  const pairs = [
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.askPass=',
    'core.attributesFile=/dev/null',
    'credential.helper=',
    'protocol.allow=never',
    `protocol.${transport}.allow=always`,
    'http.followRedirects=false', // credentials go where they were meant to go
    'fetch.recurseSubmodules=false',
    'submodule.recurse=false',
    'transfer.bundleURI=false',
    'gc.auto=0',
    'maintenance.auto=false',
    'gpg.x509.program=/bin/false',
  ];
  return pairs.flatMap(pair => ['-c', pair]);
}

function environmentOf({ home, gitDir, transport, environment }: GitPlace): NodeJS.ProcessEnv {
  const own = Object.fromEntries(
    passed.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    ...own,
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    GIT_DIR: gitDir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: transport,
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    ...environment,
  };
}

export interface Call {
  readonly args: readonly string[];
  /** Written to its stdin. */
  readonly input?: string;
  /** Bytes of stdout at most. */
  readonly most?: number;
}

/**
 * One call of git.
 *
 * @throws GitFailure
 */
export function git(place: GitPlace, call: Call): Promise<Said> {
  return run('git', { ...call, args: ['--no-pager', ...settings(place.transport), ...call.args] }, place);
}

const usualMost = 16_000_000;
const mostError = 64_000;

/** A program and all that it starts, stopped together. */
export function run(program: string, { args, input = '', most = usualMost }: Call, place: GitPlace): Promise<Said> {
  return new Promise((done, fail) => {
    if (place.signal.aborted) return fail(new GitFailure('stopped', ''));
    const child = spawn(program, args, { cwd: place.home, env: environmentOf(place), detached: true, stdio: 'pipe' });
    const out = gathered(most, () => end('too-much'));
    const error = gathered(mostError, () => undefined);
    let ended: GitFailure['why'] = 'failed';
    const end = (why: GitFailure['why']): void => {
      ended = why;
      stopGroup(child.pid);
    };
    const stop = (): void => end('stopped');
    place.signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', out.take);
    child.stderr.on('data', error.take);
    child.stdin.on('error', () => undefined); // it ended without reading all: its exit says why
    child.stdin.end(input);
    child.on('error', () => fail(new GitFailure('missing', program)));
    child.on('close', code => {
      place.signal.removeEventListener('abort', stop);
      stopGroup(child.pid); // what it started may have outlived it
      if (code === 0 && ended === 'failed') done({ out: out.all(), error: error.all().toString() });
      else fail(new GitFailure(ended, ended === 'failed' ? error.all().toString() : ''));
    });
  });
}

function stopGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

function gathered(most: number, beyond: () => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    take(chunk: Buffer): void {
      if (size <= most) chunks.push(chunk);
      size += chunk.length;
      if (size > most) beyond();
    },
    all: (): Buffer => Buffer.concat(chunks),
  };
}
