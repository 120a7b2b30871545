import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { newsByPolling, newsByQueue, newsCaughtUp } from '../../../src/app/logs/tail-news.ts';
import type { FollowedRecord, Messages, News, Step, TailPorts } from '../../../src/app/logs/tail-ports.ts';
import { tail } from '../../../src/app/logs/tail.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import type { FailureCategory } from '../../../src/core/failure.ts';
import type { Problem } from '../../../src/core/model.ts';
import { polling } from '../../../src/logs/tail/poll.ts';
import type { NamedFile } from '../../../src/logs/tail/notice.ts';
import { seenFiles } from '../../../src/logs/tail/seen-files.ts';
import type { TailState } from '../../../src/logs/tail/state.ts';
import { FakeClock } from '../../fake-clock.ts';
import { logKey, objectsOf, putLog, record, shelf } from '../../logs/archive.ts';
import type { Archive } from '../../logs/archive.ts';

const place = { bucket: shelf.bucket, prefix: '', organization: null, accounts: null, regions: null, trail: null };
const start = '2026-11-19T03:34:05Z';

/** What was remembered, if anything was. */
type Before = Partial<TailState> & { readonly since?: string; readonly most?: number };

/** Everything that tailing touches, with a bucket that fills while the clock is slept on. */
function stage(before: Before = {}) {
  const archive: Archive = new Map();
  const clock = new FakeClock(start);
  const abort = new AbortController();
  const files = seenFiles(before.files ?? []);
  const told: Problem[] = [];
  const out: string[] = [];
  const kept: TailState[] = [];
  const objects = objectsOf(archive);
  /** What reading a file fails with, as often as it stands there. */
  const faults = new Map<string, (Extract<Step, { is: 'unread' }> | null)[]>();
  const reads: string[] = [];
  /** What happens while the clock is slept on, time after time; then it ends. */
  const turns: (() => void)[] = [];
  const slept: number[] = [];
  const sleeping = {
    now: () => clock.now(),
    async sleep(milliseconds: number) {
      slept.push(milliseconds);
      await clock.sleep(milliseconds);
      const turn = turns.shift() ?? (() => abort.abort());
      turn();
    },
  };
  async function* open(file: NamedFile): AsyncGenerator<Step> {
    reads.push(file.key);
    const fault = faults.get(file.key)?.shift();
    const read = await objects.read(file.bucket, file.key);
    if (fault) yield fault;
    else if (read.is === 'present') for (const one of recordsIn(read.body.bytes)) yield { is: 'record', record: one };
  }
  const ports: Omit<TailPorts, 'news'> = {
    open,
    write: async records => {
      await Promise.resolve();
      out.push(...records.map(({ bytes }) => bytes.toString()));
      return true;
    },
    keep: async state => {
      await Promise.resolve();
      kept.push(state);
    },
    tell: problem => void told.push(problem),
    clock: sleeping,
    random: () => 0.5,
  };
  const poll = polling({
    places: [{ place, objects }],
    kinds: ['log'],
    files,
    checked: before.checked ?? null,
    since: before.since ?? null,
  });
  const looking = newsByPolling({ poll, clock: sleeping, interval: 30, random: () => 0.5 });
  const wish = { of: ['here'], files, events: before.events ?? [], most: before.most ?? null };
  const run = async (news: News = looking, more: Partial<TailPorts> = {}) =>
    tail(wish, { ...ports, ...more, news }, abort.signal);
  let unique = 0;
  const deliver = (when: string, ...ids: readonly string[]): string => {
    unique += 1;
    const name = `AAAABBBBCCCC${String(unique).padStart(4, '0')}`;
    putLog(archive, shelf, { when, unique: name, records: ids.map(id => record(when, id)) });
    return logKey(shelf, when, name);
  };
  return { archive, clock, abort, told, out, kept, faults, reads, turns, slept, sleeping, looking, run, deliver };
}

function recordsIn(bytes: Uint8Array): readonly FollowedRecord[] {
  const { Records } = JSON.parse(gunzipSync(bytes).toString()) as { Records: { eventID: string; eventTime: string }[] };
  return Records.map(({ eventID, eventTime }) => ({
    identity: eventID,
    time: eventTime,
    read: eventID.startsWith('not-') ? null : { record: {}, bytes: Buffer.from(eventID), file: 'any' },
  }));
}

const failure = (category: FailureCategory): ApiFailure =>
  new ApiFailure('Any', 'any', {
    category,
    site: { call: 's3:ListObjectsV2', target: { partition: 'aws', account: '', region: '' } },
  });
const unread = (passing: boolean): Extract<Step, { is: 'unread' }> => ({
  is: 'unread',
  problem: { code: passing ? 'aws-refused' : 'access-denied', message: 'no' },
  passing,
});

/** A queue of these messages; each is hidden once it was received, and comes again when it is asked for. */
function queueOf(...bodies: readonly string[]) {
  const standing = new Map(bodies.map((body, at) => [`m${at}`, { body, receives: 0, hidden: false }]));
  const given: string[] = [];
  const queue: Messages = {
    async receive() {
      await Promise.resolve();
      const free = [...standing].filter(([, { hidden }]) => !hidden);
      for (const [, message] of free) Object.assign(message, { hidden: true, receives: message.receives + 1 });
      return free.map(([id, { body, receives }]) => ({ id, body, receives }));
    },
    async done(ids) {
      await Promise.resolve();
      for (const id of ids) standing.delete(id);
    },
    async giveBack(ids) {
      await Promise.resolve();
      given.push(...ids);
    },
  };
  const again = (): void => standing.forEach(message => Object.assign(message, { hidden: false }));
  const send = (id: string, body: string): void => void standing.set(id, { body, receives: 0, hidden: false });
  return { queue, standing, given, again, send };
}

const announces = (...keys: readonly string[]): string => JSON.stringify({ s3Bucket: shelf.bucket, s3ObjectKey: keys });

describe('looking again and again', () => {
  it('tells what comes, and not what was there', async () => {
    const at = stage();
    at.deliver('2026-11-19T03:30:00Z', 'old');
    at.turns.push(() => at.deliver('2026-11-19T03:30:00Z', 'late', 'not-asked-for'));
    at.turns.push(() => at.deliver('2026-11-19T03:35:00Z', 'new', 'late'));
    const ended = await at.run();
    expect(at.out).toEqual(['late', 'new']);
    expect(ended).toMatchObject({ ended: 'told', files: 2, written: 2, duplicates: 1, unmatched: 1, unread: 0 });
    expect(at.slept).toEqual([30_000, 30_000, 30_000]);
    expect(at.kept.at(-1)).toMatchObject({ of: ['here'], checked: '2026-11-19T03:35:05Z', events: ['late', 'new'] });
  });

  it('passes over markers, and reads files whose names tell no minute', async () => {
    const at = stage({ since: '2026-11-19T03:00:00Z' });
    const key = at.deliver('2026-11-19T03:25:00Z', 'a');
    const stored = at.archive.get(`${shelf.bucket}/${key}`);
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    if (stored) at.archive.set(`${shelf.bucket}/${folder}other.json.gz`, stored);
    at.archive.set(`${shelf.bucket}/${folder}`, { bytes: new Uint8Array(), metadata: {}, modified: null });
    at.archive.set(`${shelf.bucket}/${folder}empty.json.gz`, { bytes: new Uint8Array(), metadata: {}, modified: null });
    at.turns.push(() => undefined);
    expect(await at.run()).toMatchObject({ files: 2, written: 1, duplicates: 1 });
    expect(at.reads).toEqual([key, `${folder}other.json.gz`]);
  });

  it('begins in the past', async () => {
    const at = stage({ since: '2026-11-18T23:50:00Z' });
    at.deliver('2026-11-18T22:00:00Z', 'before');
    at.deliver('2026-11-18T23:55:00Z', 'yesterday');
    at.deliver('2026-11-19T03:30:00Z', 'today');
    const ended = await at.run();
    expect(at.out).toEqual(['yesterday', 'today']);
    expect(ended.lag).toBe(245);
  });

  it('goes on where an earlier run was', async () => {
    const first = stage({ since: '2026-11-19T00:00:00Z' });
    first.deliver('2026-11-19T01:00:00Z', 'one');
    first.deliver('2026-11-19T03:30:00Z', 'two');
    await first.run();
    const state = first.kept.at(-1);
    const second = stage(state);
    for (const [name, file] of first.archive) second.archive.set(name, file);
    second.deliver('2026-11-19T02:40:00Z', 'three', 'two');
    await second.run();
    expect([...first.out, ...second.out]).toEqual(['one', 'two', 'three']);
  });

  it('tries again what cannot be read for the moment, and passes over what cannot be read at all', async () => {
    const at = stage({ since: '2026-11-19T03:00:00Z' });
    const [passing, lasting, never] = ['a', 'b', 'c'].map(id => at.deliver('2026-11-19T03:30:00Z', id));
    at.faults.set(passing ?? '', [unread(true), unread(true)]);
    at.faults.set(lasting ?? '', [unread(false)]);
    at.faults.set(
      never ?? '',
      Array.from({ length: 9 }, () => ({ ...unread(true), problem: { code: 'aws-refused', message: 'never' } })),
    );
    at.turns.push(...Array.from({ length: 6 }, () => () => undefined));
    const ended = await at.run();
    expect(at.out).toEqual(['a']);
    expect(at.reads.filter(key => key === never)).toHaveLength(5);
    expect(at.reads.filter(key => key === lasting)).toHaveLength(1);
    // each is told once, though the first two say the same
    expect(at.told.map(({ message }) => message)).toEqual(['no', 'never']);
    expect(ended.unread).toBe(2);
  });

  it.each<[FailureCategory]>([['throttled'], ['transient']])(
    'waits while a list is %s, and tells so once',
    async category => {
      const at = stage({ since: '2026-11-19T03:00:00Z' });
      at.deliver('2026-11-19T03:30:00Z', 'a');
      let failures = 3;
      const shaky: News = {
        ...at.looking,
        round(signal) {
          failures -= 1;
          if (failures >= 0) throw failure(category);
          return at.looking.round(signal);
        },
      };
      at.turns.push(...Array.from({ length: 3 }, () => () => undefined));
      await at.run(shaky);
      expect(at.out).toEqual(['a']);
      expect(at.told).toHaveLength(1);
      expect(at.slept.slice(0, 3)).toEqual([750, 1500, 3000]);
    },
  );

  it('ends where it is refused, or was never reached, and goes on where it was', async () => {
    const at = stage();
    const failing = (category: FailureCategory): News => ({
      ...at.looking,
      round() {
        throw failure(category);
      },
    });
    await expect(at.run(failing('permission'))).rejects.toMatchObject({ category: 'permission' });
    await expect(at.run(failing('unreachable'))).rejects.toMatchObject({ category: 'unreachable' });
    await expect(at.run({ ...at.looking, round: () => nothing(new TypeError('a bug')) })).rejects.toThrow('a bug');
    let rounds = 0;
    const later: News = {
      ...at.looking,
      round(signal) {
        rounds += 1;
        return rounds === 2 ? nothing(failure('unreachable')) : at.looking.round(signal);
      },
    };
    at.turns.push(() => undefined);
    await expect(at.run(later)).resolves.toMatchObject({ ended: 'told' });
  });

  it('ends when enough was written, to the record', async () => {
    const at = stage({ since: '2026-11-19T03:00:00Z', most: 3 });
    at.deliver('2026-11-19T03:25:00Z', 'a', 'b');
    at.deliver('2026-11-19T03:30:00Z', 'c', 'd', 'e');
    expect(await at.run()).toMatchObject({ ended: 'enough', written: 3 });
    expect(at.out).toEqual(['a', 'b', 'c']);
    expect(at.kept.at(-1)).toMatchObject({ checked: null, events: ['a', 'b', 'c'] });
  });

  it('ends when nobody reads it, and remembers only what was written', async () => {
    const at = stage({ since: '2026-11-19T03:00:00Z' });
    at.deliver('2026-11-19T03:25:00Z', 'a');
    expect(await at.run(at.looking, { write: async () => Promise.resolve(false) })).toMatchObject({ ended: 'unheard' });
    expect(at.kept.at(-1)).toMatchObject({ checked: null, events: [], files: [] });
  });

  it('writes much in parts, and keeps what was written', async () => {
    const at = stage({ since: '2026-11-19T03:00:00Z' });
    const long = 'x'.repeat(20_000);
    for (let file = 0; file < 12; file += 1)
      at.deliver('2026-11-19T03:25:00Z', ...[0, 1, 2, 3].map(index => `${file}-${index}-${long}`));
    const sizes: number[] = [];
    const write: TailPorts['write'] = async records => {
      await at.clock.sleep(600);
      sizes.push(records.reduce((sum, { bytes }) => sum + bytes.length, 0));
      return true;
    };
    expect(await at.run(at.looking, { write })).toMatchObject({ files: 12, written: 48 });
    expect(Math.max(...sizes)).toBeLessThan(100_000);
    expect(at.kept.length).toBeGreaterThan(2);
  });
});

function nothing(error: Error): never {
  throw error;
}

describe('going by a queue', () => {
  const options = (at: ReturnType<typeof stage>) => ({
    isWanted: ({ key }: NamedFile) => key.includes('_CloudTrail_'),
    clock: at.sleeping,
    tell: (problem: Problem) => void at.told.push(problem),
  });
  /** The queue is asked so often, with what happens before each time. */
  const asked = (at: ReturnType<typeof stage>, queue: Messages, ...before: readonly (() => void)[]): Messages => {
    const turns = [() => undefined, ...before];
    return {
      ...queue,
      async receive(signal) {
        const turn = turns.shift() ?? (() => at.abort.abort());
        turn();
        return at.abort.signal.aborted ? [] : queue.receive(signal);
      },
    };
  };

  it('takes messages off once their records are out, and drops what comes twice', async () => {
    const at = stage();
    const keys = [at.deliver('2026-11-19T03:30:00Z', 'a'), at.deliver('2026-11-19T03:30:00Z', 'b', 'a')];
    const { queue, standing, send } = queueOf(announces(...keys), announces(keys[0] ?? ''));
    const news = newsByQueue({ queue: asked(at, queue, () => send('more', announces(...keys))), ...options(at) });
    expect(await at.run(news)).toMatchObject({ written: 2 });
    expect(at.out).toEqual(['a', 'b']);
    expect(standing.size).toBe(0);
    expect(at.kept.at(-1)).toMatchObject({ checked: start, events: ['a', 'b'] });
  });

  it('takes off what names no file that is followed, and leaves what nobody can read', async () => {
    const at = stage();
    const { queue, standing, again } = queueOf('hello', 'CloudTrail validation message.', announces('a/digest'));
    const news = newsByQueue({ queue: asked(at, queue, again, again, again), ...options(at) });
    await at.run(news);
    expect([...standing.keys()]).toEqual(['m0']);
    expect(at.told.map(({ code }) => code)).toEqual(['message-not-understood', 'message-not-understood']);
  });

  it('leaves what it cannot read, tells when it comes again and again, and writes the rest once', async () => {
    const at = stage();
    const [good, bad] = ['a', 'b'].map(id => at.deliver('2026-11-19T03:30:00Z', id));
    at.faults.set(bad ?? '', [unread(false), unread(false), unread(false)]);
    const { queue, standing, again } = queueOf(announces(good ?? '', bad ?? ''));
    const news = newsByQueue({ queue: asked(at, queue, again, again), ...options(at) });
    expect(await at.run(news)).toMatchObject({ written: 1, unread: 1 });
    expect(at.out).toEqual(['a']);
    expect(standing.size).toBe(1);
    expect(at.told.map(({ code }) => code)).toEqual(['access-denied', 'announcement-comes-again']);
  });

  it('goes on when messages cannot be taken off', async () => {
    const at = stage();
    const { queue } = queueOf(announces(at.deliver('2026-11-19T03:30:00Z', 'a')));
    const stuck = { ...queue, done: async () => Promise.reject(failure('throttled')) };
    await at.run(newsByQueue({ queue: asked(at, stuck), ...options(at) }));
    expect(at.out).toEqual(['a']);
    expect(at.told).toMatchObject([{ code: 'aws-refused' }]);
  });

  it('gives back what it has in hand when it ends', async () => {
    const at = stage({ most: 1 });
    const keys = [at.deliver('2026-11-19T03:30:00Z', 'a', 'b'), at.deliver('2026-11-19T03:30:00Z', 'c')];
    const { queue, given, standing } = queueOf(...keys.map(key => announces(key)));
    expect(await at.run(newsByQueue({ queue, ...options(at) }))).toMatchObject({ ended: 'enough' });
    expect([given, standing.size]).toEqual([['m0', 'm1'], 2]);
    const other = stage({ most: 1 });
    const again = queueOf(announces(other.deliver('2026-11-19T03:30:00Z', 'a', 'b')));
    const refusing = { ...again.queue, giveBack: async () => Promise.reject(failure('permission')) };
    await other.run(newsByQueue({ queue: refusing, ...options(other) }));
    expect(other.told).toMatchObject([{ code: 'access-denied' }]);
  });

  it('catches up first by looking, with what came before the queue stood', async () => {
    const at = stage({ checked: '2026-11-19T02:00:00Z' });
    const early = at.deliver('2026-11-19T02:30:00Z', 'early');
    const late = at.deliver('2026-11-19T03:30:00Z', 'late');
    at.faults.set(late, [unread(true)]);
    const { queue, standing } = queueOf(announces(early), announces(late));
    const queued = newsByQueue({ queue: asked(at, queue), ...options(at) });
    at.turns.push(() => undefined);
    await at.run(newsCaughtUp(at.looking, queued));
    expect(at.out).toEqual(['early', 'late']);
    expect(at.reads).toEqual([early, late, late]);
    expect(standing.size).toBe(0);
    expect(at.kept.at(-1)?.checked).not.toBe('2026-11-19T02:00:00Z');
  });
});
