export interface StoredObject {
  readonly body: Buffer;
  /** Bytes of the body. */
  readonly size: number;
  readonly contentType: string;
  readonly contentEncoding?: string;
  /** User metadata, names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly modified: Date;
  /** How it is encrypted, where not as the bucket says. */
  readonly encryption?: { readonly algorithm: string; readonly key: string };
}

/** The objects of a bucket, by key. Keys are kept in the order of their bytes, sorted when somebody lists. */
export interface ObjectStore {
  readonly size: number;
  get(key: string): StoredObject | undefined;
  set(key: string, object: StoredObject): void;
  /** Writes what CloudTrail delivers. */
  deliver(key: string, object: StoredObject): void;
  /** Keys that callers wrote, and CloudTrail never did. */
  byCallers(): Iterable<string>;
  delete(key: string): void;
  /** All keys, ascending. */
  keys(): readonly string[];
}

export function objectStore(): ObjectStore {
  const objects = new Map<string, StoredObject>();
  let sorted: string[] = [];
  let added: string[] = [];
  let removed = false;
  const delivered = new Set<string>();
  const others = new Set<string>();
  const write = (key: string, object: StoredObject): void => {
    if (!objects.has(key)) added.push(key);
    objects.set(key, object);
  };
  return {
    get size() {
      return objects.size;
    },
    get: key => objects.get(key),
    set(key, object) {
      write(key, object);
      if (!delivered.has(key)) others.add(key);
    },
    deliver(key, object) {
      write(key, object);
      delivered.add(key);
    },
    byCallers: () => others,
    delete(key) {
      others.delete(key);
      removed = objects.delete(key) || removed;
    },
    keys() {
      if (removed) [sorted, added] = [[...objects.keys()], []];
      // what was sorted before costs little to sort again
      if (removed || added.length > 0) sorted = [...sorted, ...added].toSorted(byBytes);
      [added, removed] = [[], false];
      return sorted;
    },
  };
}

/** The first index from `from` on whose key is not before `key`. */
export function indexOf(keys: readonly string[], key: string, from = 0): number {
  let [low, high] = [from, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byBytes(keys[middle] ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const SURROGATES = /[\ud800-\udfff]/;

/** Code units are in the order of bytes, but for characters outside of the first plane. */
function byBytes(a: string, b: string): number {
  if (SURROGATES.test(a) || SURROGATES.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
