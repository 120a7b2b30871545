/** Asks a person at the terminal. */
import { createInterface } from 'node:readline';

import type { Output } from './output.ts';

/** Whether anybody is there to be asked. */
export function someoneIsThere(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** One line from the terminal; null when its input ended without one, or nobody answered before the signal aborted. */
export function ask(question: string, output: Output, signal: AbortSignal): Promise<string | null> {
  output.note(question);
  const lines = createInterface({ input: process.stdin, signal });
  let answer: string | null = null;
  return new Promise(resolve => {
    lines.once('line', line => {
      answer = line;
      lines.close();
    });
    lines.once('close', () => {
      if (answer === null) output.note('\n'); // nobody typed the end of the line
      resolve(answer);
    });
  });
}

/** Several questions, one after the other: what was typed ahead answers the next. */
export interface Conversation {
  /** One line; null when the input ended. */
  ask(question: string): Promise<string | null>;
  close(): void;
}

/** Begins to listen at the terminal. */
export function converse(output: Output): Conversation {
  const lines = createInterface({ input: process.stdin });
  const typed = lines[Symbol.asyncIterator]();
  return {
    async ask(question) {
      output.note(question);
      const line = await typed.next();
      if (!line.done) return line.value;
      output.note('\n'); // nobody typed the end of the line
      return null;
    },
    close: () => lines.close(),
  };
}
