import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import { usual } from '../daemon/stage.ts';
import { alerting, alertsOf, Listener, minute } from './stage.ts';
import type { AlertStage } from './stage.ts';

const stop = async ({ by }: AlertStage) => by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
/** The next run is over, and what came of it was told. */
async function next(here: AlertStage, count: number): Promise<void> {
  await here.passUntilRuns(count);
  await here.clock.pass(31_000);
}

describe('alerts', () => {
  it('tell what the first run found at once, then what happens, and that it is over', async () => {
    const [hook, bot] = [new Listener('hook'), new Listener('bot', true)];
    const here = await alerting({ listeners: [hook, bot] });
    expect(hook.words()).toEqual(['first-run post critical missing missing']);
    expect(bot.words()).toEqual(['first-run post critical missing missing']);
    await stop(here);
    await next(here, 2);
    expect(hook.words()).toEqual(['opened post critical logging']);
    expect(bot.words()).toEqual(['opened post critical logging']);
    await next(here, 3);
    expect([hook.words(), bot.words()]).toEqual([[], []]);
    expect(here.daemon.snapshot().receivers).toMatchObject([
      { name: 'hook', failingSince: null, waiting: 0 },
      { name: 'bot', failingSince: null, waiting: 0 },
    ]);
  });

  it('tell what observing finds, remind of it, and that it is over', async () => {
    const [hook, bot] = [new Listener('hook'), new Listener('bot', true)];
    const here = await alerting({ listeners: [hook, bot] });
    here.configure({ ...usual, mode: 'observe', alerts: alertsOf(['hook', 'bot']) });
    await here.until('it observes', ({ mode }) => mode === 'observe');
    hook.words();
    bot.words();
    await stop(here);
    let runs = (await here.runs(1)).length;
    await next(here, (runs += 2));
    expect(hook.words()).toEqual(['opened post critical logging']);
    expect(bot.words()).toEqual(['opened post critical logging']);
    await here.clock.pass(65 * minute);
    expect(hook.words()).toEqual(['reminder post critical logging']);
    expect(bot.words()).toEqual(['reminder broadcast critical logging']);
  });
});
