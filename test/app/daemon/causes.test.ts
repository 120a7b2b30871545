import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from 'vitest';

import type { EventQueue, Told } from '../../../src/app/daemon/ports.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import { Mailbox } from '../../../src/app/daemon/mailbox.ts';
import { Remembered, stage } from './stage.ts';

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
