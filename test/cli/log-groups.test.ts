/** Log groups that trails write to, and their roles: looked at, judged, told, and never moved to blindly. With the built program, on the sandbox. */
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';

import { clients } from '../sandbox/clients.ts';
import { makeLogGroup, makeLogRole, policy } from '../sandbox/estate.ts';
import { folderWith, spec, trailwarden } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const withLogs = spec(`buckets:
  logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: logs, cloudWatchLogs: { logGroup: audit, role: to-logs } }`);
const without = withLogs.replace(/, cloudWatchLogs: \{.*?\}/u, '');

interface Told {
  readonly verdict: { readonly exit_code: number; readonly complete: boolean };
  readonly findings: readonly { readonly code: string; readonly message: string; readonly severity: string }[];
  readonly resource_drift: readonly { readonly address: string; readonly gravity: string }[];
}

async function drift(on: Stage): Promise<Told> {
  return documentIn(await on.run(['drift', 'a.yaml', '--format', 'json']), 'report.schema.json') as unknown as Told;
}

const RoleName = 'to-logs';

/** A log group, and a role with the policies that `policy cloudwatch-logs` prints. */
async function withPrintedPolicies(text = withLogs) {
  const on = await stage({ 'a.yaml': text, 'b.yaml': withLogs });
  const here = clients(on.sandbox);
  await makeLogGroup(here, 'audit');
  await makeLogRole(here, RoleName);
  const asked = ['--account', '111111111111', '--format', 'json'];
  const { stdout } = await on.run(['policy', 'cloudwatch-logs', 'b.yaml', ...asked]);
  const { policies } = JSON.parse(stdout) as { readonly policies: readonly { readonly policy: object }[] };
  const [trust, permissions] = policies.map(one => JSON.stringify(one.policy));
  const mend = async () => {
    await here.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
    await here.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'write', PolicyDocument: permissions }));
  };
  await mend();
  return { on, iam: here.iam, mend };
}

const counted = ({ sandbox }: Stage, operation: string): number => sandbox.counts().operations[operation] ?? 0;

describe('the log group of a trail', () => {
  it('is written to with the policies that are printed, and nothing more is told', async () => {
    const { on } = await withPrintedPolicies();
    expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const { trailList = [] } = await on.by.cloudtrail('eu-west-1').send(new DescribeTrailsCommand({}));
    expect(trailList[0]?.CloudWatchLogsRoleArn).toBe('arn:aws:iam::111111111111:role/to-logs');
    const { verdict, findings } = await drift(on);
    expect([verdict.exit_code, findings]).toEqual([0, []]);
  });

  it('that is missing holds the creation of a trail, and so does a role that is', async () => {
    const on = await stage({ 'a.yaml': withLogs });
    const { code, stdout } = await on.run(['plan', 'a.yaml']);
    expect(code).toBe(0);
    expect(stdout).toContain('The log group arn:aws:logs:eu-west-1:111111111111:log-group:audit does not exist');
    expect(stdout).toContain('aws logs create-log-group --log-group-name audit --region eu-west-1');
    await on.run(['apply', 'a.yaml', '--yes']);
    expect(counted(on, 'cloudtrail:CreateTrail')).toBe(0);
    await makeLogGroup(clients(on.sandbox), 'audit');
    expect((await on.run(['plan', 'a.yaml'])).stdout).toContain(
      'The role arn:aws:iam::111111111111:role/to-logs does not exist',
    );
    await makeLogRole(clients(on.sandbox), RoleName);
    expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    expect(counted(on, 'cloudtrail:CreateTrail')).toBe(1);
  });

  it('holds the move of a trail that stands, until its role lets CloudTrail write', async () => {
    const { on, iam, mend } = await withPrintedPolicies(without);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'write' }));
    expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const held = await on.run(['apply', 'b.yaml', '--yes']);
    expect(held.stdout).toContain('CloudTrail may not use logs:CreateLogStream');
    expect(counted(on, 'cloudtrail:UpdateTrail')).toBe(0);
    await mend();
    expect((await on.run(['apply', 'b.yaml', '--yes'])).code).toBe(0);
    expect(counted(on, 'cloudtrail:UpdateTrail')).toBe(1);
  });

  const nobody = policy({ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' });

  it.each([
    [
      'trusts nobody any more',
      new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: nobody }),
      'cloudWatchLogs.role.trust',
    ],
    [
      'may not write any more',
      new DeleteRolePolicyCommand({ RoleName, PolicyName: 'write' }),
      'cloudWatchLogs.role.permissions',
    ],
  ])('whose role %s is drift of medium gravity, until it is mended', async (_name, spoil, told) => {
    const { on, iam, mend } = await withPrintedPolicies();
    await on.run(['apply', 'a.yaml', '--yes']);
    await iam.send(spoil as DeleteRolePolicyCommand);
    const found = await drift(on);
    expect(found.verdict).toMatchObject({ exit_code: 2, complete: true });
    expect(found.resource_drift).toMatchObject([{ address: 'trail/main@111111111111/eu-west-1', gravity: 'medium' }]);
    expect(JSON.stringify(found.resource_drift)).toContain(told);
    await mend();
    expect((await drift(on)).verdict.exit_code).toBe(0);
  });

  it.each(['DescribeLogGroups', 'GetRole', 'ListRolePolicies', 'GetRolePolicy', 'ListAttachedRolePolicies'])(
    'of which nobody may ask %s is a finding, and no gap',
    async operation => {
      const { on } = await withPrintedPolicies();
      await on.run(['apply', 'a.yaml', '--yes']);
      on.sandbox.trouble.set({ rules: [{ match: { operation }, effect: { deny: true } }] });
      const { verdict, findings } = await drift(on);
      expect(verdict).toMatchObject({ exit_code: 0, complete: true });
      expect(findings).toMatchObject([{ code: 'logs-unread', severity: 'warning' }]);
    },
  );

  const fullAccess = 'arn:aws:iam::aws:policy/CloudWatchLogsFullAccess';

  /** In place of the policy of its own. */
  async function withAttached(document?: object) {
    const set = await withPrintedPolicies();
    await set.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'write' }));
    const { Policy } =
      document === undefined
        ? { Policy: { Arn: fullAccess } }
        : await set.iam.send(new CreatePolicyCommand({ PolicyName: 'logs', PolicyDocument: policy(document) }));
    const PolicyArn = Policy?.Arn;
    await set.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return { ...set, PolicyArn };
  }

  const write = ['logs:CreateLogStream', 'logs:PutLogEvents'];

  it.each([
    ['of AWS', undefined],
    ['of the account', { Effect: 'Allow', Action: write, Resource: '*' }],
  ])('may be written to by a policy %s that is attached to its role', async (_name, document) => {
    const { on, iam, PolicyArn } = await withAttached(document);
    expect((await on.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    const { verdict, findings } = await drift(on);
    expect([verdict.exit_code, findings]).toEqual([0, []]);
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    expect((await drift(on)).verdict).toMatchObject({ exit_code: 2, complete: true });
  });

  it.each(['GetPolicy', 'GetPolicyVersion'])('is not known to be, where nobody may ask %s', async operation => {
    const { on } = await withAttached();
    await on.run(['apply', 'a.yaml', '--yes']);
    on.sandbox.trouble.set({ rules: [{ match: { operation }, effect: { deny: true } }] });
    const { verdict, findings } = await drift(on);
    expect(verdict).toMatchObject({ exit_code: 0, complete: true });
    expect(findings).toMatchObject([
      { code: 'policy-undecided', message: expect.stringContaining(fullAccess) as string },
    ]);
  });

  it('is not written to where an attached policy denies it', async () => {
    const { on, mend } = await withAttached({ Effect: 'Deny', Action: 'logs:PutLogEvents', Resource: '*' });
    await mend();
    const { stdout } = await on.run(['plan', 'a.yaml']);
    expect(stdout).toContain('CloudTrail may not use logs:PutLogEvents');
  });

  it('is not written to where the boundary of its role does not allow it', async () => {
    const { on, iam } = await withPrintedPolicies();
    await on.run(['apply', 'a.yaml', '--yes']);
    const document = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument: document }));
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: Policy?.Arn }));
    expect(JSON.stringify((await drift(on)).resource_drift)).toContain('cloudWatchLogs.role.boundary');
  });

  it('is looked at once, however many trails write to it', async () => {
    const { on } = await withPrintedPolicies();
    const folder = folderWith({
      'c.yaml': spec(`globalServiceEvents: { keeper: elsewhere }
buckets: { logs: { region: eu-west-1 } }
trails:
${['a', 'b', 'c'].map(name => `  trail-${name}: { region: eu-west-1, bucket: logs, multiRegion: false, cloudWatchLogs: { logGroup: audit, role: to-logs } }`).join('\n')}`),
    });
    await trailwarden(['plan', 'c.yaml'], { endpoint: on.sandbox.url, folder });
    expect(on.sandbox.counts().operations).toMatchObject({ 'logs:DescribeLogGroups': 1, 'iam:GetRole': 1 });
  });
});

describe('a spec without log groups', () => {
  it('asks nothing of them', async () => {
    const on = await stage({ 'a.yaml': without });
    await on.run(['plan', 'a.yaml']);
    expect(on.sandbox.calls().filter(({ operation }) => /^(?:logs|iam):|Role|LogGroup/u.test(operation))).toEqual([]);
  });
});
