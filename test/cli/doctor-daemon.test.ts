/** `doctor --config`: what a daemon needs beside the accounts. */
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';

import { clients } from '../sandbox/clients.ts';
import { lastLine, minimal } from './program.ts';
import { documentIn, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const url = 'https://sqs.eu-west-1.amazonaws.com/111111111111/told';
const config = `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: audit }
spec:
  mode: observe
  source: { folder: { paths: [spec.yaml] } }
  events: { queueUrl: "${url}", region: eu-west-1 }
  reports: { bucket: acme-reports, region: eu-west-1 }
  server: { port: 0 }
`;

async function found(here: Stage, ...args: readonly string[]) {
  const ran = await here.run(['doctor', '--config', 'daemon.yaml', '--format', 'json', ...args]);
  const { daemon, owner } = documentIn(ran, 'doctor.schema.json') as {
    readonly owner: string | null;
    readonly daemon: { readonly checks: readonly { readonly check: string; readonly status: string }[] };
  };
  return { code: ran.code, owner, checks: daemon.checks.map(({ check, status }) => `${check} ${status}`) };
}

describe('doctor with the config of a daemon', () => {
  it('tries source, queue and bucket, and takes nothing off', async () => {
    const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': config });
    await here.run(['apply', 'spec.yaml', '--yes']);
    expect(await found(here)).toEqual({
      code: 9,
      owner: 'acme',
      checks: ['source ok', 'events failed', 'reports failed'],
    });
    const { sqs, s3 } = clients(here.sandbox);
    await sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{}' }));
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await s3.send(new CreateBucketCommand({ Bucket: 'acme-reports', CreateBucketConfiguration }));
    const before = written(here).filter(operation => !operation.startsWith('DeleteMessage')).length;
    expect(await found(here)).toEqual({ code: 0, owner: 'acme', checks: ['source ok', 'events ok', 'reports ok'] });
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
    expect(written(here).filter(operation => !operation.startsWith('DeleteMessage'))).toHaveLength(before);
    const { stdout } = await here.run(['doctor', '--config', 'daemon.yaml']);
    expect(stdout).toContain('daemon audit\n');
    expect(lastLine(stdout)).toBe('Nothing failed in the daemon and 1 account.');
  });

  it('says what is missing', async () => {
    const here = await stage({ 'spec.yaml': minimal, 'daemon.yaml': config });
    here.sandbox.trouble.set({ rules: [{ match: { service: 'sqs' }, effect: { deny: true } }] });
    const { code, stdout } = await here.run(['doctor', '--config', 'daemon.yaml']);
    expect(code).toBe(9);
    expect(stdout).toMatch(/FAILED\s+queue of events/u);
    expect(stdout).toMatch(/mend: Allow sqs:ReceiveMessage and sqs:DeleteMessage: trailwarden policy iam --queue ARN/u);
  });

  it.each<{ readonly named: readonly string[]; readonly owner: string | null }>([
    { named: [], owner: null },
    { named: ['own.yaml'], owner: 'acme' },
  ])('goes on without a source: %j', async ({ named, owner }) => {
    const here = await stage({ 'daemon.yaml': config, 'own.yaml': minimal });
    expect(await found(here, ...named)).toEqual({
      code: 9,
      owner,
      checks: ['source failed', 'events failed', 'reports failed'],
    });
  });

  it('says what is wrong with the config', async () => {
    const here = await stage({ 'daemon.yaml': config.replace('observe', 'watch') });
    const { code, stdout } = await here.run(['doctor', '--config', 'daemon.yaml', '--format', 'json']);
    expect([code, stdout.includes('wrong-value')]).toEqual([3, true]);
  });
});
