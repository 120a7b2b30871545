import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, it } from 'vitest';

import { ACCOUNT, OTHER, failure, sandbox } from './clients.ts';

const organization = { id: 'o-exampleorgid', management: ACCOUNT, members: [OTHER] };

async function describeAs(account: string, options: Parameters<typeof sandbox>[0]) {
  const { url } = await sandbox(options);
  const credentials = { accessKeyId: account, secretAccessKey: 'secret' };
  const client = new OrganizationsClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return client.send(new DescribeOrganizationCommand({})).finally(() => client.destroy());
}

describe('DescribeOrganization', () => {
  it.each([ACCOUNT, OTHER])('answers the management account and the members: %s', async account => {
    const { Organization } = await describeAs(account, { organization });
    expect(Organization).toMatchObject({ Id: 'o-exampleorgid', MasterAccountId: ACCOUNT, FeatureSet: 'ALL' });
  });

  it.each([
    ['333333333333', { organization }],
    [ACCOUNT, {}],
  ])('refuses accounts without one: %s', async (account, options) => {
    expect((await failure(describeAs(account, options))).name).toBe('AWSOrganizationsNotInUseException');
  });
});
