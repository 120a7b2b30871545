/** `doctor`, with the built program against the sandbox. */
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';

import type { Organization } from '../../src/sandbox/index.ts';
import { clients } from '../sandbox/clients.ts';
import { lastLine, minimal, spec } from './program.ts';
import { documentIn, stage, written } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const organization = spec(`accounts: { own: "111111111111" }
organization: { account: own }
buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, organization: true, kmsKey: alias/audit }`);

const fleet = spec(`accounts:
  own: "111111111111"
  payments: { id: "222222222222", role: trailwarden }
  other: "333333333333"
buckets:
  acme-audit-logs: { account: own, region: eu-west-1 }
trails:
  main: { account: payments, region: eu-west-1, bucket: acme-audit-logs }`);

interface Found {
  readonly checks: readonly { readonly check: string; readonly about: string | null; readonly status: string }[];
  readonly missing_statements: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

/** Every check that is not well, by account. */
async function found(here: Stage): Promise<Readonly<Record<string, readonly string[]>>> {
  const { accounts } = documentIn(await here.run(['doctor', '--format', 'json']), 'doctor.schema.json');
  return Object.fromEntries(
    (accounts as readonly (Found & { readonly key: string })[]).map(({ key, checks }) => [
      key,
      checks.flatMap(({ check, about, status }) => (status === 'ok' ? [] : [`${check} ${about ?? ''} ${status}`])),
    ]),
  );
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is, and changes nothing', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    await here.run(['apply', '--yes']);
    const before = written(here).length;
    const { code, stdout, stderr } = await here.run(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lastLine(stdout)).toBe('Nothing failed in 1 account.');
    expect(written(here)).toHaveLength(before);
    expect(await found(here)).toEqual({ '111111111111': [] });
  });

  it('asks everything that a run may ask, and says which statements are missing', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    await here.run(['apply', '--yes']);
    here.sandbox.trouble.set({
      rules: ['GetBucketPolicy', 'GetTrailStatus', 'ListTags'].map(operation => ({
        match: { operation },
        effect: { deny: true },
      })),
    });
    expect(await found(here)).toEqual({
      '111111111111': [
        'permission s3:GetBucketPolicy failed',
        'permission cloudtrail:GetTrailStatus failed',
        'permission cloudtrail:ListTags failed',
      ],
    });
    const { code, stdout } = await here.run(['doctor']);
    expect(code).toBe(9);
    expect(lastLine(stdout)).toBe('Failed: 3 checks in 1 account.');
    const [, statements = ''] = /^(\[[^]*^\])$/mu.exec(stdout) ?? [];
    expect(JSON.parse(statements)).toMatchObject([
      { Action: ['s3:GetBucketPolicy'], Resource: ['arn:aws:s3:::acme-audit-logs'] },
      {
        Action: ['cloudtrail:GetTrailStatus', 'cloudtrail:ListTags'],
        Resource: ['arn:aws:cloudtrail:*:111111111111:trail/*'],
      },
    ]);
  });

  it('does not take a missing bucket for a permission, nor for a failure', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    const { code, stdout } = await here.run(['doctor']);
    expect(code).toBe(0);
    expect(stdout).toContain('cannot be told until the bucket exists');
    expect(lastLine(stdout)).toMatch(/^Nothing failed in 1 account\. \d+ not known\.$/);
  });

  it('looks at what an organization trail and a key need', async () => {
    const here = await stage({ 'trailwarden.yaml': organization });
    here.sandbox.organization.set({ id: 'o-exampleorgid', management: '111111111111', trustedAccess: [] });
    const { own = [] } = await found(here);
    expect(own.filter(one => !one.includes('s3:'))).toEqual(['key alias/audit failed', 'trusted-access  failed']);
    const { stdout } = await here.run(['doctor']);
    expect(stdout).toContain('mend: aws organizations enable-aws-service-access');
  });

  it('asks for what trails use beside the spec, and says which statements are missing', async () => {
    const used = spec(`buckets:
  acme-audit-logs: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: acme-audit-logs, kmsKey: alias/audit, cloudWatchLogs: { logGroup: audit, role: to-logs } }`);
    const here = await stage({ 'trailwarden.yaml': used });
    const { kms } = clients(here.sandbox);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/audit', TargetKeyId: KeyId }));
    const Policy = (await here.run(['policy', 'kms', 'trailwarden.yaml', '--account', '111111111111'])).stdout;
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
    const besides = async () => {
      const { '111111111111': own = [] } = await found(here);
      return own.filter(one => !one.includes('s3:'));
    };
    expect(await besides()).toEqual([]);
    const operations = ['GetKeyPolicy', 'DescribeLogGroups', 'GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies'];
    here.sandbox.trouble.set({
      rules: operations.map(operation => ({ match: { operation }, effect: { deny: true } })),
    });
    expect((await besides()).toSorted()).toEqual([
      'key alias/audit unknown',
      'permission iam:GetRole failed',
      'permission iam:GetRolePolicy failed',
      'permission iam:ListAttachedRolePolicies failed',
      'permission kms:GetKeyPolicy failed',
      'permission logs:DescribeLogGroups failed',
    ]);
    const { stdout } = await here.run(['doctor']);
    expect(stdout).toContain('arn:aws:logs:eu-west-1:111111111111:log-group:*');
    expect(stdout).toContain('arn:aws:iam::111111111111:role/to-logs');
  });

  it('looks at whether a key works, and lets CloudTrail in', async () => {
    const text = minimal.replace('bucket: acme-audit-logs', '$&, kmsKey: alias/audit');
    const here = await stage({ 'trailwarden.yaml': text });
    const { kms } = clients(here.sandbox);
    const KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/audit', TargetKeyId: KeyId }));
    const told = async (): Promise<string> => {
      const { stdout } = await here.run(['doctor']);
      return stdout.split('\n').find(one => one.includes('key alias/audit')) ?? '';
    };
    expect(await told()).toMatch(/FAILED +key alias\/audit +does not let CloudTrail in$/u);
    expect((await here.run(['doctor'])).code).toBe(9);
    const Policy = (await here.run(['policy', 'kms', 'trailwarden.yaml', '--account', '111111111111'])).stdout;
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
    expect(await told()).toMatch(/ok +key alias\/audit +works, and lets CloudTrail in$/u);
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await told()).toMatch(/FAILED +key alias\/audit +state: Disabled$/u);
    const { stdout } = await here.run(['doctor']);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain(
      `aws kms enable-key --key-id arn:aws:kms:eu-west-1:111111111111:key/${KeyId}`,
    );
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await told()).toMatch(/FAILED +key alias\/audit +state: PendingDeletion$/u);
  });

  it.each<[string, Omit<Organization, 'id'>, readonly string[]]>([
    ['features failed', { management: '111111111111', featureSet: 'CONSOLIDATED_BILLING' }, ['features  failed']],
    [
      'a member that administers nothing may not even ask',
      { management: '222222222222', members: ['111111111111'] },
      [
        'permission organizations:ListAWSServiceAccessForOrganization failed',
        'permission organizations:ListDelegatedAdministrators failed',
        'trusted-access  unknown',
        'administrator  unknown',
      ],
    ],
    [
      'a member that administers something else',
      {
        management: '222222222222',
        members: ['111111111111'],
        delegatedAdministrators: { '111111111111': ['sso.amazonaws.com'] },
      },
      ['administrator  failed'],
    ],
    [
      'a delegated administrator',
      {
        management: '222222222222',
        members: ['111111111111'],
        delegatedAdministrators: { '111111111111': ['cloudtrail.amazonaws.com'] },
      },
      [],
    ],
  ])('tells whether the organization is ready: %s', async (_, described, failed) => {
    const here = await stage({ 'trailwarden.yaml': organization.replace(', kmsKey: alias/audit', '') });
    here.sandbox.organization.set({ id: 'o-exampleorgid', ...described });
    const { own = [] } = await found(here);
    expect(own.filter(one => !one.includes('s3:'))).toEqual(failed);
  });

  it('examines every account by itself', async () => {
    const here = await stage({ 'trailwarden.yaml': fleet });
    here.sandbox.trouble.set({
      rules: [{ match: { operation: 'ListTags', account: '222222222222' }, effect: { deny: true } }],
    });
    const accounts = await found(here);
    expect(accounts['payments']).toEqual(['permission cloudtrail:ListTags failed']);
    expect(accounts['other']).toEqual(['identity  failed']);
    expect((accounts['own'] ?? []).filter(one => !one.includes('s3:'))).toEqual([]);
    expect((await here.run(['doctor'])).code).toBe(9);
  });

  it('examines the accounts that an organization has, too', async () => {
    const discovering = spec(`accounts: { root: "111111111111" }
organization: { account: root, discover: { units: [Root/Prod] } }
defaults: { account: { role: trailwarden } }
buckets:
  acme-audit-logs: { account: root, region: eu-west-1 }
trails:
  main: { accounts: all, region: eu-west-1, bucket: acme-audit-logs }`);
    const here = await stage({ 'trailwarden.yaml': discovering });
    here.sandbox.organization.set({
      id: 'o-exampleorgid',
      management: '111111111111',
      units: [{ name: 'Prod', members: ['222222222222'] }],
    });
    here.sandbox.trouble.set({
      rules: [
        { match: { operation: 'DescribeRegions', account: '222222222222' }, effect: { deny: true } },
        { match: { operation: 'DescribeOrganization' }, effect: { deny: true } },
      ],
    });
    const accounts = await found(here);
    expect(accounts['222222222222']).toEqual(['permission ec2:DescribeRegions failed']);
    expect((accounts['root'] ?? []).filter(one => !one.includes('s3:'))).toEqual([
      'permission organizations:DescribeOrganization failed',
    ]);
  });

  it('says that a role cannot be assumed', async () => {
    const here = await stage({ 'trailwarden.yaml': fleet });
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'AssumeRole' }, effect: { deny: true } }] });
    expect((await found(here))['payments']).toEqual(['credentials  failed']);
  });

  it('came to nothing where nobody answers, and where there are no credentials', async () => {
    const here = await stage({ 'trailwarden.yaml': minimal });
    const away = await here.run(['doctor'], { endpoint: 'http://127.0.0.1:9' });
    expect(away.code).toBe(1);
    expect(away.stdout).toContain('ECONNREFUSED');
    const none = await here.run(['doctor'], { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } });
    expect(none.code).toBe(1);
    expect(none.stdout).toContain('mend: Log in');
  });

  it('tells a spec that is not valid', async () => {
    const here = await stage({ 'trailwarden.yaml': spec('trails: { main: {} }') });
    expect((await here.run(['doctor'])).code).toBe(3);
  });
});
