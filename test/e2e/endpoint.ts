/** An AWS endpoint as scenarios see it: the product's own way to it, and the way of somebody who tampers. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { pino } from 'pino';

import { connect } from '../../src/adapters/aws/index.ts';
import type { Clock, Cloud } from '../../src/app/ports.ts';
import { FakeClock } from '../fake-clock.ts';

export interface Endpoint {
  /** A new connection of the product: it remembers nothing. Its rates are kept on a clock that does not wait. */
  cloud(): Cloud;
  readonly cloudtrail: (region: string) => CloudTrailClient;
  readonly s3: (region: string) => S3Client;
  readonly sns: (region: string) => SNSClient;
}

/** Whoever's credentials these are, the endpoint is on this machine and knows no better. */
export const credentials = { accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'example' };

/** The endpoint at a URL, with credentials of this test alone. */
export function endpointAt(url: string, clock: () => Clock = () => new FakeClock()): Endpoint {
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
  const common = { endpoint: url, credentials };
  return {
    cloud: () => connect({ endpointUrl: url, region: 'eu-west-1', clock: clock(), log: pino({ level: 'silent' }) }),
    cloudtrail: region => new CloudTrailClient({ ...common, region }),
    s3: region => new S3Client({ ...common, region, forcePathStyle: true }),
    sns: region => new SNSClient({ ...common, region }),
  };
}
