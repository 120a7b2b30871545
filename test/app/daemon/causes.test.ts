import { DeleteTrailCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, onTestFinished } from 'vitest';

import type { EventQueue, Leadership, Told } from '../../../src/app/daemon/ports.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import { fenced } from '../../../src/app/daemon/fence.ts';
import { Mailbox } from '../../../src/app/daemon/mailbox.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { credentials } from '../../e2e/endpoint.ts';
import { Remembered, stage, usual } from './stage.ts';

/** A queue that the test fills. */
class Queue implements EventQueue {
  readonly taken: Told[] = [];
  /** Whether the next question fails. */
  fails = false;
  #waiting: Told[] = [];
  #came = Promise.withResolvers<void>();

  tell(...told: readonly Told[]): void {
    this.#waiting.push(...told);
    this.#came.resolve();
  }

  async receive(signal: AbortSignal): Promise<readonly Told[]> {
    const over = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
    if (this.#waiting.length === 0 && !signal.aborted) await Promise.race([this.#came.promise, over]);
    const told = this.#waiting;
    this.#waiting = [];
    this.#came = Promise.withResolvers();
    if (!this.fails || signal.aborted) return told;
    this.fails = false;
    const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
    const site = { call: 'sqs:ReceiveMessage', target };
    throw new ApiFailure('InternalError', 'it is down', { category: 'transient', site });
  }

  fail(): void {
    this.fails = true;
    this.#came.resolve();
  }

  async done(told: readonly Told[]): Promise<void> {
    this.taken.push(...told);
    return Promise.resolve();
  }
}

const stopped: Told = {
  receipt: '1',
  service: 'cloudtrail',
  account: '111111111111',
  region: 'eu-west-1',
  eventName: 'StopLogging',
  resource: 'main',
  at: '2027-03-01T00:00:00Z',
};

const events = { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/q', region: 'eu-west-1', gather: 2_000 };

describe('events', () => {
  it('make one run over what they name, and are taken off the queue once it is over', async () => {
    const queue = new Queue();
    const here = await stage({ config: { events }, ports: { events: queue } });
    await here.runs(1);
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    queue.tell(stopped, { ...stopped, receipt: '2' });
    await here.clock.pass(2_000);
    const [, second] = await here.runs(2);
    expect([second?.cause, second?.targets, second?.result]).toEqual([
      'event',
      ['trail/main@111111111111/eu-west-1'],
      'healed',
    ]);
    await here.until('they are taken off', () => queue.taken.length === 2);
    expect(here.clock.now().toISOString()).toBe('2027-03-01T00:00:02.000Z');
  });

  it('make their run although no more can be received', async () => {
    const queue = new Queue();
    const here = await stage({ config: { events }, ports: { events: queue } });
    await here.runs(1);
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    queue.tell(stopped);
    await here.clock.pass(1_000);
    queue.fail();
    expect((await here.runs(2))[1]).toMatchObject({ cause: 'event', result: 'healed' });
    await here.until('they are taken off', () => queue.taken.length === 1);
    expect(here.lines.filter(line => line === 'the queue of events could not be read')).toHaveLength(1);
    queue.tell({ ...stopped, receipt: '2' });
    await here.clock.pass(1_000);
    await here.clock.pass(2_000);
    expect((await here.runs(3))[2]).toMatchObject({ cause: 'event', result: 'clean' });
  });

  it('make their run although the history does not tell which calls were our own', async () => {
    const queue = new Queue();
    const history = new Remembered();
    history.requestIds = () => Promise.reject(new Error('the database is locked'));
    const here = await stage({ history, config: { events }, ports: { events: queue } });
    await here.runs(1);
    await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
    queue.tell(stopped);
    await here.clock.pass(2_000);
    expect((await here.runs(2))[1]).toMatchObject({ cause: 'event', result: 'healed' });
    await here.until('they are taken off', () => queue.taken.length === 1);
  });

  it('count once, though they come again before their run', () => {
    const mailbox = new Mailbox(() => 'r-1');
    mailbox.tell([stopped], ['trail/main@*']);
    mailbox.tell([stopped, { ...stopped, receipt: '2' }], ['trail/main@*']);
    expect(mailbox.take()).toMatchObject({ told: [{ receipt: '1' }, { receipt: '2' }], targets: ['trail/main@*'] });
    expect(mailbox.take()).toBeNull();
  });

  it('make none where they are about nothing of the spec', async () => {
    const queue = new Queue();
    const here = await stage({ config: { events }, ports: { events: queue } });
    await here.runs(1);
    queue.tell({ ...stopped, service: 's3', resource: 'somebody-elses', eventName: 'PutBucketPolicy' });
    await here.clock.pass(2_000);
    await here.until('they are taken off', () => queue.taken.length === 1);
    expect(await here.runs(1)).toHaveLength(1);
  });
});

describe('a queue that cannot be read', () => {
  it('is told, once and since when, and so is that it can be read again', async () => {
    const queue = new Queue();
    const receive = queue.receive.bind(queue);
    const site = { call: 'sqs:ReceiveMessage', target: { partition: 'aws', account: '', region: 'eu-west-1' } };
    const failure = new ApiFailure('QueueDoesNotExist', 'no such queue', { category: 'permission', site });
    let failures = 3;
    queue.receive = async signal => {
      failures -= 1;
      if (failures >= 0) throw failure;
      return receive(signal);
    };
    const here = await stage({ config: { events }, ports: { events: queue } });
    const began = here.clock.now().toISOString();
    const { eventsTrouble } = await here.until('it is told', one => one.eventsTrouble !== null);
    expect(eventsTrouble?.since).toBe(began);
    await here.runs(1);
    await here.clock.pass(1_000);
    await here.until('another time', () => failures === 1);
    expect(here.daemon.snapshot().eventsTrouble?.since).toBe(began);
    await here.clock.pass(2_000);
    await here.until('a third time', () => failures === 0);
    await here.clock.pass(4_000);
    queue.tell({ ...stopped, service: 's3', resource: 'somebody-elses', eventName: 'PutBucketPolicy' });
    await here.until('it is over', one => one.eventsTrouble === null);
    expect(here.lines).toContain('the queue of events can be read again');
  });
});

describe('events in hand at the end', () => {
  it('are taken off before anything is closed', async () => {
    const queue = new Queue();
    const taking = Promise.withResolvers<void>();
    let began = false;
    queue.done = async () => {
      began = true;
      await taking.promise;
    };
    const here = await stage({ config: { events }, ports: { events: queue } });
    await here.runs(1);
    queue.tell({ ...stopped, service: 's3', resource: 'somebody-elses', eventName: 'PutBucketPolicy' });
    await here.clock.pass(2_000);
    await here.until('they are being taken off', () => began);
    let isOver = false;
    const ended = here.end().then(() => (isOver = true));
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(isOver).toBe(false);
    taking.resolve();
    await ended;
    expect(isOver).toBe(true);
  });
});

/** A lead that the test gives and takes. */
class Lead implements Leadership {
  isReleased = false;
  isCertain = true;
  #given = Promise.withResolvers<AbortSignal>();
  #lost = new AbortController();

  role = () => (this.#lost.signal.aborted ? ('standby' as const) : ('leader' as const));
  leader = () => null;
  certain = () => this.isCertain;
  lead = async (signal: AbortSignal): Promise<AbortSignal> => {
    const over = new Promise<AbortSignal>(resolve => signal.addEventListener('abort', () => resolve(signal)));
    return Promise.race([this.#given.promise, over]);
  };
  async release(): Promise<void> {
    this.isReleased = true;
    return Promise.resolve();
  }

  give(): void {
    this.#lost = new AbortController();
    this.#given.resolve(this.#lost.signal);
  }

  take(): void {
    this.#given = Promise.withResolvers();
    this.#lost.abort();
  }
}

describe('one of several replicas', () => {
  it('reads the spec and waits, works while it leads, and gives the lead back', async () => {
    const leadership = new Lead();
    const here = await stage({ ports: { leadership } });
    await here.until('the spec is read', ({ source: { revision } }) => revision !== null);
    await here.clock.pass(30 * 60_000);
    expect(here.daemon.snapshot().runs.last).toBeNull();
    leadership.give();
    expect((await here.runs(1))[0]).toMatchObject({ cause: 'start', result: 'healed' });
    leadership.take();
    await here.clock.pass(30 * 60_000);
    expect(await here.runs(1)).toHaveLength(1);
    leadership.give();
    expect((await here.runs(2))[1]).toMatchObject({ cause: 'start', result: 'clean' });
    await here.end();
    expect(leadership.isReleased).toBe(true);
  });

  it('writes nothing while it is not certain that it leads', async () => {
    const leadership = new Lead();
    leadership.isCertain = false;
    leadership.give();
    const here = await stage({ ports: { leadership } });
    expect((await here.runs(1))[0]).toMatchObject({ result: 'drift', applied: 0 });
    expect(here.sandbox.calls().filter(({ operation }) => /:(Create|Put|Start)/u.test(operation))).toEqual([]);
    leadership.isCertain = true;
    await here.clock.pass(15_000);
    expect((await here.runs(2))[1]).toMatchObject({ cause: 'retry', result: 'healed', applied: 2 });
  });

  it('asks before each write, and never for a question', async () => {
    const asked: string[] = [];
    const here = await stage({ config: { mode: 'observe' } });
    const cloud = fenced(here.by.cloud(), {
      leadership: { certain: () => asked.push('asked') < 1 },
      frozen: new AbortController().signal,
    });
    const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
    await cloud.identity();
    expect(asked).toEqual([]);
    const call = { call: 'cloudtrail:StopLogging', input: { Name: 'none' } } as const;
    await expect(cloud.send(call, target)).rejects.toMatchObject({ name: 'NotBegun' });
    cloud.close();
  });

  it.each(['before it is sent', 'while it waits for its turn'])('sends nothing when it is suspended %s', async when => {
    const here = await stage({ config: { mode: 'observe' } });
    const suspending = new AbortController();
    const cloud = here.by.cloud();
    const slow: typeof cloud = {
      ...cloud,
      send: async (call, at, signal) => {
        suspending.abort();
        return cloud.send(call, at, signal);
      },
    };
    if (when === 'before it is sent') suspending.abort();
    const own = fenced(slow, { leadership: { certain: () => true }, frozen: suspending.signal });
    const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
    const call = { call: 'cloudtrail:StopLogging', input: { Name: 'none' } } as const;
    await expect(own.send(call, target)).rejects.toMatchObject({
      name: 'NotBegun',
      message: 'Not sent: enforcing was suspended',
    });
    expect(here.sandbox.calls().filter(({ operation }) => operation.endsWith(':StopLogging'))).toEqual([]);
    cloud.close();
  });
});

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
