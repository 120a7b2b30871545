import { isConfig } from '../spec/envelope.ts';
import { parse } from '../spec/parse.ts';
import type { SourceFile } from '../spec/source.ts';

/** Whether a file is meant to be the config of a daemon: one of its documents says so. */
export function isConfigFile(file: SourceFile): boolean {
  return /kind["']?\s*:\s*["']?d/iu.test(file.text) && parse(file).documents.some(isConfig);
}
