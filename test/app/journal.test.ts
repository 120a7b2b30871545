import { describe, expect, it } from 'vitest';

import type { JournalEntry } from '../../src/app/daemon/ports.ts';
import { journaled, settleUnsure } from '../../src/app/journal.ts';
import type { CallSubject, Cloud, EnteredAccount } from '../../src/app/ports.ts';
import { ApiFailure } from '../../src/core/failure.ts';
import type { FailureCategory } from '../../src/core/failure.ts';
import type { Problem } from '../../src/core/model.ts';
import { target } from '../core/toy.ts';
import { FakeClock } from '../fake-clock.ts';

const about: CallSubject = {
  address: 'trail/main@security/eu-west-1',
  fields: [{ field: 'logging', before: false, after: true }],
  repairs: false,
};

interface Script {
  readonly fails?: unknown;
  readonly identity?: 'unknown';
  /** Phases that cannot be written. */
  readonly full?: readonly JournalEntry['phase'][];
}

/** A cloud and a journal that put down what happens, in order. */
function scripted({ fails, identity, full = [] }: Script = {}) {
  const order: string[] = [];
  const entries: JournalEntry[] = [];
  const said: Problem[] = [];
  const cloud: Cloud = {
    async identity() {
      if (identity === 'unknown') throw failure('credentials');
      return Promise.resolve({ account: target.account, arn: 'arn:aws:iam::1:user/ci', partition: 'aws' });
    },
    enter: async () => Promise.resolve(),
    memory: () => ({ at: () => ({ ask: async () => Promise.reject(new Error('nobody asks')) }) }),
    async send({ call }) {
      order.push(call);
      return fails === undefined ? Promise.resolve({ requestId: 'r-1', attempts: 1 }) : Promise.reject(fails);
    },
    counts: () => ({ 'lamps:Put': 1 }),
    close: () => order.push('closed'),
  };
  const journal = {
    async write(entry: JournalEntry) {
      order.push(entry.phase);
      if (full.includes(entry.phase)) throw new Error('no space left');
      entries.push(entry);
      return Promise.resolve();
    },
  };
  let made = 0;
  const written = journaled(cloud, journal, {
    run: 'run-1',
    clock: new FakeClock(),
    id: () => `id-${(made += 1)}`,
    said: problem => said.push(problem),
  });
  return { order, entries, said, written };
}

function failure(category: FailureCategory, name = 'Failed'): ApiFailure {
  return new ApiFailure(name, 'no', { category, site: { call: 'lamps:Put', target, requestId: 'r-2' } });
}

const call = { call: 'lamps:Put', input: {} };

describe('a write call', () => {
  it('is written down before it is sent and after', async () => {
    const { written, order, entries } = scripted();
    await written.send({ ...call, about }, target);
    expect(order).toEqual(['before', 'lamps:Put', 'after']);
    const both = { id: 'id-1', run: 'run-1', address: about.address, fields: about.fields, call: 'lamps:Put' };
    expect(entries).toMatchObject([
      { ...both, phase: 'before', account: target.account, region: target.region, principal: 'arn:aws:iam::1:user/ci' },
      { ...both, phase: 'after', outcome: 'done', requestIds: ['r-1'] },
    ]);
  });

  it.each([
    ['was refused', failure('permission'), 'failed'],
    ['was not answered', failure('unreachable', 'TimeoutError'), 'unsure'],
    ['never left', failure('unreachable', 'ECONNREFUSED'), 'failed'],
    ['broke at AWS', failure('transient'), 'unsure'],
    ['was given up', failure('deadline', 'DeadlinePassed'), 'unsure'],
    ['was too late to be begun', failure('deadline', 'NotBegun'), 'failed'],
    ['was interrupted before it was sent', failure('transient', 'Interrupted'), 'failed'],
    ['met a bug', new TypeError('oops'), 'unsure'],
  ])('says what became of it when it %s', async (_, fails, outcome) => {
    const { written, entries } = scripted({ fails });
    await expect(written.send({ ...call, about }, target)).rejects.toBe(fails);
    expect(entries.at(-1)).toMatchObject({ phase: 'after', outcome });
    expect(entries.at(-1)?.error).toMatch(/no|oops/u);
  });

  it('is not sent where it cannot be written down, unless it is a repair', async () => {
    const held = scripted({ full: ['before', 'after'] });
    await expect(held.written.send({ ...call, about }, target)).rejects.toMatchObject({ category: 'journal' });
    await expect(held.written.send(call, target)).rejects.toMatchObject({ name: 'NotWrittenDown' });
    expect(held.order).toEqual(['before', 'after', 'before', 'after']);
    expect(held.said).toMatchObject([{ code: 'journal-not-written', at: about.address }, { severity: 'warning' }]);
    await held.written.send({ ...call, about: { ...about, repairs: true } }, target);
    expect(held.order).toContain('lamps:Put');
    expect(held.said).toHaveLength(4);
  });

  it('was sent, also if that cannot be written down', async () => {
    const { written, said } = scripted({ full: ['after'] });
    await expect(written.send({ ...call, about }, target)).resolves.toMatchObject({ requestId: 'r-1' });
    expect(said).toHaveLength(1);
  });

  it('is not written down where nothing would be sent', async () => {
    const { written, entries } = scripted();
    await written.send({ ...call, about }, target, AbortSignal.abort());
    expect(entries).toEqual([]);
  });

  const role = 'arn:aws:iam::2:role/audit/Warden';
  const access: EnteredAccount['access'] = { role: null, externalId: null, sessionName: 'warden', profile: null };
  it.each([
    ['the role of the account', { ...access, role }, {}, `arn:aws:sts::${target.account}:assumed-role/Warden/warden`],
    ['the credentials in force', access, {}, 'arn:aws:iam::1:user/ci'],
    ['a profile, whose name says nothing', { ...access, profile: 'audit' }, {}, null],
    ['nobody that is known', access, { identity: 'unknown' }, null],
  ] as const)('is in the name of %s', async (_, how, script, principal) => {
    const { written, entries } = scripted(script);
    await written.enter({ id: target.account, partition: 'aws', access: how });
    await written.send(call, target);
    expect(entries[0]?.principal).toBe(principal);
  });

  it('leaves all else to the cloud', async () => {
    const { written, order } = scripted();
    expect(written.counts()).toEqual({ 'lamps:Put': 1 });
    expect((await written.identity()).account).toBe(target.account);
    await expect(written.memory().at(target).ask('lamps:Get', {})).rejects.toThrow('nobody asks');
    written.close();
    expect(order).toEqual(['closed']);
  });
});

describe('what a killed program left open', () => {
  it('is told, and ended', async () => {
    const { entries, written } = scripted();
    await written.send({ ...call, about }, target);
    await written.send(call, target);
    const begun = entries.filter(({ phase }) => phase === 'before');
    const ended: JournalEntry[] = [];
    const journal = {
      unsure: async () => Promise.resolve(begun),
      write: async (entry: JournalEntry) => Promise.resolve(void ended.push(entry)),
    };
    const problem = await settleUnsure(journal, new FakeClock());
    expect(problem).toMatchObject({ code: 'calls-unsure', severity: 'warning' });
    expect(problem?.message).toContain(`lamps:Put for ${about.address} at 2026-11-19T03:34:05.000Z, lamps:Put at`);
    expect(ended).toMatchObject(begun.map(({ id }) => ({ id, phase: 'after', outcome: 'unsure' })));
    const none = { ...journal, unsure: async () => Promise.resolve([]) };
    expect(await settleUnsure(none, new FakeClock())).toBeUndefined();
  });
});
