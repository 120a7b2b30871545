import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import type { Observation } from '../../../src/adapters/aws/index.ts';
import { readQueue } from '../../../src/adapters/aws/queue-reader.ts';
import { connectQueue } from '../../../src/adapters/aws/queue.ts';
import type { Log } from '../../../src/app/ports.ts';
import { FakeClock } from '../../fake-clock.ts';
import { clients, sandbox } from '../../sandbox/clients.ts';
import { failureOf } from './connected.ts';
import { listen, reply, trickle } from './wire.ts';

const ACCOUNT = '111111111111';
const never = new AbortController().signal;

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', ACCOUNT);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
});
afterEach(() => vi.unstubAllEnvs());

const event = (eventName: string, more: object = {}) =>
  JSON.stringify({
    'detail-type': 'AWS API Call via CloudTrail',
    account: ACCOUNT,
    region: 'eu-west-1',
    detail: { eventSource: 'cloudtrail.amazonaws.com', eventName, requestParameters: { name: 'main' }, ...more },
  });

function logged() {
  const lines: string[] = [];
  const take = (_: object, message: string): void => void (message === 'SDK credentials' || lines.push(message));
  const log: Log = { debug: take, info: take, warn: take };
  return { log, lines };
}

async function stage() {
  const box = await sandbox({ now: new Date('2026-10-01T00:00:00Z') });
  const { sqs } = clients(box);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
  const { log, lines } = logged();
  const url = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/told`;
  const queue = connectQueue({ url, region: 'eu-west-1', endpointUrl: box.url, clock: new FakeClock(), log });
  onTestFinished(() => queue.close());
  const send = async (...bodies: readonly string[]) => {
    for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  const left = async () => {
    const asked = { QueueUrl, AttributeNames: ['All' as const] };
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand(asked));
    const { ApproximateNumberOfMessages: free, ApproximateNumberOfMessagesNotVisible: taken } = Attributes;
    return Number(free) + Number(taken);
  };
  return { box, queue, send, left, lines, log };
}

describe('the queue of events', () => {
  it('tells what changed, and forgets it once that is done', async () => {
    const { queue, send, left } = await stage();
    await send(event('StopLogging'));
    const told = await queue.receive(never);
    expect(told).toMatchObject([
      { service: 'cloudtrail', eventName: 'StopLogging', resource: 'main', account: ACCOUNT, region: 'eu-west-1' },
    ]);
    expect(await left()).toBe(1);
    await queue.done(told);
    expect(await left()).toBe(0);
  });

  it('tells a change again when it comes again, and takes it off by what it came with last', async () => {
    const { box, queue, send, left } = await stage();
    await send(event('StopLogging'));
    const told = await queue.receive(never);
    box.clock.advance(300);
    await send(event('UpdateTrail'));
    const more = await queue.receive(never);
    expect(more.map(({ eventName }) => eventName)).toEqual(['StopLogging', 'UpdateTrail']);
    expect(more[0]?.receipt).toBe(told[0]?.receipt);
    await queue.done([...told, ...more]);
    expect(await left()).toBe(0);
  });

  it('tells what changed although what is no change cannot be taken off', async () => {
    const { box, queue, send, left, lines } = await stage();
    await send(event('StopLogging'), event('GetTrail', { readOnly: true }));
    const down = {
      match: { operation: 'DeleteMessageBatch' },
      effect: { error: { code: 'InternalError', status: 500 } },
    };
    box.trouble.set({ rules: [down] });
    const told = await queue.receive(never);
    expect(told.map(({ eventName }) => eventName)).toEqual(['StopLogging']);
    expect(lines).toEqual(['a message that is no change is taken off', 'messages stay in the queue']);
    expect((await failureOf(queue.done(told))).site.call).toBe('sqs:DeleteMessageBatch');
    box.trouble.set({});
    box.clock.advance(300);
    const again = await queue.receive(never);
    expect(again).toEqual(told);
    await queue.done(again);
    expect(await left()).toBe(0);
  });

  it('gives back what is not wanted now', async () => {
    const { box, send, log } = await stage();
    await send('one');
    const url = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/told`;
    const reader = readQueue({ url, region: 'eu-west-1', endpointUrl: box.url, clock: new FakeClock(), log });
    onTestFinished(() => reader.close());
    const first = await reader.receive(never);
    await reader.giveBack(first.map(({ id }) => id));
    const again = await reader.receive(never);
    expect([...first, ...again].map(({ body, receives }) => [body, receives])).toEqual([
      ['one', 1],
      ['one', 2],
    ]);
  });

  it('takes many off in batches', async () => {
    const { queue, send, left } = await stage();
    await send(...Array.from({ length: 23 }, () => event('UpdateTrail')));
    const told = [...(await queue.receive(never)), ...(await queue.receive(never)), ...(await queue.receive(never))];
    expect(told).toHaveLength(23);
    await queue.done(told);
    expect(await left()).toBe(0);
  });

  it('takes off at once what is no change', async () => {
    const { queue, send, left, lines } = await stage();
    await send(event('GetTrail', { readOnly: true }), '{"Type":"SubscriptionConfirmation"}');
    expect(await queue.receive(never)).toEqual([]);
    expect(await left()).toBe(0);
    expect(lines).toEqual(Array(2).fill('a message that is no change is taken off'));
  });

  it('tells of what it cannot read, and takes it off the third time', async () => {
    const { box, queue, send, left, lines } = await stage();
    await send('hello');
    for (const rest of [1, 1, 0]) {
      expect(await queue.receive(never)).toEqual([]);
      expect(await left()).toBe(rest);
      box.clock.advance(300);
    }
    expect(lines).toEqual(Array(3).fill('a message of the queue cannot be read'));
  });

  it('ends at once when it is told to, and loses nothing', async () => {
    const { box, queue, send } = await stage();
    expect(await queue.receive(AbortSignal.abort())).toEqual([]);
    expect(box.counts().operations['sqs:ReceiveMessage']).toBeUndefined();
    const ends = new AbortController();
    const waiting = queue.receive(ends.signal);
    await expect.poll(() => box.counts().operations['sqs:ReceiveMessage']).toBe(1);
    ends.abort();
    expect(await waiting).toEqual([]);
    await send(event('StopLogging'));
    expect(await queue.receive(never)).toHaveLength(1);
    expect(box.counts().operations['sqs:ReceiveMessage']).toBe(1);
  });

  it('fails as every question to AWS does', async () => {
    const { box } = await stage();
    const options = { region: 'eu-west-1', endpointUrl: box.url, clock: new FakeClock(), log: logged().log };
    const other = connectQueue({ ...options, url: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/none` });
    onTestFinished(() => other.close());
    expect(await failureOf(other.receive(never))).toMatchObject({
      name: 'QueueDoesNotExist',
      category: 'absent',
      site: { call: 'sqs:ReceiveMessage', target: { account: ACCOUNT, region: 'eu-west-1' } },
    });
    box.trouble.set({ rules: [{ match: { service: 'sqs' }, effect: { deny: true } }] });
    expect((await failureOf(other.receive(never))).category).toBe('permission');
  });

  it('leaves out what has no id, and tells which batches failed', async () => {
    const wire = await listen();
    onTestFinished(() => wire.close());
    const { log, lines } = logged();
    const url = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/told`;
    const options = { url, region: 'eu-west-1', endpointUrl: wire.url, clock: new FakeClock(), log, version: '1.2.3' };
    const queue = connectQueue(options);
    onTestFinished(() => queue.close());
    const json = { 'content-type': 'application/x-amz-json-1.0' };
    const message = { MessageId: 'm', ReceiptHandle: 'h' };
    const Messages = [{ Body: event('StopLogging') }, { ...message, Body: '{"Type":"SubscriptionConfirmation"}' }];
    const Failed = [{ Id: '0', Code: 'InternalError', SenderFault: false }];
    wire.answers(reply(200, JSON.stringify({ Messages }), json), reply(200, JSON.stringify({ Failed }), json));
    expect(await queue.receive(never)).toEqual([]);
    expect(lines).toEqual(['a message that is no change is taken off', 'messages stay in the queue']);
    expect(wire.requests[0]?.headers['user-agent']).toContain('trailwarden/1.2.3');
  });

  it('is told as unreachable where its answer is one byte now and then', async () => {
    const wire = await listen();
    onTestFinished(() => wire.close());
    const url = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/told`;
    const where = { url, region: 'eu-west-1', endpointUrl: wire.url, answerTimeoutMs: 200 };
    const calls: string[] = [];
    const onCall = ({ call, outcome }: Observation): void => void calls.push(`${call} ${outcome}`);
    const queue = connectQueue({ ...where, clock: new FakeClock(), log: logged().log, onCall });
    onTestFinished(() => queue.close());
    wire.answers(trickle());
    const failure = await failureOf(queue.receive(never));
    expect([failure.name, failure.message]).toEqual(['TimeoutError', 'the answer did not end within 0.2 s']);
    expect(calls).toEqual(['sqs:ReceiveMessage TimeoutError']);
    wire.answers(reply(200, '{}', { 'content-type': 'application/x-amz-json-1.0' }));
    expect(await queue.receive(never)).toEqual([]);
    expect(calls).toEqual(['sqs:ReceiveMessage TimeoutError', 'sqs:ReceiveMessage ok']);
  });

  it('asks for no more while thousands are in hand, and for more once they come again', async () => {
    const wire = await listen();
    onTestFinished(() => wire.close());
    const url = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/told`;
    const clock = new FakeClock();
    const queue = connectQueue({ url, region: 'eu-west-1', endpointUrl: wire.url, clock, log: logged().log });
    onTestFinished(() => queue.close());
    const Messages = Array.from({ length: 5_000 }, (_, at) => ({
      MessageId: `m${at}`,
      ReceiptHandle: `h${at}`,
      Body: event('StopLogging'),
    }));
    wire.answers(reply(200, JSON.stringify({ Messages }), { 'content-type': 'application/x-amz-json-1.0' }));
    expect(await queue.receive(never)).toHaveLength(5_000);
    expect(await queue.receive(never)).toEqual([]);
    expect(wire.requests).toHaveLength(1);
    await clock.sleep(300_000);
    expect(await queue.receive(never)).toHaveLength(5_000);
    expect(wire.requests).toHaveLength(2);
  });
});
