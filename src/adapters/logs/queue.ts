/** Where a queue of SQS is, and what asks SQS and SNS about queues. Loaded only where logs are followed by a queue. */
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SNSClient } from '@aws-sdk/client-sns';

import type { Clock, Log } from '../../app/ports.ts';
import type { Target } from '../../core/model.ts';
import { partitionOf } from '../../core/spec/regions.ts';
import { credentialSource } from '../aws/credentials.ts';
import { translate } from '../aws/translate.ts';

export interface QueuesOptions {
  /** Default: as the SDK finds it. */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** A queue as it is read. */
export interface QueueAt {
  readonly url: string;
  readonly region: string;
}

/** A way to the queues of one region, with the credentials in force. */
export interface Queues {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly clock: Clock;
  /** @throws ApiFailure */
  ask<T>(call: string, send: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Each of these calls may be sent twice, and none belongs to a run that counts them: the SDK tries again by itself. */
const attempts = 4;

export function connectQueues(options: QueuesOptions): Queues {
  const { region, profile, endpointUrl, version, clock, log } = options;
  const common = {
    maxAttempts: attempts,
    credentials: credentialSource({ profile, clock, log, region, timeoutMs: 60_000 }),
    customUserAgent: [['trailwarden', version]] satisfies [string, string][],
    requestHandler: { requestTimeout: 30_000, connectionTimeout: 5_000, throwOnRequestTimeout: true },
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  };
  // where an endpoint is set, it counts: the address of a queue is that of AWS
  const sqs = new SQSClient({ ...common, useQueueUrlAsEndpoint: false });
  const sns = new SNSClient(common);
  return {
    sqs,
    sns,
    clock,
    async ask(call, send) {
      try {
        return await send();
      } catch (error) {
        const own = await sqs.config.region();
        const target: Target = { partition: partitionOf(own), account: '', region: own };
        throw translate(error, call, target);
      }
    },
    close() {
      sqs.destroy();
      sns.destroy();
    },
  };
}

/** The region in the ARN or the URL of a queue; undefined: it names none. */
export function regionOfQueue(named: string): string | undefined {
  if (named.startsWith('arn:')) return named.split(':')[3];
  return /^https?:\/\/(?:sqs\.([a-z0-9-]+)\.|([a-z0-9-]+)\.queue\.)/u.exec(named)?.slice(1).find(Boolean);
}

/**
 * Where a queue is.
 *
 * @param named its URL, its ARN, or its name in the account of the credentials in force
 * @throws ApiFailure where it is named by name or ARN, and SQS knows none
 */
export async function findQueue(named: string, { sqs, ask }: Queues): Promise<QueueAt> {
  const region = await sqs.config.region();
  if (/^https?:/u.test(named)) return { url: named, region };
  const [, , , , account, name = named] = named.split(':');
  const asked = { QueueName: name, ...(account === undefined ? {} : { QueueOwnerAWSAccountId: account }) };
  const { QueueUrl: url = '' } = await ask('sqs:GetQueueUrl', async () => sqs.send(new GetQueueUrlCommand(asked)));
  return { url, region };
}
