/** Every history keeps the same promises, whatever it keeps things in. */
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { openHistory } from '../../../src/adapters/history/open.ts';
import { MemoryHistory } from '../../../src/adapters/history/memory.ts';
import type { History } from '../../../src/app/daemon/ports.ts';
import { folderWith } from '../../cli/program.ts';
import { live, moment, run, sighting } from '../../core/drift/lives.ts';
import { FakeClock } from '../../fake-clock.ts';
import { entry, summary } from './entries.ts';

const day = 86_400_000;
const keep = 30 * day;

async function inFile(): Promise<History> {
  const path = join(folderWith({}), 'a', 'history.db');
  const { history, problems } = await openHistory({ path, keep, clock: new FakeClock() });
  expect(problems).toEqual([]);
  return history;
}

const kinds: readonly (readonly [name: string, open: () => Promise<History>])[] = [
  ['in memory', async () => Promise.resolve(new MemoryHistory({ kept: true, keep }))],
  ['in a database', inFile],
];

const elsewhere = sighting({ fingerprint: 'd-2', address: 'bucket/logs@payments/eu-west-1', gravity: 'low' });

describe.each(kinds)('a history %s', (_, open) => {
  async function fresh(): Promise<History> {
    const history = await open();
    onTestFinished(() => history.close());
    return history;
  }

  it('is kept, and empty at first', async () => {
    const history = await fresh();
    expect(history.kept).toBe(true);
    expect(await history.remembered()).toEqual([]);
    expect(await history.runs({ limit: 10 })).toEqual([]);
    expect(await history.run('run-1')).toBeNull();
    expect(await history.drifts({ limit: 10 })).toEqual([]);
    expect(await history.journal({ limit: 10 })).toEqual([]);
    expect(await history.unsure()).toEqual([]);
    expect(await history.requestIds(moment(0))).toEqual(new Set());
    expect(await history.recall('suspended')).toBeUndefined();
    expect(await history.notifications('slack')).toEqual([]);
  });

  it('has a run with all it changed', async () => {
    const history = await fresh();
    const { drifts, steps } = live([run({ minute: 0, found: [sighting(), elsewhere] })]);
    const report = { owner: 'acme', plan: { changes: ['é', 1, null] } };
    await history.record(summary(), report, drifts, steps);
    await history.record(summary(), report, drifts, steps);
    expect(await history.run('run-1')).toEqual({ run: summary(), report, steps });
    expect(await history.remembered()).toEqual(drifts);
  });

  it('has runs, newest first, page by page', async () => {
    const history = await fresh();
    const all = [0, 5, 10, 15].map(minute => summary({ id: `run-${minute}`, startedAt: moment(minute) }));
    for (const one of all) await history.record(one, null, [], []);
    const first = await history.runs({ limit: 3 });
    expect(first.map(({ id }) => id)).toEqual(['run-15', 'run-10', 'run-5']);
    expect(await history.runs({ before: 'run-5', limit: 3 })).toEqual([all[0]]);
    expect(await history.runs({ before: 'nobody', limit: 3 })).toEqual([]);
    expect((await history.run('run-0'))?.report).toBeNull();
  });

  it('has every episode of a drift', async () => {
    const history = await fresh();
    let before = live([]).drifts;
    for (const seen of [
      run({ minute: 0, found: [sighting(), elsewhere] }),
      run({ minute: 5, found: [elsewhere] }),
      run({ minute: 30, found: [sighting(), elsewhere] }),
      run({ minute: 200, found: [sighting()] }),
      run({ minute: 300, found: [sighting()] }),
    ]) {
      const { drifts, steps } = live([seen], undefined, before);
      await history.record(summary({ id: seen.id, startedAt: seen.foundAt }), null, drifts, steps);
      before = drifts;
    }
    const told = async (query: Omit<Parameters<History['drifts']>[0], 'limit'>, limit = 10) =>
      (await history.drifts({ ...query, limit })).map(
        ({ fingerprint, openedAt, ending }) => `${fingerprint} ${openedAt.slice(11, 16)} ${ending}`,
      );
    const stopped = 'd-000000000001';
    expect((await told({})).toSorted()).toEqual([
      `${stopped} 12:00 reverted`,
      `${stopped} 12:30 null`,
      'd-2 12:00 reverted',
    ]);
    expect(await told({}, 1)).toEqual([`${stopped} 12:30 null`]);
    expect(await told({ status: 'open' })).toEqual([`${stopped} 12:30 null`]);
    expect(await told({ status: 'closed', target: 'trail/*' })).toEqual([`${stopped} 12:00 reverted`]);
    expect(await told({ target: '@payments' })).toEqual(['d-2 12:00 reverted']);
    expect((await told({ since: moment(100) })).toSorted()).toEqual([`${stopped} 12:30 null`, 'd-2 12:00 reverted']);
    expect(await told({ since: moment(201) })).toEqual([`${stopped} 12:30 null`]);
    expect(await history.remembered()).toEqual(before);
  });

  it('has the journal, and what was begun and never ended', async () => {
    const history = await fresh();
    const after = entry({ phase: 'after', outcome: 'done', requestIds: ['r-1', 'r-2'], at: moment(1) });
    for (const one of [entry({ at: moment(0) }), after, entry({ id: 'b', at: moment(2), address: null })])
      await history.write(one);
    expect((await history.journal({ limit: 2 })).map(({ id, phase }) => [id, phase])).toEqual([
      ['b', 'before'],
      ['a', 'after'],
    ]);
    expect(await history.journal({ since: moment(1), target: 'trail/main', limit: 9 })).toEqual([after]);
    expect((await history.unsure()).map(({ id }) => id)).toEqual(['b']);
    expect(await history.requestIds(moment(1))).toEqual(new Set(['r-1', 'r-2']));
    expect(await history.requestIds(moment(2))).toEqual(new Set());
  });

  it('recalls what was remembered last', async () => {
    const history = await fresh();
    await history.remember('suspended', { until: null });
    await history.remember('suspended', null);
    await history.remember('base', 'main@4f2a91c');
    expect(await history.recall('suspended')).toBeNull();
    expect(await history.recall('base')).toBe('main@4f2a91c');
  });

  it('knows what was told to whom', async () => {
    const history = await fresh();
    const told = { receiver: 'slack', incident: 'd-1', state: { ts: '1' }, at: moment(0) };
    await history.notified(told);
    await history.notified({ ...told, receiver: 'mail' });
    await history.notified({ ...told, state: { ts: '2' } });
    expect(await history.notifications('slack')).toEqual([{ ...told, state: { ts: '2' } }]);
  });

  it('forgets what is old, and nothing that is open', async () => {
    const history = await fresh();
    const { drifts, steps } = live([
      run({ minute: 0, found: [sighting(), elsewhere] }),
      run({ minute: 5, found: [sighting()] }),
    ]);
    const [open, closed] = drifts;
    expect([open?.status, closed?.status]).toEqual(['open', 'closed']);
    await history.record(summary({ startedAt: moment(0) }), null, drifts, steps);
    await history.record(summary({ id: 'run-2', startedAt: moment(60) }), null, drifts.slice(0, 1), []);
    await history.write(entry({ at: moment(0) }));
    await history.notified({ receiver: 'slack', incident: 'd-1', state: 1, at: moment(0) });
    await history.tidy(new Date(Date.parse(moment(30)) + keep));
    expect((await history.runs({ limit: 9 })).map(({ id }) => id)).toEqual(['run-2']);
    expect(await history.drifts({ limit: 9 })).toEqual([open]);
    expect(await history.journal({ limit: 9 })).toEqual([]);
    expect(await history.notifications('slack')).toEqual([]);
    expect(await history.run('run-1')).toBeNull();
  });
});
