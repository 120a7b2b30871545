import type { Stopwatch } from '../../app/daemon/ports.ts';
import { systemClock } from '../clock.ts';

/**
 * Counts by whichever of the machine's two clocks went further: the steady one stands still while a machine sleeps or a
 * process is frozen with it, the other may be set back. Too much time costs a lead, too little could make two of them.
 *
 * @param steady milliseconds of a clock that is never set
 * @param wall milliseconds of the clock that tells the time
 */
export function stopwatch(
  steady: () => number = () => performance.now(),
  wall: () => number = () => Date.now(),
): Stopwatch {
  let total = 0;
  let last = { steady: steady(), wall: wall() };
  return {
    elapsed() {
      const now = { steady: steady(), wall: wall() };
      total += Math.max(now.steady - last.steady, now.wall - last.wall, 0);
      last = now;
      return total;
    },
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds, signal),
  };
}
