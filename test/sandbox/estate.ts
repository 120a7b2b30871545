import { CreateTrailCommand, type CreateTrailCommandInput } from '@aws-sdk/client-cloudtrail';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { ACCOUNT, type Clients } from './clients.ts';

export const HOME = 'eu-west-1';

export function arnOf(trail: string, region = HOME, account = ACCOUNT): string {
  return `arn:aws:cloudtrail:${region}:${account}:trail/${trail}`;
}

export interface Grant {
  readonly bucket?: string;
  readonly path?: string;
  readonly arns?: string | readonly string[];
}

/** The two statements that AWS documents for one trail. */
export function grants({ bucket = 'logs', path = `AWSLogs/${ACCOUNT}/*`, arns = arnOf('main') }: Grant = {}): object[] {
  const principal = { Principal: { Service: 'cloudtrail.amazonaws.com' } };
  return [
    {
      Sid: 'AclCheck',
      Effect: 'Allow',
      ...principal,
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringEquals: { 'aws:SourceArn': arns } },
    },
    {
      Sid: 'Write',
      Effect: 'Allow',
      ...principal,
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${bucket}/${path}`,
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': arns } },
    },
  ];
}

export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export async function makeBucket({ s3 }: Clients, name = 'logs', region = HOME): Promise<void> {
  const where =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
  await s3.send(new CreateBucketCommand({ Bucket: name, ...where }));
}

export async function putPolicy({ s3 }: Clients, document: string, bucket = 'logs'): Promise<void> {
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: document }));
}

/** A bucket `logs` that every trail of the account may write to. */
export async function openBucket(of: Clients, region = HOME): Promise<void> {
  await makeBucket(of, 'logs', region);
  const principal = { Principal: { Service: 'cloudtrail.amazonaws.com' } };
  const condition = { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } };
  await putPolicy(
    of,
    policy({
      Effect: 'Allow',
      ...principal,
      Action: ['s3:GetBucketAcl', 's3:PutObject'],
      Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'],
      ...condition,
    }),
  );
}

/** What lets CloudTrail assume a role. */
export const trust = policy({
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

/** A log group. */
export async function makeLogGroup({ logs }: Pick<Clients, 'logs'>, logGroupName = 'trails'): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
}

/** A role with which CloudTrail may write to every log group of its account. */
export async function makeLogRole({ iam }: Pick<Clients, 'iam'>, RoleName = 'logs'): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const writes = policy({ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'write', PolicyDocument: writes }));
}

export async function makeTrail({ cloudtrail }: Clients, input: Partial<CreateTrailCommandInput> = {}): Promise<void> {
  await cloudtrail.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'logs', ...input }));
}
