/** Whatever state the file of a history is in. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, it, onTestFinished } from 'vitest';

import { openHistory, readHistory } from '../../../src/adapters/history/open.ts';
import type { OpenedHistory } from '../../../src/adapters/history/open.ts';
import { loadSqlite } from '../../../src/adapters/history/sqlite.ts';
import { folderWith } from '../../cli/program.ts';
import { live, moment, run, sighting } from '../../core/drift/lives.ts';
import { FakeClock } from '../../fake-clock.ts';
import { entry, summary } from './entries.ts';

const fresh = (): string => join(folderWith({}), 'history.db');

async function open(path: string | null): Promise<OpenedHistory> {
  const opened = await openHistory({ path, keep: 1e12, clock: new FakeClock(), patience: 20 });
  onTestFinished(() => {
    try {
      opened.history.close();
    } catch {
      // the test closed it
    }
  });
  return opened;
}

const { drifts, steps } = live([run({ minute: 0, found: [sighting()] })]);

describe('a history that another daemon writes', () => {
  it('is told to be in use, until the other ends, and written all the same', async () => {
    const path = fresh();
    const first = await open(path);
    expect(first.problems).toEqual([]);
    const second = await open(path);
    expect(second.problems).toMatchObject([{ code: 'history-in-use', severity: 'warning' }]);
    await second.history.record(summary(), { a: 1 }, drifts, steps);
    expect(await first.history.runs({ limit: 5 })).toHaveLength(1);
    second.history.close();
    first.history.close();
    expect((await open(path)).problems).toEqual([]);
    expect(statSync(`${path}-lock`).mode & 0o777).toBe(0o600);
  });

  it('that was killed is not told of', async () => {
    const path = fresh();
    const program = `const { DatabaseSync } = require('node:sqlite');
new DatabaseSync(process.argv[1]).exec('BEGIN EXCLUSIVE');
process.kill(process.pid, 'SIGKILL');`;
    expect(() => execFileSync(process.execPath, ['-e', program, `${path}-lock`], { stdio: 'ignore' })).toThrow();
    expect((await open(path)).problems).toEqual([]);
  });
});

describe('a history on the disk', () => {
  it('survives the process', async () => {
    const path = fresh();
    const first = await open(path);
    await first.history.record(summary(), { a: 1 }, drifts, steps);
    await first.history.write(entry());
    first.history.close();
    const { history, problems } = await open(path);
    expect(problems).toEqual([]);
    expect(await history.remembered()).toEqual(drifts);
    expect(await history.unsure()).toEqual([entry()]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['is none', 'this is no database, and was one'.repeat(50)],
    ['was cut off', null],
  ])('is set aside and begun anew where it %s', async (_, text) => {
    const path = fresh();
    const first = await open(path);
    for (let index = 0; index < 50; index += 1)
      await first.history.record(summary({ id: `run-${index}` }), { a: 'b'.repeat(99) }, drifts, steps);
    first.history.close();
    writeFileSync(path, text ?? readFileSync(path).fill(7, 4096));
    const { history, problems } = await open(path);
    const aside = 'history.db.damaged-2026-11-19T03-34-05-000Z';
    expect(problems).toMatchObject([{ code: 'history-set-aside', severity: 'warning' }]);
    expect(problems[0]?.message).toContain(aside);
    expect(readdirSync(dirname(path))).toContain(aside);
    expect(history.kept).toBe(true);
    expect(await history.remembered()).toEqual([]);
    await history.record(summary(), null, drifts, steps);
    expect(await history.remembered()).toEqual(drifts);
  });

  it.each([
    ['of a newer version', 'PRAGMA user_version = 99', 'history-newer'],
    ['of something else', 'PRAGMA application_id = 0', 'history-not-kept'],
  ])('is left as it is where it is %s', async (_, change, code) => {
    const path = fresh();
    (await open(path)).history.close();
    const other = new DatabaseSync(path);
    other.exec(`${change}; PRAGMA journal_mode = DELETE`);
    other.close();
    const before = readFileSync(path);
    const { history, problems } = await open(path);
    expect(problems).toMatchObject([{ code }]);
    expect(history.kept).toEqual(problems[0]);
    await history.record(summary(), null, drifts, steps);
    expect(await history.remembered()).toEqual(drifts);
    await expect(history.write(entry())).rejects.toThrow(problems[0]?.message);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is in memory where no file can be made', async () => {
    const folder = folderWith({ file: 'x' });
    const { history, problems } = await open(join(folder, 'file', 'history.db'));
    expect(problems).toMatchObject([{ code: 'history-not-kept' }]);
    expect(history.kept).toMatchObject({ code: 'history-not-kept' });
    await expect(history.write(entry())).rejects.toThrow('EEXIST');
    expect(await history.journal({ limit: 9 })).toEqual([entry()]);
  });

  it('is in memory where that is wanted, and then all of it is safe enough', async () => {
    const { history, problems } = await open(null);
    expect(problems).toMatchObject([{ code: 'history-not-kept', message: expect.stringContaining('memory alone') }]);
    expect(history.kept).toBe(problems[0]);
    await history.write(entry());
    expect(await history.unsure()).toEqual([entry()]);
  });
});

describe('while it cannot be written', () => {
  it('goes on in memory, and writes all of it once it can', async () => {
    const path = fresh();
    const { history } = await open(path);
    await history.record(summary(), null, drifts, steps);
    await history.notified({ receiver: 'slack', incident: 'd-1', state: 1, at: moment(0) });
    await history.write(entry({ id: 'z', phase: 'after', requestIds: ['r-0'] }));
    const lock = new DatabaseSync(path);
    lock.exec('BEGIN EXCLUSIVE');
    const next = live([run({ minute: 5 })], undefined, drifts);
    await history.record(summary({ id: 'run-2', startedAt: moment(60) }), { b: 2 }, next.drifts, next.steps);
    expect(history.kept).toMatchObject({ code: 'history-not-kept' });
    await expect(history.write(entry({ phase: 'after', requestIds: ['r-1'] }))).rejects.toThrow('locked');
    await history.remember('suspended', true);
    await history.notified({ receiver: 'slack', incident: 'd-1', state: 2, at: moment(5) });
    await history.tidy(new Date(moment(60)));

    const seen = async () => ({
      remembered: await history.remembered(),
      runs: (await history.runs({ limit: 9 })).map(({ id }) => id),
      old: (await history.run('run-1'))?.run.id,
      report: (await history.run('run-2'))?.report,
      drifts: await history.drifts({ limit: 9 }),
      open: await history.drifts({ status: 'open', limit: 9 }),
      ids: await history.requestIds(''),
      journal: (await history.journal({ limit: 9 })).map(({ id }) => id),
      suspended: await history.recall('suspended'),
      told: (await history.notifications('slack')).map(({ state }) => state),
      unsure: await history.unsure(),
    });
    const meanwhile = await seen();
    expect(meanwhile).toEqual({
      remembered: next.drifts,
      runs: ['run-2', 'run-1'],
      old: 'run-1',
      report: { b: 2 },
      drifts: next.drifts,
      open: [],
      ids: new Set(['r-0', 'r-1']),
      journal: ['a', 'z'],
      suspended: true,
      told: [2],
      unsure: [],
    });
    lock.exec('ROLLBACK');
    lock.close();
    await history.remember('base', 1);
    expect(history.kept).toBe(true);
    expect(await seen()).toEqual(meanwhile);
    history.close();
    const again = await open(path);
    expect(await again.history.remembered()).toEqual(next.drifts);
  });
});

describe('what no database can hold', () => {
  it('is thrown, and holds up nothing that comes after', async () => {
    const { history } = await open(fresh());
    const circle: { self?: unknown } = {};
    circle.self = circle;
    await expect(history.remember('circle', circle)).rejects.toThrow('circular');
    await history.remember('suspended', true);
    expect(history.kept).toBe(true);
    expect(await history.recall('suspended')).toBe(true);
  });
});

describe('reading a history', () => {
  it('works while a daemon writes it', async () => {
    const path = fresh();
    const { history } = await open(path);
    await history.record(summary(), null, drifts, steps);
    const store = await readHistory(path);
    if ('code' in store) throw new Error(store.message);
    expect(store.drifts({ limit: 9 })).toEqual(drifts);
    expect(() => store.remember('a', 1)).toThrow('readonly');
    store.close();
  });

  it.each([
    ['is not there', () => join(folderWith({}), 'no.db'), 'no such file'],
    ['is no database', () => join(folderWith({ 'a.db': 'text'.repeat(999) }), 'a.db'), 'not a database'],
    ['is another one', () => join(folderWith({ 'a.db': '' }), 'a.db'), 'something else'],
  ])('is refused where the file %s', async (_, path, why) => {
    const problem = await readHistory(path());
    expect(problem).toMatchObject({ code: 'no-history' });
    expect('message' in problem ? problem.message : '').toContain(why);
  });

  it('is refused where a newer version wrote it', async () => {
    const path = fresh();
    (await open(path)).history.close();
    const other = new DatabaseSync(path);
    other.exec('PRAGMA user_version = 99');
    other.close();
    expect(await readHistory(path)).toMatchObject({ code: 'no-history' });
  });

  it('makes nothing', async () => {
    const path = join(folderWith({}), 'no.db');
    await readHistory(path);
    expect(existsSync(path)).toBe(false);
  });
});

describe('loading SQLite', () => {
  it('keeps back what it says of itself, and nothing else', async () => {
    const said: unknown[] = [];
    const { emitWarning } = process;
    process.emitWarning = (...all: readonly unknown[]) => void said.push(all[0]);
    onTestFinished(() => {
      process.emitWarning = emitWarning;
    });
    const loading = loadSqlite();
    process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
    process.emitWarning('fetch is an experimental feature', 'ExperimentalWarning');
    await loading;
    process.emitWarning('SQLite is an experimental feature, again');
    expect(said).toEqual(['fetch is an experimental feature', 'SQLite is an experimental feature, again']);
  });

  it('prints nothing on this Node', () => {
    const script = "const { loadSqlite } = await import('./src/adapters/history/sqlite.ts'); await loadSqlite();";
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', `${script} console.log('loaded')`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(output).toBe('loaded\n');
  });
});
