/** A topic of SNS: over the wire to the sandbox, and before what fails. */
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';

import { receiverOf } from '../../../src/adapters/receivers/receiver.ts';
import type { Receiver } from '../../../src/app/alerts/ports.ts';
import type { Notice } from '../../../src/core/alerts/notice.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { endpointAt } from '../../e2e/endpoint.ts';
import { scenes } from '../../render/alerts/notices.ts';
import { half, nowhere, says, server, silent } from './servers.ts';
import type { Reply } from './servers.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const clock = { now: () => new Date('2026-11-19T03:13:00Z'), sleep: async () => Promise.resolve() };
const notice = scenes['opened-observe'] as Notice;
const unending = new AbortController().signal;
const arn = 'arn:aws:sns:eu-west-1:111122223333:alerts';

function topic(topicArn: string, endpointUrl: string, timeout = 20_000): Receiver {
  endpointAt(endpointUrl); // its credentials
  const options = { clock, log, version: '1', texts: {}, timeout, aws: { endpointUrl } };
  const receiver = receiverOf({ name: 'r', is: 'sns', topicArn }, options);
  onTestFinished(() => receiver.close?.());
  return receiver;
}

describe('a topic', () => {
  it('gets a subject, a text, and attributes to filter by', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const by = endpointAt(sandbox.url);
    const { TopicArn = '' } = await by.sns('eu-west-1').send(new CreateTopicCommand({ Name: 'alerts' }));
    expect(await topic(TopicArn, sandbox.url).send(notice, 'post', null, unending)).toEqual({
      is: 'sent',
      message: null,
    });
    expect(sandbox.calls().map(({ operation }) => operation)).toContain('sns:Publish');
    const missing = await topic(`${TopicArn}x`, sandbox.url).send(notice, 'post', null, unending);
    expect(missing).toMatchObject({ is: 'refused', why: expect.stringMatching(/^sns:Publish: NotFound/u) as string });
  });

  const answer =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
  const fault = (status: number, code: string): Reply =>
    says(
      status,
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
      {
        'content-type': 'text/xml',
      },
    );

  it.each([
    [arn, false],
    [`${arn}.fifo`, true],
  ])('has ids to drop what comes twice: %s, %s', async (topicArn, isFifo) => {
    const { url, taken } = await server(says(200, answer, { 'content-type': 'text/xml' }));
    expect(await topic(topicArn, url).send(notice, 'post', null, unending)).toMatchObject({ is: 'sent' });
    const form = new URLSearchParams(taken[0]?.body);
    expect(form.get('Subject')).toMatch(/^CRITICAL: payments \(222222222222\) is not recorded/u);
    expect(form.get('Message')).toContain('trailwarden apply --target trail/main@payments/eu-west-1');
    expect(form.get('MessageAttributes.entry.1.Value.StringValue')).toBe('opened');
    expect([form.has('MessageGroupId'), form.has('MessageDeduplicationId')]).toEqual([isFifo, isFifo]);
  });

  it.each<[string, Reply, string]>([
    ['denied', fault(403, 'AuthorizationError'), 'refused'],
    ['gone', fault(404, 'NotFound'), 'refused'],
    ['throttled', fault(400, 'Throttling'), 'again'],
    ['broken', fault(500, 'InternalError'), 'unsure'],
    ['half an answer', half, 'unsure'],
    ['no answer', silent, 'unsure'],
  ])('%s', async (_, reply, is) => {
    const { url, taken } = await server(reply);
    const timeout = reply === silent ? 500 : 20_000;
    expect(await topic(arn, url, timeout).send(notice, 'post', null, unending)).toMatchObject({ is });
    expect(taken).toHaveLength(1);
  });

  it('is tried again where nobody listens', async () => {
    expect(await topic(arn, await nowhere()).send(notice, 'post', null, unending)).toMatchObject({ is: 'again' });
  });

  it('is not known when the daemon ends meanwhile', async () => {
    const { url } = await server(silent);
    expect(await topic(arn, url).send(notice, 'post', null, AbortSignal.timeout(100))).toMatchObject({ is: 'unsure' });
  });
});
