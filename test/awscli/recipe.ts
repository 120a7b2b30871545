/** How AWS's documentation sets up a trail with the AWS CLI, and the same with what trailwarden writes besides. */
import { ACCOUNT } from '../sandbox/clients.ts';
import { policy } from '../sandbox/estate.ts';

export const bucket = 'acme-audit-logs';
const trail = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/main`;
const topic = `arn:aws:sns:eu-west-1:${ACCOUNT}:audit-delivery`;
const arn = `arn:aws:s3:::${bucket}`;

/** The spec of what both recipes make. */
export const body = `buckets:
  ${bucket}: { region: eu-west-1, tags: { team: security } }
topics:
  audit-delivery: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: ${bucket}, topic: audit-delivery }`;

interface Sids {
  readonly acl: string;
  readonly write: string;
  readonly tls: string;
  readonly publish: string;
}

const cloudtrail = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
const source = { 'aws:SourceArn': trail };

/** What CloudTrail's user guide gives for a bucket, and what S3's gives against requests without TLS. */
function bucketPolicy(sids: Sids): string {
  return policy(
    {
      Sid: sids.acl,
      ...cloudtrail,
      Action: 's3:GetBucketAcl',
      Resource: arn,
      Condition: { StringEquals: source },
    },
    {
      Sid: sids.write,
      ...cloudtrail,
      Action: 's3:PutObject',
      Resource: `${arn}/AWSLogs/${ACCOUNT}/*`,
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
    },
    {
      Sid: sids.tls,
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  );
}

function topicPolicy(sids: Sids): string {
  return policy({
    Sid: sids.publish,
    ...cloudtrail,
    Action: 'SNS:Publish',
    Resource: topic,
    Condition: { StringEquals: source },
  });
}

interface Recipe {
  readonly sids: Sids;
  /** Tags of everything, and those of the bucket besides. */
  readonly owner: boolean;
}

/** The calls, in order. Nothing in them holds a space, so that each can be split there. */
function steps({ sids, owner }: Recipe): readonly string[] {
  const tag = 'Key=trailwarden:owner,Value=acme';
  const team = `{Key=team,Value=security}${owner ? `,{${tag}}` : ''}`;
  return [
    `s3api create-bucket --bucket ${bucket} --create-bucket-configuration LocationConstraint=eu-west-1`,
    `s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    `s3api put-bucket-tagging --bucket ${bucket} --tagging TagSet=[${team}]`,
    `s3api put-bucket-policy --bucket ${bucket} --policy ${bucketPolicy(sids)}`,
    `sns create-topic --name audit-delivery${owner ? ` --tags ${tag}` : ''}`,
    `sns set-topic-attributes --topic-arn ${topic} --attribute-name Policy --attribute-value ${topicPolicy(sids)}`,
    `cloudtrail create-trail --name main --s3-bucket-name ${bucket} --sns-topic-name ${topic} --is-multi-region-trail --enable-log-file-validation${owner ? ` --tags-list ${tag}` : ''}`,
    'cloudtrail start-logging --name main',
  ];
}

const documented: Sids = {
  acl: 'AWSCloudTrailAclCheck20150319',
  write: 'AWSCloudTrailWrite20150319',
  tls: 'DenyInsecureTransport',
  publish: 'AWSCloudTrailSNSPolicy20150319',
};

/** As AWS documents it: nothing in it names an owner. */
export const documentedSteps = steps({ sids: documented, owner: false });
export const documentedSids = [documented.acl, documented.write, documented.tls];

/** The same, with the owner in tags and statement ids. */
export const ownedSteps = steps({
  sids: {
    acl: 'TrailwardenAclacme',
    write: 'TrailwardenWriteacme',
    tls: 'TrailwardenTlsOnlyacme',
    publish: 'TrailwardenPublishacme',
  },
  owner: true,
});
