/** Lists in pages. */

export interface Asked {
  /** Key of the last item of an earlier page; absent: from the beginning. */
  readonly after?: string;
  readonly limit: number;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next: string | null;
}

/**
 * In the order of keys, which are unique: a page begins after the key, whether or not its item is still there.
 */
export function pageOf<T>(all: readonly T[], { after, limit }: Asked, key: (item: T) => string): Paged<T> {
  const keyed = all.map(item => ({ item, key: key(item) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rest = after === undefined ? keyed : keyed.filter(one => one.key > after);
  const page = rest.slice(0, limit);
  const more = rest.length > page.length;
  return { items: page.map(({ item }) => item), total: all.length, next: more ? (page.at(-1)?.key ?? null) : null };
}
