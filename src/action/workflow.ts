/** What a step says to the runner: lines on stdout, and files that it names. */
import { appendFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

import type { Environment } from './inputs.ts';
import { outputFile } from './outputs.ts';

export type Show = (text: string) => void;

/** An annotation without a place. */
export function annotate(show: Show, level: 'error' | 'warning' | 'notice', text: string): void {
  const escaped = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  show(`::${level} title=trailwarden::${escaped}\n`);
}

/** While this goes on, nothing that is shown is taken for a command: names in AWS are chosen by others. */
export async function asText<T>(show: Show, work: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  show(`::stop-commands::${token}\n`);
  try {
    return await work();
  } finally {
    show(`\n::${token}::\n`);
  }
}

export function setOutputs({ GITHUB_OUTPUT: file }: Environment, outputs: Readonly<Record<string, string>>): void {
  if (file) appendFileSync(file, outputFile(outputs, `end-${randomUUID()}`));
}

export function addToSummary({ GITHUB_STEP_SUMMARY: file }: Environment, text: string): void {
  if (file) appendFileSync(file, `${text.trimEnd()}\n`);
}
