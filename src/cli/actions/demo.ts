/** Tells a story with the real commands, against a sandbox in this process. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { paint } from '../../render/style.ts';
import { startSandbox } from '../../sandbox/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Input } from '../definition.ts';
import { runChild } from '../demo/child.ts';
import { chapters } from '../demo/story.ts';
import type { Chapter, Step } from '../demo/story.ts';
import { interruptible } from '../interruption.ts';
import { Refusal } from '../trouble.ts';
import { untilEnded } from './sandbox.ts';

/** The port people find in the docs, if it is free. */
const usualPort = 4599;

/** Milliseconds to read what a command said. Nobody reads without a terminal. */
const readingTime = 1500;

export async function playDemo(input: Input): Promise<number> {
  if (input.options.format === 'json')
    throw new Refusal('invalid', { code: 'wrong-arguments', message: 'demo is a story for people: it has no JSON' });
  const began = performance.now();
  const sandbox = await startSandbox({ port: usualPort }).catch(() => startSandbox());
  const interruption = interruptible(() => undefined);
  const stage = { input, sandbox, signal: interruption.signal, folder: packageFolder() };
  try {
    narrate(input, `A sandbox AWS is running on ${sandbox.url}. No account is touched.`);
    for (const [index, chapter] of chapters.entries()) await play(chapter, index + 1, stage);
    narrate(input, `That took ${Math.round((performance.now() - began) / 1000)} s. ${next(input, sandbox)}`);
  } catch (error) {
    await sandbox.close();
    if (interruption.code() === undefined) throw error;
  } finally {
    interruption.release();
  }
  const code = interruption.code();
  if (code === undefined && input.options.keep === true) await untilEnded();
  await sandbox.close();
  return code ?? 0;
}

interface Stage {
  readonly input: Input;
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
  readonly folder: string;
}

async function play({ told, steps, tamperings = [] }: Chapter, number: number, stage: Stage): Promise<void> {
  const { input, sandbox, signal } = stage;
  narrate(input, `${number}  ${told}`);
  for (const { shown, send } of tamperings) {
    type(input, shown);
    await send(sandbox.url);
  }
  for (const step of steps) {
    signal.throwIfAborted();
    type(input, `trailwarden ${step.typed.join(' ')}`);
    await perform(step, stage);
    if (input.output.screen.terminal) await pause(readingTime, undefined, { signal });
  }
}

/** @throws Refusal when the command did not do what the story says */
async function perform({ typed, exitCode, ends }: Step, { input, sandbox, signal, folder }: Stage): Promise<void> {
  const ended = await runChild({ args: typed, folder, endpoint: sandbox.url, output: input.output, signal });
  signal.throwIfAborted();
  if (ended.exitCode === exitCode && ended.lastLine.startsWith(ends)) return;
  throw new Refusal('error', {
    code: 'internal-error',
    message: `trailwarden ${typed[0]} ended with ${ended.exitCode} and ${JSON.stringify(ended.lastLine)}; the story says ${exitCode} and ${JSON.stringify(ends)}`,
  });
}

function narrate({ output }: Input, text: string): void {
  const { dim } = paint(output.screen.color);
  output.result(
    `\n${text
      .split('\n')
      .map(line => dim(`# ${line}`.trimEnd()))
      .join('\n')}\n`,
  );
}

function type({ output }: Input, line: string): void {
  output.result(`${paint(output.screen.color).bold(`$ ${line}`)}\n`);
}

function next({ options }: Input, { url }: Sandbox): string {
  const there = options.keep
    ? `the sandbox stays on ${url} until you press Ctrl-C`
    : 'a sandbox of your own    trailwarden sandbox';
  return `Your turn:
  ${there}
  a spec to begin with     trailwarden init
  what it comes to         trailwarden show`;
}

/** Where the examples are, seen from wherever this file was bundled to. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
