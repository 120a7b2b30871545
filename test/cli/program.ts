/** Runs the built program, as people do, with nothing of the tester's own AWS. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { onTestFinished } from 'vitest';

import { ranInProcess } from './in-process.ts';

export const main = resolve(import.meta.dirname, '../../dist/main.js');

export interface Ran {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** In a process of its own, which is what the test is about. So it is where something of the process is asked for. */
  readonly alone?: boolean;
  /** Endpoint of a sandbox; without one, nothing answers. */
  readonly endpoint?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** What stands on stdin; nothing by default. */
  readonly input?: string;
  /** Of Node, before the program. */
  readonly nodeArgs?: readonly string[];
  /** Told of everything that comes from stderr and stdout as it comes. */
  readonly watch?: (text: string, child: ChildProcess) => void;
  /** Told of the process as it begins. */
  readonly started?: (child: ChildProcess) => void;
}

export function environment({ endpoint = 'http://127.0.0.1:9', env = {} }: Running = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    TMPDIR: tmpdir(),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: '111111111111',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: 'eu-west-1',
    ...env,
  };
}

/** Runs it in the tester's process, where that shows the same, and takes a tenth of the time. */
export function trailwarden(args: readonly string[], running: Running = {}): Promise<Ran> {
  const { alone, input, nodeArgs, watch, started } = running;
  const ofTheProcess = [input, nodeArgs, watch, started].some(one => one !== undefined) || args.includes('-');
  if (alone === true || ofTheProcess) return inItsOwn(args, running);
  return ranInProcess(args, { folder: running.folder ?? repository, env: environment(running) });
}

const repository = resolve(import.meta.dirname, '../..');

function inItsOwn(args: readonly string[], running: Running): Promise<Ran> {
  const { folder, input, nodeArgs = [], watch, started } = running;
  const child = spawn(process.execPath, [...nodeArgs, main, ...args], {
    cwd: folder ?? repository,
    env: environment(running),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  started?.(child);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      watch?.(text, child);
    });
  if (input !== undefined) child.stdin?.end(input);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', code => done({ code, ...texts }));
  });
}

export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

/** A folder that the test has for itself, with these files in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A spec as a file, less what stands under `spec:`. */
export function spec(body: string, owner = 'acme'): string {
  const indented = body.trimEnd().replaceAll(/^/gm, '  ');
  return `apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\nmetadata: { name: ${owner} }\nspec:\n${indented}\n`;
}

export const minimal = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs }`);
