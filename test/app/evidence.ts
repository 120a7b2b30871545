/** Watches AWS in memory after every call: whether anything that was recorded, or could be delivered, no longer is. */
import { parsePolicy } from '../../src/sandbox/policy/document.ts';
import { evaluate } from '../../src/sandbox/policy/evaluate.ts';
import type { MemoryCloud } from '../contract/memory/cloud.ts';
import type { MemoryS3 } from '../contract/memory/s3.ts';
import type { MemorySns } from '../contract/memory/sns.ts';

const account = '111111111111';
const regions = ['eu-west-1', 'us-east-1', 'eu-north-1'];

interface Standing {
  readonly arn: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly topic: string | undefined;
  readonly logs: boolean;
}

interface Described {
  readonly trailList: readonly {
    readonly TrailARN: string;
    readonly Name: string;
    readonly S3BucketName: string;
    readonly S3KeyPrefix?: string;
    readonly SnsTopicARN?: string;
  }[];
}

export interface Watch {
  /** What was lost, and after which call. */
  losses(): readonly string[];
}

/** Every place that a trail ever used must let it in for good, as long as no log file stands in another. */
export function evidence(cloud: MemoryCloud): Watch {
  const losses: string[] = [];
  const logging = new Set<string>();
  const used = new Map<string, () => boolean>();
  const { s3, sns } = storesOf(cloud);
  const look = trailsIn(cloud);

  const check = (call: string): void => {
    const trails = look();
    for (const { arn, logs, bucket, prefix, topic } of trails) {
      if (logs) logging.add(arn);
      used.set(`${arn} in ${bucket}/${prefix}`, () =>
        delivers(s3.buckets.get(bucket)?.policy, { arn, bucket, prefix }),
      );
      if (topic !== undefined)
        used.set(`${arn} through ${topic}`, () =>
          allows(sns.topics.get(topic)?.attributes.get('Policy'), 'SNS:Publish', topic, arn),
        );
    }
    for (const arn of logging)
      if (!trails.some(one => one.arn === arn && one.logs)) losses.push(`${call}: ${arn} does not log`);
    for (const [what, holds] of used) if (!holds()) losses.push(`${call}: ${what} is not let in`);
  };

  for (const [name, service] of Object.entries(cloud.services)) {
    const answer = service.answer.bind(service);
    service.answer = (operation, input, target) => {
      const answered = answer(operation, input, target);
      if (/^(?:Create|Update|Delete|Put|Start|Stop|Set)/u.test(operation)) check(`${name}:${operation}`);
      return answered;
    };
  }
  check('before');
  return { losses: () => [...losses] };
}

/** Asks CloudTrail itself, so that no call is counted. */
function trailsIn(cloud: MemoryCloud): () => readonly Standing[] {
  const service = cloud.services['cloudtrail'];
  const ask = service?.answer.bind(service);
  return () =>
    regions.flatMap(region => {
      const target = { partition: 'aws', account, region };
      const { trailList } = (ask?.('DescribeTrails', { includeShadowTrails: false }, target) ?? {
        trailList: [],
      }) as Described;
      return trailList.map(
        ({ TrailARN: arn, Name, S3BucketName: bucket, S3KeyPrefix: prefix = '', SnsTopicARN: topic }) => {
          const { IsLogging } = (ask?.('GetTrailStatus', { Name }, target) ?? {}) as { IsLogging?: boolean };
          return { arn, bucket, prefix, topic, logs: IsLogging === true };
        },
      );
    });
}

function delivers(
  policy: string | undefined,
  { arn, bucket, prefix }: Pick<Standing, 'arn' | 'bucket' | 'prefix'>,
): boolean {
  const of = `arn:aws:s3:::${bucket}`;
  const key = `${prefix === '' ? '' : `${prefix}/`}AWSLogs/${account}/CloudTrail/x`;
  return allows(policy, 's3:GetBucketAcl', of, arn) && allows(policy, 's3:PutObject', `${of}/${key}`, arn);
}

/** By the sandbox's evaluator, which shares no code with what is tested. */
function allows(policy: string | undefined, action: string, resource: string, trail: string): boolean {
  const keys = new Map([
    ['aws:sourcearn', [trail]],
    ['aws:sourceaccount', [account]],
    ['aws:securetransport', ['true']],
    ['aws:principalisawsservice', ['true']],
    ['s3:x-amz-acl', ['bucket-owner-full-control']],
  ]);
  const asker = { service: 'cloudtrail.amazonaws.com' };
  return policy !== undefined && evaluate(parsePolicy(policy), { asker, action, resource, keys }) === 'allow';
}

/** A cloud knows its services by what they answer; what they hold is looked at here behind its back. */
function storesOf({ services }: MemoryCloud): { readonly s3: MemoryS3; readonly sns: MemorySns } {
  return { s3: services['s3'] as unknown as MemoryS3, sns: services['sns'] as unknown as MemorySns };
}

/** All buckets, topics and trails. */
export function names(cloud: MemoryCloud): readonly string[] {
  const { s3, sns } = storesOf(cloud);
  return [...s3.buckets.keys(), ...sns.topics.keys(), ...trailsIn(cloud)().map(({ arn }) => arn)].toSorted();
}
