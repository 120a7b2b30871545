import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { credentials, endpointAt } from '../e2e/endpoint.ts';
import { clientsApart } from '../sandbox/clients.ts';
import { makeLogGroup, makeLogRole } from '../sandbox/estate.ts';
import { contract } from './contract.ts';

const account = '111111111111';
const open: Sandbox[] = [];
afterAll(async () => Promise.all(open.map(async sandbox => sandbox.close())));

const openToCloudTrail = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 'kms:*', Resource: '*' }],
});

/** The keys that the walks name stand in both regions that they use. */
async function makeKeys(url: string): Promise<void> {
  for (const region of ['eu-west-1', 'us-east-1']) {
    const kms = new KMSClient({ endpoint: url, credentials, region });
    for (const name of ['audit', 'audit-2', 'other']) {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: openToCloudTrail }));
      await kms.send(new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId: KeyMetadata?.KeyId ?? '' }));
    }
    kms.destroy();
  }
}

/** And so do the log groups, with the roles that write to them. */
async function makeLogs(url: string): Promise<void> {
  for (const region of ['eu-west-1', 'us-east-1'])
    for (const name of ['cloudtrail/main', 'other'])
      await makeLogGroup(clientsApart({ url }, credentials, region), name);
  for (const name of ['to-logs', 'to-logs-2']) await makeLogRole(clientsApart({ url }, credentials), name);
}

contract('the sandbox', async () => {
  const sandbox = await startSandbox({ organization: { id: 'o-exampleorgid', management: account, members: [] } });
  open.push(sandbox);
  await makeKeys(sandbox.url);
  await makeLogs(sandbox.url);
  return endpointAt(sandbox.url).cloud();
});
