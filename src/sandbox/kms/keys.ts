import type { Estate } from '../estate.ts';
import { parseArn, partitionOf } from '../places.ts';

export interface Key {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly description: string;
  readonly created: Date;
  readonly spec: string;
  readonly usage: string;
  enabled: boolean;
  /** When it is to be deleted; undefined: nobody deletes it. */
  deletion: Date | undefined;
  policy: string;
}

/** What KMS gives a key that is made without a policy: its account may do everything, and no service anything. */
export function defaultPolicy(account: string, region: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partitionOf(region)}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}

/** The state of a key at a time, in KMS's words. */
export function stateOf({ enabled, deletion }: Key): 'Enabled' | 'Disabled' | 'PendingDeletion' {
  if (deletion) return 'PendingDeletion';
  return enabled ? 'Enabled' : 'Disabled';
}

const KEY_ID = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|mrk-[\da-f]{32})$/;

/** Whether a text has one of the four forms that name a key: id, key ARN, alias, alias ARN. */
export function isKeyName(name: string): boolean {
  return (
    KEY_ID.test(name) ||
    /^alias\/[\w/-]+$/.test(name) ||
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+$/.test(name)
  );
}

/** The key that a name stands for, to a caller of an account in a region. */
export function findKey(estate: Estate, name: string, account: string, region: string): Key | undefined {
  const prefix = `arn:${partitionOf(region)}:kms:${region}:${account}:`;
  const arn = parseArn(name) ? name : prefix + (name.startsWith('alias/') ? name : `key/${name}`);
  return estate.keys.get(estate.aliases.get(arn) ?? arn);
}
