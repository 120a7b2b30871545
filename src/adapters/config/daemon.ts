/** The config of a daemon, from its file. */
import { readConfig, type ConfigReading } from '../../core/daemon/read.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import { calendar } from '../cron/timetable.ts';
import { watched } from '../specs/watched.ts';

/** The config, or every problem with it. The file is null where it could not be read. */
type LoadedConfig = Omit<ConfigReading, 'file'> & { readonly file: SourceFile | null };

export interface ConfigFile {
  /** Reads it now. Does not throw for what the file system or the file says. */
  load(): Promise<LoadedConfig>;
  /** Calls back whenever it holds something else than at the last `load`, until aborted. */
  watch(changed: () => void, signal: AbortSignal): void;
}

/**
 * @param path of the file, also where it is a link that Kubernetes swaps
 * @param kinds names of the kinds of resources
 */
export function daemonConfig(path: string, kinds: readonly string[], every?: number): ConfigFile {
  const content = watched([path], every);
  return {
    async load() {
      const { files, problems } = await content.read();
      const [file, second] = files;
      if (!file || second) return { config: null, problems: second ? [several(path)] : problems, file: null };
      return judgeConfig(file, kinds);
    },
    watch: content.watch,
  };
}

/** The same of a file that was read. */
export function judgeConfig(file: SourceFile, kinds: readonly string[]): ConfigReading {
  return readConfig(file, { kinds, calendar, now: new Date() });
}

function several(path: string): ConfigReading['problems'][number] {
  return {
    code: 'not-a-config',
    message: 'the folder has several files',
    hint: 'name the file of the config',
    at: { file: path, line: 1, column: 1 },
  };
}
