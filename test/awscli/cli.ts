/** The AWS CLI as a user types it, kept away from everything but one endpoint. */
import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

import { inject } from 'vitest';

/** Nobody listens here: what does not go to the endpoint goes nowhere. */
const nowhere = 'http://127.0.0.1:9';

function environment(endpoint: string, accessKey: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1',
  };
}

/** How one call ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param accessKey in the sandbox, a user of that name */
export async function run(endpoint: string, args: readonly string[], accessKey = '111111111111'): Promise<Ended> {
  // version 1 of the CLI takes an endpoint of SQS from this option alone
  const typed = args[0] === 'sqs' ? [...args, '--endpoint-url', endpoint] : args;
  const child = spawn(inject('awscli'), typed, {
    env: environment(endpoint, accessKey),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((ended, failed) => {
      child.once('error', failed);
      child.once('close', ended);
    }),
  ]);
  return { code, stdout, stderr };
}

/**
 * What one call prints, parsed; undefined if it prints nothing.
 *
 * @param accessKey in the sandbox, a user of that name
 * @throws Error with what it says on stderr when it fails
 */
export async function aws(endpoint: string, args: readonly string[], accessKey = '111111111111'): Promise<unknown> {
  const { code, stdout, stderr } = await run(endpoint, args, accessKey);
  if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as unknown);
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: string[] = [];
  for await (const part of stream.setEncoding('utf8')) parts.push(String(part));
  return parts.join('');
}
