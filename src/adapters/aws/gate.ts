/**
 * Lets so many in at once, the others in the order they came. In front of the connection pool, so that a call does not
 * spend its timeout waiting for a socket.
 */
export interface Gate {
  through<T>(work: () => Promise<T>): Promise<T>;
}

export function gate(places: number): Gate {
  const queue: (() => void)[] = [];
  let free = places;
  const enter = (): Promise<void> =>
    new Promise(resolve => {
      if (free > 0) {
        free -= 1;
        resolve();
      } else {
        queue.push(resolve);
      }
    });
  const leave = (): void => {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  };
  return {
    async through(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
