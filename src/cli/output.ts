/** The two streams: results on stdout, everything about the run on stderr. */
import { stripVTControlCharacters } from 'node:util';

import type { Options } from './definition.ts';
import { takesStdout } from './reports/formats.ts';
import { screenOf } from './terminal.ts';
import type { Screen } from './terminal.ts';

export class Output {
  /** What stdout can show. */
  readonly screen: Screen;
  /** What stderr can show. */
  readonly notes: Screen;
  #shown = 0;
  readonly #results: NodeJS.WriteStream;

  constructor(options: Pick<Options, 'color' | 'ascii' | 'report'> & Partial<Pick<Options, 'format'>>) {
    this.#results = takesStdout(options) && options.format !== 'json' ? process.stderr : process.stdout;
    this.screen = screenOf(this.#results, options, process.env);
    this.notes = screenOf(process.stderr, options, process.env);
  }

  /** Writes a result: to stdout, or to stderr where a report takes that. */
  result(text: string): void {
    this.show([]);
    this.#results.write(text);
  }

  /**
   * Writes a part of a long result, and waits until it is taken.
   *
   * @returns whether anybody reads on: `| head` does not
   */
  async part(text: string): Promise<boolean> {
    this.show([]);
    const stream = this.#results;
    if (stream.destroyed || !stream.writable) return false;
    if (stream.write(text)) return true;
    return new Promise(resolve => {
      const settle = (goesOn: boolean) => (): void => {
        for (const [event, listener] of listeners) stream.off(event, listener);
        resolve(goesOn);
      };
      const listeners = [
        ['drain', settle(true)],
        ['close', settle(false)],
        ['error', settle(false)],
      ] as const;
      for (const [event, listener] of listeners) stream.on(event, listener);
    });
  }

  /** Writes a report that is to go to stdout. */
  document(text: string): void {
    this.show([]);
    process.stdout.write(text);
  }

  /** Writes something about the run. */
  note(text: string): void {
    this.show([]);
    process.stderr.write(text);
  }

  /** Shows these lines instead of those shown before, until anything is written. Without a terminal: nothing. */
  show(lines: readonly string[]): void {
    if (!this.notes.terminal || (lines.length === 0 && this.#shown === 0)) return;
    const back = this.#shown === 0 ? '' : `\u001b[${this.#shown}A\r\u001b[J`;
    process.stderr.write(back + lines.map(line => `${line}\n`).join(''));
    this.#shown = rowsOf(lines, this.notes.width);
  }
}

/** How many rows of the terminal these lines take: it wraps what is wider, and redrawing must go back over all of it. */
function rowsOf(lines: readonly string[], width: number | null): number {
  const room = width ?? Infinity;
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / room)), 0);
}

/** A reader that has gone (`| head -1`) ends nothing: what is under way is finished, quietly. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
