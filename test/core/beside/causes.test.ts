import { describe, expect, it } from 'vitest';

import { besideCauses } from '../../../src/core/beside/causes.ts';

const key = 'arn:aws:kms:eu-west-1:111111111111:key/1234';
const group = 'arn:aws:logs:eu-west-1:111111111111:log-group:trail/main:*';
const role = 'arn:aws:iam::111111111111:role/path/writer';

function bearing(arn: string, field: string, event: string, found?: string) {
  const beside = besideCauses(arn, field);
  const cause = beside?.causes.find(({ events }) => events.includes(event));
  return cause?.bearing({ event, region: 'eu-west-1', parameters: {} }, { wanted: 'Enabled', found });
}

describe('what is used beside the spec', () => {
  it.each([
    [key, 'kmsKey.state', 'DisableKey', 'Disabled', 'agrees'],
    [key, 'kmsKey.state', 'CancelKeyDeletion', 'Disabled', 'agrees'],
    [key, 'kmsKey.state', 'ScheduleKeyDeletion', 'Disabled', 'differs'],
    [key, 'kmsKey.state', 'ScheduleKeyDeletion', 'PendingDeletion', 'agrees'],
    [key, 'kmsKey.state', 'ScheduleKeyDeletion', 'missing', 'agrees'],
    [key, 'kmsKey.state', 'DisableKey', 'missing', 'differs'],
    [key, 'kmsKey.state', 'EnableKey', 'Disabled', 'differs'],
    [key, 'encryption.policy', 'PutKeyPolicy', 'denies kms:Decrypt', 'touches'],
    [key, 'kmsKey.policy.open', 'PutKeyPolicy', 'lets in everybody', 'touches'],
    [group, 'cloudWatchLogs.logGroup', 'DeleteLogGroup', 'missing', 'agrees'],
    [group, 'cloudWatchLogs.logGroup', 'CreateLogGroup', 'missing', 'differs'],
    [role, 'cloudWatchLogs.role.trust', 'UpdateAssumeRolePolicy', 'denies', 'touches'],
  ])('%s %s is brought there by %s', (arn, field, event, found, expected) => {
    expect(bearing(arn, field, event, found)).toBe(expected);
  });

  it('is named as requests name it', () => {
    const named = (arn: string, field: string, parameters: Readonly<Record<string, unknown>>) => {
      const beside = besideCauses(arn, field);
      return [beside?.subject.name, beside?.subject.region, beside?.causes[0]?.subjects(parameters)];
    };
    expect(named(key, 'kmsKey.state', { keyId: '1234' })).toEqual(['1234', 'eu-west-1', ['1234']]);
    expect(named(group, 'cloudWatchLogs.logGroup', { logGroupName: 'trail/main' })).toEqual([
      'trail/main',
      'eu-west-1',
      ['trail/main'],
    ]);
    expect(named(role, 'cloudWatchLogs.role', { roleName: 'writer' })).toEqual(['writer', 'us-east-1', ['writer']]);
  });

  it.each([
    ['no ARN', 'alias/logs', 'kmsKey.state'],
    ['another service', 'arn:aws:sqs:eu-west-1:111111111111:q', 'subscriptions.pending'],
    ['what no call changes', key, 'kmsKey.region'],
  ])('has no causes: %s', (_, arn, field) => {
    expect(besideCauses(arn, field)).toBeUndefined();
  });
});
