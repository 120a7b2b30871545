/** Whose history has an event, and from when on. */
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateKeyCommand, DisableKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';

import { ACCOUNT, OTHER, clients, sandbox } from './clients.ts';
import type { Clients } from './clients.ts';

async function events(of: Clients, name: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { Events = [] } = await of.cloudtrail.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }] }),
  );
  return Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as Readonly<Record<string, unknown>>);
}

describe('event history', () => {
  it('has what others do to a bucket in that of its owner, too', async () => {
    const box = await sandbox();
    const [owner, other] = [clients(box), clients(box, 'eu-west-1', OTHER)];
    await owner.s3.send(
      new CreateBucketCommand({ Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    const tampering = new PutBucketVersioningCommand({
      Bucket: 'logs',
      VersioningConfiguration: { Status: 'Suspended' },
    });
    await expect(other.s3.send(tampering)).rejects.toThrow(/./u);
    const [[own], [theirs]] = await Promise.all([
      events(owner, 'PutBucketVersioning'),
      events(other, 'PutBucketVersioning'),
    ]);
    expect(own).toMatchObject({
      recipientAccountId: ACCOUNT,
      userIdentity: { accountId: OTHER },
      sharedEventID: theirs?.['eventID'],
    });
    expect(theirs).toMatchObject({ recipientAccountId: OTHER });
    expect(own?.['eventID']).not.toBe(theirs?.['eventID']);
  });

  it('has what an account does to its own once', async () => {
    const box = await sandbox();
    const owner = clients(box);
    await owner.s3.send(
      new CreateBucketCommand({ Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    await expect(owner.s3.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy: '{' }))).rejects.toThrow(/./u);
    expect(await events(owner, 'PutBucketPolicy')).toMatchObject([{ errorCode: 'MalformedPolicy' }]);
  });

  it('lists a key by its ARN', async () => {
    const owner = clients(await sandbox());
    const { KeyMetadata: key } = await owner.kms.send(new CreateKeyCommand({}));
    await owner.kms.send(new DisableKeyCommand({ KeyId: key?.KeyId }));
    expect(await events(owner, 'DisableKey')).toMatchObject([
      { requestParameters: { keyId: key?.KeyId }, resources: [{ type: 'AWS::KMS::Key', ARN: key?.Arn }] },
    ]);
  });

  it('may be late, by the clock of the sandbox', async () => {
    const box = await sandbox({ now: new Date('2026-11-19T03:00:00Z') });
    const owner = clients(box);
    box.trouble.set({ history: { seconds: 300 } });
    await owner.kms.send(new CreateKeyCommand({}));
    expect(await events(owner, 'CreateKey')).toEqual([]);
    box.clock.advance(300);
    expect(await events(owner, 'CreateKey')).toHaveLength(1);
    expect(box.trouble.current()).toMatchObject({ history: { seconds: 300 } });
  });
});
