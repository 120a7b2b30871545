/** Many things at once, bounded by their number and by the memory that they take. */

export interface Lanes {
  /** Does it when there is room. The task answers how many bytes it held, too. */
  run<Result>(task: () => Promise<Held<Result>>): Promise<Result>;
}

export interface Held<Result> {
  readonly result: Result;
  readonly bytes: number;
}

/** How much may be under way. */
export interface Room {
  readonly tasks: number;
  readonly bytes: number;
}

/** What was large a while ago counts less with each that was not. */
const fading = 0.95;

/** Begins with few, as nobody knows yet how large they are; each takes as much as the largest of late. First come, first served. */
export function lanes({ tasks, bytes }: Room): Lanes {
  let running = 0;
  let largest = bytes / 16;
  const waiting: (() => void)[] = [];
  const width = (): number => Math.max(2, Math.min(tasks, Math.floor(bytes / largest)));
  const leave = (held: number): void => {
    running -= 1;
    largest = Math.max(held, largest * fading);
    while (waiting.length > 0 && running < width()) {
      running += 1;
      waiting.shift()?.();
    }
  };
  return {
    async run(task) {
      if (running < width() && waiting.length === 0) running += 1;
      else await new Promise<void>(resolve => waiting.push(resolve));
      let held = 0;
      try {
        const done = await task();
        held = done.bytes;
        return done.result;
      } finally {
        leave(held);
      }
    },
  };
}

/** Results in the order of what they are made of; up to `width` are made at the same time. */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  width: number,
  make: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const made: Promise<Result>[] = [];
  for await (const item of items) {
    const one = make(item);
    one.catch(() => undefined); // told when its turn comes
    made.push(one);
    if (made.length < width) continue;
    const first = made.shift();
    if (first) yield await first;
  }
  for (const one of made) yield await one;
}

/** Work that nobody waits for one by one: whoever adds waits while there is much, and at the end for all of it. */
export interface Load {
  add(work: Promise<void>): Promise<void>;
  /** @throws what the first work that failed threw */
  done(): Promise<void>;
}

export function load(most: number): Load {
  const under = new Set<Promise<void>>();
  const failures: unknown[] = [];
  return {
    async add(work) {
      const one: Promise<void> = work.then(
        () => void under.delete(one),
        (error: unknown) => {
          failures.push(error);
          under.delete(one);
        },
      );
      under.add(one);
      if (under.size >= most) await Promise.race(under);
    },
    async done() {
      await Promise.all(under);
      if (failures.length > 0) throw failures[0];
    },
  };
}
