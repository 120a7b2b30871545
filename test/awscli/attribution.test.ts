/** Attacks as a person types them, and at whose door they are laid. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { folderWith, minimal, trailwarden } from '../cli/program.ts';
import { documentIn } from '../cli/sandboxed.ts';
import { aws } from './cli.ts';

const bucket = 'acme-audit-logs';
const statement = {
  Sid: 'TmpFix',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
};
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const rules = JSON.stringify({
  Rules: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
});

describe('the AWS CLI attacks', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeEach(async () => {
    sandbox = await startSandbox();
    folder = folderWith({ 'trailwarden.yaml': minimal });
    const { code } = await trailwarden(['apply', '--yes'], { endpoint: sandbox.url, folder });
    expect(code).toBe(0);
  });
  afterEach(async () => sandbox.close());

  it.each<readonly [typed: readonly string[], field: string | null, event: string]>([
    [['cloudtrail', 'stop-logging', '--name', 'main'], 'logging', 'StopLogging'],
    [['cloudtrail', 'delete-trail', '--name', 'main'], null, 'DeleteTrail'],
    [
      ['cloudtrail', 'update-trail', '--name', 'main', '--no-enable-log-file-validation'],
      'logFileValidation',
      'UpdateTrail',
    ],
    [['s3api', 'put-bucket-policy', '--bucket', bucket, '--policy', policy], 'grants', 'PutBucketPolicy'],
    [
      ['s3api', 'put-bucket-lifecycle-configuration', '--bucket', bucket, '--lifecycle-configuration', rules],
      'lifecycle',
      'PutBucketLifecycle',
    ],
    [['s3api', 'delete-public-access-block', '--bucket', bucket], 'publicAccessBlock', 'DeleteBucketPublicAccessBlock'],
  ])('%j', async (typed, field, name) => {
    await aws(sandbox.url, typed, 'mallory');
    const ran = await trailwarden(['drift', '--format', 'json'], { endpoint: sandbox.url, folder });
    const { attributions } = documentIn(ran, 'report.schema.json');
    expect(attributions).toContainEqual(
      expect.objectContaining({
        field,
        answer: 'found',
        event: expect.objectContaining({
          name,
          principal: expect.objectContaining({ name: 'mallory' }),
          user_agent: expect.stringContaining('aws-cli/'),
        }),
      }),
    );
  });
});
