import type { Effect, Field, Fields } from '../../core/kind.ts';
import { delivery } from '../../core/policy/delivery.ts';
import { mayDeny } from '../../core/policy/foreign.ts';
import { policyFields } from '../../core/policy/fields.ts';
import type { Statement } from '../../core/policy/statement.ts';
import { ownerField, protectField, tagsField } from '../../core/tags.ts';
import { accessLoggingField } from './access-logging.ts';
import { lifecycleField, retentionField } from './lifecycle.ts';
import { objectLockField } from './object-lock.ts';
import { reportedFields } from './reported.ts';
import { ownerships } from './state.ts';
import type { BucketState, Encryption, PublicAccessBlock } from './state.ts';
import { deniesWithoutTls, sameDenial } from './tls.ts';

const policy = policyFields(delivery, {
  use: 'deliver log files',
  may: 'write here',
  grants: 'critical',
  statements: 'high',
  otherStatements: 'medium',
});

const region: Field<string> = {
  change: { fixed: 'A bucket cannot move: declare a new one and point the trails to it.' },
  effect: () => 'neutral',
  gravity: () => 'high',
  meaning: (_desired, live) => `The bucket stands in ${live}.`,
};

/** The statement's content counts, not whose name its Sid ends with: one that was altered denies nothing for certain. */
const tlsOnly: Field<Statement | null> = {
  change: 'call',
  equal: (desired, live) => desired === live || (desired !== null && live !== null && sameDenial(desired, live)),
  effect: (from, to) => byRank(Number(deniesWithoutTls(from)), Number(deniesWithoutTls(to))),
  gravity(desired, live) {
    if (live !== null && mayDeny(live, delivery)) return 'critical';
    return desired === null ? 'low' : 'medium';
  },
  meaning(desired, live) {
    if (live !== null && mayDeny(live, delivery))
      return 'The statement about TLS denies CloudTrail to deliver log files, or may.';
    return desired === null
      ? 'Requests without TLS are denied, which the spec does not ask for.'
      : 'Requests without TLS are not denied.';
  },
};

const publicAccessBlock: Field<PublicAccessBlock> = {
  change: 'call',
  effect(from, to) {
    if (switchedOff(from, to).length > 0) return 'weakens';
    return switchedOff(to, from).length > 0 ? 'strengthens' : 'neutral';
  },
  gravity: (desired, live) => (switchedOff(desired, live).length > 0 ? 'critical' : 'low'),
  meaning(desired, live) {
    const off = switchedOff(desired, live);
    return off.length > 0
      ? `The bucket can be opened to the public: ${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} off.`
      : 'More of the public access block is on than the spec says.';
  },
};

function switchedOff(from: PublicAccessBlock, to: PublicAccessBlock): readonly string[] {
  return Object.entries(from).flatMap(([name, on]) =>
    on && !Object.entries(to).some(([key, is]) => key === name && is) ? [name] : [],
  );
}

const ownership: Field<BucketState['ownership']> = {
  change: 'call',
  effect: (from, to) => byRank(ownerships.indexOf(from), ownerships.indexOf(to)),
  gravity: (desired, live) => (ownerships.indexOf(live) < ownerships.indexOf(desired) ? 'high' : 'low'),
  meaning: (_desired, live) =>
    live === 'BucketOwnerEnforced'
      ? 'ACLs are off, which the spec does not ask for.'
      : `Object ownership is ${live}: ACLs count, and objects may belong to others than the bucket's owner.`,
};

const encryption: Field<Encryption> = {
  change: 'call',
  effect: changeOfKey,
  leadsTo: ({ kmsKey }) => [kmsKey],
  // high also for a key nobody asked for: whoever owns it decides who can read, and whether CloudTrail can write
  gravity: (desired, live) => (live.algorithm !== desired.algorithm || live.kmsKey !== desired.kmsKey ? 'high' : 'low'),
  meaning(desired, live) {
    if (live.algorithm !== desired.algorithm)
      return `New objects are encrypted with ${live.algorithm}, not ${desired.algorithm}.`;
    if (live.kmsKey !== desired.kmsKey)
      return `New objects are encrypted with ${keyName(live)}, not with ${keyName(desired)}.`;
    return desired.bucketKey ? 'Every object costs a call to KMS: the bucket key is off.' : 'The bucket key is on.';
  },
};

const keyName = ({ kmsKey }: Encryption): string => kmsKey ?? "AWS's own key for S3";

/** AWS's own key for S3 is everybody's who may read the bucket, so it protects no more than S3 does by itself. */
const layers: Readonly<Record<Encryption['algorithm'], number>> = {
  none: 0,
  AES256: 1,
  'aws:kms': 1,
  'aws:kms:dsse': 2,
};

/** A stronger algorithm does not make up for the loss of a key of one's own; one such key is as good as another. */
function changeOfKey(from: Encryption, to: Encryption): Effect {
  const weaker = (a: Encryption, b: Encryption): boolean =>
    layers[b.algorithm] < layers[a.algorithm] || (a.kmsKey !== null && b.kmsKey === null);
  if (weaker(from, to)) return 'weakens';
  return weaker(to, from) ? 'strengthens' : 'neutral';
}

function byRank(from: number, to: number): Effect {
  if (from === to) return 'neutral';
  return to < from ? 'weakens' : 'strengthens';
}

const versioning: Field<BucketState['versioning']> = {
  change: 'call',
  effect: (from, to) => byRank(Number(from === 'enabled'), Number(to === 'enabled')),
  gravity: desired => (desired === 'enabled' ? 'high' : 'low'),
  meaning: desired =>
    desired === 'enabled'
      ? 'Log files that are overwritten or deleted are gone.'
      : 'Old versions are kept, which the spec does not ask for.',
};

/** All that is known about the fields of a bucket. */
export const fields: Fields<BucketState> = {
  region,
  ...policy,
  tlsOnly,
  publicAccessBlock,
  ownership,
  encryption,
  versioning,
  retention: retentionField,
  lifecycle: lifecycleField,
  objectLock: objectLockField,
  accessLogging: accessLoggingField,
  ...reportedFields,
  tags: tagsField,
  protect: protectField,
  owner: ownerField,
};
