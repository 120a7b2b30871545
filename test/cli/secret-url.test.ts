/** A webhook's path is a secret: no output has it. With the built program, on the sandbox. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ListSubscriptionsByTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';

import { spec } from './program.ts';
import type { Ran } from './program.ts';
import { stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const canary = 'canary7T0B0x';
const hook = `https://hooks.slack.com/services/${canary}/1`;
const topicArn = 'arn:aws:sns:eu-west-1:111111111111:files';

const told = (subscriptions: string): string =>
  spec(`buckets:
  logs: { region: eu-west-1 }
topics:
  files: { region: eu-west-1${subscriptions} }
trails:
  main: { region: eu-west-1, bucket: logs, topic: files }`);

const one = `, subscriptions: [{ protocol: https, endpoint: "${hook}" }]`;

/** Runs it, at the highest level of logging, and holds all that it printed against the secret. */
async function quiet(on: Stage, args: readonly string[]): Promise<Ran> {
  const ran = await on.run([...args, '--log-level', 'debug']);
  expect(`${args.join(' ')}: ${ran.stdout}${ran.stderr}`).not.toContain(canary);
  return ran;
}

async function endpoints({ by }: Stage): Promise<readonly (string | undefined)[]> {
  const { Subscriptions = [] } = await by
    .sns('eu-west-1')
    .send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  return Subscriptions.map(({ Endpoint }) => Endpoint);
}

const subscribe = (on: Stage, Endpoint: string): Promise<unknown> =>
  on.by.sns('eu-west-1').send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'https', Endpoint }));

const formats = ['human', 'json'] as const;

describe('a webhook', () => {
  it('that the spec has is subscribed, and told by its host', { timeout: 120_000 }, async () => {
    const on = await stage({ 'a.yaml': told(one) });
    const validated = await quiet(on, ['validate', 'a.yaml']);
    expect(validated.stdout + validated.stderr).toContain('secret-in-url');
    for (const format of formats) {
      await quiet(on, ['validate', 'a.yaml', '--format', format]);
      await quiet(on, ['plan', 'a.yaml', '--format', format, '--calls', '--full']);
      await quiet(on, ['plan', 'a.yaml', '--format', format, '--offline', '--calls', '--full']);
      await quiet(on, ['show', 'a.yaml', '--format', format]);
      await quiet(on, ['policy', 'iam', 'a.yaml', '--for', 'apply', '--format', format]);
    }
    const applied = await quiet(on, ['apply', 'a.yaml', '--yes', '--format', 'json', '--calls']);
    expect(applied.code).toBe(0);
    expect(await endpoints(on)).toEqual([hook]);
    const drift = await quiet(on, ['drift', 'a.yaml']);
    expect([drift.code, drift.stdout]).toEqual([0, expect.stringContaining('hooks.slack.com/…#')]);
  });

  it('is in a saved plan, which its owner alone may read', { timeout: 120_000 }, async () => {
    const on = await stage({ 'a.yaml': told(''), 'b.yaml': told(one) });
    await on.run(['apply', 'a.yaml', '--yes']);
    await quiet(on, ['plan', 'b.yaml', '--out', 'plan.json', '--calls', '--format', 'json']);
    const file = join(on.folder, 'plan.json');
    expect(readFileSync(file, 'utf8')).toContain(canary);
    expect(statSync(file).mode % 0o100).toBe(0);
    writeFileSync(join(on.folder, 'evil.json'), readFileSync(file, 'utf8').replace(hook, 'https://evil.example/x'));
    expect((await quiet(on, ['apply', 'evil.json', '--yes'])).code).toBe(5);
    const applied = await quiet(on, ['apply', 'plan.json', '--calls']);
    expect([applied.code, await endpoints(on)]).toEqual([0, [hook]]);
  });

  it('that stands there is told by its host everywhere', { timeout: 120_000 }, async () => {
    const on = await stage({ 'a.yaml': told(', subscriptions: []'), 'b.yaml': told('') });
    await on.run(['apply', 'a.yaml', '--yes']);
    await subscribe(on, hook);
    await subscribe(on, `https://u:${canary}@acme.example/`);
    await subscribe(on, `https://acme.example/?key=${canary}`);
    for (const format of formats) {
      const seen = await quiet(on, ['drift', 'a.yaml', '--format', format]);
      expect(seen.stdout).toContain('https://hooks.slack.com/…#');
      await quiet(on, ['plan', 'a.yaml', '--format', format, '--calls', '--full']);
      await quiet(on, ['get', 'topics', 'b.yaml', '--format', format]);
      const imported = await quiet(on, ['import', '--format', format]);
      expect(imported.code).toBe(0);
    }
    await quiet(on, ['apply', 'a.yaml', '--yes', '--format', 'json']);
  });

  it.each([
    ['a query', `, subscriptions: [{ protocol: https, endpoint: "https://acme.example/?${canary}" }]`],
    ['a password', `, subscriptions: [{ protocol: https, endpoint: "https://u:${canary}@acme.example" }]`],
    ['no protocol', `, subscriptions: [{ endpoint: "${hook}" }]`],
    ['another protocol', `, subscriptions: [{ protocol: email, endpoint: "${hook}" }]`],
    ['a list of URLs', `, subscriptions: ["${hook}"]`],
    ['a URL for a list', `, subscriptions: "${hook}"`],
    ['a URL for a key', `, subscriptions: [{ protocol: https, "${hook}": 1 }]`],
    ['a URL for a protocol', `, subscriptions: [{ protocol: "${hook}", endpoint: x }]`],
    ['a URL for a name', `, displayName: ["${hook}"]`],
    ['twice', `${one.slice(0, -1)}, { protocol: https, endpoint: "${hook}" }]`],
    ['half a document', `, subscriptions: [{ protocol: https, endpoint: "${hook}`],
    ['no quotes', `, subscriptions: [{ protocol: https, endpoint: ${hook}: ${hook}, }] ]`],
  ])('is told in no problem of a spec: %s', { timeout: 120_000 }, async (_, subscriptions) => {
    const on = await stage({ 'a.yaml': told(subscriptions) });
    for (const format of formats) await quiet(on, ['validate', 'a.yaml', '--format', format]);
    expect((await quiet(on, ['plan', 'a.yaml'])).code).toBe(3);
  });
});
