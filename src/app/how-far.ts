/**
 * What a run is at, and what it waits for, in words: `read 3 of 12, waiting for trails in 222222222222/eu-west-1`.
 *
 * @param done what was done of them: `read`
 * @param all how many there are, with what they are: `12`, `12 accounts`
 * @param open those that have not answered, the longest waited for first; three are named
 */
export function howFar(done: string, all: string, open: ReadonlySet<string>): string {
  const named: string[] = [];
  for (const one of open) {
    if (named.length === 3) break; // there may be tens of thousands, and this is told after each
    named.push(one);
  }
  const more = open.size > 3 ? ` and ${open.size - 3} more` : '';
  const waiting = named.length === 0 ? '' : `, waiting for ${named.join(', ')}${more}`;
  return `${done} of ${all}${waiting}`;
}
