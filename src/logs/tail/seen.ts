/** What was seen of late: CloudTrail delivers a record at least once, and a queue a message. */

export interface Seen {
  /** Takes it in; false where it was there already. */
  add(id: string): boolean;
  has(id: string): boolean;
  /** Each once, oldest first. */
  all(): readonly string[];
}

/**
 * A window of bounded size: what came last is surely in it, at least half of `most`; what came long ago is forgotten, half
 * of the window at once. (One set whose oldest member is taken out each time grows slow: V8 steps over what is gone.)
 *
 * @param most how many are remembered
 * @param before what was remembered earlier, oldest first
 */
export function seenWindow(most: number, before: Iterable<string> = []): Seen {
  const half = Math.max(1, Math.floor(most / 2));
  let older = new Set<string>();
  let newer = new Set<string>();
  const has = (id: string): boolean => newer.has(id) || older.has(id);
  const add = (id: string): boolean => {
    const fresh = !has(id);
    newer.add(id);
    if (newer.size >= half) [older, newer] = [newer, new Set()];
    return fresh;
  };
  for (const id of before) add(id);
  return { add, has, all: () => [...[...older].filter(id => !newer.has(id)), ...newer] };
}
