/** What people see while they wait: after a second, a line that names what it waits for. */
import type { Progress } from '../app/ports.ts';
import type { Output } from './output.ts';

const frames = { utf8: '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏', ascii: '|/-\\' } as const;

export interface Waiting extends Progress {
  /** Shows these lines instead of the one line from now on; `tick` counts redraws. */
  rows(draw: (tick: number) => readonly string[]): void;
  /** Erases what it shows, until there is something new to wait for. */
  hide(): void;
  /** Erases what it shows, for good. */
  stop(): void;
}

export function waiting(output: Output): Waiting {
  const { ascii, width } = output.notes;
  const turning = Array.from(ascii ? frames.ascii : frames.utf8);
  let what = '';
  let rows: ((tick: number) => readonly string[]) | undefined;
  let tick = 0;
  const draw = (): void => {
    tick += 1;
    if (rows) output.show(rows(tick));
    else if (what !== '' && tick > 10)
      output.show([`${turning[tick % turning.length] ?? ''} ${what}`.slice(0, (width ?? 80) - 1)]);
  };
  const timer = output.notes.terminal ? setInterval(draw, 100) : undefined;
  timer?.unref();
  return {
    step(next) {
      what = next;
    },
    rows(next) {
      rows = next;
    },
    hide() {
      what = '';
      tick = 0;
      output.show([]);
    },
    stop() {
      clearInterval(timer);
      output.show([]);
    },
  };
}
