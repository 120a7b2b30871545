/** `notify test`, as somebody who sets up alerts runs it. */
import { describe, expect, it } from 'vitest';

import { happenings } from '../../src/core/alerts/notice.ts';
import { canary, json, says, server, slackApi } from '../adapters/receivers/servers.ts';
import { folderWith, lastLine, trailwarden } from './program.ts';
import { documentIn } from './sandboxed.ts';

interface Set {
  readonly slack: string;
  readonly hook: string;
  readonly web: string;
}

const config = ({ slack }: Set): string => `
apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: audit }
spec:
  mode: observe
  source: { folder: { paths: [.] } }
  server: { externalUrl: https://trailwarden.example.com }
  alerts:
    receivers:
      - { name: bot, slack: { tokenFile: token, channel: C0AUDIT, apiUrl: ${slack}, mention: { critical: "<!here>" } } }
      - { name: hook, slack: { webhookUrlFile: hook } }
      - { name: web, webhook: { urlFile: web, secretFile: signing } }
      - { name: pager, webhook: { urlFile: web, template: pagerduty, routingKeyFile: routing } }
    routes: [{ receivers: [bot, hook, web, pager] }]
`;

async function set() {
  const secrets = { token: canary(), hook: canary(), web: canary(), signing: canary(), routing: canary() };
  const slack = await slackApi(secrets.token, 'C0AUDIT');
  const hook = await server(says(200, 'ok'));
  const web = await server(says(202));
  const folder = folderWith({
    'daemon.yaml': config({ slack: slack.url, hook: hook.url, web: web.url }),
    token: secrets.token,
    hook: `${hook.url}/services/${secrets.hook}`,
    web: `${web.url}/${secrets.web}`,
    signing: secrets.signing,
    routing: secrets.routing,
  });
  const run = async (...args: readonly string[]) =>
    trailwarden(['notify', 'test', '--config', 'daemon.yaml', ...args], { folder });
  return { secrets, slack, hook, web, run };
}

describe('notify test', () => {
  it('sends one of each to every receiver, and tells no secret', async () => {
    const { secrets, slack, hook, web, run } = await set();
    const ran = await run('--log-level', 'debug');
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    expect(lastLine(ran.stdout)).toBe('64 messages arrived at 4 receivers.');
    expect(hook.taken).toHaveLength(happenings.length);
    expect(slack.messages.map(({ thread_ts }) => thread_ts !== undefined).filter(Boolean)).toHaveLength(1);
    for (const { text } of slack.messages) expect(text).toMatch(/^TEST: /u);
    for (const { body } of [...hook.taken, ...slack.taken]) expect(body).not.toContain('here&gt;');
    const events = web.taken.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    const ofPager = events.filter(({ event_action }) => event_action !== undefined);
    const keys = (action: string) =>
      new Set(ofPager.filter(one => one['event_action'] === action).map(one => one['dedup_key']));
    expect(keys('resolve')).toEqual(keys('trigger'));
    for (const secret of Object.values(secrets)) expect(`${ran.stdout}${ran.stderr}`).not.toContain(secret);
  });

  it('says what became of each, and ends with 9 where one did not arrive', async () => {
    const { slack, run, secrets } = await set();
    slack.instead.push(json({ ok: false, error: 'channel_not_found' }), says(429, '', { 'retry-after': '0' }));
    const ran = await run('--receiver', 'bot', '--happening', 'opened', '--happening', 'blind');
    expect(ran.code).toBe(9);
    expect(ran.stdout).toMatch(/^ {2}opened {9}refused: chat\.postMessage: Slack says channel_not_found: .*invite/mu);
    expect(ran.stdout).toMatch(/^ {2}blind {10}arrived$/mu);
    expect(lastLine(ran.stdout)).toBe('1 message arrived, 1 did not.');
    const unread = await run('--receiver', 'bot', '--happening', 'test', '--format', 'json');
    expect(documentIn(unread, 'notify-test.schema.json')).toMatchObject({ dry_run: false });
    expect(unread.stdout).not.toContain(secrets.token);
  });

  it('shows what it would send', async () => {
    const { slack, hook, web, run, secrets } = await set();
    const shown = await run('--dry-run');
    expect(shown.code).toBe(0);
    expect(lastLine(shown.stdout)).toBe('Dry run: 64 messages to 4 receivers. Nothing was sent.');
    const ran = await run('--dry-run', '--format', 'json');
    const document = documentIn(ran, 'notify-test.schema.json') as { readonly receivers: readonly object[] };
    expect(document.receivers).toHaveLength(4);
    expect([slack.taken.length, hook.taken.length, web.taken.length]).toEqual([0, 0, 0]);
    for (const secret of Object.values(secrets)) expect(`${shown.stdout}${ran.stdout}`).not.toContain(secret);
  });

  it.each([
    [['--receiver', 'nobody'], 'the config names no receiver "nobody"'],
    [['--happening', 'never'], 'Allowed choices are'],
  ])('refuses %j', async (args, message) => {
    const { run } = await set();
    const ran = await run('--dry-run', ...args);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(message);
  });

  it('refuses a config without receivers', async () => {
    const folder = folderWith({
      'daemon.yaml': config({ slack: '', hook: '', web: '' }).replace(/ {2}alerts:[^]*/u, ''),
    });
    const ran = await trailwarden(['notify', 'test', '--config', 'daemon.yaml'], { folder });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('the config names no receivers');
  });
});
