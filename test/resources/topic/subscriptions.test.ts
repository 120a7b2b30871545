import { describe, expect, it } from 'vitest';

import { ApiFailure } from '../../../src/core/failure.ts';
import type { Api, Ask } from '../../../src/core/kind.ts';
import type { Arn, Entry } from '../../../src/core/model.ts';
import { observeApart } from '../../../src/resources/topic/observe-subscriptions.ts';
import type { SubscriptionSpec } from '../../../src/resources/topic/spec-subscriptions.ts';
import type { TopicSpec } from '../../../src/resources/topic/spec.ts';
import {
  completeSubscriptions,
  subscriptionCalls,
  subscriptionsField,
  subscriptionsToSpec,
  wantedSubscriptions,
} from '../../../src/resources/topic/subscriptions.ts';
import type { Subscriptions } from '../../../src/resources/topic/subscriptions.ts';
import type { TopicState } from '../../../src/resources/topic/state.ts';
import { topic } from '../../../src/resources/topic/topic.ts';
import { flaws } from '../../../src/resources/topic/unasked.ts';

const arn: Arn = 'arn:aws:sns:eu-west-1:111111111111:log-files';
const queue = 'arn:aws:sqs:eu-west-1:111111111111:audit';
const stream = 'arn:aws:firehose:eu-west-1:111111111111:deliverystream/audit';
const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;

describe('a block', () => {
  const written: readonly SubscriptionSpec[] = [
    { protocol: 'sqs', endpoint: queue, raw: true },
    { protocol: 'firehose', endpoint: stream, role: role('to-stream') },
    { protocol: 'email', endpoint: 'audit@acme.example' },
  ];

  it('has an inverse', () => {
    expect(subscriptionsToSpec(wantedSubscriptions(written))).toEqual(written);
    const plain = { raw: false, role: null };
    expect(subscriptionsToSpec({ 'carrier-pigeon x': plain })).toBeUndefined();
    expect(subscriptionsToSpec({ [`firehose ${stream}`]: plain })).toBeUndefined();
    expect(subscriptionsToSpec({ [`sqs ${queue}`]: { ...plain, filtered: true } })).toBeUndefined();
  });

  const entry = (subscriptions: readonly SubscriptionSpec[]): Entry<TopicSpec> => ({
    address: 'topic/log-files@111111111111/eu-west-1',
    name: 'log-files',
    target: { partition: 'aws', account: '111111111111', region: 'eu-west-1' },
    spec: { subscriptions },
    written: {
      '': { file: 's.yaml', line: 1, column: 1 },
      '/subscriptions/0': { file: 's.yaml', line: 2, column: 1 },
      '/subscriptions/0/endpoint': { file: 's.yaml', line: 3, column: 1 },
    },
  });

  it.each<[string, readonly SubscriptionSpec[], readonly string[]]>([
    ['all that SNS takes', written, []],
    ['a lambda', [{ protocol: 'lambda', endpoint: 'arn:aws:lambda:eu-west-1:111111111111:function:f' }], []],
    ['a number', [{ protocol: 'sms', endpoint: '+14155550100' }], []],
    ['an ARN of another service', [{ protocol: 'lambda', endpoint: queue }], ['This is no endpoint of lambda']],
    ['http for https', [{ protocol: 'https', endpoint: 'http://acme.example' }], ['This is no endpoint of https']],
    ['no address', [{ protocol: 'email', endpoint: 'acme' }], ['This is no endpoint of email']],
    [
      'a password',
      [{ protocol: 'https', endpoint: 'https://u:p@acme.example' }],
      ['A URL with a password or a query holds a secret, and a spec holds none'],
    ],
    [
      'a key in the query',
      [{ protocol: 'https', endpoint: 'https://acme.example/?key=0123' }],
      ['A URL with a password or a query holds a secret, and a spec holds none'],
    ],
    ['twice the same', [...written, ...written.slice(2)], ['The same endpoint stands there twice']],
    [
      'raw e-mail',
      [{ protocol: 'email', endpoint: 'audit@acme.example', raw: true }],
      ['SNS delivers no raw messages by email'],
    ],
    ['a stream without a role', [{ protocol: 'firehose', endpoint: stream }], ['A delivery stream needs a role']],
    ['a role by name', [{ protocol: 'firehose', endpoint: stream, role: 'to' }], ['This is no ARN of a role']],
    [
      'a role for a queue',
      [{ protocol: 'sqs', endpoint: queue, role: role('to-stream') }],
      ['SNS takes no role for sqs'],
    ],
  ])('with %s', (_, subscriptions, expected) => {
    const problems = topic.check?.([entry(subscriptions)]) ?? [];
    expect(problems.map(({ message }) => message)).toEqual(expected);
    expect(problems.every(({ code, at }) => code === 'invalid-subscription' && at !== undefined)).toBe(true);
    expect(JSON.stringify(problems)).not.toContain('0123');
  });

  it.each([
    ['https://hooks.slack.com/services/T0/B0/x', true],
    ['https://acme.webhook.office.com:443/a', true],
    ['https://acme.example/0123456789abcdef', true],
    ['https://acme.example/a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true],
    ['https://acme.example/cloudtrail/log-files', false],
    ['https://hooks.slack.com/', false],
    ['https://acme.example', false],
  ])('warns of what looks like a secret: %s', (endpoint, isSecret) => {
    const problems = topic.check?.([entry([{ protocol: 'https', endpoint }])]) ?? [];
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual(
      isSecret ? [['secret-in-url', 'warning']] : [],
    );
    expect(JSON.stringify(problems)).not.toContain(endpoint);
  });
});

const standing = (more: Partial<Subscriptions[string]> = {}) => ({ raw: false, role: null, arn: `${arn}:1`, ...more });
const pending = { raw: null, role: null, arn: null };

describe('what stands there', () => {
  const wanted = wantedSubscriptions([
    { protocol: 'sqs', endpoint: queue, raw: true },
    { protocol: 'email', endpoint: 'audit@acme.example' },
  ]);
  const [sqs, email] = [`sqs ${queue}`, 'email audit@acme.example'] as const;

  it.each<[string, Subscriptions, boolean]>([
    ['all as wanted', { [sqs]: standing({ raw: true }), [email]: pending }, true],
    ['one more that nobody confirmed', { [sqs]: standing({ raw: true }), [email]: pending, 'https x': pending }, true],
    ['one that a filter silences', { [sqs]: standing({ raw: true, filtered: true }), [email]: pending }, false],
    ['one more', { [sqs]: standing({ raw: true }), [email]: pending, 'https x': standing() }, false],
    ['one less', { [email]: pending }, false],
    ['not raw', { [sqs]: standing(), [email]: pending }, false],
    ["another account's", { [sqs]: standing({ raw: null }), [email]: standing() }, true],
  ])('is in order or not: %s', (_, live, inOrder) => {
    expect(subscriptionsField.equal?.(wanted, live)).toBe(inOrder);
    expect(subscriptionsField.equal?.(completeSubscriptions(wanted, live), live)).toBe(inOrder);
    expect(subscriptionCalls({ arn }, wanted, live).length > 0).toBe(!inOrder);
  });

  it('is completed with what stands there, so that only what differs is told', () => {
    const live = { [sqs]: standing(), [email]: pending, 'https x': pending };
    expect(completeSubscriptions(wanted, live)).toEqual({
      [sqs]: { raw: true, role: null, arn: `${arn}:1` },
      [email]: pending,
    });
    expect(completeSubscriptions(wanted, {})).toEqual(wanted);
  });

  it('is mended: a filter is taken away', () => {
    const live = { [sqs]: standing({ raw: true, filtered: true }), [email]: pending };
    const input = { SubscriptionArn: `${arn}:1`, AttributeName: 'FilterPolicy', AttributeValue: '{}' };
    expect(subscriptionCalls({ arn }, completeSubscriptions(wanted, live), live)).toEqual([
      { call: 'sns:SetSubscriptionAttributes', input },
    ]);
  });

  it('is mended: what is missing begins before what is too much ends', () => {
    const live = {
      'lambda f': standing({ arn: `${arn}:2` }),
      [sqs]: standing({ arn: `${arn}:3` }),
      'https x': pending,
      [`firehose ${stream}`]: standing({ role: role('old'), arn: `${arn}:4` }),
    };
    const asked = { ...wanted, [`firehose ${stream}`]: { raw: true, role: role('new') } };
    const set = (SubscriptionArn: string, AttributeName: string, AttributeValue: string) => ({
      call: 'sns:SetSubscriptionAttributes',
      input: { SubscriptionArn, AttributeName, AttributeValue },
    });
    expect(subscriptionCalls({ arn }, asked, live)).toEqual([
      {
        call: 'sns:Subscribe',
        input: {
          TopicArn: arn,
          Protocol: 'email',
          Endpoint: 'audit@acme.example',
          Attributes: {},
          ReturnSubscriptionArn: true,
        },
      },
      set(`${arn}:3`, 'RawMessageDelivery', 'true'),
      set(`${arn}:4`, 'RawMessageDelivery', 'true'),
      set(`${arn}:4`, 'SubscriptionRoleArn', role('new')),
      { call: 'sns:Unsubscribe', input: { SubscriptionArn: `${arn}:2` } },
    ]);
  });

  it('is made with all it shall have', () => {
    const asked = wantedSubscriptions([{ protocol: 'firehose', endpoint: stream, raw: true, role: role('to-stream') }]);
    expect(subscriptionCalls({ arn }, asked, {})).toMatchObject([
      { input: { Attributes: { RawMessageDelivery: 'true', SubscriptionRoleArn: role('to-stream') } } },
    ]);
  });
});

describe('a URL that is a secret', () => {
  const endpoint = 'https://hooks.slack.com/services/T0/B0/canary';
  const wanted = wantedSubscriptions([{ protocol: 'https', endpoint }]);
  const [key = ''] = Object.keys(wanted);
  const shown = key.slice('https '.length);

  it('stands apart, for the call that needs it', () => {
    expect(JSON.stringify(wanted)).not.toContain('canary');
    const [call] = subscriptionCalls({ arn, secrets: { [shown]: endpoint } }, wanted, {});
    expect(call).toMatchObject({ input: { Endpoint: shown }, secrets: { [shown]: endpoint } });
  });

  it.each([
    ['nothing', undefined],
    ['another URL', { [shown]: 'https://evil.example/' }],
  ])('is subscribed by nobody who has %s', (_, secrets) => {
    const change = { arn, ...(secrets ? { secrets } : {}) };
    expect(() => subscriptionCalls(change, wanted, {})).toThrow(/only the spec knows/u);
  });
});

describe('what waits for its confirmation', () => {
  const state = (subscriptions?: Subscriptions) => ({ ...({} as TopicState), ...(subscriptions && { subscriptions }) });
  const live = (subscriptions: Subscriptions) => ({ subscriptions: { value: subscriptions } });
  const email = 'email audit@acme.example';
  const wanted = wantedSubscriptions([{ protocol: 'email', endpoint: 'audit@acme.example' }]);
  const strange = { 'email evil@x': pending, 'https x': pending };

  it.each<[string, ReturnType<typeof flaws>, readonly string[]]>([
    ['is none of the spec', flaws(state({}), live(strange)), ['email evil@x, https x']],
    ['is of the spec', flaws(state(wanted), live({ [email]: pending })), []],
    ['is both', flaws(state(wanted), live({ [email]: pending, ...strange })), ['email evil@x, https x']],
    ['is confirmed', flaws(state({}), live({ 'https x': standing() })), []],
    ['is nobody asked for', flaws(state(), live(strange)), []],
    ['is not known', flaws(state({}), { subscriptions: { unread: { code: 'access-denied', message: 'no' } } }), []],
    ['was not asked', flaws(state({}), {}), []],
  ])('%s', (_, found, expected) => {
    expect(found.map(flaw => flaw.live)).toEqual(expected);
    for (const { problem } of found) expect(problem.hint).toMatch(/^Do not confirm it/u);
  });
});

describe('what is read', () => {
  function asking(pages: readonly object[], attributes: object | Error = {}): Ask<Api> & { readonly asked: string[] } {
    const asked: string[] = [];
    return {
      asked,
      async ask(call, input) {
        await Promise.resolve();
        asked.push(`${call} ${JSON.stringify(input)}`);
        if (call === 'sns:ListSubscriptionsByTopic')
          return pages['NextToken' in input ? Number(input.NextToken) : 0] ?? {};
        if (attributes instanceof Error) throw attributes;
        return { Attributes: attributes };
      },
    };
  }
  const one = (Protocol: string, Endpoint: string, more: object = {}) => ({
    SubscriptionArn: `${arn}:${Endpoint}`,
    Owner: '111111111111',
    Protocol,
    Endpoint,
    ...more,
  });

  it.each([
    ['{"never":["match"]}', { filtered: true }],
    ['{}', {}],
    ['', {}],
  ])('tells of a filter: %s', async (FilterPolicy, expected) => {
    const aws = asking([{ Subscriptions: [one('sqs', 'a')] }], { FilterPolicy });
    expect(await observeApart(arn, aws)).toEqual({
      fields: { subscriptions: { value: { 'sqs a': { raw: false, role: null, arn: `${arn}:a`, ...expected } } } },
    });
  });

  it('is every page, with the settings of what is ours and confirmed', async () => {
    const aws = asking(
      [
        {
          Subscriptions: [
            one('sqs', 'a'),
            one('email', 'e', { SubscriptionArn: 'PendingConfirmation' }),
            one('sqs', 'gone', { SubscriptionArn: 'Deleted' }),
          ],
          NextToken: '1',
        },
        { Subscriptions: [one('lambda', 'f', { Owner: '222222222222' })], NextToken: '' },
      ],
      { RawMessageDelivery: 'true', SubscriptionRoleArn: 'r' },
    );
    expect(await observeApart(arn, aws)).toEqual({
      fields: {
        subscriptions: {
          value: {
            'sqs a': { raw: true, role: 'r', arn: `${arn}:a` },
            'email e': pending,
            'lambda f': { raw: null, role: null, arn: `${arn}:f` },
          },
        },
      },
      health: { pendingSubscriptions: 'email e' },
    });
    expect(aws.asked.map(call => call.split(' ', 1)[0])).toEqual([
      'sns:ListSubscriptionsByTopic',
      'sns:ListSubscriptionsByTopic',
      'sns:GetSubscriptionAttributes',
    ]);
  });

  it('has no secrets, and tells endpoints apart that differ in these alone', async () => {
    const url = (key: string) => one('https', `https://acme.example/${key}`, { SubscriptionArn: `${arn}:${key}` });
    const found = await observeApart(arn, asking([{ Subscriptions: [url('one'), url('two')] }]));
    const reading = found.fields.subscriptions;
    const value = reading && 'value' in reading ? reading.value : {};
    expect(Object.entries(value).map(([key, { arn: its }]) => [key.replace(/[\da-f]{20}$/u, ''), its])).toEqual([
      ['https https://acme.example/…#', `${arn}:one`],
      ['https https://acme.example/…#', `${arn}:two`],
    ]);
    expect(Object.keys(value)).not.toContain('example/one');
    expect(subscriptionsToSpec(value)).toBeUndefined();
  });

  it('is nothing where AWS leaves it out, and unread where it refuses', async () => {
    expect(await observeApart(arn, asking([]))).toEqual({ fields: { subscriptions: { value: {} } } });
    const denied = new ApiFailure('AuthorizationErrorException', 'no', {
      category: 'permission',
      site: {
        call: 'sns:GetSubscriptionAttributes',
        target: { partition: 'aws', account: '111111111111', region: 'eu-west-1' },
      },
    });
    expect(await observeApart(arn, asking([{ Subscriptions: [one('sqs', 'a')] }], denied))).toMatchObject({
      fields: { subscriptions: { unread: { code: 'access-denied' } } },
    });
  });
});
