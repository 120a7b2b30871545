import { readFolder } from '../adapters/specs/folder.ts';
import { validate } from '../app/validate.ts';
import type { Problem } from '../core/model.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { kinds } from '../resources/index.ts';

/** A spec as it was read and judged. Plain data. */
export interface LoadedSpec {
  /** Files and folders, as they were named. */
  readonly paths: readonly string[];
  readonly files: readonly SourceFile[];
  /** `metadata.name`; null where the spec is not valid. */
  readonly owner: string | null;
  /** Whether no error stands among the problems. */
  readonly valid: boolean;
  /** Errors and warnings, in the order of the files: every one at once. */
  readonly problems: readonly Problem[];
  /** Those of them that kept a file from being read. */
  readonly unread: readonly Problem[];
  /** How many resources it declares, as far as it could be read. */
  readonly resources: number;
}

/**
 * Reads a spec and judges it. Asks nobody, needs no credentials.
 *
 * @param from a file or folder, several, or files that are at hand already
 */
export async function loadSpec(
  from: string | readonly string[] | { readonly files: readonly SourceFile[] },
): Promise<LoadedSpec> {
  if (typeof from === 'object' && 'files' in from) {
    return judged({ paths: from.files.map(({ path }) => path), files: from.files, unread: [] });
  }
  const paths = typeof from === 'string' ? [from] : from;
  const { files, problems } = await readFolder(paths);
  return judged({ paths, files, unread: problems });
}

function judged(read: Pick<LoadedSpec, 'paths' | 'files' | 'unread'>): LoadedSpec {
  const { spec, problems, resources } = validate(read.files, kinds, read.unread);
  return { ...read, owner: spec?.owner ?? null, valid: spec !== null, problems, resources };
}
