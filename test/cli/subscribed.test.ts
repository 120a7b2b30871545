/** Endpoints that the spec does not have, told of log files or about to be. With the built program, on the sandbox. */
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';

import { spec } from './program.ts';
import { stage } from './sandboxed.ts';

const told = spec(`buckets:
  logs: { region: eu-west-1 }
topics:
  files: { region: eu-west-1, subscriptions: [{ protocol: email, endpoint: audit@acme.example }] }
trails:
  main: { region: eu-west-1, bucket: logs, topic: files }`);

it('is drift until SNS forgets it, and never to be confirmed', { timeout: 60_000 }, async () => {
  const on = await stage({ 'a.yaml': told });
  await on.run(['apply', 'a.yaml', '--yes']);
  const own = await on.run(['drift', 'a.yaml']);
  expect([own.code, own.stdout]).toEqual([0, expect.stringContaining('Nobody has confirmed yet: email audit@')]);
  const subscribe = async (Protocol: string, Endpoint: string): Promise<unknown> =>
    on.by
      .sns('eu-west-1')
      .send(new SubscribeCommand({ TopicArn: 'arn:aws:sns:eu-west-1:111111111111:files', Protocol, Endpoint }));
  await subscribe('email', 'evil@globex.example');

  const pending = await on.run(['drift', 'a.yaml']);
  expect(pending.code).toBe(2);
  expect(pending.stdout).toContain('Nobody has confirmed yet: email audit@acme.example\n');
  const planned = await on.run(['plan', 'a.yaml', '--detailed-exitcode']);
  expect(planned.code).toBe(2);
  expect(planned.stdout).toMatch(/email evil@globex\.example[^]*Do not confirm it/u);

  await subscribe('sqs', 'arn:aws:sqs:eu-west-1:111111111111:evil');
  const both = await on.run(['drift', 'a.yaml']);
  expect(both.stdout.replaceAll(/\s+/gu, ' ')).toContain(
    'subscriptions: [email audit@acme.example (pending)] -> [email',
  );
  const applied = await on.run(['apply', 'a.yaml', '--yes']);
  expect(applied.stdout).toContain('subscriptions');
  expect(on.sandbox.counts().operations['sns:Unsubscribe']).toBe(1);
  const after = await on.run(['drift', 'a.yaml']);
  expect([after.code, after.stdout]).toEqual([2, expect.stringContaining('subscriptions.pending')]);
});
