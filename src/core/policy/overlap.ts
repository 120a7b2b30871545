/**
 * Whether some text is matched by both patterns, in which `*` is any number of characters and `?` one. What stands in a
 * policy's Action and Resource are such patterns.
 */
export function overlap(a: string, b: string): boolean {
  // reachable[j]: the first i tokens of a and the first j of b can match one text
  let reachable = Array.from({ length: b.length + 1 }, (_, j) => onlyStars(b.slice(0, j)));
  for (const token of a) {
    const next = [token === '*' && reachable[0] === true];
    for (const [j, other] of b.split('').entries()) {
      const both = reachable[j] === true && (token === other || token === '?' || other === '?');
      const skipped = (token === '*' && reachable[j + 1] === true) || (other === '*' && reachable[j + 1] === true);
      const swallowed = (token === '*' && next[j] === true) || (other === '*' && next[j] === true);
      next.push(both || skipped || swallowed);
    }
    reachable = next;
  }
  return reachable.at(-1) === true;
}

const onlyStars = (pattern: string): boolean => pattern.replaceAll('*', '') === '';
