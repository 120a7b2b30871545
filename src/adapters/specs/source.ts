import type { Source } from '../../app/daemon/ports.ts';
import type { SourceConfig } from '../../core/daemon/config.ts';
import { folderSource } from './folder-source.ts';
import { gitSource } from './repository/source.ts';

/** The source that a config names. */
export function sourceOf(config: SourceConfig): Source {
  return config.is === 'folder' ? folderSource(config) : gitSource(config);
}
