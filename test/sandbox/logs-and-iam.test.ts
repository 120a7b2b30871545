import { UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, OTHER, clients, failure, sandbox } from './clients.ts';
import { HOME, arnOf, makeLogGroup, makeLogRole, makeTrail, openBucket, policy, trust } from './estate.ts';

const arn = `arn:aws:logs:${HOME}:${ACCOUNT}:log-group:trails`;

describe('log groups', () => {
  async function withGroups() {
    const box = await sandbox();
    const { logs } = clients(box);
    for (const name of ['trails-2', 'trails', 'other']) await makeLogGroup({ logs }, name);
    const listed = async (input = {}, of = logs) => {
      const { logGroups = [], nextToken } = await of.send(new DescribeLogGroupsCommand(input));
      return { names: logGroups.map(({ logGroupName }) => logGroupName), nextToken, logGroups };
    };
    return { box, logs, listed };
  }

  it('are listed by name, page by page', async () => {
    const { listed } = await withGroups();
    const { names, logGroups } = await listed({ logGroupNamePrefix: 'trails' });
    expect(names).toEqual(['trails', 'trails-2']);
    expect(logGroups[0]).toMatchObject({
      arn: `${arn}:*`,
      logGroupArn: arn,
      creationTime: expect.any(Number) as number,
    });
    const first = await listed({ limit: 2 });
    expect(first.names).toEqual(['other', 'trails']);
    const second = await listed({ limit: 2, nextToken: first.nextToken });
    expect([second.names, second.nextToken]).toEqual([['trails-2'], undefined]);
  });

  it('are of one account and region', async () => {
    const { box, listed } = await withGroups();
    expect((await listed({}, clients(box, 'us-east-1').logs)).names).toEqual([]);
    expect((await listed({}, clients(box, HOME, OTHER).logs)).names).toEqual([]);
  });

  test.each([
    ['a second one of a name', new CreateLogGroupCommand({ logGroupName: 'trails' }), 'ResourceAlreadyExistsException'],
    ['a name that is none', new CreateLogGroupCommand({ logGroupName: 'a b' }), 'InvalidParameterException'],
    ['too many at once', new DescribeLogGroupsCommand({ limit: 51 }), 'InvalidParameterException'],
    [
      'what the sandbox does not know',
      new CreateLogGroupCommand({ logGroupName: 'x', kmsKeyId: 'y' }),
      'ValidationException',
    ],
  ])('refuse %s', async (_, command, name) => {
    const { logs } = await withGroups();
    expect((await failure(logs.send(command as CreateLogGroupCommand))).name).toBe(name);
  });
});

const RoleName = 'logs';
const decoded = (text = ''): unknown => JSON.parse(decodeURIComponent(text));

const [who, what] = [{ Principal: '*' }, { Effect: 'Allow', Action: 'logs:*' }];

describe('roles', () => {
  async function withRole() {
    const { iam } = clients(await sandbox());
    await makeLogRole({ iam });
    return iam;
  }

  it('have a trust policy that can be replaced', async () => {
    const iam = await withRole();
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(Role).toMatchObject({ Arn: `arn:aws:iam::${ACCOUNT}:role/logs`, Path: '/', MaxSessionDuration: 3600 });
    expect(decoded(Role?.AssumeRolePolicyDocument)).toEqual(JSON.parse(trust));
    const nobody = trust.replace('Allow', 'Deny');
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: nobody }));
    const { Role: after } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(decoded(after?.AssumeRolePolicyDocument)).toEqual(JSON.parse(nobody));
  });

  it('have policies of their own, and none attached', async () => {
    const iam = await withRole();
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['write']);
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies ?? []).toEqual([]);
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'write' }));
    expect(decoded(PolicyDocument)).toMatchObject({ Statement: [{ Resource: '*' }] });
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'write' }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames ?? []).toEqual([]);
  });

  it('have policies attached, of the account or of AWS, which may limit them too', async () => {
    const iam = await withRole();
    const listed = async () => {
      const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      return AttachedPolicies.map(one => one.PolicyArn);
    };
    const ofAws = 'arn:aws:iam::aws:policy/CloudWatchLogsFullAccess';
    const made = { PolicyName: 'write', Path: '/audit/', PolicyDocument: policy({ ...what, Resource: '*' }) };
    const { Policy } = await iam.send(new CreatePolicyCommand(made));
    const own = `arn:aws:iam::${ACCOUNT}:policy/audit/write`;
    expect(Policy).toMatchObject({ Arn: own, DefaultVersionId: 'v1', AttachmentCount: 0 });
    for (const PolicyArn of [ofAws, own]) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(await listed()).toEqual([ofAws, own]);
    for (const PolicyArn of [ofAws, own]) {
      expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({ AttachmentCount: 1 });
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
      expect(decoded(PolicyVersion?.Document)).toMatchObject({ Statement: [{ Effect: 'Allow', Resource: '*' }] });
    }
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: ofAws }));
    expect(await listed()).toEqual([own]);
    const limited = { RoleName: 'limited', AssumeRolePolicyDocument: trust, PermissionsBoundary: own };
    const { Role } = await iam.send(new CreateRoleCommand(limited));
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(own);
    const usage = await iam.send(new GetPolicyCommand({ PolicyArn: own }));
    expect(usage.Policy?.PermissionsBoundaryUsageCount).toBe(1);
  });

  it('stand under a path', async () => {
    const iam = await withRole();
    const made = { RoleName: 'x', Path: '/audit/', AssumeRolePolicyDocument: trust };
    const { Role } = await iam.send(new CreateRoleCommand(made));
    expect(Role?.Arn).toBe(`arn:aws:iam::${ACCOUNT}:role/audit/x`);
  });

  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/none`;
  const put = (document: object) =>
    new PutRolePolicyCommand({ RoleName, PolicyName: 'x', PolicyDocument: policy(document) });
  const make = (over: object) => new CreateRoleCommand({ RoleName: 'new', AssumeRolePolicyDocument: trust, ...over });
  test.each<[string, object, string]>([
    ['a role that is not there', new GetRoleCommand({ RoleName: 'none' }), 'NoSuchEntityException'],
    ['a policy that is not there', new GetRolePolicyCommand({ RoleName, PolicyName: 'none' }), 'NoSuchEntityException'],
    ['a managed policy that is not there', new GetPolicyCommand({ PolicyArn }), 'NoSuchEntityException'],
    [
      'to have attached what is not there',
      new AttachRolePolicyCommand({ RoleName, PolicyArn }),
      'NoSuchEntityException',
    ],
    [
      'to let go of what is not attached',
      new DetachRolePolicyCommand({ RoleName, PolicyArn }),
      'NoSuchEntityException',
    ],
    ['a limit that is not there', make({ PermissionsBoundary: PolicyArn }), 'NoSuchEntityException'],
    [
      'another version than the first',
      new GetPolicyVersionCommand({ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess', VersionId: 'v2' }),
      'NoSuchEntityException',
    ],
    [
      'a policy whose name is none',
      new CreatePolicyCommand({ PolicyName: 'a b', PolicyDocument: policy({ ...what, Resource: '*' }) }),
      'ValidationError',
    ],
    ['a second role of a name', make({ RoleName: 'LOGS' }), 'EntityAlreadyExistsException'],
    ['a name that is none', make({ RoleName: 'a b' }), 'ValidationError'],
    ['a path that is none', make({ Path: 'audit' }), 'ValidationError'],
    ['a trust that is none', make({ AssumeRolePolicyDocument: '{' }), 'MalformedPolicyDocumentException'],
    [
      'a trust with a resource',
      make({ AssumeRolePolicyDocument: policy({ ...who, ...what, Resource: '*' }) }),
      'MalformedPolicyDocumentException',
    ],
    ['a trust in nobody', make({ AssumeRolePolicyDocument: policy(what) }), 'MalformedPolicyDocumentException'],
    ['a policy with a principal', put({ ...who, ...what, Resource: '*' }), 'MalformedPolicyDocumentException'],
    ['a policy without a resource', put(what), 'MalformedPolicyDocumentException'],
    ['a policy without an action', put({ Effect: 'Allow', Resource: '*' }), 'MalformedPolicyDocumentException'],
  ])('refuse %s', async (_, command, name) => {
    const iam = await withRole();
    expect((await failure(iam.send(command as GetRoleCommand))).name).toBe(name);
  });
});

describe('a trail that writes to a log group', () => {
  const writes = { CloudWatchLogsLogGroupArn: `${arn}:*`, CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/logs` };

  async function withLogs() {
    const here = clients(await sandbox());
    await openBucket(here);
    await makeLogGroup(here);
    await makeLogRole(here);
    return here;
  }
  const stream = `${arn}:log-stream:${ACCOUNT}_CloudTrail_${HOME}*`;
  const allow = (Resource: string, ...Action: readonly string[]) =>
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: 'write',
      PolicyDocument: policy({ Effect: 'Allow', Action, Resource }),
    });
  const trusting = (over: object) =>
    new UpdateAssumeRolePolicyCommand({
      RoleName,
      PolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'sts:AssumeRole',
        ...over,
      }),
    });

  test.each<[string, object]>([
    ['its own stream', allow(stream, 'logs:CreateLogStream', 'logs:PutLogEvents')],
    ['this trail', trusting({ Condition: { ArnEquals: { 'aws:SourceArn': arnOf('main') } } })],
  ])('is made where the role is for %s', async (_, command) => {
    const here = await withLogs();
    await here.iam.send(command as PutRolePolicyCommand);
    await makeTrail(here, writes);
  });

  const [role, group] = ['InvalidCloudWatchLogsRoleArnException', 'InvalidCloudWatchLogsLogGroupArnException'];
  const deny = policy({ Effect: 'Deny', Action: 'logs:*', Resource: '*' });

  test.each<[string, object, string]>([
    ['another service', trusting({ Principal: { Service: 'ec2.amazonaws.com' } }), role],
    ['another trail', trusting({ Condition: { ArnEquals: { 'aws:SourceArn': arnOf('other') } } }), role],
    ['another group', allow(stream.replace('trails', 'other'), 'logs:*'), group],
    ['streams, and no events', allow('*', 'logs:CreateLogStream'), group],
    ['nothing', new PutRolePolicyCommand({ RoleName, PolicyName: 'never', PolicyDocument: deny }), group],
  ])('is refused where the role is for %s', async (_, command, name) => {
    const here = await withLogs();
    await here.iam.send(command as PutRolePolicyCommand);
    const what = name === role ? 'trust relationships' : 'permissions';
    expect(await failure(makeTrail(here, writes))).toMatchObject({
      name,
      message: `Access denied. Verify in IAM that the role has adequate ${what}.`,
    });
  });

  test.each([
    ['role', { CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/none` }, role],
    ['path of the role', { CloudWatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/audit/logs` }, role],
    ['group', { CloudWatchLogsLogGroupArn: `${arn}-none:*` }, group],
  ])('is not moved to a %s that does not exist', async (_, over, name) => {
    const here = await withLogs();
    await makeTrail(here);
    const moved = here.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', ...writes, ...over }));
    expect((await failure(moved)).name).toBe(name);
  });
});
