import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import type { RunSummary } from '../../../src/core/daemon/snapshot.ts';
import { minimal, spec } from '../../cli/program.ts';
import { stage, usual } from './stage.ts';
import type { Stage } from './stage.ts';

const minute = 60_000;
const stop = (): StopLoggingCommand => new StopLoggingCommand({ Name: 'main' });
const trails = ({ by }: Stage): CloudTrailClient => by.cloudtrail('eu-west-1');
const told = (run: RunSummary | undefined) => [run?.cause, run?.mode, run?.result, run?.applied];

describe('a daemon', () => {
  it('applies at its start, heals what is stopped, and says so', async () => {
    const here = await stage();
    const { passUntilRuns, runs, daemon, history, lines } = here;
    expect(told((await runs(1))[0])).toEqual(['start', 'enforce', 'healed', 2]);
    await trails(here).send(stop());
    expect(told((await passUntilRuns(2))[1])).toEqual(['schedule', 'enforce', 'healed', 1]);
    expect(told((await passUntilRuns(3))[2])).toEqual(['schedule', 'enforce', 'clean', 0]);
    expect(daemon.snapshot().drifts).toEqual([]);
    const life = history.steps.filter(({ drift }) => drift.field === 'logging');
    expect(life.map(({ step, drift }) => [step, drift.gravity, drift.ending])).toEqual([
      ['opened', 'critical', null],
      ['closed', 'critical', 'healed'],
    ]);
    expect(lines.at(-1)).toMatch(/^nothing differs; reconciled 2 resources in \d+ ms, next run in 10 min$/);
  });

  it('observes, says what enforcing would do, and sends nothing', async () => {
    const here = await stage({ config: { mode: 'observe' } });
    expect(told((await here.runs(1))[0])).toEqual(['start', 'observe', 'drift', 0]);
    expect(here.daemon.snapshot().plan?.changes.map(({ action }) => action)).toEqual(['create', 'create']);
    expect(here.sandbox.calls().filter(({ operation }) => /:(Create|Put|Start)/u.test(operation))).toEqual([]);
  });

  it('goes on after a spec that does not validate, by the one before', async () => {
    const here = await stage();
    await here.runs(1);
    const { revision } = here.daemon.snapshot().source;
    here.source.write(`${minimal}    colour: blue\n`);
    const { source } = await here.until('it is told', ({ source: { problems } }) => problems.length > 0);
    expect([source.revision, source.staleSince]).toEqual([revision, here.clock.now().toISOString()]);
    await trails(here).send(stop());
    expect((await here.passUntilRuns(2))[1]).toMatchObject({ result: 'healed', revision });

    here.source.fail({ code: 'file-missing', message: 'nothing there' });
    await here.until('it is told', ({ source: { problems } }) => problems[0]?.code === 'file-missing');
    here.source.write(minimal);
    await here.until('it is told', () =>
      here.lines.includes('the source is good again: the spec in force is its newest'),
    );
    here.source.write(minimal.replace('acme-audit-logs: {', 'acme-audit-logs: { versioning: true,'));
    const [, , third] = await here.runs(3);
    expect([third?.cause, third?.revision === revision]).toEqual(['source', false]);
    expect(here.daemon.snapshot().source).toMatchObject({ problems: [], staleSince: null });
  });

  it('waits for a spec where there is none', async () => {
    const here = await stage({ spec: 'nonsense' });
    const { source } = await here.until('it is told', ({ source: { problems } }) => problems.length > 0);
    expect(source.revision).toBeNull();
    here.source.write(minimal);
    expect(told((await here.runs(1))[0])).toEqual(['start', 'enforce', 'healed', 2]);
  });

  it('makes one run of what is asked for while another goes on', async () => {
    const here = await stage();
    const first = await here.until('it runs', ({ runs: { current } }) => current !== null);
    const asked = await here.daemon.reconcile(['trail/main']);
    expect(asked).not.toHaveProperty('run', first.runs.current?.id);
    expect(await here.daemon.reconcile(['bucket/*'])).toEqual(asked);
    const [, second] = await here.runs(2);
    expect([second?.id, second?.cause, second?.targets]).toEqual([
      'run' in asked && asked.run,
      'request',
      ['trail/main', 'bucket/*'],
    ]);
    await here.clock.pass(minute);
    expect(await here.runs(2)).toHaveLength(2);
  });

  it('says that a request means nothing, and keeps its spec', async () => {
    const here = await stage();
    await here.runs(1);
    expect(await here.daemon.reconcile(['trail/none', 'trail/main'])).toEqual({ nothing: ['trail/none'] });
    await here.clock.pass(minute);
    expect(await here.runs(1)).toHaveLength(1);
    expect(here.daemon.snapshot().source.problems).toEqual([]);
  });

  it('takes another config in one place, and keeps the old one where the new one is wrong', async () => {
    const here = await stage();
    await here.runs(1);
    here.configure([{ code: 'wrong-arguments', message: 'no' }]);
    await here.until('it is told', () => here.lines.includes('the config is wrong: the one before stays in force'));
    expect(here.daemon.snapshot().mode).toBe('enforce');
    here.configure(usual);
    await here.until('it is told', () => here.lines.includes('the config is good again, and as it was'));
    here.configure({ ...usual, mode: 'observe', schedule: { ...usual.schedule, cron: '*/2 * * * *' } });
    expect((await here.runs(2))[1]?.cause).toBe('config');
    expect(here.daemon.snapshot()).toMatchObject({ mode: 'observe', runs: { schedule: 'every 2 min' } });
    await trails(here).send(stop());
    await here.clock.pass(2 * minute);
    expect(told((await here.runs(3))[2])).toEqual(['schedule', 'observe', 'drift', 0]);
    here.configure({ ...usual, name: 'other' });
    await here.until('it is told', () => here.lines.includes('these settings are taken at the next start'));
  });

  it('gives up what hangs at the deadline, mends the rest, and tries again sooner', async () => {
    const body = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs }
  other: { region: eu-central-1, bucket: acme-audit-logs, multiRegion: false }`);
    const here = await stage({ spec: body });
    await here.runs(1);
    await trails(here).send(stop());
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'DescribeTrails', region: 'eu-central-1' }, effect: { latency: 4_000 } }],
    });
    await here.clock.pass(10 * minute);
    await here.until('it runs', ({ runs: { current } }) => current !== null);
    await new Promise(resolve => setTimeout(resolve, 1_000)); // everybody else has answered
    await here.clock.pass(5 * minute);
    const [, second] = await here.runs(2);
    expect([second?.result, second?.applied, second?.unread]).toEqual(['incomplete', 1, 1]);
    here.sandbox.trouble.clear();
    await here.clock.pass(15_000);
    const [, , third] = await here.runs(3);
    expect([third?.cause, third?.targets, third?.result]).toEqual(['retry', ['@111111111111/eu-central-1'], 'clean']);
  });

  it('ends in good order: the call in flight is finished, the rest is left', async () => {
    const here = await stage();
    await here.runs(1);
    await trails(here).send(stop());
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'StartLogging' }, effect: { latency: 500 } }] });
    await here.clock.pass(10 * minute);
    const sent = (): boolean =>
      here.sandbox.calls().filter(({ operation }) => /StartLogging/u.test(operation)).length > 1;
    await here.until('it is sent', sent);
    await here.end();
    expect(here.daemon.snapshot().runs.last?.result).toBe('interrupted');
    const again = await stage({ sandbox: here.sandbox });
    expect(told((await again.runs(1))[0])).toEqual(['start', 'enforce', 'clean', 0]);
  });
});
