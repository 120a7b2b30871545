/** Parts of any size as groups of one. */

/** The last group may be smaller; there is none of nothing. */
export async function* groupsOf<Item>(
  parts: AsyncIterable<readonly Item[]>,
  size: number,
): AsyncGenerator<readonly Item[]> {
  let group: Item[] = [];
  for await (const part of parts)
    for (const item of part) {
      group.push(item);
      if (group.length < size) continue;
      yield group;
      group = [];
    }
  if (group.length > 0) yield group;
}
