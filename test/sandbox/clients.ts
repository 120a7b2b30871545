import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';

export const ACCOUNT = '111111111111';
export const OTHER = '222222222222';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

/** A sandbox that ends with its test. */
export async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started = await startSandbox(options);
  open.push(started);
  return started;
}

export interface Clients {
  readonly cloudtrail: CloudTrailClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sts: STSClient;
  readonly kms: KMSClient;
  readonly organizations: OrganizationsClient;
  readonly ec2: EC2Client;
  readonly logs: CloudWatchLogsClient;
  readonly iam: IAMClient;
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
}

/** Clients of one account in one region. They send every call once. */
export function clients(of: { readonly url: string }, region = 'eu-west-1', accessKeyId = ACCOUNT): Clients {
  return clientsWith(of, { accessKeyId, secretAccessKey: 'secret' }, region);
}

/** Keys as STS hands them out. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Clients with these keys. */
export function clientsWith(of: { readonly url: string }, credentials: Keys, region = 'eu-west-1'): Clients {
  const made = clientsApart(of, credentials, region);
  for (const client of Object.values(made) as { destroy(): void }[]) open.push({ close: () => client.destroy() });
  return made;
}

/** Clients that do not end with a test, for tests that run side by side. */
export function clientsApart(
  of: { readonly url: string },
  credentials: Keys = { accessKeyId: ACCOUNT, secretAccessKey: 'secret' },
  region = 'eu-west-1',
): Clients {
  const common = { endpoint: of.url, region, maxAttempts: 1, credentials };
  return {
    cloudtrail: new CloudTrailClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sns: new SNSClient(common),
    sts: new STSClient(common),
    kms: new KMSClient(common),
    organizations: new OrganizationsClient(common),
    ec2: new EC2Client(common),
    logs: new CloudWatchLogsClient(common),
    iam: new IAMClient(common),
    sqs: new SQSClient(common),
    events: new EventBridgeClient(common),
  };
}

export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** What a call is refused with. Fails if it is not. */
export async function failure(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('the call succeeded');
}
