/** Who did it, asked of the event history: when, how often, and what becomes of the answer. */
import { DeleteTrailCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, onTestFinished } from 'vitest';

import { startSandbox } from '../../../src/sandbox/index.ts';
import { credentials } from '../../e2e/endpoint.ts';
import { stage, usual } from './stage.ts';

describe('who did it', () => {
  it('is asked once it is mended, and the answer stands with the drift', async () => {
    const here = await stage({ config: { attribution: true } });
    await here.runs(1);
    await here.by.cloudtrail('eu-west-1').send(new DeleteTrailCommand({ Name: 'main' }));
    const [, second] = await here.passUntilRuns(2);
    expect(second).toMatchObject({ result: 'healed', applied: 1 });
    await here.until('it is answered', () => here.history.amended === 1);
    const asked = here.sandbox.calls().map(({ operation }) => operation.replace(/^.*:/u, ''));
    expect(asked.indexOf('LookupEvents')).toBeGreaterThan(asked.lastIndexOf('CreateTrail'));
    const [first, again] = (await here.history.remembered()).filter(({ kind }) => kind === 'missing');
    // what the first run made was never there, so nobody is asked about it
    expect([first?.attribution, again?.attribution?.askedAt]).toEqual([null, here.clock.now().toISOString()]);
  });

  it('is told once it is undone, though our clock is ahead of that of AWS', async () => {
    const sandbox = await startSandbox({ now: new Date('2027-02-28T23:59:54Z') });
    onTestFinished(() => sandbox.close());
    const here = await stage({ sandbox, config: { attribution: true } });
    await here.runs(1);
    const pass = async (seconds: number): Promise<void> => {
      sandbox.clock.advance(seconds);
      await here.clock.pass(seconds * 1_000);
    };
    await pass(30);
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    await pass(2);
    await here.daemon.reconcile([]);
    const [, second] = await here.runs(2);
    expect(second).toMatchObject({ cause: 'request', result: 'healed' });
    await here.until('it is answered', () => here.history.amended === 1);
    const [drift] = (await here.history.remembered()).filter(({ field }) => field === 'logging');
    expect(drift?.attribution).toMatchObject({
      answer: 'found',
      confidence: 'certain',
      event: { name: 'StopLogging', principal: { name: credentials.accessKeyId } },
    });
  });

  it('is asked, too, where all that a run looks at is gone', async () => {
    const here = await stage({ config: { attribution: true } });
    await here.runs(1);
    await here.by.cloudtrail('eu-west-1').send(new DeleteTrailCommand({ Name: 'main' }));
    await here.daemon.reconcile(['trail/main@111111111111/eu-west-1']);
    const [, second] = await here.runs(2);
    await here.until('it is answered', () => here.history.amended === 1);
    const gone = (await here.history.remembered()).filter(({ openedBy }) => openedBy === second?.id);
    expect(gone.map(({ kind, attribution }) => [kind, attribution === null])).toEqual([['missing', false]]);
  });

  it('holds up no repair, and is told once it is known', async () => {
    const here = await stage({ config: { attribution: true } });
    await here.runs(1);
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'LookupEvents' }, effect: { latency: 3_000 } }],
    });
    for (const count of [2, 3]) {
      await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
      await here.daemon.reconcile([]);
      expect((await here.runs(count)).at(-1)).toMatchObject({ result: 'healed' });
      expect(here.history.amended).toBe(0);
    }
    here.sandbox.trouble.set({ rules: [] });
    await here.until('both are answered', () => here.history.amended === 2);
    expect((await here.history.remembered()).filter(({ attribution }) => attribution !== null)).toHaveLength(1);
  });

  it('is put off when the daemon ends, and is asked again by the next', async () => {
    const here = await stage({ config: { attribution: true } });
    await here.runs(1);
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'LookupEvents' }, effect: { latency: 30_000 } }],
    });
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    await here.daemon.reconcile([]);
    await here.runs(2);
    await here.end();
    const [drift] = (await here.history.remembered()).filter(({ field }) => field === 'logging');
    expect(drift?.attribution).toMatchObject({ answer: 'unknown', again: true });
  });

  it('is not asked where the config says so', async () => {
    const here = await stage({ config: { ...usual, attribution: false } });
    await here.runs(1);
    await here.by.cloudtrail('eu-west-1').send(new DeleteTrailCommand({ Name: 'main' }));
    await here.passUntilRuns(2);
    expect(here.sandbox.calls().filter(({ operation }) => operation.includes('LookupEvents'))).toEqual([]);
  });
});
