/** Delivery followed end to end: the program, as it is built, over what the sandbox delivers. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SubscribeCommand, UnsubscribeCommand, ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';

import { queuePolicy } from '../../src/logs/tail/left-over.ts';
import { spec } from './program.ts';
import type { Ran } from './program.ts';
import { stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const account = '111111111111';
const region = 'eu-west-1';
const topic = `arn:aws:sns:${region}:${account}:acme-audit`;
const queueArn = `arn:aws:sqs:${region}:${account}:audit`;
const estate = spec(`buckets:
  acme-audit-logs: { region: ${region} }
topics:
  acme-audit: { region: ${region} }
trails:
  main: { region: ${region}, bucket: acme-audit-logs, topic: acme-audit }`);

/** A trail that announces its files, and a queue that may be subscribed to them. */
async function audited() {
  const at = await stage({ 'trailwarden.yaml': estate });
  expect((await at.run(['apply', '--yes'])).code).toBe(0);
  const sqs = new SQSClient({
    endpoint: at.sandbox.url,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'example' },
  });
  onTestFinished(() => sqs.destroy());
  const sns = at.by.sns(region);
  const Attributes = { Policy: queuePolicy(queueArn, topic) };
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'audit', Attributes }));
  const subscribe = async (raw: boolean): Promise<string> => {
    const wish = { TopicArn: topic, Protocol: 'sqs', Endpoint: queueArn, Attributes: { RawMessageDelivery: `${raw}` } };
    return (await sns.send(new SubscribeCommand(wish))).SubscriptionArn ?? '';
  };
  const waiting = async (): Promise<number> => {
    const asked = { QueueUrl, AttributeNames: ['All' as const] };
    const { Attributes: found = {} } = await sqs.send(new GetQueueAttributesCommand(asked));
    return Number(found.ApproximateNumberOfMessages) + Number(found.ApproximateNumberOfMessagesNotVisible);
  };
  return { ...at, sqs, sns, subscribe, waiting };
}

/** Somebody calls CloudTrail, and ten minutes pass: the record is delivered. */
async function called({ sandbox, by }: Pick<Stage, 'sandbox' | 'by'>, times: number): Promise<void> {
  const { StopLoggingCommand, StartLoggingCommand } = await import('@aws-sdk/client-cloudtrail');
  const cloudtrail = by.cloudtrail(region);
  for (let time = 0; time < times; time += 1) {
    await cloudtrail.send(new StopLoggingCommand({ Name: 'main' }));
    await cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
  }
  sandbox.clock.advance(600);
}

interface Told {
  readonly eventID: string;
  readonly eventName: string;
}

const recordsOf = (...runs: readonly Pick<Ran, 'stdout'>[]): readonly Told[] =>
  runs.flatMap(({ stdout }) =>
    stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as Told),
  );

const names = (records: readonly Told[]): readonly string[] => records.map(({ eventName }) => eventName);

/** Kills it as soon as that is so. */
function killedOnce(isSo: () => boolean, child: ChildProcess): void {
  const timer = setInterval(() => {
    if (isSo()) child.kill('SIGKILL');
  }, 5);
  child.once('exit', () => clearInterval(timer));
}

describe('logs tail', () => {
  it('goes by a queue that is told in either form, takes off what was written, and goes on after a kill', async () => {
    const at = await audited();
    const raw = await at.subscribe(true);
    await called(at, 2);
    await at.sns.send(new UnsubscribeCommand({ SubscriptionArn: raw }));
    await at.subscribe(false);
    await called(at, 1);
    const args = [
      'logs',
      'tail',
      'trailwarden.yaml',
      '--queue',
      'audit',
      '--event-name',
      '*Logging',
      '--state',
      'tail.json',
    ];
    const before = await at.waiting();
    expect(before).toBeGreaterThan(1);
    const killed = await at.run([...args, '--max', '99'], {
      started: child => killedOnce(() => existsSync(join(at.folder, 'tail.json')), child),
    });
    expect(killed.code).toBeNull();
    at.sandbox.clock.advance(300);
    await called(at, 1);
    const ended = await at.run([...args, '--for', '3s']);
    expect(ended).toMatchObject({ code: 0 });
    const all = recordsOf(killed, ended);
    expect(new Set(all.map(({ eventID }) => eventID)).size).toBe(all.length);
    expect(names(all).filter(name => name === 'StopLogging')).toHaveLength(4);
    expect(await at.waiting()).toBe(0);
    expect(ended.stderr).toMatch(/^\d+ records? from \d+ files? in /m);
  });

  it('makes a queue for itself, and removes it when it is told to end, with what a killed run left', async () => {
    const at = await audited();
    const args = ['logs', 'tail', 'trailwarden.yaml', '--create-queue', '--event-name', 'StopLogging'];
    const temporary = async () =>
      (await at.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'trailwarden-tail-' }))).QueueUrls ?? [];
    const subscribed = async () =>
      (await at.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }))).Subscriptions ?? [];
    const until = async (queues: number): Promise<void> =>
      expect
        .poll(async () => [(await temporary()).length, (await subscribed()).length], { timeout: 20_000 })
        .toEqual([queues, queues]);
    let first: ChildProcess | undefined;
    const killed = at.run(args, { started: child => void (first = child) });
    await until(1);
    const [left] = await temporary();
    first?.kill('SIGKILL');
    await killed;
    let second: ChildProcess | undefined;
    const running = at.run(args, {
      started: child => void (second = child),
      watch: text => void (text.includes('"StopLogging"') && second?.kill('SIGTERM')),
    });
    await expect.poll(async () => (await temporary()).some(url => url !== left), { timeout: 20_000 }).toBe(true);
    await until(1);
    await called(at, 1);
    const ended = await running;
    expect([ended.code, names(recordsOf(ended))]).toEqual([0, ['StopLogging']]);
    expect(ended.stderr).toContain(`removed ${left?.split('/').at(-1)}, which a run that was killed had left`);
    expect([await temporary(), await subscribed()]).toEqual([[], []]);
  });

  it('looks into the bucket, and ends where it cannot go on', async () => {
    const at = await audited();
    await called(at, 2);
    const poll = ['logs', 'tail', 'trailwarden.yaml', '--since', '1h', '--state', 'tail.json', '--interval', '1s'];
    const looked = await at.run([...poll, '--event-name', 'StartLogging', '--max', '2']);
    expect([looked.code, names(recordsOf(looked))]).toEqual([0, ['StartLogging', 'StartLogging']]);
    expect(looked.stderr).toMatch(/^2 records from \d+ files? in /m);
    const again = await at.run([...poll, '--event-name', 'StartLogging', '--for', '2s', '--format', 'human']);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\S+ \S+ +111111111111 .*cloudtrail:StartLogging/),
    });
    const elsewhere = ['logs', 'tail', '--bucket', 'acme-audit-logs', '--prefix', 'x', '--state', 'tail.json'];
    expect(await at.run(elsewhere)).toMatchObject({ code: 3, stderr: expect.stringContaining('tail-state-unusable') });
    const topicless = ['logs', 'tail', '--bucket', 'acme-audit-logs', '--create-queue'];
    expect(await at.run(topicless)).toMatchObject({ code: 3, stderr: expect.stringContaining('topic-unknown') });
    const topical = ['logs', 'tail', 'trailwarden.yaml', '--topic', topic];
    expect(await at.run(topical)).toMatchObject({ code: 3, stderr: expect.stringContaining('with --create-queue') });
    const copied = await at.run(['logs', 'tail', '--from', '.']);
    expect(copied).toMatchObject({ code: 3, stderr: expect.stringContaining('logs cat --from') });
    const gone = await at.run(['logs', 'tail', 'trailwarden.yaml', '--queue', 'nobody']);
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('QueueDoesNotExist') });
    expect(JSON.parse(readFileSync(join(at.folder, 'tail.json'), 'utf8'))).toMatchObject({
      of: [`acme-audit-logs/AWSLogs/`],
    });
  });
});
