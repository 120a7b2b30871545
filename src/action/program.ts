/** Runs trailwarden and keeps what it says. */
import { spawn } from 'node:child_process';

import type { Environment } from './inputs.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** The program: a file that Node runs. */
  readonly main: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** Told of each piece of text as it comes. */
  readonly show: (text: string) => void;
}

/** A run of the program. A signal goes on to it, so that a call in flight is finished and written down. */
export async function runProgram({ main, args, env, show }: Running): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...args], {
    env: withoutTokens(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      show(text);
    });
  }
  try {
    const code = await new Promise<number>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)));
    });
    return { code, ...texts };
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward);
  }
}

/** The program has no business with GitHub: neither with the token nor with the identity that the job can ask for. */
function withoutTokens(env: Environment): NodeJS.ProcessEnv {
  const own = /^(INPUT_|ACTIONS_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}
