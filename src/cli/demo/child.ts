/** Runs this program as a process of its own, as somebody at a terminal would. */
import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

import type { Output } from '../output.ts';

export interface Child {
  readonly args: readonly string[];
  /** The folder it runs in. */
  readonly folder: string;
  /** The only AWS it knows. */
  readonly endpoint: string;
  readonly output: Output;
  readonly signal: AbortSignal;
}

export interface Ended {
  readonly exitCode: number | null;
  /** The last line it wrote to stdout, without colours. */
  readonly lastLine: string;
}

/** What it writes is passed on as it comes. */
export function runChild({ args, folder, endpoint, output, signal }: Child): Promise<Ended> {
  const color = output.screen.color ? 'always' : 'never';
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...args, '--color', color], {
    cwd: folder,
    env: environment(endpoint, output),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    output.result(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.note(text));
  return new Promise((resolve, reject) => {
    child.once('error', error => {
      if (!signal.aborted) reject(error);
    });
    child.once('close', exitCode => resolve({ exitCode, lastLine: plain(written).trimEnd().split('\n').at(-1) ?? '' }));
  });
}

/** Nothing of the user's own AWS is left: no variables, no config, no credentials. */
function environment(endpoint: string, { screen: { width } }: Output): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && name !== 'COLUMNS');
  return {
    ...Object.fromEntries(own),
    ...(width === null ? {} : { COLUMNS: `${width}` }),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: '111111111111',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: 'eu-west-1',
  };
}

function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- colours begin with one
  return text.replaceAll(/\u001b\[[\d;]*m/g, '');
}
