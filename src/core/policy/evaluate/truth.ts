/** Logic with three values: what a request leaves open is neither true nor false. */

export type Truth = 'yes' | 'no' | 'unknown';

export function truth(holds: boolean): Truth {
  return holds ? 'yes' : 'no';
}

export function not(holds: Truth): Truth {
  if (holds === 'unknown') return 'unknown';
  return truth(holds === 'no');
}

/** Whether it holds for all: one that fails decides, whatever is not known of others. */
export function all<T>(items: Iterable<T>, judge: (item: T) => Truth): Truth {
  return decidedBy('no', items, judge);
}

/** Whether it holds for any: one that holds decides. */
export function any<T>(items: Iterable<T>, judge: (item: T) => Truth): Truth {
  return decidedBy('yes', items, judge);
}

function decidedBy<T>(decides: 'yes' | 'no', items: Iterable<T>, judge: (item: T) => Truth): Truth {
  let result: Truth = decides === 'yes' ? 'no' : 'yes';
  for (const item of items) {
    const one = judge(item);
    if (one === decides) return decides;
    if (one === 'unknown') result = 'unknown';
  }
  return result;
}

/** What holds whichever of the possibilities is the case; unknown where that depends on it. There is at least one. */
export function whichever<T>(possible: readonly T[], judge: (item: T) => Truth): Truth {
  const found = new Set(possible.map(judge));
  const [only = 'unknown'] = found;
  return found.size === 1 ? only : 'unknown';
}
