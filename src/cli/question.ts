/** Asks a person at the terminal. */
import { createInterface } from 'node:readline';

import type { Output } from './output.ts';

/** Whether anybody is there to be asked. */
export function someoneIsThere(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** One line from the terminal; null when its input ended without one. */
export function ask(question: string, output: Output): Promise<string | null> {
  output.note(question);
  const lines = createInterface({ input: process.stdin });
  return new Promise(resolve => {
    lines.once('line', answer => {
      resolve(answer);
      lines.close();
    });
    lines.once('close', () => resolve(null));
  });
}
