import { describe, expect, it } from 'vitest';

import type { Leadership } from '../../../src/app/daemon/ports.ts';
import { fenced } from '../../../src/app/daemon/fence.ts';
import { stage } from './stage.ts';

/** A lead that the test gives and takes. */
class Lead implements Leadership {
  isReleased = false;
  isCertain = true;
  #given = Promise.withResolvers<AbortSignal>();
  #lost = new AbortController();

  role = () => (this.#lost.signal.aborted ? ('standby' as const) : ('leader' as const));
  leader = () => null;
  certain = () => this.isCertain;
  note = () => null;
  leave = () => Promise.resolve(this.isCertain);
  lead = async (signal: AbortSignal): Promise<AbortSignal> => {
    const over = new Promise<AbortSignal>(resolve => signal.addEventListener('abort', () => resolve(signal)));
    return Promise.race([this.#given.promise, over]);
  };
  async release(): Promise<void> {
    this.isReleased = true;
    return Promise.resolve();
  }

  give(): void {
    this.#lost = new AbortController();
    this.#given.resolve(this.#lost.signal);
  }

  take(): void {
    this.#given = Promise.withResolvers();
    this.#lost.abort();
  }
}

describe('one of several replicas', () => {
  it('reads the spec and waits, works while it leads, and gives the lead back', async () => {
    const leadership = new Lead();
    const here = await stage({ ports: { leadership } });
    await here.until('the spec is read', ({ source: { revision } }) => revision !== null);
    await here.clock.pass(30 * 60_000);
    expect(here.daemon.snapshot().runs.last).toBeNull();
    leadership.give();
    expect((await here.runs(1))[0]).toMatchObject({ cause: 'start', result: 'healed' });
    leadership.take();
    await here.clock.pass(30 * 60_000);
    expect(await here.runs(1)).toHaveLength(1);
    leadership.give();
    expect((await here.runs(2))[1]).toMatchObject({ cause: 'start', result: 'clean' });
    await here.end();
    expect(leadership.isReleased).toBe(true);
  });

  it('writes nothing while it is not certain that it leads', async () => {
    const leadership = new Lead();
    leadership.isCertain = false;
    leadership.give();
    const here = await stage({ ports: { leadership } });
    expect((await here.runs(1))[0]).toMatchObject({ result: 'drift', applied: 0 });
    expect(here.sandbox.calls().filter(({ operation }) => /:(Create|Put|Start)/u.test(operation))).toEqual([]);
    leadership.isCertain = true;
    await here.clock.pass(15_000);
    expect((await here.runs(2))[1]).toMatchObject({ cause: 'retry', result: 'healed', applied: 2 });
  });

  it('asks before each write, and never for a question', async () => {
    const asked: string[] = [];
    const here = await stage({ config: { mode: 'observe' } });
    const cloud = fenced(here.by.cloud(), {
      leadership: { certain: () => asked.push('asked') < 1 },
      frozen: new AbortController().signal,
    });
    const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
    await cloud.identity();
    expect(asked).toEqual([]);
    const call = { call: 'cloudtrail:StopLogging', input: { Name: 'none' } } as const;
    await expect(cloud.send(call, target)).rejects.toMatchObject({ name: 'NotBegun' });
    cloud.close();
  });

  it.each(['before it is sent', 'while it waits for its turn'])('sends nothing when it is suspended %s', async when => {
    const here = await stage({ config: { mode: 'observe' } });
    const suspending = new AbortController();
    const cloud = here.by.cloud();
    const slow: typeof cloud = {
      ...cloud,
      send: async (call, at, signal) => {
        suspending.abort();
        return cloud.send(call, at, signal);
      },
    };
    if (when === 'before it is sent') suspending.abort();
    const own = fenced(slow, { leadership: { certain: () => true }, frozen: suspending.signal });
    const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
    const call = { call: 'cloudtrail:StopLogging', input: { Name: 'none' } } as const;
    await expect(own.send(call, target)).rejects.toMatchObject({
      name: 'NotBegun',
      message: 'Not sent: enforcing was suspended',
    });
    expect(here.sandbox.calls().filter(({ operation }) => operation.endsWith(':StopLogging'))).toEqual([]);
    cloud.close();
  });
});
