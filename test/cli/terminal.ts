/** Runs the built program in a real pseudo-terminal, which util-linux's (or BSD's) `script` opens. */
import { spawn } from 'node:child_process';

import { environment, main } from './program.ts';

/** What a person sees in the question, and what they type then. Without an end of line: exactly that. */
export type Typed = readonly [when: string, types: string];

export interface Seen {
  readonly code: number | null;
  /** All that the terminal showed, what was typed among it. */
  readonly screen: string;
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

function commandFor(args: readonly string[]): readonly string[] {
  const command = [process.execPath, main, ...args];
  if (process.platform === 'darwin') return ['-q', '/dev/null', ...command];
  return ['--quiet', '--return', '--flush', '--command', command.map(quoted).join(' '), '/dev/null'];
}

/** Types each answer once its question is on the screen, in this order. */
export function atTerminal(
  args: readonly string[],
  answers: readonly Typed[],
  { folder, env = {} }: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Seen> {
  const child = spawn('script', commandFor(args), {
    cwd: folder,
    env: { ...environment({ env }), TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const open = [...answers];
  let screen = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const [next] = open;
    const at = next === undefined ? -1 : screen.indexOf(next[0], seen);
    if (next === undefined || at < 0) return;
    seen = at + next[0].length;
    open.shift();
    child.stdin.write(next[1]);
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', code => done({ code, screen }));
  });
}
