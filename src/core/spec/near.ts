/** "Did you mean": the nearest of some known words. */

/**
 * How many letters must be added, dropped, changed or swapped with their neighbour to make one word of the other.
 *
 * @param most more than this is not counted out: the answer is then Infinity
 */
export function distance(one: string, other: string, most = Infinity): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = at(last, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, changed, swapped ? at(before, j - 2) + 1 : Infinity));
    }
    if (Math.min(...row) > most && Math.min(...last) > most) return Infinity;
    [before, last] = [last, row];
  }
  return at(last, other.length);
}

const at = (row: readonly number[], index: number) => row[index] as number;

/**
 * The known word that was probably meant: the one with the fewest slips, if they are few for its length. Upper and
 * lower case and `-`, `_`, `.` count for nothing.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 128) return undefined; // nobody mistypes a name that long, and comparing takes its square
  const plain = bare(word);
  let best: { readonly word: string; readonly slips: number } | undefined;
  for (const candidate of known) {
    const other = bare(candidate);
    const allowed = Math.max(1, Math.floor(Math.max(plain.length, other.length) / 3));
    if (Math.abs(plain.length - other.length) > allowed) continue;
    const slips = distance(plain, other, Math.min(allowed, best?.slips ?? Infinity));
    if (slips <= allowed && slips < Math.min(plain.length, other.length) && slips < (best?.slips ?? Infinity))
      best = { word: candidate, slips };
  }
  return best?.word;
}

const bare = (word: string) => word.toLowerCase().replaceAll(/[-_.]/g, '');
