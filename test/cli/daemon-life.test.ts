/** The built daemon as a process: over a queue of events, and killed in the middle of a write. */
import type { ChildProcess } from 'node:child_process';
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';

import { clients } from '../sandbox/clients.ts';
import { policy } from '../sandbox/estate.ts';
import { minimal } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

/** Nothing begins a run but its start and what the test does. */
const config = (more: string): string => `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: audit }
spec:
  mode: enforce
  source: { folder: { paths: [spec.yaml] } }
  schedule: { cron: '0 0 1 1 *', jitter: 0s }
  server: { port: 0, writeTokenFile: token }
  attribution: false
${more}`;
const token = 'a-token-of-this-test';

/** A daemon under way; `log` is what it has said so far. */
function begun(here: Stage) {
  const said: string[] = [];
  const made = Promise.withResolvers<ChildProcess>();
  onTestFinished(async () => void (await made.promise).kill('SIGKILL'));
  const ran = here.run(['daemon', '--config', 'daemon.yaml'], {
    endpoint: here.sandbox.url,
    folder: here.folder,
    started: made.resolve,
    watch: text => said.push(text),
  });
  const log = (): string => said.join('');
  const url = async (): Promise<string> => {
    await expect.poll(log, { timeout: 30_000 }).toMatch(/"url":"http:/u);
    return /"url":"(http:[^"]+)"/u.exec(log())?.[1] ?? '';
  };
  const results = (): readonly string[] => [...log().matchAll(/"result":"(\w+)"/gu)].map(([, result = '']) => result);
  return { ran, log, url, results, end: async (signal: NodeJS.Signals) => (await made.promise).kill(signal) };
}

const patient = { timeout: 30_000, interval: 50 };
const stop = async ({ by }: Stage) => by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
const calls = ({ sandbox }: Stage, operation: string): number =>
  sandbox.calls().filter(call => call.operation.endsWith(`:${operation}`)).length;

describe('the daemon with a queue of events', () => {
  it('mends at once what is stopped, takes the event off, and says how the queue does', async () => {
    const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/told';
    const Arn = 'arn:aws:sqs:eu-west-1:111111111111:told';
    const events = `  events: { queueUrl: "${queueUrl}", region: eu-west-1, gather: 100ms }\n`;
    const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': config(events), token });
    const { sqs, events: rules } = clients(here.sandbox);
    const open = policy({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: '*',
      Resource: Arn,
    });
    await sqs.send(new CreateQueueCommand({ QueueName: 'told', Attributes: { Policy: open } }));
    await rules.send(new PutRuleCommand({ Name: 'all', EventPattern: '{"account":["111111111111"]}' }));
    await rules.send(new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'queue', Arn }] }));
    const daemon = begun(here);
    await expect.poll(daemon.results, patient).toContain('healed');
    const before = calls(here, 'StartLogging');
    await stop(here);
    await expect.poll(() => calls(here, 'StartLogging'), patient).toBe(before + 1);
    await expect.poll(daemon.log, patient).toMatch(/"cause":"event"[^\n]*"result":"healed"/u);
    const left = async () => {
      const asked = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
      const { Attributes = {} } = await sqs.send(asked);
      return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
    };
    await expect.poll(left, patient).toBe(0);
    const url = await daemon.url();
    const status = async () =>
      (await (await fetch(`${url}/api/v1/status`)).json()) as Readonly<Record<string, unknown>>;
    expect((await status())['events_trouble']).toBeNull();
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'ReceiveMessage' }, effect: { deny: true } }] });
    await stop(here); // ends the question that waits for events
    await expect.poll(async () => (await status())['events_trouble'], patient).not.toBeNull();
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^trailwarden_events_failing 1$/mu);
    expect(metrics).toMatch(
      /^trailwarden_aws_requests_total\{service="sqs",operation="ReceiveMessage",code="AccessDenied\w*"\} [1-9]/mu,
    );
    await daemon.end('SIGTERM');
    expect((await daemon.ran).code).toBe(0);
  });
});

describe('a daemon that is killed in the middle of a write', () => {
  it('settles it when it is back, and goes on with the history', async () => {
    const here = await stage({
      'spec.yaml': minimal,
      'daemon.yaml': config('  history: { path: audit.db }\n'),
      token,
    });
    const reconcile = async (url: string) =>
      fetch(`${url}/api/v1/reconcile`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    const first = begun(here);
    await expect.poll(first.results, patient).toEqual(['healed']);
    await stop(here);
    await reconcile(await first.url());
    await expect.poll(first.results, patient).toEqual(['healed', 'healed']);
    await stop(here);
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'StartLogging' }, count: 1, effect: { hold: 'before' } }],
    });
    await reconcile(await first.url());
    await expect.poll(() => here.sandbox.trouble.current().seen[0] ?? 0, patient).toBe(1);
    await first.end('SIGKILL');
    expect((await first.ran).code).toBeNull();
    here.sandbox.trouble.clear();

    const second = begun(here);
    await expect.poll(second.results, patient).toEqual(['healed']);
    expect(second.log()).toMatch(
      /calls-unsure[^\n]*cloudtrail:StartLogging for trail\/main@[^\n]*an earlier run was stopped/u,
    );
    await second.end('SIGTERM');
    expect((await second.ran).code).toBe(0);

    const past = async (...args: readonly string[]) =>
      here.run(['history', '--database', 'audit.db', '--format', 'json', ...args]);
    const { drifts } = documentIn(await past(), 'history.schema.json') as {
      readonly drifts: readonly {
        readonly field: string | null;
        readonly ending: string;
        readonly healed_at: readonly string[];
      }[];
    };
    const stopped = drifts.filter(({ field }) => field === 'logging');
    expect(stopped.map(({ ending, healed_at: healed }) => [ending, healed.length])).toEqual([
      ['healed', 2],
      ['healed', 1],
    ]);
    const { calls: sent } = documentIn(await past('--journal'), 'journal.schema.json') as {
      readonly calls: readonly { readonly call: string; readonly outcome: string }[];
    };
    const starts = sent.filter(({ call }) => call === 'cloudtrail:StartLogging').map(({ outcome }) => outcome);
    expect(starts.toSorted()).toEqual(['done', 'done', 'done', 'unsure']);
  });
});
