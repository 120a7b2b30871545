/**
 * Lets so many in at once, and of them so many for each place, the others in the order they came. In front of the
 * connection pool, so that a call does not spend its timeout waiting for a socket. A place that hangs holds up itself.
 */
export interface Gate {
  through<T>(place: string, work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly place: string;
  readonly enter: () => void;
}

/** @param forEach how many of one place may be in at once; default all */
export function gate(places: number, forEach: number = places): Gate {
  const inside = new Map<string, number>();
  /** Those that wait for their own place only, by place. */
  const held = new Map<string, Waiting[]>();
  const queue: Waiting[] = [];
  let free = places;

  const admit = ({ place, enter }: Waiting): void => {
    free -= 1;
    inside.set(place, (inside.get(place) ?? 0) + 1);
    enter();
  };
  const come = (one: Waiting): void => {
    if ((inside.get(one.place) ?? 0) >= forEach) {
      const others = held.get(one.place);
      if (others) others.push(one);
      else held.set(one.place, [one]);
      return;
    }
    if (free > 0) admit(one);
    else queue.push(one);
  };
  const leave = (place: string): void => {
    free += 1;
    const left = (inside.get(place) ?? 1) - 1;
    if (left === 0) inside.delete(place);
    else inside.set(place, left);
    const own = held.get(place)?.shift();
    if (held.get(place)?.length === 0) held.delete(place);
    if (own) queue.push(own);
    // Of those that came first some may have to wait for their place again: others of it went in before them.
    for (let next = queue.shift(); next; next = queue.shift()) {
      come(next);
      if (free === 0) return;
    }
  };
  return {
    async through(place, work) {
      await new Promise<void>(resolve => come({ place, enter: resolve }));
      try {
        return await work();
      } finally {
        leave(place);
      }
    },
  };
}
