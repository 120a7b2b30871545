/** Records as they are delivered, one for each shape and version there has been. Written by us; ids and names are made up. */

const sample = (name: string, text: string) => ({ name, text });

const role = (session: string) =>
  `{"type":"AssumedRole","principalId":"AROAEXAMPLEROLEIDABCD:${session}","arn":"arn:aws:sts::111122223333:assumed-role/Deploy/${session}","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEKEYABCDEF","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEROLEIDABCD","arn":"arn:aws:iam::111122223333:role/ci/Deploy","accountId":"111122223333","userName":"Deploy"},"attributes":{"creationDate":"2026-09-13T17:00:00Z","mfaAuthenticated":"false"}}}`;

export const samples: readonly { readonly name: string; readonly text: string }[] = [
  sample(
    '1.0, of 2013',
    '{"eventVersion":"1.0","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLEUSERIDABC","arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333","accessKeyId":"AKIAEXAMPLEKEYABCDEF","userName":"alice","sessionContext":{"attributes":{"creationDate":"20131102T010628Z","mfaAuthenticated":"true"}}},"eventTime":"2013-11-02T01:15:03Z","eventSource":"ec2.amazonaws.com","eventName":"StartInstances","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.17","userAgent":"ec2-api-tools 1.6.12.2","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0a1b2c3d"}]}},"responseElements":{"instancesSet":{"items":[{"instanceId":"i-0a1b2c3d","currentState":{"code":0,"name":"pending"}}]}}}',
  ),
  sample(
    '1.01, failed, with nulls',
    '{"eventVersion":"1.01","userIdentity":{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333","accessKeyId":""},"eventTime":"2014-06-30T10:00:00Z","eventSource":"cloudtrail.amazonaws.com","eventName":"UpdateTrail","awsRegion":"us-west-2","sourceIPAddress":"2001:db8::17","userAgent":"console.amazonaws.com","errorCode":"TrailNotFoundException","errorMessage":"Unknown trail: main for the user: 111122223333","requestParameters":{"name":"main"},"responseElements":null,"requestID":"5d40662a-49f7-11e4-97e4-8d9c5e66a6a1","eventID":"b7d4398e-b2f0-4faa-9c76-e2d316a8d67f"}',
  ),
  sample(
    '1.02, a sign-in that failed, without ARN',
    '{"eventVersion":"1.02","userIdentity":{"type":"IAMUser","accountId":"111122223333","accessKeyId":"","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"},"eventTime":"2015-03-01T08:12:59Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.4","userAgent":"Mozilla/5.0 (X11; Linux x86_64)","errorMessage":"No username found in supplied account","requestParameters":null,"responseElements":{"ConsoleLogin":"Failure"},"additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true","MobileVersion":"No","MFAUsed":"No"},"eventID":"11ea990b-4678-4bcd-8fbe-62509088b7cf","eventType":"AwsConsoleSignIn","recipientAccountId":"111122223333"}',
  ),
  sample(
    '1.03, shared with another account',
    '{"eventVersion":"1.03","userIdentity":{"type":"AWSAccount","principalId":"AIDAEXAMPLEFOREIGNABC","accountId":"444455556666"},"eventTime":"2016-05-17T12:00:01Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.24","userAgent":"aws-sdk-java/1.10.0","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/Audit","roleSessionName":"audit-17","durationSeconds":3600},"responseElements":{"credentials":{"accessKeyId":"ASIAEXAMPLEKEYABCDEF","expiration":"May 17, 2016 1:00:01 PM","sessionToken":"not a token"}},"requestID":"4b8f0b0e-1c26-11e6-8d22-0a1b2c3d4e5f","eventID":"5f6e7d8c-0a1b-4c2d-9e3f-001122334455","resources":[{"ARN":"arn:aws:iam::111122223333:role/Audit","accountId":"111122223333","type":"AWS::IAM::Role"}],"eventType":"AwsApiCall","recipientAccountId":"111122223333","sharedEventID":"f4d3c2b1-0000-4111-8222-333344445555"}',
  ),
  sample(
    '1.04, over a VPC endpoint, of S3 with its numbers',
    `{"eventVersion":"1.04","userIdentity":${role('build-77')},"eventTime":"2017-09-19T10:39:27Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","sourceIPAddress":"10.0.0.7","userAgent":"[aws-cli/1.11.0 Python/2.7.12]","requestParameters":{"bucketName":"acme-data","key":"käse/über \\"quoted\\" \\\\ and \\u2028.txt"},"responseElements":null,"additionalEventData":{"x-amz-id-2":"gXMxyJrKjOpS/A=","bytesTransferredOut":9007199254740993,"ratio":1.10},"requestID":"3C8A1B2D4E5F6071","eventID":"6c7d8e9f-1a2b-4c3d-8e5f-66778899aabb","readOnly":true,"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::acme-data/k"},{"accountId":"111122223333","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::acme-data"}],"eventType":"AwsApiCall","recipientAccountId":"111122223333","vpcEndpointId":"vpce-0123456789abcdef0"}`,
  ),
  sample(
    '1.05, a service event with only who invoked it',
    '{"eventVersion":"1.05","userIdentity":{"accountId":"111122223333","invokedBy":"kms.amazonaws.com"},"eventTime":"2018-11-20T03:04:05Z","eventSource":"kms.amazonaws.com","eventName":"RotateKey","awsRegion":"eu-central-1","sourceIPAddress":"kms.amazonaws.com","userAgent":"kms.amazonaws.com","requestParameters":null,"responseElements":null,"eventID":"a0b1c2d3-e4f5-4678-9abc-def012345678","readOnly":false,"resources":[{"ARN":"arn:aws:kms:eu-central-1:111122223333:key/7a9b2c1d-0000-4000-8000-000000000001","accountId":"111122223333","type":"AWS::KMS::Key"}],"eventType":"AwsServiceEvent","recipientAccountId":"111122223333","serviceEventDetails":{"keyId":"7a9b2c1d-0000-4000-8000-000000000001"}}',
  ),
  sample(
    '1.06, by web identity',
    '{"eventVersion":"1.06","userIdentity":{"type":"WebIdentityUser","principalId":"arn:aws:iam::111122223333:oidc-provider/token.example.com:sts.amazonaws.com:repo:acme/app","userName":"repo:acme/app","identityProvider":"arn:aws:iam::111122223333:oidc-provider/token.example.com"},"eventTime":"2019-12-31T23:59:59Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.77","userAgent":"aws-sdk-nodejs/2.600.0","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/ci/Deploy","roleSessionName":"gh"},"responseElements":{"provider":"arn:aws:iam::111122223333:oidc-provider/token.example.com"},"requestID":"r","eventID":"0d0c0b0a-0908-4706-8504-030201000fff","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333"}',
  ),
  sample(
    '1.07, an insight that begins',
    '{"eventVersion":"1.07","eventTime":"2020-10-14T07:28:00Z","awsRegion":"us-east-1","eventID":"9a8b7c6d-5e4f-4a3b-8c2d-1e0f01020304","eventType":"AwsCloudTrailInsight","recipientAccountId":"111122223333","sharedEventID":"13b4c3d2-0001-4002-8003-000400050006","insightDetails":{"state":"Start","eventSource":"ssm.amazonaws.com","eventName":"UpdateInstanceInformation","insightType":"ApiCallRateInsight","insightContext":{"statistics":{"baseline":{"average":1.7561507937},"insight":{"average":50.1},"insightDuration":5,"baselineDuration":11336},"attributions":[{"attribute":"userIdentityArn","insight":[{"value":"arn:aws:sts::111122223333:assumed-role/Deploy/i-0a1b2c3d","average":50.1}],"baseline":[{"value":"arn:aws:iam::111122223333:user/alice","average":1.0}]}]}},"eventCategory":"Insight"}',
  ),
  sample(
    '1.08, late, from the console, with TLS',
    `{"eventVersion":"1.08","userIdentity":${role('jdoe')},"eventTime":"2021-08-02T14:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"us-east-1","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal","errorCode":"AccessDenied","errorMessage":"User: jdoe is not authorized","requestParameters":null,"responseElements":null,"requestID":"1","eventID":"2b2b2b2b-0000-4000-8000-0000000000aa","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","addendum":{"reason":"DELIVERY_DELAY"},"eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.2","cipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","clientProvidedHostHeader":"iam.amazonaws.com"},"sessionCredentialFromConsole":"true"}`,
  ),
  sample(
    '1.09, network activity that an endpoint refused',
    '{"eventVersion":"1.09","userIdentity":{"type":"AWSAccount","principalId":"AKIAEXAMPLEFOREIGNAB","accountId":"777788889999"},"eventTime":"2024-06-04T23:10:46Z","eventSource":"kms.amazonaws.com","eventName":"ListKeys","awsRegion":"us-east-1","sourceIPAddress":"10.1.2.3","errorCode":"VpceAccessDenied","errorMessage":"The request was denied due to a VPC endpoint policy","requestParameters":null,"responseElements":null,"requestID":"16bcc089-ac49-43f1-9177-000000000000","eventID":"228ca3c8-5f95-4a8a-9732-000000000000","eventType":"AwsVpceEvents","recipientAccountId":"111122223333","sharedEventID":"d8cda7bf-0000-4000-8000-000000000001","vpcEndpointId":"vpce-0f0e0d0c0b0a09080","vpcEndpointAccountId":"111122223333","eventCategory":"NetworkActivity"}',
  ),
  sample(
    '1.10, of IAM Identity Center',
    '{"eventVersion":"1.10","userIdentity":{"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"94482488-3041-7026-18f3-be45837cd0e4","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-9067642ac7"},"credentialId":"EXAMPLEVHULjJdTUdPJfofVa1sufHDoj7aYcOYcxFVllWR_Whr1fEXAMPLE"},"eventTime":"2024-12-05T09:00:00Z","eventSource":"sso.amazonaws.com","eventName":"ListAccounts","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.8","userAgent":"Mozilla/5.0","requestParameters":null,"responseElements":null,"requestID":"x","eventID":"3c3c3c3c-0000-4000-8000-0000000000bb","readOnly":true,"eventType":"AwsServiceEvent","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}',
  ),
  sample(
    '1.11, of AssumeRoot, with a member nobody knows yet and a huge number',
    '{"eventVersion":"1.11","userIdentity":{"type":"AssumedRoot","principalId":"111122223333:session","arn":"arn:aws:sts::111122223333:assumed-root","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEKEYABCDEF","sessionContext":{"attributes":{"creationDate":"2026-09-13T17:00:00Z","mfaAuthenticated":"true"},"assumedRoot":"true","ec2RoleDelivery":"2.0"}},"eventTime":"2026-09-13T17:14:12Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucketPolicy","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.24","userAgent":"[Boto3/1.40]","requestParameters":{"bucketName":"acme-audit-logs"},"responseElements":null,"additionalEventData":{"bytesTransferredIn":123456789012345678901234567890,"small":1e-400},"requestID":"QWERTZ","eventID":"4d4d4d4d-0000-4000-8000-0000000000cc","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","eventContext":{"tagContext":{"resourceTags":[]}},"somethingNew":{"sequence":18446744073709551615}}',
  ),
  sample(
    'aggregated',
    '{"eventVersion":"1.0","accountId":"111122223333","eventId":"5e5e5e5e-0000-4000-8000-0000000000dd","eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"us-east-1","eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"2026-09-13T17:00:00Z","windowEnd":"2026-09-13T17:05:00Z","windowSize":"PT5M"},"summary":{"primaryDimension":{"dimension":"eventName","statistics":[{"name":"PutObject","value":4711}],"aggregationType":"Count"},"details":[{"dimension":"userIdentity","statistics":[{"name":"arn:aws:iam::111122223333:user/alice","value":4711}],"aggregationType":"Count"}]}}',
  ),
];

/** One of them. */
export function sampleOf(name: string): string {
  const found = samples.find(sample => sample.name.startsWith(name));
  if (!found) throw new Error(`no sample ${name}`);
  return found.text;
}
