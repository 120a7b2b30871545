import type { Estate } from '../estate.ts';
import { parseArn, partitionOf } from '../places.ts';

export interface Key {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly description: string;
  readonly created: Date;
  enabled: boolean;
  /** Undefined if none was ever given: CloudTrail is then let in, since nobody wrote down that it is not. */
  policy: string | undefined;
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
