/** What a report must not be written over: what the run reads, what else it writes, and other reports. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

import { isSpecFile } from '../../adapters/specs/folder.ts';
import type { Options } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';

type Named = Pick<Options, 'report' | 'out' | 'base' | 'fromReport' | 'journal'>;

/** A report, and why it cannot stand where it is to go. */
export interface Overwriting {
  readonly file: string;
  readonly why: string;
}

/** The first report that would stand where the run reads or writes something else, by real paths; undefined: none would. */
export function overwriting(options: Named, args: readonly string[]): Overwriting | undefined {
  const files = (options.report ?? []).flatMap(({ file }) => (file === '-' || isStream(file) ? [] : [file]));
  const others = (at: number): readonly string[] => files.slice(0, at);
  return files
    .map((file, at) => ({ file, why: whyNot(file, { read: readBy(options, args), ...options, others: others(at) }) }))
    .find((one): one is Overwriting => one.why !== undefined);
}

interface Standing {
  readonly read: readonly string[];
  readonly out?: string;
  readonly others: readonly string[];
}

function whyNot(file: string, { read, out, others }: Standing): string | undefined {
  if (read.some(path => isSame(file, path) || isSpecBelow(file, path))) return 'it is a file that the run reads';
  if (out !== undefined && isSame(file, out)) return 'the plan of --out goes there';
  return others.some(other => isSame(file, other)) ? 'another report goes there' : undefined;
}

/** Specs or a saved plan, and what options name. What names a revision of git leads to no file. */
function readBy({ base, fromReport, journal }: Named, args: readonly string[]): readonly string[] {
  const named = [base, fromReport, journal].filter(path => typeof path === 'string');
  return [...specPaths(args), ...named];
}

/** The name in its folder, and what it leads to: a report takes the place of the one, and people mean the other. */
function placesOf(file: string): readonly string[] {
  const folder = real(dirname(file));
  const target = real(file);
  return [...(folder === undefined ? [] : [join(folder, basename(file))]), ...(target === undefined ? [] : [target])];
}

function isSame(one: string, other: string): boolean {
  const places = placesOf(other);
  return placesOf(one).some(place => places.includes(place));
}

/** Whether it stands below a folder of specs already, under a name by which it is read. */
function isSpecBelow(file: string, folder: string): boolean {
  const [root, found] = [real(folder), real(file)];
  if (root === undefined || found === undefined) return false;
  const way = relative(root, found);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && isSpecFile(way.split(sep).join('/'));
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // nothing stands there
  }
}

/** Streams of the process itself, such as `/dev/stdout` and `>(…)` of a shell, and where nothing is kept. */
export const isStream = (file: string): boolean =>
  /^\/dev\/(?:stdout|stderr|null|tty|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/u.test(file);

/** Whether something else than a file stands there: a pipe that nobody reads would hold up the run for ever. */
export function isSpecial(file: string): boolean {
  const standing = statSync(file, { throwIfNoEntry: false });
  return standing !== undefined && !standing.isFile();
}
