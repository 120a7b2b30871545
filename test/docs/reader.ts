/** Somebody who reads a page and types its commands, in one terminal and an empty folder, beside a sandbox. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { startSandbox } from '../../src/sandbox/index.ts';
import { environment, main } from '../cli/program.ts';
import { commandsIn } from './commands.ts';
import type { Commands, File, Piece } from './markdown.ts';
import { printed } from './matching.ts';

/** Programs that stand in for what a reader has, in TypeScript that Node runs. */
const programs = resolve(import.meta.dirname, 'bin');

/** Ports that pages name, as they are the defaults; several pages are read at once. */
const namedPorts = ['4599', '8080'] as const;

interface Terminal {
  readonly folder: string;
  /** Types lines of shell and waits for them. Answers all that was printed, and the exit codes in order. */
  type(lines: readonly string[]): Promise<{ readonly said: string; readonly codes: readonly number[] }>;
  /** A port of the page, and the one that takes its place. */
  readonly ports: ReadonlyMap<string, number>;
}

/**
 * Reads a page and does what it says. Answers what went otherwise than the page says; nothing if all is well.
 *
 * @param aws the AWS CLI; by default a program of its own that knows what the SDK knows
 */
export async function read(pieces: readonly Piece[], aws?: string): Promise<readonly string[]> {
  await using sandbox = await startedSandbox();
  const ports = new Map(await Promise.all(namedPorts.map(async port => [port, await freePort()] as const)));
  await using terminal = opened({ endpoint: sandbox.url, ports, aws });
  const wrong: string[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'file') write(piece, terminal);
    else if (piece.notRun === undefined) wrong.push(...(await follow(piece, terminal)));
    if (wrong.length > 0) break; // what comes after rests on it
  }
  return wrong;
}

async function startedSandbox() {
  const sandbox = await startSandbox();
  return { url: sandbox.url, [Symbol.asyncDispose]: async () => sandbox.close() };
}

async function follow(piece: Commands, terminal: Terminal): Promise<readonly string[]> {
  const commands = commandsIn(piece.text).map(({ text, code }) => ({ text: ported(text, terminal), code }));
  if (piece.stays !== undefined) return begin(piece, terminal);
  const { said, codes } = await terminal.type(commands.map(({ text }) => text));
  const where = `line ${piece.line}`;
  const failed = commands.flatMap(({ text, code }, at) => {
    const isAsSaid = code === 'refused' ? codes[at] !== 0 : codes[at] === code;
    return isAsSaid ? [] : [`${where}: exit code ${codes[at]}, not ${code}, of: ${text}\n${said}`];
  });
  return [...failed, ...unlike(piece, said, terminal)];
}

function unlike({ prints, line }: Commands, said: string, { ports }: Terminal): readonly string[] {
  const told = [...ports].reduce((text, [named, real]) => text.replaceAll(`:${real}`, `:${named}`), said);
  if (prints === undefined || printed(prints, told)) return [];
  return [`line ${line}: it does not print what the page shows, but:\n${told}`];
}

/** Starts what goes on, and waits until it has begun. */
async function begin(piece: Commands, terminal: Terminal): Promise<readonly string[]> {
  const log = `stays-${piece.line}.log`;
  const stays = new RegExp(piece.stays ?? '', 'u');
  writeFileSync(join(terminal.folder, '..', log), ''); // before the shell gets to it
  await terminal.type([`(exec ${ported(piece.text.trim(), terminal)}) >> ../${log} 2>&1 & begun=$!`]);
  const deadline = Date.now() + 120_000;
  let goesOn = true;
  while (goesOn && Date.now() < deadline) {
    goesOn = (await terminal.type(['sleep 0.2; kill -0 $begun'])).codes[0] === 0;
    const said = readFileSync(join(terminal.folder, '..', log), 'utf8');
    if (stays.test(said)) return unlike(piece, said, terminal);
  }
  const said = readFileSync(join(terminal.folder, '..', log), 'utf8');
  return [`line ${piece.line}: it ${goesOn ? 'goes on' : 'ended'} and has not printed ${stays}, but:\n${said}`];
}

function ported(text: string, { ports }: Terminal): string {
  const here = [...ports].reduce((now, [named, real]) => now.replaceAll(new RegExp(`\\b${named}\\b`, 'gu'), `${real}`), text);
  const port = ports.get('4599');
  return here.replaceAll(/\btrailwarden sandbox\b(?!.*--port)/gu, `trailwarden sandbox --port ${port}`);
}

function write(file: File, terminal: Terminal): void {
  const path = join(terminal.folder, file.name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, ported(file.text, terminal));
}

interface Opening {
  readonly endpoint: string;
  readonly ports: ReadonlyMap<string, number>;
  readonly aws: string | undefined;
}

function opened({ endpoint, ports, aws }: Opening): Terminal & AsyncDisposable {
  const top = mkdtempSync(join(tmpdir(), 'trailwarden-reader-'));
  const folder = join(top, 'here');
  mkdirSync(folder);
  const path = `${stageBin(top, aws)}:${process.env['PATH'] ?? ''}`;
  const env = {
    ...environment({ endpoint }),
    PATH: path,
    HOME: top,
    AWS_CONFIG_FILE: join(top, '.aws/config'),
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_PAGER: '',
    SANDBOX: endpoint,
    EXAMPLES: resolve(import.meta.dirname, '../../examples'),
  };
  const shell = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise(done => {
    shell.once('close', done);
  });
  let said = '';
  let told: (() => void) | undefined;
  shell.once('close', () => told?.());
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    told?.();
  });
  shell.stdin.write('exec 2>&1\n');
  let blocks = 0;
  return {
    folder,
    ports,
    async type(lines) {
      blocks += 1;
      const file = join(top, `block-${blocks}.sh`);
      const mark = `end of block ${blocks}:`;
      writeFileSync(file, `codes=()\n${lines.map(line => `${line}\ncodes+=($?)\n`).join('')}`);
      shell.stdin.write(`source ${file} </dev/null; printf '\\n${mark} %s.\\n' "\${codes[*]}"\n`);
      const from = said.length;
      const end = new RegExp(`\\n${mark} ([\\d ]*)\\.\\n`, 'u');
      while (!end.test(said.slice(from)) && shell.exitCode === null) {
        await new Promise<void>(later => {
          told = later;
        });
      }
      const found = end.exec(said.slice(from));
      const codes = found?.[1]?.split(' ').map(Number) ?? [];
      return { said: said.slice(from, from + (found?.index ?? said.length)), codes };
    },
    async [Symbol.asyncDispose]() {
      shell.stdin.end('kill $(jobs -p) 2>/dev/null; wait; exit\n');
      await ended;
      rmSync(top, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A folder of programs: trailwarden as it was built, the AWS CLI, and `sandbox-control` for what comes from outside. */
function stageBin(top: string, aws: string | undefined): string {
  const bin = join(top, 'bin');
  mkdirSync(bin);
  const node = JSON.stringify(process.execPath);
  const put = (name: string, line: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${line} "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  };
  put('trailwarden', `${node} ${JSON.stringify(main)}`);
  put('aws', aws === undefined ? `${node} ${JSON.stringify(join(programs, 'aws.ts'))}` : JSON.stringify(aws));
  put('sandbox-control', `${node} ${JSON.stringify(join(programs, 'sandbox-control.ts'))}`);
  return bin;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  await new Promise(closed => {
    server.close(closed);
  });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
