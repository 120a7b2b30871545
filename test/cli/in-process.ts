/** Runs the built program in the tester's own process: what takes long is to begin a process and to load the program. */
import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Ran } from './program.ts';

/** What `dist/main.js` calls, as it was built. */
interface Built {
  start(argv: readonly string[]): Promise<number>;
}

const main = resolve(import.meta.dirname, '../../dist/main.js');

let built: Built | undefined;

function program(): Built {
  const [, chunk] = /import\("(\.\/chunks\/start-[^"]+)"\)/u.exec(readFileSync(main, 'utf8')) ?? [];
  if (chunk === undefined) throw new Error(`${main} begins with no chunk that is known`);
  built ??= createRequire(main)(chunk) as Built;
  return built;
}

/** One at a time: the folder, the environment and the streams belong to the process. */
let last: Promise<unknown> = Promise.resolve();

/** @param env all there is in the environment */
export function ranInProcess(
  args: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ran> {
  const ran = last.then(() => run(args, folder, env));
  last = ran.catch(() => undefined);
  return ran;
}

async function run(args: readonly string[], folder: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const { start } = program();
  const texts = { stdout: '', stderr: '' };
  const back = [
    ...(['stdout', 'stderr'] as const).map(name => kept(name, text => (texts[name] += text))),
    withoutNew(process, 'uncaughtException'),
    withoutNew(process.stdout, 'error'),
    withoutNew(process.stderr, 'error'),
  ];
  const before = { folder: process.cwd(), env: { ...process.env } };
  process.chdir(folder);
  inEnvironment(env);
  try {
    return { code: await start(args), ...texts };
  } finally {
    inEnvironment(before.env);
    process.chdir(before.folder);
    for (const undo of back) undo();
  }
}

/** Whatever is written to the stream comes to `tell` instead, until the answer is called. */
function kept(name: 'stdout' | 'stderr', tell: (text: string) => void): () => void {
  const stream = process[name];
  const write = Object.getOwnPropertyDescriptor(stream, 'write');
  stream.write = (text: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    tell(typeof text === 'string' ? text : Buffer.from(text).toString());
    const told = rest.at(-1);
    if (typeof told === 'function') queueMicrotask(() => told());
    return true;
  };
  return () => {
    if (write) Object.defineProperty(stream, 'write', write);
    else Reflect.deleteProperty(stream, 'write');
  };
}

/** Who listens from now on listens no more, once the answer is called. A program that ends need not say so itself. */
function withoutNew(emitter: EventEmitter, event: string): () => void {
  const before = new Set(emitter.listeners(event));
  return () => {
    for (const listener of emitter.listeners(event))
      if (!before.has(listener)) emitter.off(event, listener as () => void);
  };
}

function inEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) Reflect.deleteProperty(process.env, name);
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}
