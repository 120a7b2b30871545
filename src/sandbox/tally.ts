import type { Call } from './call.ts';

/** How often a call came, by `service:Operation`, in all and by account and region. */
export interface Counts {
  readonly total: number;
  readonly operations: Readonly<Record<string, number>>;
  /** Keys are `account region service:Operation`. */
  readonly places: Readonly<Record<string, number>>;
}

/** One of the latest calls. */
export interface Seen {
  readonly at: string;
  readonly requestId: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly principal: string;
  readonly inputs: readonly string[];
  /** Error code, or `ok`; `dropped` if the connection ended instead. */
  outcome: string;
}

/** So many calls are kept to be looked at. */
const KEPT = 1000;

export interface Tally {
  /** Counts the call; what became of it is filled in later. */
  add(call: Call): Seen;
  counts(): Counts;
  /** The latest calls, oldest first. */
  recent(): readonly Seen[];
  clear(): void;
}

export function newTally(): Tally {
  let total = 0;
  const operations = new Map<string, number>();
  const places = new Map<string, number>();
  let recent: Seen[] = [];
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  return {
    add(call) {
      const operation = `${call.service}:${call.operation}`;
      const { account, arn } = call.principal;
      total += 1;
      count(operations, operation);
      count(places, `${account} ${call.region} ${operation}`);
      const seen: Seen = {
        at: call.at.toISOString(),
        requestId: call.requestId,
        operation,
        account,
        region: call.region,
        principal: arn,
        inputs: call.inputs,
        outcome: 'ok',
      };
      recent.push(seen);
      if (recent.length >= 2 * KEPT) recent = recent.slice(-KEPT);
      return seen;
    },
    counts: () => ({ total, operations: sorted(operations), places: sorted(places) }),
    recent: () => recent.slice(-KEPT),
    clear() {
      total = 0;
      operations.clear();
      places.clear();
      recent = [];
    },
  };
}

function sorted(map: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
