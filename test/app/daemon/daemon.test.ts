import {
  AddTagsCommand,
  DescribeTrailsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import type { RunSummary, Snapshot } from '../../../src/core/daemon/snapshot.ts';
import { minimal, spec } from '../../cli/program.ts';
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

  it('stops fighting over what is neutral, names both sides, and heals what weakens every time', async () => {
    const here = await stage({ spec: tagged });
    await here.runs(1);
    for (const round of [2, 3, 4, 5]) {
      await trails(here).send(retag(`other-${round}`));
      await trails(here).send(stop());
      await here.passUntilRuns(round);
    }
    const all = await here.runs(5);
    expect(all.slice(1).map(({ result }) => result)).toEqual(['healed', 'healed', 'healed', 'drift']);
    const [drift] = here.daemon.snapshot().drifts;
    expect([drift?.status, drift?.withheld?.problem.code]).toEqual(['contested', 'contested']);
    expect(drift?.withheld?.problem.message).toMatch(/^The daemon audit put it back 3 times, and somebody /u);
    const { plan } = here.daemon.snapshot();
    expect(plan?.changes.flatMap(({ fields }) => fields.map(({ field }) => field))).toEqual([drift?.field]);
  });

  it('brings a trail back from the bucket of a stranger every time', async () => {
    const here = await stage();
    await here.runs(1);
    await strangersBucket(here);
    for (const round of [2, 3, 4, 5, 6]) {
      await trails(here).send(new UpdateTrailCommand({ Name: 'main', S3BucketName: 'mallory-logs' }));
      await here.passUntilRuns(round);
    }
    const all = await here.runs(6);
    expect(all.slice(1).map(({ result }) => result)).toEqual(Array.from({ length: 5 }, () => 'healed'));
    const { trailList = [] } = await trails(here).send(new DescribeTrailsCommand({}));
    expect(trailList.map(({ S3BucketName }) => S3BucketName)).toEqual(['acme-audit-logs']);
    expect(here.history.steps.filter(({ step }) => step === 'contested')).toEqual([]);
  });
});

/** One that lets CloudTrail in. */
async function strangersBucket({ by }: Stage): Promise<void> {
  const Bucket = 'mallory-logs';
  const s3 = by.s3('eu-west-1');
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
  const Statement = [{ Effect: 'Allow', Principal, Action: ['s3:GetBucketAcl', 's3:PutObject'], Resource }];
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
}
