/** Reading ahead with bounded memory: several sources at once, told one after the other. */

/** How far ahead is read. */
export interface Ahead {
  /** Sources that are open at the same time. */
  readonly width: number;
  /** Items of one source that may wait to be taken. */
  readonly room: number;
}

/**
 * The items of what `open` makes of each source, source after source in their order; the next sources are read while one
 * is told. Whoever stops early ends them all.
 */
export async function* concatenated<Source, Item>(
  sources: AsyncIterable<Source> | Iterable<Source>,
  { width, room }: Ahead,
  open: (source: Source) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  const waiting = inAdvance(each(sources), width);
  const opened: Advance<Item>[] = [];
  let more = true;
  try {
    while (more || opened.length > 0) {
      while (more && opened.length < width && (opened.length === 0 || waiting.ready())) {
        const next = await waiting.next();
        if (next.done === true) more = false;
        else opened.push(inAdvance(open(next.value), room));
      }
      const first = opened[0];
      if (first === undefined) return;
      const item = await first.next();
      if (item.done === true) opened.shift();
      else yield item.value;
    }
  } finally {
    await Promise.all([waiting, ...opened].map(async one => one.end()));
  }
}

async function* each<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

/** A source that is read before it is asked. */
interface Advance<Item> {
  /** Whether `next` has its answer at hand. */
  ready(): boolean;
  next(): Promise<IteratorResult<Item, undefined>>;
  end(): Promise<void>;
}

type Taken<Item> = IteratorResult<Item, undefined> | { readonly failure: unknown };

function inAdvance<Item>(source: AsyncIterable<Item>, room: number): Advance<Item> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: Taken<Item>[] = [];
  let over = false;
  let reading = false;
  let told = Promise.withResolvers<void>();
  const tell = (one: Taken<Item>): void => {
    taken.push(one);
    told.resolve();
  };
  const read = async (): Promise<void> => {
    reading = true;
    while (!over && taken.length < room) {
      try {
        const item = await iterator.next();
        over ||= item.done === true;
        tell(item.done === true ? { done: true, value: undefined } : { done: false, value: item.value });
      } catch (failure) {
        over = true;
        tell({ failure });
      }
    }
    reading = false;
  };
  void read();
  return {
    ready: () => taken.length > 0,
    async next() {
      if (taken.length === 0 && !over) {
        told = Promise.withResolvers<void>();
        await told.promise;
      }
      const first = taken.shift();
      if (!over && !reading && taken.length <= room / 2) void read();
      if (first === undefined) return { done: true, value: undefined };
      if ('failure' in first) throw first.failure;
      return first;
    },
    async end() {
      if (over && taken.length === 0) return;
      over = true;
      await iterator.return?.();
    },
  };
}
