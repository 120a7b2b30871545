import type { Source } from '../../app/daemon/ports.ts';
import type { FolderConfig } from '../../core/daemon/config.ts';
import { watched } from './watched.ts';

/**
 * Files and folders as the source of a daemon. The revision is the beginning of a digest of all they hold.
 *
 * @param every how often they are looked at, beside when the system tells of a change; in milliseconds
 */
export function folderSource({ paths }: FolderConfig, every?: number): Source {
  const files = watched(paths, every);
  return {
    name: paths.join(', '),
    async look() {
      const { digest, ...reading } = await files.read();
      if (reading.files.length === 0) return { unavailable: reading.problems };
      return { revision: digest.slice(0, 12), paths, ...reading };
    },
    watch: files.watch,
  };
}
