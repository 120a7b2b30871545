import { expect } from 'vitest';

import { ACCOUNT, OTHER } from '../../sandbox/clients.ts';
import { HOME, policy, trust } from '../../sandbox/estate.ts';
import { topic, unit } from '../estate.ts';
import { json } from './row.ts';
import type { Rows } from './row.ts';

const queue = `arn:aws:sqs:eu-west-1:${ACCOUNT}:audit`;

export const sns: Rows = {
  CreateTopic: [
    'create-topic --name more --tags Key=team,Value=security',
    { TopicArn: expect.stringMatching(/:more$/) as string },
  ],
  DeleteTopic: [`delete-topic --topic-arn ${topic}`],
  ListTopics: ['list-topics', { Topics: [{ TopicArn: topic }] }],
  GetTopicAttributes: [
    `get-topic-attributes --topic-arn ${topic}`,
    { Attributes: { TopicArn: topic, Owner: ACCOUNT } },
  ],
  SetTopicAttributes: [
    `set-topic-attributes --topic-arn ${topic} --attribute-name DisplayName --attribute-value Audit`,
  ],
  TagResource: [`tag-resource --resource-arn ${topic} --tags Key=stage,Value=prod`],
  UntagResource: [`untag-resource --resource-arn ${topic} --tag-keys team`],
  ListTagsForResource: [
    `list-tags-for-resource --resource-arn ${topic}`,
    { Tags: [{ Key: 'team', Value: 'security' }] },
  ],
  Subscribe: [
    `subscribe --topic-arn ${topic} --protocol sqs --notification-endpoint ${queue} --attributes RawMessageDelivery=true`,
    { SubscriptionArn: expect.stringContaining(`${topic}:`) as string },
  ],
  ConfirmSubscription: [
    `confirm-subscription --topic-arn ${topic} --token TOKEN`,
    { SubscriptionArn: expect.stringContaining(`${topic}:`) as string },
  ],
  Unsubscribe: ['unsubscribe --subscription-arn SUBSCRIPTION'],
  ListSubscriptionsByTopic: [
    `list-subscriptions-by-topic --topic-arn ${topic}`,
    { Subscriptions: [{ Protocol: 'lambda' }, { SubscriptionArn: 'PendingConfirmation', Protocol: 'email' }] },
  ],
  GetSubscriptionAttributes: [
    'get-subscription-attributes --subscription-arn SUBSCRIPTION',
    { Attributes: { TopicArn: topic, RawMessageDelivery: 'false' } },
  ],
  SetSubscriptionAttributes: [
    'set-subscription-attributes --subscription-arn SUBSCRIPTION --attribute-name FilterPolicyScope --attribute-value MessageBody',
  ],
  Publish: [`publish --topic-arn ${topic} --message hello`, { MessageId: expect.any(String) as string }],
};

const role = `--role-arn arn:aws:iam::${OTHER}:role/R --role-session-name me`;
const assumed = { AssumedRoleUser: { Arn: `arn:aws:sts::${OTHER}:assumed-role/R/me` } };
const claims = json({ iss: 'https://token.example.com', sub: 'me', aud: 'sts.amazonaws.com' });
const token = `e30.${Buffer.from(claims).toString('base64url')}.x`;

export const sts: Rows = {
  GetCallerIdentity: ['get-caller-identity', { Account: ACCOUNT }],
  AssumeRole: [`assume-role ${role}`, assumed],
  AssumeRoleWithWebIdentity: [`assume-role-with-web-identity ${role} --web-identity-token ${token}`, assumed],
  GetSessionToken: ['get-session-token', { Credentials: { AccessKeyId: expect.any(String) as string } }],
};

const everybody = policy({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' });

export const kms: Rows = {
  CreateKey: ['create-key --description logs', { KeyMetadata: { Description: 'logs', Enabled: true } }],
  DescribeKey: ['describe-key --key-id alias/logs', { KeyMetadata: { KeyState: 'Enabled' } }],
  EnableKey: ['enable-key --key-id KEY'],
  DisableKey: ['disable-key --key-id KEY'],
  PutKeyPolicy: [`put-key-policy --key-id KEY --policy-name default --policy ${everybody}`],
  GetKeyPolicy: ['get-key-policy --key-id KEY --policy-name default', { PolicyName: 'default' }],
  ScheduleKeyDeletion: [
    'schedule-key-deletion --key-id KEY --pending-window-in-days 7',
    { KeyState: 'PendingDeletion' },
  ],
  CancelKeyDeletion: ['cancel-key-deletion --key-id DYING'],
  CreateAlias: ['create-alias --alias-name alias/more --target-key-id KEY'],
  ListAliases: ['list-aliases', { Aliases: [{ AliasName: 'alias/logs' }] }],
};

export const logs: Rows = {
  CreateLogGroup: ['create-log-group --log-group-name more'],
  DescribeLogGroups: [
    'describe-log-groups --log-group-name-prefix trails',
    { logGroups: [{ logGroupName: 'trails', arn: `arn:aws:logs:${HOME}:${ACCOUNT}:log-group:trails:*` }] },
  ],
};

const writes = policy({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
const ofRole = '--role-name logs';
const ofPolicy = '--policy-arn arn:aws:iam::aws:policy/CloudWatchLogsFullAccess';

export const iam: Rows = {
  CreateRole: [
    `create-role --role-name more --path /audit/ --assume-role-policy-document ${trust}`,
    { Role: { Arn: `arn:aws:iam::${ACCOUNT}:role/audit/more` } },
  ],
  GetRole: [`get-role ${ofRole}`, { Role: { AssumeRolePolicyDocument: JSON.parse(trust) as object } }],
  UpdateAssumeRolePolicy: [`update-assume-role-policy ${ofRole} --policy-document ${trust}`],
  PutRolePolicy: [`put-role-policy ${ofRole} --policy-name more --policy-document ${writes}`],
  GetRolePolicy: [`get-role-policy ${ofRole} --policy-name write`, { PolicyName: 'write', RoleName: 'logs' }],
  DeleteRolePolicy: [`delete-role-policy ${ofRole} --policy-name write`],
  ListRolePolicies: [`list-role-policies ${ofRole}`, { PolicyNames: ['write'] }],
  CreatePolicy: [
    `create-policy --policy-name more --path /audit/ --policy-document ${writes}`,
    { Policy: { Arn: `arn:aws:iam::${ACCOUNT}:policy/audit/more`, DefaultVersionId: 'v1' } },
  ],
  GetPolicy: [`get-policy ${ofPolicy}`, { Policy: { PolicyName: 'CloudWatchLogsFullAccess', AttachmentCount: 1 } }],
  GetPolicyVersion: [
    `get-policy-version ${ofPolicy} --version-id v1`,
    { PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true } },
  ],
  AttachRolePolicy: [`attach-role-policy ${ofRole} --policy-arn arn:aws:iam::aws:policy/AdministratorAccess`],
  DetachRolePolicy: [`detach-role-policy ${ofRole} ${ofPolicy}`],
  PutRolePermissionsBoundary: [
    `put-role-permissions-boundary ${ofRole} --permissions-boundary arn:aws:iam::aws:policy/AdministratorAccess`,
  ],
  ListAttachedRolePolicies: [
    `list-attached-role-policies ${ofRole}`,
    { AttachedPolicies: [{ PolicyName: 'CloudWatchLogsFullAccess' }] },
  ],
};

const shop = { Id: OTHER, Name: 'shop', Status: 'ACTIVE' };

export const organizations: Rows = {
  DescribeOrganization: ['describe-organization', { Organization: { Id: 'o-exampleorgid', MasterAccountId: ACCOUNT } }],
  ListAccounts: ['list-accounts', { Accounts: [shop, { Id: ACCOUNT }] }],
  DescribeAccount: [`describe-account --account-id ${OTHER}`, { Account: shop }],
  ListRoots: ['list-roots', { Roots: [{ Name: 'Root' }] }],
  ListOrganizationalUnitsForParent: [
    `list-organizational-units-for-parent --parent-id ${unit}`,
    { OrganizationalUnits: [] },
  ],
  ListAccountsForParent: [`list-accounts-for-parent --parent-id ${unit}`, { Accounts: [shop] }],
  ListParents: [`list-parents --child-id ${OTHER}`, { Parents: [{ Id: unit, Type: 'ORGANIZATIONAL_UNIT' }] }],
  ListTagsForResource: [`list-tags-for-resource --resource-id ${OTHER}`, { Tags: [{ Key: 'stage', Value: 'prod' }] }],
  ListAWSServiceAccessForOrganization: [
    'list-aws-service-access-for-organization',
    { EnabledServicePrincipals: [{ ServicePrincipal: 'cloudtrail.amazonaws.com' }] },
  ],
  ListDelegatedAdministrators: [
    'list-delegated-administrators --service-principal cloudtrail.amazonaws.com',
    { DelegatedAdministrators: [shop] },
  ],
};

export const ec2: Rows = {
  DescribeRegions: [
    'describe-regions --region-names me-south-1 --filters Name=opt-in-status,Values=not-opted-in',
    { Regions: [{ RegionName: 'me-south-1', OptInStatus: 'not-opted-in' }] },
  ],
};
