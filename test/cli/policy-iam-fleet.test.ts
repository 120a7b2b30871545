/** `policy iam` for a spec of many accounts, with the built program. */
import { describe, expect, it } from 'vitest';

import { folderWith, spec, trailwarden } from './program.ts';
import { documentIn } from './sandboxed.ts';

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

const resourcesIn = (text: string): readonly string[] =>
  (JSON.parse(text) as Policy).Statement.flatMap(({ Resource }) => Resource);

const fleet = spec(`defaults:
  account: { role: ops/warden, externalId: acme-7f3a }
accounts:
  log-archive: "222222222222"
  payments: "333333333333"
buckets:
  acme-audit-logs: { account: log-archive, region: eu-west-1 }
trails:
  main: { account: payments, region: eu-west-1, bucket: acme-audit-logs }`);

describe('policy iam for many accounts', () => {
  it('is for one account of the spec, or for all of them', async () => {
    const folder = folderWith({ 'a.yaml': fleet });
    const of = async (...more: readonly string[]) =>
      resourcesIn((await trailwarden(['policy', 'iam', '--for', 'apply', 'a.yaml', ...more], { folder })).stdout);
    expect((await of('--account', 'log-archive')).toSorted()).toEqual(
      expect.arrayContaining(['arn:aws:s3:::acme-audit-logs']),
    );
    expect(await of('--account', 'payments')).toContain('arn:aws:cloudtrail:eu-west-1:333333333333:trail/main');
    expect(await of('--account', 'payments')).not.toContain('arn:aws:s3:::acme-audit-logs');
    expect(await of()).toEqual(
      expect.arrayContaining(['arn:aws:s3:::acme-audit-logs', 'arn:aws:cloudtrail:eu-west-1:*:trail/main']),
    );
  });

  it('lets the organization be read through the account that the spec names for it alone', async () => {
    const discover = 'organization: { account: log-archive, discover: { units: [Root/Prod], tags: { stage: prod } } }';
    const folder = folderWith({ 'a.yaml': fleet.replace('buckets:', `${discover}\n  buckets:`) });
    const of = async (account: string) =>
      (await trailwarden(['policy', 'iam', '--for', 'plan', 'a.yaml', '--account', account], { folder })).stdout;
    for (const action of ['DescribeOrganization', 'ListRoots', 'ListAccountsForParent', 'ListTagsForResource'])
      expect(await of('log-archive')).toContain(`"organizations:${action}"`);
    expect(await of('log-archive')).not.toContain('organizations:ListAccounts"');
    expect(await of('payments')).not.toContain('organizations:');
    expect(await of('payments')).toContain('ec2:DescribeRegions');
    expect(await of('log-archive')).toContain('ec2:DescribeRegions'); // a trail that left the spec may stand there
    expect(await of('log-archive')).toContain('cloudtrail:DescribeTrails');
  });

  it('prints the whole role, named and guarded as the spec says', async () => {
    const folder = folderWith({ 'a.yaml': fleet });
    const role = ['policy', 'iam', '--for', 'plan', 'a.yaml', '--trust', '111122223333', '--format'];
    const json = documentIn(await trailwarden([...role, 'json'], { folder }), 'iam.schema.json');
    expect(json).toMatchObject({
      for: 'plan',
      role_name: 'warden',
      role_path: '/ops/',
      trust_policy: {
        Statement: [
          {
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Condition: { StringEquals: { 'sts:ExternalId': 'acme-7f3a' } },
          },
        ],
      },
    });
    const template = await trailwarden([...role, 'cloudformation'], { folder });
    expect(template.stdout).toContain('${AWS::AccountId}');
    expect(JSON.parse(template.stdout)).toMatchObject({ Resources: { Role: { Type: 'AWS::IAM::Role' } } });
    const terraform = await trailwarden([...role, 'terraform', '--role-name', 'other'], { folder });
    expect(terraform.stdout).toContain('resource "aws_iam_role" "trailwarden" {\n  name               = "other"');
  });
});
