/** Publishing to a topic of SNS, with the credentials in force. Loaded only where a receiver is a topic. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';

import type { Clock, Log } from '../../app/ports.ts';
import type { Target } from '../../core/model.ts';
import { credentialSource } from './credentials.ts';
import { translate } from './translate.ts';

export interface PublishOptions {
  /** `arn:aws:sns:REGION:ACCOUNT:NAME`. */
  readonly topicArn: string;
  readonly profile?: string | undefined;
  /** Default: what the SDK finds in `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_SNS` or the profile. */
  readonly endpointUrl?: string | undefined;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds, for one request with its answer. */
  readonly timeout: number;
}

export interface Publisher {
  /**
   * Once: whoever publishes decides whether it is tried again.
   *
   * @throws ApiFailure
   */
  (message: Omit<PublishCommandInput, 'TopicArn'>, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** How long looking for credentials may take, in milliseconds. */
const credentialsWithin = 60_000;

export function connectPublisher(options: PublishOptions): Publisher {
  const { topicArn, profile, endpointUrl, version, clock, log, timeout } = options;
  const [, partition = 'aws', , region = '', account = ''] = topicArn.split(':');
  const target: Target = { partition, account, region };
  const client = new SNSClient({
    region,
    maxAttempts: 1,
    credentials: credentialSource({ profile, clock, log, region, timeoutMs: credentialsWithin }),
    customUserAgent: [['trailwarden', version]],
    requestHandler: { requestTimeout: timeout, connectionTimeout: 5_000, throwOnRequestTimeout: true },
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  });
  const publish = async (message: Omit<PublishCommandInput, 'TopicArn'>, signal: AbortSignal): Promise<void> => {
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(timeout + credentialsWithin)]);
    try {
      await client.send(new PublishCommand({ ...message, TopicArn: topicArn }), { abortSignal });
    } catch (error) {
      throw translate(named(error), 'sns:Publish', target);
    }
  };
  return Object.assign(publish, { close: () => client.destroy() });
}

/** The SDK's word for what was given up has no meaning of its own: nobody knows what became of it. */
function named(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'AbortError') return error;
  return Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
}
