/** A topic of SNS: mail, telephones, queues, functions. It can post, and neither edit nor thread. */
import { createHash } from 'node:crypto';

import type { Receiver, Sent } from '../../app/alerts/ports.ts';
import type { TopicConfig } from '../../core/alerts/config.ts';
import type { Notice } from '../../core/alerts/notice.ts';
import { ApiFailure, mayHaveHappened } from '../../core/failure.ts';
import { letterOf } from '../../render/alerts/letters.ts';
import { plainText, subjectOf } from '../../render/alerts/plain.ts';
import type { Publisher } from '../aws/publish.ts';
import { usualTimeout } from './options.ts';
import type { ReceiverOptions } from './options.ts';

export function topicReceiver(
  { name, topicArn }: TopicConfig & { readonly name: string },
  options: ReceiverOptions,
): Receiver {
  let publisher: Promise<Publisher> | undefined;
  return {
    name,
    threads: false,
    async send(notice, move, _message, signal): Promise<Sent> {
      publisher ??= publisherOf(topicArn, options);
      try {
        await (
          await publisher
        )(inputOf(notice, topicArn, letterOf(notice, move, options.texts)), signal);
        return { is: 'sent', message: null };
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
        return sentOf(error, topicArn);
      }
    },
    close() {
      void publisher?.then(one => one.close());
    },
  };
}

async function publisherOf(topicArn: string, options: ReceiverOptions): Promise<Publisher> {
  const { connectPublisher } = await import('../aws/publish.ts'); // the SDK is loaded where it is wanted
  const { clock, log, version, aws = {}, timeout = usualTimeout } = options;
  return connectPublisher({ topicArn, clock, log, version, timeout, ...aws });
}

function inputOf(notice: Notice, topicArn: string, letter: ReturnType<typeof letterOf>) {
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
  const { happening, weight, incident, id } = notice;
  return {
    Subject: subjectOf(letter),
    Message: plainText(letter),
    MessageAttributes: {
      happening: attribute(happening),
      weight: attribute(weight),
      incident: attribute(incident),
      notice: attribute(id),
    },
    ...(topicArn.endsWith('.fifo') ? { MessageGroupId: idOf(incident), MessageDeduplicationId: idOf(id) } : {}),
  };
}

/** What SNS takes for an id, whatever it is made of. */
const idOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function sentOf(failure: ApiFailure, topicArn: string): Sent {
  const { name, message, category, mend } = failure;
  const why = `sns:Publish: ${name}: ${message}`;
  if (category === 'permission')
    return { is: 'refused', why: `${why}: allow sns:Publish on ${topicArn}, and kms:GenerateDataKey* on its key` };
  if (category === 'absent' || category === 'invalid' || category === 'unsupported') return { is: 'refused', why };
  if (mayHaveHappened(failure)) return { is: 'unsure', why };
  return { is: 'again', after: null, why: mend === undefined ? why : `${why}: ${mend}` };
}
