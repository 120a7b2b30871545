import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { readConfig } from '../../../src/core/daemon/read.ts';
import { renderProblems } from '../../../src/render/problems.ts';

const judges = {
  kinds: ['bucket', 'topic', 'trail'],
  calendar: { wrong: () => null, hasZone: () => true, every: () => null, isOpen: () => false },
  now: new Date('2026-11-21T12:00:00Z'),
};

/** `alerts:` stands on line 7, its settings from line 8 on. */
const config = (...lines: readonly string[]) => `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: tw }
spec:
  mode: observe
  source: { folder: { paths: [specs] } }
  alerts:
${lines.map(line => `    ${line}\n`).join('')}`;

const read = (text: string) => readConfig({ path: '/etc/tw/daemon.yaml', text }, judges);

const told = (text: string): readonly string[] =>
  read(text).problems.map(({ code, severity, message, label, hint, at }) => {
    const place = typeof at === 'object' ? `${at.line}:${at.column}` : 'nowhere';
    return [`${severity === 'warning' ? 'warning ' : ''}${code} ${place} ${message}`, label, hint]
      .filter(Boolean)
      .join(' | ');
  });

const hook = 'receivers: [{ name: a, slack: { webhookUrlFile: url } }]';
const routes = 'routes: [{ receivers: [a] }]';

describe('whom a daemon tells', () => {
  test('has every default filled in', () => {
    const { config: found, problems } = read(config(hook, routes));
    expect(problems).toEqual([]);
    expect(found?.alerts).toEqual({
      receivers: [{ name: 'a', is: 'slack-webhook', urlFile: '/etc/tw/url', mention: {} }],
      routes: [{ receivers: ['a'], from: 'low', accounts: [], kinds: [] }],
      gather: 30_000,
      reminders: { critical: [3_600_000, 4 * 3_600_000, 24 * 3_600_000], high: [24 * 3_600_000] },
      runbookUrl: 'https://github.com/trailwarden/trailwarden/blob/main/docs/runbooks',
      texts: {},
    });
  });

  test('says all there is to say', () => {
    const { config: found, problems } = read(
      config(
        'receivers:',
        '  - { name: bot, slack: { tokenFile: /run/token, channel: C1AB, mention: { critical: <!here> }, apiUrl: "https://s.example/api/" } }',
        '  - { name: bot-too, slack: { tokenFile: t, channel: C1AB } }',
        '  - { name: pager, webhook: { urlFile: u, template: pagerduty, routingKeyFile: k } }',
        '  - { name: hook, webhook: { urlFile: u, secretFile: s } }',
        '  - { name: topic, sns: { topicArn: "arn:aws-cn:sns:cn-north-1:111122223333:a.fifo" } }',
        'routes: [{ receivers: [bot, pager, bot-too], from: high, accounts: [a], kinds: [trail] }, { receivers: [hook, topic] }]',
        'gather: 0s',
        'reminders: { critical: [], high: [30m, 1d] }',
        'runbookUrl: https://wiki/x/',
        'texts: { opened: "Oh no: {what}" }',
      ),
    );
    expect(problems).toEqual([]);
    expect(found?.alerts).toEqual({
      receivers: [
        {
          name: 'bot',
          is: 'slack-bot',
          tokenFile: '/run/token',
          channel: 'C1AB',
          mention: { critical: '<!here>' },
          apiUrl: 'https://s.example/api/',
        },
        {
          name: 'bot-too',
          is: 'slack-bot',
          tokenFile: '/etc/tw/t',
          channel: 'C1AB',
          mention: {},
          apiUrl: 'https://slack.com/api/',
        },
        {
          name: 'pager',
          is: 'webhook',
          urlFile: '/etc/tw/u',
          template: 'pagerduty',
          secretFile: null,
          routingKeyFile: '/etc/tw/k',
        },
        {
          name: 'hook',
          is: 'webhook',
          urlFile: '/etc/tw/u',
          template: 'cloudevents',
          secretFile: '/etc/tw/s',
          routingKeyFile: null,
        },
        { name: 'topic', is: 'sns', topicArn: 'arn:aws-cn:sns:cn-north-1:111122223333:a.fifo' },
      ],
      routes: [
        { receivers: ['bot', 'pager', 'bot-too'], from: 'high', accounts: ['a'], kinds: ['trail'] },
        { receivers: ['hook', 'topic'], from: 'low', accounts: [], kinds: [] },
      ],
      gather: 0,
      reminders: { critical: [], high: [1_800_000, 86_400_000] },
      runbookUrl: 'https://wiki/x',
      texts: { opened: 'Oh no: {what}' },
    });
  });

  test('as in the example', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../examples/daemon-alerts.yaml'), 'utf8');
    expect(told(text)).toEqual([]);
  });
});

describe('a mistake is told at its place, with its mend', () => {
  test.each<readonly [lines: readonly string[], told: readonly string[]]>([
    [
      ['{}'],
      [
        'missing-key 8:5 spec.alerts needs "receivers" | write receivers',
        'missing-key 8:5 spec.alerts needs "routes" | write routes',
      ],
    ],
    [[hook, 'routes: []'], ['out-of-range 9:13 spec.alerts.routes must not be empty']],
    [['receivers: []', routes], ['out-of-range 8:16 spec.alerts.receivers must not be empty']],
    [[hook, 'routes: [{ receivers: [b] }]'], ['unknown-reference 9:28 there is no receiver "b" | known: a']],
    [
      [hook.replace('name: a', 'name: audit'), 'routes: [{ receivers: [audti] }]'],
      ['unknown-reference 9:28 there is no receiver "audti" | write audit'],
    ],
    [
      [hook.replace('}]', '}, { name: b, sns: { topicArn: "arn:aws:sns:eu-west-1:111122223333:a" } }]'), routes],
      ['warning config-contradicts 8:70 no route leads to "b" | name it in a route, or remove it'],
    ],
    [
      [hook.replace('}]', '}, { name: a, slack: { webhookUrlFile: b } }]'), routes],
      ['duplicate-name 8:70 two receivers are named "a" | give each a name of its own'],
    ],
    [
      ['receivers: [{ name: a }]', routes],
      ['config-contradicts 8:17 nothing says how the receiver is reached | write slack, webhook or sns'],
    ],
    [
      ['receivers: [{ name: a, slack: {}, webhook: { urlFile: u } }]', routes],
      [
        'config-contradicts 8:35 nothing says how Slack is reached | write webhookUrlFile, or tokenFile and channel',
        'config-contradicts 8:48 the receiver is reached by slack and by webhook | make two receivers of it',
      ],
    ],
    [
      ['receivers: [{ name: a, slack: { webhookUrlFile: u, tokenFile: t } }]', routes],
      [
        'config-contradicts 8:35 a bot needs a channel | write channel, for example channel: C012AB3CD',
        'config-contradicts 8:53 Slack is reached by a webhook and by a bot | remove one',
      ],
    ],
    [
      ['receivers: [{ name: a, slack: { webhookUrlFile: u, channel: C12, apiUrl: "https://x/" } }]', routes],
      [
        'config-contradicts 8:65 channel means nothing for an incoming webhook | remove it, or write tokenFile',
        'config-contradicts 8:78 apiUrl means nothing for an incoming webhook | remove it, or write tokenFile',
      ],
    ],
    [
      ['receivers: [{ name: a, webhook: { urlFile: u, template: pagerduty } }]', routes],
      ['config-contradicts 8:37 PagerDuty needs a routing key | write routingKeyFile'],
    ],
    [
      ['receivers: [{ name: a, webhook: { urlFile: u, template: teams, routingKeyFile: k } }]', routes],
      ['config-contradicts 8:84 routingKeyFile means nothing for teams | remove it, or write template: pagerduty'],
    ],
    [
      ['receivers: [{ name: a, webhook: { urlFile: u, template: slack, routingKeyFile: k } }]', routes],
      [
        'wrong-value 8:61 spec.alerts.receivers[0].webhook.template cannot be "slack" | one of cloudevents, pagerduty, teams',
        'config-contradicts 8:84 routingKeyFile means nothing for cloudevents | remove it, or write template: pagerduty',
      ],
    ],
    [
      ['receivers: [{ name: a, sns: { topicArn: a } }]', routes],
      [
        'wrong-form 8:45 spec.alerts.receivers[0].sns.topicArn cannot be "a" | for example arn:aws:sns:eu-west-1:111122223333:audit-alerts',
      ],
    ],
    [
      ['receivers: [{ slack: { webhookUrlFile: u } }]', routes],
      ['missing-key 8:17 spec.alerts.receivers[0] needs "name" | write name, for example name: audit-channel'],
    ],
    [
      [hook, 'routes: [{ from: high }]'],
      [
        'missing-key 9:14 spec.alerts.routes[0] needs "receivers" | write receivers, for example receivers: ["audit-channel"]',
      ],
    ],
    [['receivers: a', routes], ['wrong-type 8:16 spec.alerts.receivers must be a list, not "a" | receivers: [a]']],
    [[hook, 'routes: a'], ['wrong-type 9:13 spec.alerts.routes must be a list, not "a" | routes: [a]']],
    [
      [hook, routes, 'gather: 1h', 'reminders: { critical: [1s, 4h, 1h] }'],
      [
        'out-of-range 10:13 gather is longer than 10m | gather: 10m, or less',
        'out-of-range 11:29 a reminder comes before a minute has passed | 1m, or more',
        'out-of-range 11:37 "1h" does not come after "4h" | write them in the order of time',
      ],
    ],
    [
      [hook, routes, 'texts: { open: x }'],
      ['unknown-key 10:14 spec.alerts.texts has no setting "open" | did you mean opened? | opened: x'],
    ],
    [
      [hook.replace('url }', 'url, mention: { critical: "@here" } }'), routes],
      [
        'wrong-form 8:79 spec.alerts.receivers[0].slack.mention.critical cannot be "@here" | for example <!subteam^S012AB3CD>',
      ],
    ],
    [
      [hook, routes, 'texts: { opened: "{acount} {whatever}" }'],
      [
        'unknown-reference 10:22 {acount} stands for nothing | write {account}',
        'unknown-reference 10:22 {whatever} stands for nothing | there are gravity, happening, account, accountId, region, resource, what, meaning, who, since, duration, count, owner, daemon, mode',
      ],
    ],
    [
      ['receivers: 5', 'routes: 5', 'gather: 11m'],
      [
        'wrong-type 8:16 spec.alerts.receivers must be a list, not 5 | receivers: [5]',
        'wrong-type 9:13 spec.alerts.routes must be a list, not 5 | routes: [5]',
        'out-of-range 10:13 gather is longer than 10m | gather: 10m, or less',
      ],
    ],
    [
      ['receivers: [{ name: A_B, slack: { webhookUrlFile: u } }]', routes],
      ['wrong-form 8:25 spec.alerts.receivers[0].name cannot be "A_B" | for example audit-channel'],
    ],
  ])('%j', (lines, expected) => {
    expect(told(config(...lines))).toEqual(expected);
  });
});

describe('a secret where a file belongs', () => {
  const secret = 'hunter2secret';
  test.each([
    [`slack: { webhookUrlFile: "https://hooks.slack.com/services/T1/B1/${secret}" }`, 'secret-in-config'],
    [`slack: { webhookUrlFile: https://example.com/${secret} }`, 'secret-in-config'],
    [`slack: { tokenFile: xoxb-1-${secret}, channel: C12 }`, 'secret-in-config'],
    [`slack: { token: xoxb-1-${secret}, channel: C12 }`, 'unknown-key'],
    [`slack: { webhookUrl: https://example.com/${secret} }`, 'unknown-key'],
    [`slack: { webhook: https://hooks.slack.com/services/T1/B1/${secret} }`, 'unknown-key'],
    [`webhook: { urlFile: https://example.com/${secret} }`, 'secret-in-config'],
    [`webhook: { urlFile: u, template: pagerduty, routingKey: ${secret} }`, 'unknown-key'],
  ])('%s is told and not repeated', (line, code) => {
    const { problems, file } = read(config(`receivers: [{ name: a, ${line} }]`, routes));
    expect(problems.map(one => one.code)).toContain(code);
    const shown = renderProblems(problems, new Map([[file.path, file.text]]), { color: false, ascii: false });
    expect(JSON.stringify(problems) + shown).not.toContain(secret);
  });
});
