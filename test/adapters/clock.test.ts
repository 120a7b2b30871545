import { describe, expect, it } from 'vitest';

import { systemClock } from '../../src/adapters/clock.ts';

const anHour = 3_600_000;

describe('the clock of the machine', () => {
  it('sleeps at least as long as it is told, within what a timer can be early', async () => {
    const before = process.hrtime.bigint();
    await systemClock.sleep(20);
    expect(Number(process.hrtime.bigint() - before) / 1e6).toBeGreaterThanOrEqual(18);
  });

  it('wakes when the signal aborts, or does not fall asleep', async () => {
    const controller = new AbortController();
    const slept = systemClock.sleep(anHour, controller.signal);
    controller.abort();
    await slept;
    await systemClock.sleep(anHour, controller.signal);
    expect(controller.signal.aborted).toBe(true);
  });

  it('goes forward', () => {
    const before = systemClock.now().getTime();
    expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before);
  });
});
