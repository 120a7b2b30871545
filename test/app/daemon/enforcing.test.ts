import { AddTagsCommand, StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import type { RunSummary, Snapshot } from '../../../src/core/daemon/snapshot.ts';
import { minimal } from '../../cli/program.ts';
import { Remembered, stage, usual } from './stage.ts';
import type { Stage } from './stage.ts';

const minute = 60_000;
const stop = (): StopLoggingCommand => new StopLoggingCommand({ Name: 'main' });
const trails = ({ by }: Stage): CloudTrailClient => by.cloudtrail('eu-west-1');
const arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
const tagged = minimal.replace('acme-audit-logs }', 'acme-audit-logs, tags: { team: audit } }');
const retag = (value: string): AddTagsCommand =>
  new AddTagsCommand({ ResourceId: arn, TagsList: [{ Key: 'team', Value: value }] });
const told = (run: RunSummary | undefined) => [run?.cause, run?.mode, run?.result, run?.applied];
const window = { cron: '*/30 * * * *', timeZone: 'UTC', duration: 5 * minute };

describe('when a daemon may change something, it', () => {
  it('changes nothing while somebody has suspended it, also after a restart', async () => {
    const history = new Remembered();
    const here = await stage({ history });
    await here.runs(1);
    await here.daemon.suspend({ until: null, reason: 'a drill' });
    await trails(here).send(stop());
    expect(told((await here.passUntilRuns(2))[1])).toEqual(['schedule', 'observe', 'drift', 0]);
    expect(here.daemon.snapshot().drifts.map(({ field }) => field)).toEqual(['logging']);
    await here.end();

    const again = await stage({ history, sandbox: here.sandbox });
    expect(told((await again.runs(1))[0])).toEqual(['start', 'observe', 'drift', 0]);
    expect(again.daemon.snapshot().suspended).toMatchObject({ reason: 'a drill', by: 'request' });
    expect(again.lines).toContain('suspended, as before the start: nothing is changed');
    await again.daemon.resume();
    expect(told((await again.runs(2))[1])).toEqual(['request', 'enforce', 'healed', 1]);
  });

  it('leaves what a run has not sent yet when it is suspended in the middle, and does it once it goes on', async () => {
    const here = await stage();
    await here.runs(1);
    await trails(here).send(stop());
    await trails(here).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'StartLogging' }, effect: { latency: 500 } }] });
    const since = here.sandbox.calls().length;
    const written = () =>
      here.sandbox
        .calls()
        .slice(since)
        .flatMap(({ operation }) => /:(StartLogging|UpdateTrail)$/u.exec(operation)?.[1] ?? []);
    await here.daemon.reconcile([]);
    await expect.poll(written).toEqual(['StartLogging']);
    await here.daemon.suspend({ until: null, reason: 'a freeze' });
    expect((await here.runs(2))[1]).toMatchObject({ cause: 'request', mode: 'enforce' });
    expect(written()).toEqual(['StartLogging']);
    expect(here.daemon.snapshot().drifts.map(({ field }) => field)).toEqual(['logFileValidation']);
    await here.passUntilRuns(4);
    expect(written()).toEqual(['StartLogging']);
    await here.daemon.resume();
    await expect.poll(written).toEqual(['StartLogging', 'UpdateTrail']);
    await expect.poll(() => here.daemon.snapshot().drifts).toEqual([]);
  });

  it('finishes a run that has begun though its window is over', async () => {
    const allow = [{ ...window, duration: 2 * minute }];
    const schedule = { ...usual.schedule, cron: '*/30 * * * *' };
    const here = await stage({ config: { enforce: { ...usual.enforce, windows: { allow, deny: [] } }, schedule } });
    expect(told((await here.runs(1))[0])).toEqual(['start', 'enforce', 'healed', 2]);
    await trails(here).send(stop());
    await trails(here).send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'StartLogging' }, effect: { latency: 500 } }] });
    const started = () => here.sandbox.calls().filter(({ operation }) => operation.endsWith(':StartLogging')).length;
    const before = started();
    await here.daemon.reconcile([]);
    await expect.poll(started).toBe(before + 1);
    await here.clock.pass(3 * minute);
    expect(told((await here.runs(2))[1])).toEqual(['request', 'enforce', 'healed', 1]);
  });

  it('goes on by itself when a suspension has an end', async () => {
    const here = await stage();
    await here.runs(1);
    const until = new Date(here.clock.now().getTime() + 15 * minute).toISOString();
    await here.daemon.suspend({ until, reason: null });
    await trails(here).send(stop());
    const all = await here.passUntilRuns(3);
    expect(all.slice(1).map(told)).toEqual([
      ['schedule', 'observe', 'drift', 0],
      ['schedule', 'enforce', 'healed', 1],
    ]);
  });

  it.each([
    ['no window is open that allows', { allow: [window], deny: [] }],
    [
      'one is open that denies',
      { allow: [{ ...window, duration: 60 * minute }], deny: [{ ...window, duration: 25 * minute }] },
    ],
  ])('waits while %s, and mends as soon as it may', async (_, windows) => {
    const schedule = { ...usual.schedule, cron: '*/20 * * * *' };
    const here = await stage({ config: { enforce: { ...usual.enforce, windows }, schedule } });
    const helds: Snapshot['held'][] = [];
    here.daemon.follow({ changed: ({ held }) => void helds.push(held) });
    await here.runs(1);
    await here.clock.pass(10 * minute);
    const before = (await here.runs(1)).length;
    await trails(here)
      .send(stop())
      .catch(() => undefined); // where nothing was made yet
    const all = await here.passUntilRuns(before + 2);
    const modes = all.map(({ mode }) => mode);
    expect(modes).toContain('observe');
    expect(helds.some(held => typeof held?.opensAt === 'string')).toBe(true);
    expect(here.daemon.snapshot().held).toBeNull();
    expect(all.at(-1)?.mode).toBe('enforce');
    expect(all.at(-1)?.result).toBe('healed');
  });

  it('mends what weakened alone, where it was told so', async () => {
    const here = await stage({ spec: tagged, config: { enforce: { ...usual.enforce, drift: 'weakened' } } });
    await here.runs(1);
    await trails(here).send(retag('other'));
    await trails(here).send(stop());
    expect(told((await here.passUntilRuns(2))[1])).toEqual(['schedule', 'enforce', 'drift', 1]);
    const [drift] = here.daemon.snapshot().drifts;
    expect([drift?.field, drift?.status, drift?.withheld?.by]).toEqual([expect.any(String), 'withheld', 'held']);
  });

  it('tells of limits that mean nothing', async () => {
    const here = await stage({ config: { enforce: { ...usual.enforce, targets: ['trail/mian', 'trail/main'] } } });
    await here.runs(1);
    const findings = here.daemon.snapshot().estate?.findings ?? [];
    expect(findings.filter(({ code }) => code === 'matches-nothing').map(({ message }) => message)).toEqual([
      '"trail/mian" of enforce.targets means no resource of the spec, so it lets nothing be enforced',
    ]);
  });

  it.each([
    ['allows', { allow: [window], deny: [] }, ['00:05', '00:30']],
    ['denies', { allow: [], deny: [window] }, ['00:00', '00:05', '00:30']],
  ])('says at the moment at which a window that %s opens or ends that it waits, or goes on', async (_, windows, at) => {
    const here = await stage({ config: { enforce: { ...usual.enforce, windows } } });
    await here.runs(1);
    const turns: string[] = [];
    let before = here.daemon.snapshot().held !== null;
    if (before) turns.push('00:00');
    here.daemon.follow({
      changed({ held }) {
        if ((held !== null) === before) return;
        before = held !== null;
        turns.push(here.clock.now().toISOString().slice(11, 16));
        expect(here.clock.now().getUTCSeconds()).toBe(0);
      },
    });
    // between two looks at the clock a window turns
    await here.clock.pass(4 * minute + 30_000);
    await here.clock.pass(minute);
    await here.passUntilRuns(5);
    expect(turns.slice(0, at.length)).toEqual(at);
  });

  it('says at the moment at which a suspension ends that it is over', async () => {
    const here = await stage();
    await here.runs(1);
    const until = new Date(here.clock.now().getTime() + 150_500).toISOString();
    await here.daemon.suspend({ until, reason: null });
    let over = '';
    here.daemon.follow({
      changed({ suspended }) {
        if (suspended === null && over === '') over = here.clock.now().toISOString();
      },
    });
    await here.clock.pass(3 * minute);
    expect(over).toBe(until);
  });
});
