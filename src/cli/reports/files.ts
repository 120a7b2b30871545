/** Files of reports: looked at before anything else is done, and written whole or not at all. */
import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Options } from '../definition.ts';
import { Refusal } from '../trouble.ts';
import { takesStdout } from './formats.ts';
import { isSpecial, isStream, overwriting } from './kept.ts';

/**
 * Whether each report could be written as things stand now, over nothing that the run needs.
 *
 * @throws Refusal when one could not, before anything was asked or sent
 */
export function checkReports(options: Options, args: readonly string[]): void {
  const { report = [], format } = options;
  if (takesStdout({ report }) && format !== 'human')
    throw new Refusal('invalid', {
      code: 'report-not-written',
      message: `a report is to go to stdout, where --format ${format} writes`,
      hint: 'name a file, or leave --format away',
    });
  for (const { file } of report) if (file !== '-') checkFile(file);
  const over = overwriting(options, args);
  if (over) throw notWritten(over.file, over.why, 'name another file');
}

function checkFile(file: string): void {
  const folder = dirname(file);
  const standing = statSync(folder, { throwIfNoEntry: false });
  if (!standing) throw notWritten(file, `there is no folder ${folder}`, `mkdir -p ${folder}`);
  if (!standing.isDirectory()) throw notWritten(file, `${folder} is no folder`, 'name another file');
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw notWritten(file, 'it is a folder', 'name a file in it');
  if (isSpecial(file) && !isStream(file)) throw notWritten(file, noFile, 'name a file, or - for stdout');
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw notWritten(file, `nothing may be written to ${folder}`, 'name another folder');
  }
}

const noFile = 'what stands there is no file';

function notWritten(file: string, why: string, hint: string): Refusal {
  const message = `the report ${file} cannot be written: ${why}`;
  return new Refusal('invalid', { code: 'report-not-written', message, hint });
}

/** Writes a report over what stands there, at once and whole; a signal may end the program right after. */
export function writeReportFile(file: string, text: string): void {
  if (isSpecial(file)) {
    if (!isStream(file)) throw new Error(noFile);
    return writeFileSync(file, text, { flag: 'a' });
  }
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, { mode: 0o644, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
