/**
 * A bucket by name and owner. Names are one space for all accounts: with its owner named, S3 refuses a stranger's bucket,
 * and it is never taken for ours.
 */
export interface Owned {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

/** @param account twelve digits: whose bucket it must be */
export function ownedBucket(name: string, account: string): Owned {
  return { Bucket: name, ExpectedBucketOwner: account };
}
