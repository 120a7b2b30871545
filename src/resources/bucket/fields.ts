import type { Effect, Field, Fields } from '../../core/kind.ts';
import { sameStatement } from '../../core/policy/canonical.ts';
import { delivery } from '../../core/policy/delivery.ts';
import { policyFields } from '../../core/policy/fields.ts';
import type { Statement } from '../../core/policy/statement.ts';
import { ownerField, tagsField } from '../../core/tags.ts';
import { algorithms, ownerships } from './state.ts';
import type { BucketState, Encryption, PublicAccessBlock } from './state.ts';

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

/** The statement's content counts, not whose name its Sid ends with. */
const tlsOnly: Field<Statement | null> = {
  change: 'call',
  equal: (desired, live) => denies(desired, live) || desired === live,
  effect: (from, to) => {
    if (from === null && to === null) return 'neutral';
    if (to === null) return 'weakens';
    return from === null ? 'strengthens' : 'neutral';
  },
  gravity: desired => (desired === null ? 'low' : 'medium'),
  meaning: desired =>
    desired === null
      ? 'Requests without TLS are denied, which the spec does not ask for.'
      : 'Requests without TLS are not denied.',
};

function denies(a: Statement | null, b: Statement | null): boolean {
  return a !== null && b !== null && sameStatement({ ...a, Sid: '' }, { ...b, Sid: '' });
}

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
      ? `The bucket can be opened to the public: ${off.join(', ')} is off.`
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
  effect: (from, to) => byRank(strength(from), strength(to)),
  // high also for a key nobody asked for: whoever owns it decides who can read, and whether CloudTrail can write
  gravity: (desired, live) => (live.algorithm !== desired.algorithm || live.kmsKey !== desired.kmsKey ? 'high' : 'low'),
  meaning(desired, live) {
    if (live.algorithm !== desired.algorithm)
      return `New objects are encrypted with ${live.algorithm}, not ${desired.algorithm}.`;
    if (live.kmsKey !== desired.kmsKey)
      return `New objects are encrypted with ${live.kmsKey ?? "AWS's own key for S3"}, not with the key of the spec.`;
    return desired.bucketKey ? 'Every object costs a call to KMS: the bucket key is off.' : 'The bucket key is on.';
  },
};

/** A key of one's own is worth more than AWS's key for the same algorithm. */
function strength({ algorithm, kmsKey }: Encryption): number {
  return algorithms.indexOf(algorithm) * 2 + (kmsKey === null ? 0 : 1);
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
  tags: tagsField,
  owner: ownerField,
};
