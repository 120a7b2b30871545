/** Which files were written out, by their names: each has sixteen letters of chance in it, and the account, region and minute. */
import type { NamedFile } from './notice.ts';
import { seenWindow } from './seen.ts';

export interface SeenFiles {
  has(file: NamedFile): boolean;
  /** @param pinned it stands in what every look lists: it is kept until a look no longer does */
  add(file: NamedFile, pinned: boolean): void;
  /** After a look: those that it listed stay pinned. */
  keep(listed: ReadonlySet<string>): void;
  /** Names, oldest first. */
  all(): readonly string[];
}

/** Names in the window, beside those that are pinned. */
const most = 50_000;

/** @param before names that were remembered earlier */
export function seenFiles(before: readonly string[] = []): SeenFiles {
  const passed = seenWindow(most, before);
  let pinned = new Set(before);
  return {
    has: ({ key }) => pinned.has(fileName(key)) || passed.has(fileName(key)),
    add({ key }, pin) {
      if (pin) pinned.add(fileName(key));
      else passed.add(fileName(key));
    },
    keep(listed) {
      pinned = new Set([...pinned].filter(name => listed.has(name)));
    },
    all: () => [...new Set([...passed.all(), ...pinned])],
  };
}

/** The last part of a key. */
export function fileName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
