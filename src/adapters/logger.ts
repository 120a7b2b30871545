/** Logging with pino: JSON, or short lines for people. */
import { pino } from 'pino';

import type { Log } from '../app/ports.ts';

export interface LoggerOptions {
  readonly level: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Short lines instead of JSON. */
  readonly pretty: boolean;
  /** Takes whole lines, each with its newline. */
  readonly write: (line: string) => void;
  /** What every line says besides. Absent: nothing. */
  readonly about?: () => object;
}

export function logger({ level, pretty, write, about }: LoggerOptions): Log {
  return pino(
    { level, base: null, ...(about ? { mixin: about } : {}) },
    { write: pretty ? line => write(short(line)) : write },
  );
}

const words: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

/** `03:07:12 debug  called AWS  {"call":"sts:GetCallerIdentity"}` */
function short(line: string): string {
  const { level, time, msg, ...details } = JSON.parse(line) as {
    readonly level: number;
    readonly time: number;
    readonly msg?: string;
  };
  const at = new Date(time).toISOString().slice(11, 19);
  const rest = Object.keys(details).length === 0 ? '' : `  ${JSON.stringify(details)}`;
  return `${at} ${(words[level] ?? `${level}`).padEnd(5)}  ${msg ?? ''}${rest}\n`;
}
