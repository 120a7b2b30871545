/** Everything that is asked for apart, defaults of a file, keys by other names, in two accounts: imported, nothing differs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CreateAliasCommand, CreateKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

import { ACCOUNT, OTHER, clientsApart } from '../sandbox/clients.ts';
import { HOME, policy } from '../sandbox/estate.ts';
import { spec } from './program.ts';
import { stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const accounts = `accounts: { one: "${ACCOUNT}", two: { id: "${OTHER}", role: "arn:aws:iam::${OTHER}:role/R" } }`;

const built = spec(`${accounts}
buckets:
  one-logs: { account: one, region: ${HOME}, objectLock: { mode: COMPLIANCE, days: 30 }, encryption: { algorithm: aws:kms, kmsKey: alias/logs } }
  two-logs: { account: two, region: ${HOME}, tags: { team: audit } }
topics:
  files: { accounts: [one, two], region: ${HOME}, kmsKey: alias/logs, subscriptions: [{ protocol: sqs, endpoint: "arn:aws:sqs:${HOME}:${ACCOUNT}:siem", raw: true }] }
trails:
  main:
    account: one
    region: ${HOME}
    bucket: one-logs
    topic: files
    events: { data: [{ type: AWS::Lambda::Function }] }
    aggregation: [API_ACTIVITY]
  plain: { account: two, region: ${HOME}, bucket: two-logs, topic: files, tags: { team: audit } }`);

/** What lies under the written blocks, and is not so at AWS. */
const given = spec(`${accounts}
defaults:
  bucket: { versioning: false, tags: { team: audit }, retention: { minDays: 1 } }
  topic: { protect: true }
  trail: { multiRegion: false, logFileValidation: false, tags: { team: audit }, logging: false }`);

interface Told {
  readonly resource_changes: readonly { readonly address: string; readonly change: object }[];
}

async function makeKeys(on: Stage): Promise<Readonly<Record<string, string>>> {
  const keys: Record<string, string> = {};
  for (const account of [ACCOUNT, OTHER]) {
    const { kms } = clientsApart(on.sandbox, { accessKeyId: account, secretAccessKey: 'secret' }, HOME);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? '';
    const open = {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'kms:*',
      Resource: '*',
    };
    const own = { Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' };
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: policy(own, open) }));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/logs', TargetKeyId: KeyId }));
    keys[account] = KeyId;
  }
  return keys;
}

it('writes all of it, and the plan has nothing to do', { timeout: 120_000 }, async () => {
  const on = await stage({ 'built.yaml': built, 'given.yaml': given });
  const keys = await makeKeys(on);
  const applied = await on.run(['apply', 'built.yaml', '--yes']);
  expect(applied.code, applied.stdout + applied.stderr).toBe(0);
  const [one, two] = [ACCOUNT, OTHER].map(account =>
    clientsApart(on.sandbox, { accessKeyId: account, secretAccessKey: 'secret' }, HOME),
  );
  const encryption = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/logs' } as const;
  const Rules = [{ ApplyServerSideEncryptionByDefault: encryption, BucketKeyEnabled: true }];
  await one?.s3.send(
    new PutBucketEncryptionCommand({ Bucket: 'one-logs', ServerSideEncryptionConfiguration: { Rules } }),
  );
  const topicIn = (account: string): string => `arn:aws:sns:${HOME}:${account}:files`;
  const typed = (account: string, AttributeValue: string | undefined): SetTopicAttributesCommand =>
    new SetTopicAttributesCommand({ TopicArn: topicIn(account), AttributeName: 'KmsMasterKeyId', AttributeValue });
  await one?.sns.send(typed(ACCOUNT, 'alias/logs'));
  await two?.sns.send(typed(OTHER, keys[OTHER]));
  const built2 = await on.run(['drift', 'built.yaml']);
  expect(built2.code, built2.stdout).toBe(0);
  const hook = 'https://hooks.slack.com/services/canary';
  await two?.sns.send(new SubscribeCommand({ TopicArn: topicIn(OTHER), Protocol: 'https', Endpoint: hook }));

  const imported = await on.run(['import', 'given.yaml', '--out', 'made.yaml']);
  expect([imported.code, imported.stderr]).toEqual([0, expect.stringContaining('A plan of it has nothing to do.')]);
  const text = readFileSync(join(on.folder, 'made.yaml'), 'utf8');
  expect(text).not.toContain('ignore');
  expect(text).not.toContain('canary');
  const { spec: made } = parse(text) as { readonly spec: Readonly<Record<string, Readonly<Record<string, object>>>> };
  expect(made['buckets']).toMatchObject({
    'one-logs': { versioning: true, objectLock: { mode: 'COMPLIANCE', days: 30 }, tags: {} },
    'two-logs': { versioning: true },
  });
  expect(made['buckets']?.['two-logs']).not.toHaveProperty('tags');
  expect(made['trails']).toMatchObject({
    main: { multiRegion: true, logFileValidation: true, aggregation: ['API_ACTIVITY'], tags: {} },
    plain: { multiRegion: true },
  });
  const topics = Object.values(made['topics'] ?? {});
  expect(topics.filter(one => 'subscriptions' in one)).toHaveLength(1);
  expect(text).toContain('# Left as it stands, because a spec cannot say all of it: subscriptions.');
  writeFileSync(join(on.folder, 'told.txt'), text);
  const planned = await on.run(['plan', 'given.yaml', 'made.yaml', '--format', 'json']);
  expect((JSON.parse(planned.stdout) as Told).resource_changes).toEqual([]);
});
