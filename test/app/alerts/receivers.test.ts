/** What becomes of notices where receivers, replicas and processes fail. */
import { StopLoggingCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import type { Sent } from '../../../src/app/alerts/ports.ts';
import { MemoryHistory } from '../../../src/adapters/history/memory.ts';
import { usual } from '../daemon/stage.ts';
import { alerting, alertsOf, hour, Listener, minute } from './stage.ts';
import type { AlertStage } from './stage.ts';

const trail = ({ by }: AlertStage) => by.cloudtrail('eu-west-1');
const stop = async (here: AlertStage) => trail(here).send(new StopLoggingCommand({ Name: 'main' }));
const start = async (here: AlertStage) => trail(here).send(new StartLoggingCommand({ Name: 'main' }));
const observe = { mode: 'observe' } as const;

/** So many further runs are over, and what came of them was told. */
async function runs(here: AlertStage, more = 1): Promise<void> {
  const before = (await here.runs(0)).length;
  await here.passUntilRuns(before + more);
  await here.clock.pass(31_000);
}

/** An account as the spec says, and a daemon that observes it. */
async function observing(listeners: readonly Listener[], more: Partial<Parameters<typeof alerting>[0]> = {}) {
  const here = await alerting({ listeners, ...more });
  here.configure({
    ...usual,
    ...observe,
    alerts: alertsOf(
      listeners.map(({ name }) => name),
      more.alerts,
    ),
  });
  await here.until('it observes', ({ mode, runs: { current } }) => mode === 'observe' && current === null);
  await runs(here);
  for (const listener of listeners) listener.words();
  return here;
}

describe('a receiver that does not answer', () => {
  const again = (after: number | null): Sent => ({ is: 'again', after, why: 'busy' });

  it('is asked again after the time it names, and holds up nobody else', async () => {
    const [busy, fine] = [new Listener('busy'), new Listener('fine')];
    const here = await observing([busy, fine]);
    busy.answer = () => again(2 * minute);
    await stop(here);
    await runs(here);
    expect([busy.words(), fine.words()]).toEqual([[], ['opened post critical logging']]);
    expect(here.daemon.snapshot().receivers).toMatchObject([
      { name: 'busy', why: 'busy', waiting: 1 },
      { failingSince: null },
    ]);
    busy.answer = () => undefined;
    await here.clock.pass(minute);
    expect(busy.words()).toEqual([]);
    await here.clock.pass(2 * minute);
    expect(busy.words()).toEqual(['opened post critical logging']);
    expect(here.daemon.snapshot().receivers).toMatchObject([{ failingSince: null, waiting: 0 }, {}]);
    expect(here.attempts).toContain('busy again');
  });

  it('is not asked at once where it asks for no wait at all', async () => {
    const busy = new Listener('busy');
    const here = await observing([busy]);
    busy.answer = () => again(0);
    await stop(here);
    await runs(here);
    const before = here.attempts.length;
    await here.clock.pass(5 * minute);
    expect(here.attempts.slice(before).every(one => one === 'busy again')).toBe(true);
    expect(here.attempts.length - before).toBeGreaterThan(0);
    expect(here.attempts.length).toBeLessThan(12);
  });

  it('is told in one message what is open and what came and went, once it is back', async () => {
    const hook = new Listener('hook');
    const here = await observing([hook]);
    hook.answer = () => ({ is: 'unsure', why: 'no answer' });
    await stop(here);
    await runs(here);
    await start(here);
    await runs(here);
    await stop(here);
    await runs(here);
    hook.answer = () => undefined;
    await here.clock.pass(16 * minute);
    expect(hook.words()).toEqual(['returned post critical logging 1']);
    await start(here);
    await runs(here);
    expect(hook.words()).toEqual(['resolved post critical logging']);
  });

  it('hears the others where it refuses one', async () => {
    const hook = new Listener('hook');
    const here = await observing([hook]);
    hook.answer = ({ notice: { drifts } }) =>
      drifts.some(({ field }) => field === 'logging') ? { is: 'refused', why: 'too_long' } : undefined;
    await stop(here);
    here.source.fail({ code: 'unknown-key', message: 'x' });
    await runs(here);
    expect(hook.words()).toEqual(['source-broken post medium']);
    expect(here.daemon.snapshot().receivers).toMatchObject([{ why: 'too_long', waiting: 1 }]);
    hook.answer = () => undefined;
    await here.clock.pass(20 * minute);
    expect(hook.words()).toEqual(['opened post critical logging']);
    expect(here.daemon.snapshot().receivers).toMatchObject([{ failingSince: null }]);
  });

  it.each([again(null), { is: 'unsure', why: 'reset' } as const])(
    'hears the others where it breaks on one: %j',
    async breaks => {
      const hook = new Listener('hook');
      const here = await observing([hook]);
      let tries = 0;
      hook.answer = ({ notice: { drifts } }) => {
        if (!drifts.some(({ field }) => field === 'logging')) return undefined;
        tries += 1;
        return breaks;
      };
      await stop(here);
      here.source.fail({ code: 'unknown-key', message: 'x' });
      await runs(here);
      await here.clock.pass(2 * minute);
      expect(hook.words()).toEqual(['source-broken post medium']);
      expect(tries).toBeGreaterThanOrEqual(3);
      expect(here.daemon.snapshot().receivers).toMatchObject([{ waiting: 1 }]);
      hook.answer = () => undefined;
      await here.clock.pass(20 * minute);
      expect(hook.words()).toEqual(['opened post critical logging']);
      expect(here.daemon.snapshot().receivers).toMatchObject([{ failingSince: null, waiting: 0 }]);
    },
  );

  it('that throws is in doubt: it is asked whether it has it, or told again with the same id', async () => {
    const [bot, hook] = [new Listener('bot', true), new Listener('hook')];
    const here = await observing([bot, hook]);
    const ids: string[] = [];
    bot.answer = () => Promise.reject(new Error('xoxb-secret'));
    hook.answer = ({ notice }) => (ids.push(notice.id), { is: 'unsure', why: 'half an answer' });
    bot.find = async ({ id }) => (ids.push(id), { message: 'found' });
    await stop(here);
    await runs(here);
    hook.answer = ({ notice }) => void ids.push(notice.id);
    bot.answer = () => undefined;
    await here.clock.pass(minute);
    expect(bot.words()).toEqual([]);
    expect(hook.words()).toEqual(['opened post critical logging']);
    expect(new Set(ids).size).toBe(1);
    await start(here);
    await runs(here);
    expect(bot.told.map(({ move, message }) => [move, message])).toEqual([
      ['edit', 'found'],
      ['broadcast', 'found'],
    ]);
    expect(JSON.stringify(here.daemon.snapshot().receivers)).not.toContain('xoxb');
  });

  it('that lost the first message is posted to anew', async () => {
    const bot = new Listener('bot', true);
    const here = await observing([bot]);
    await stop(here);
    await runs(here);
    bot.answer = ({ move }) => (move === 'edit' ? { is: 'lost', why: 'message_not_found' } : undefined);
    await start(here);
    await runs(here);
    expect(bot.words()).toEqual(['opened post critical logging', 'resolved post critical logging']);
  });
});

describe('a restart', () => {
  it('tells nothing again, and forgets nothing', async () => {
    const kept = new MemoryHistory({ kept: true, keep: 90 * 24 * hour });
    const bot = new Listener('bot', true);
    const here = await observing([bot], { kept });
    await stop(here);
    await runs(here);
    expect(bot.words()).toEqual(['opened post critical logging']);
    await here.end();

    const { sandbox, clock } = here;
    const second = await alerting({ listeners: [bot], kept, sandbox, clock, config: observe });
    await runs(second);
    expect(bot.words()).toEqual([]);
    await second.end();
    await start(here);

    const third = await alerting({ listeners: [bot], kept, sandbox, clock, config: observe });
    expect(bot.told.map(({ move, message }) => [move, message])).toEqual([
      ['edit', { of: 1 }],
      ['broadcast', { of: 1 }],
    ]);
    expect(bot.words()).toEqual(['resolved edit critical logging', 'resolved broadcast critical logging']);
    await third.end();
  });

  it('forgets neither since when a receiver is down, nor when it was told last', async () => {
    const kept = new MemoryHistory({ kept: true, keep: 90 * 24 * hour });
    const hook = new Listener('hook');
    const here = await observing([hook], { kept });
    hook.answer = () => ({ is: 'again', after: null, why: 'down' });
    await stop(here);
    await runs(here);
    const [before] = here.daemon.snapshot().receivers;
    expect(before).toMatchObject({
      failingSince: expect.any(String) as string,
      lastSuccess: expect.any(String) as string,
    });
    await here.end();
    const { sandbox, clock } = here;
    await clock.pass(2 * minute);
    const second = await alerting({ listeners: [hook], kept, sandbox, clock, config: observe });
    expect(second.daemon.snapshot().receivers).toMatchObject([
      { failingSince: before?.failingSince, lastSuccess: before?.lastSuccess, why: 'down' },
    ]);
    await clock.pass(4 * minute);
    hook.answer = () => undefined;
    await clock.pass(20 * minute);
    expect(hook.words()).toEqual(['returned post critical logging']);
    expect(second.daemon.snapshot().receivers).toMatchObject([{ failingSince: null }]);
    await second.end();
  });

  it('sends what could be sent before it, without waiting for more to come', async () => {
    const hook = new Listener('hook');
    const here = await observing([hook]);
    await stop(here);
    const before = (await here.runs(0)).length;
    await here.passUntilRuns(before + 1);
    await here.end();
    expect(hook.words()).toEqual(['opened post critical logging']);
    expect(hook.isClosed).toBe(true);
  });

  it('sends after it what nobody could be told before, and no reminder that fell due meanwhile', async () => {
    const kept = new MemoryHistory({ kept: true, keep: 90 * 24 * hour });
    const hook = new Listener('hook');
    const here = await observing([hook], { kept });
    hook.answer = () => ({ is: 'again', after: null, why: 'down' });
    await stop(here);
    await runs(here);
    await here.end();
    hook.answer = () => undefined;
    await here.clock.pass(3 * hour);
    const { sandbox, clock } = here;
    const second = await alerting({ listeners: [hook], kept, sandbox, clock, config: observe });
    expect(hook.words()).toEqual(['returned post critical logging']); // it was away for long, before and after
    await second.end();
    await clock.pass(30 * hour);
    const third = await alerting({ listeners: [hook], kept, sandbox, clock, config: observe });
    expect(hook.words()).toEqual([]);
    await third.end();
  });
});

describe('a history that somebody else wrote to', () => {
  it('loses the row that is not as it was written, and tells what stands', async () => {
    const kept = new MemoryHistory({ kept: true, keep: 90 * 24 * hour });
    const hook = new Listener('hook');
    const here = await observing([hook], { kept });
    await stop(here);
    await runs(here);
    expect(hook.words()).toEqual(['opened post critical logging']);
    await here.end();
    for (const { incident, state, at } of await kept.notifications('hook')) {
      const { row } = state as { row?: { incident: object } };
      if (!row) continue;
      const bad = { version: 1, row: { ...row, incident: { ...row.incident, drifts: [null] } } };
      await kept.notified({ receiver: 'hook', incident, state: bad, at });
    }
    const { sandbox, clock } = here;
    const second = await alerting({ listeners: [hook], kept, sandbox, clock, config: observe });
    await runs(second);
    expect(hook.words()).toEqual(['opened post critical logging']);
    await second.end();
  });

  it('that breaks what tells a receiver ends neither the daemon nor the other receivers', async () => {
    const [bad, fine] = [new Listener('bad'), new Listener('fine')];
    const here = await observing([bad, fine]);
    Object.defineProperty(bad, 'threads', {
      configurable: true,
      get: () => {
        throw new TypeError('of undefined');
      },
    });
    await stop(here);
    await runs(here, 2);
    expect([bad.words(), fine.words()]).toEqual([[], ['opened post critical logging']]);
    expect(here.daemon.snapshot().receivers).toMatchObject([{ why: expect.stringContaining('bug') }, { why: null }]);
    Object.defineProperty(bad, 'threads', { value: false });
    await here.clock.pass(20 * minute);
    expect(bad.words()).toEqual(['returned post critical logging']);
  });
});

describe('a config that changes', () => {
  it('takes receivers and gives them, and loses nothing of what they know', async () => {
    const [one, two] = [new Listener('one'), new Listener('two')];
    const here = await alerting({ listeners: [one, two], config: { alerts: alertsOf(['one']), ...observe } });
    expect([one.words(), two.words()]).toEqual([['first-run post critical missing missing'], []]);
    here.configure({ ...usual, ...observe, alerts: alertsOf(['one', 'two'], { texts: { opened: 'x' } }) });
    await runs(here);
    expect([one.words(), two.words()]).toEqual([[], ['first-run post critical missing missing']]);
    expect(here.daemon.snapshot().receivers.map(({ name }) => name)).toEqual(['one', 'two']);
    here.configure({ ...usual, ...observe, alerts: null });
    await runs(here);
    expect([here.daemon.snapshot().receivers, one.isClosed, two.isClosed]).toEqual([[], true, true]);
  });
});

describe('replicas', () => {
  it('tell nobody while another leads', async () => {
    const hook = new Listener('hook');
    let leads = true;
    const here = await observing([hook], { leads: () => leads });
    leads = false;
    await stop(here);
    await runs(here);
    expect(hook.words()).toEqual([]);
    leads = true;
    await here.clock.pass(2 * minute);
    expect(hook.words()).toEqual(['opened post critical logging']);
  });
});

describe('a daemon that sees nothing', () => {
  it('says so once, instead of reminders, and that it sees again', async () => {
    const hook = new Listener('hook');
    const here = await observing([hook]);
    await stop(here);
    await runs(here);
    hook.words();
    here.sandbox.trouble.set({
      rules: [
        { match: { operation: 'GetCallerIdentity' }, effect: { deny: true } },
        { match: { operation: 'DescribeTrails' }, effect: { deny: true } },
        { match: { operation: 'GetBucketLocation' }, effect: { deny: true } },
        { match: { operation: 'HeadBucket' }, effect: { deny: true } },
      ],
    });
    await here.clock.pass(2 * hour);
    const told = hook.words();
    expect(told.filter(one => one.startsWith('blind'))).toEqual(['blind post not-known']);
    here.sandbox.trouble.clear();
    await here.clock.pass(20 * minute);
    expect(hook.words()).toContain('seeing post not-known');
  });
});
