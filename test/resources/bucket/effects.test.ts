import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Readings } from '../../../src/core/model.ts';
import type { OtherStatements } from '../../../src/core/policy/sorting.ts';
import type { Grants } from '../../../src/core/policy/state.ts';
import type { Statement } from '../../../src/core/policy/statement.ts';
import { bucket } from '../../../src/resources/bucket/bucket.ts';
import { fields } from '../../../src/resources/bucket/fields.ts';
import type { LifecycleRule } from '../../../src/resources/bucket/lifecycle-rule.ts';
import type { Lifecycle } from '../../../src/resources/bucket/lifecycle.ts';
import { lockedOnRequest } from '../../../src/resources/bucket/object-lock.ts';
import type { ObjectLock } from '../../../src/resources/bucket/object-lock.ts';
import { ownerships } from '../../../src/resources/bucket/state.ts';
import type { BucketState, Encryption } from '../../../src/resources/bucket/state.ts';
import { anything, both, change, gain, loss, neverNeutral, onlyNeutral, tellsEffects } from '../effects.ts';
import type { Row } from '../effects.ts';
import { arn, desired, world } from './estate.ts';

const { publicAccessBlock: closed, tlsOnly, policyHeader } = desired();
const trailArn = (name: string) => `arn:aws:cloudtrail:eu-west-1:111111111111:trail/${name}` as const;

/** Grants as they come to be for these trails. */
/** A policy that lets in nobody. */
const nothing = Object.fromEntries(
  Object.entries({ ...desired(), otherStatements: [] }).map(([field, value]) => [field, { value }]),
) as Readings<BucketState>;

function grants(...names: readonly string[]): Grants {
  const needs = names.map(name => ({
    to: 'deliver-logs' as const,
    of: arn,
    trail: trailArn(name),
    account: '111111111111',
    prefix: '',
    organization: null,
    folders: [],
    key: null,
    everyRegion: true,
  }));
  const completed = bucket.complete?.(desired(), { needs, settled: new Set(), keeper: false }, nothing, arn, world);
  return completed?.grants ?? { pin: null, by: null, statements: [], withdrawn: [] };
}

const own: Statement = {
  Sid: 'Mine',
  Effect: 'Allow',
  Principal: { AWS: '222222222222' },
  Action: 's3:GetObject',
  Resource: `${arn}/*`,
};
const denies: Statement = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${arn}/*` };
const opens: Statement = { ...own, Sid: 'Open', Principal: '*' };
const kept: OtherStatements = { keep: true, denials: [{ sid: 'No', mend: 'Mend it.' }], statements: [own] };

const kms: Encryption = { algorithm: 'aws:kms', kmsKey: 'k1', bucketKey: true };
const plain: Encryption = { algorithm: 'AES256', kmsKey: null, bucketKey: false };
const ours: Encryption = { ...kms, kmsKey: null };
const dual: Encryption = { ...ours, algorithm: 'aws:kms:dsse' };
const altered = tlsOnly && { ...tlsOnly, Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
const partly = tlsOnly && { ...tlsOnly, Resource: arn };
const bySid = tlsOnly && { ...tlsOnly, Sid: 'TrailwardenTlsOnlyother' };

const deniedText = 'A statement denies CloudTrail to deliver log files, or may.';
const tlsDenies = 'The statement about TLS denies CloudTrail to deliver log files, or may.';
const notWritten = "The spec's own statements do not stand in the policy as written.";

const whole = { Prefix: '' };
const expires = (Days: number, Prefix = ''): LifecycleRule => ({
  ID: 'expires',
  Status: 'Enabled',
  Filter: { Prefix },
  Expiration: { Days },
});
const old = (NoncurrentDays: number): LifecycleRule => ({
  ID: 'old',
  Status: 'Enabled',
  Filter: whole,
  NoncurrentVersionExpiration: { NoncurrentDays },
});
const moves = (Days: number): LifecycleRule => ({
  ID: 'moves',
  Status: 'Enabled',
  Filter: whole,
  Transitions: [{ Days, StorageClass: 'GLACIER_IR' }],
});
const life = (rules: Lifecycle['rules'], minDays: number | null = null): Lifecycle => ({
  rules,
  folders: ['AWSLogs/', 'org/AWSLogs/'],
  minDays,
  smallestMoved: null,
});
const lock = (mode: 'GOVERNANCE' | 'COMPLIANCE', days: number): ObjectLock => ({ mode, days, years: null });
const logs = { bucket: 'other', prefix: 'x' };

const rows: readonly Row<BucketState>[] = [
  ['region', 'eu-west-1', 'us-east-1', change('high'), 'The bucket stands in us-east-1.'],
  ['grants', grants('a'), grants(), loss('critical'), `CloudTrail cannot deliver log files for ${trailArn('a')}.`],
  ['grants', grants(), grants('a'), gain('medium'), `CloudTrail may also write here for ${trailArn('a')}.`],
  [
    'grants',
    { ...grants(), withdrawn: [trailArn('a')] },
    grants('a'),
    { drift: 'strengthens', repair: 'neutral', gravity: 'medium' },
    `CloudTrail may also write here for ${trailArn('a')}.`,
  ],
  ['grants', grants('a'), grants('b'), both('critical'), `CloudTrail cannot deliver log files for ${trailArn('a')}.`],
  ['statements', [own], [], change('high'), notWritten],
  ['statements', [own], [denies], loss('critical'), deniedText],
  ['statements', [denies], [own], gain('high'), notWritten],
  ['statements', [opens], [denies], both('critical'), deniedText],
  ['otherStatements', [], [own], change('medium'), 'The policy has statements that the spec does not know: Mine.'],
  ['otherStatements', [], [denies], loss('critical'), deniedText],
  ['otherStatements', [denies], [own], gain('medium'), 'The policy has statements that the spec does not know: Mine.'],
  ['otherStatements', [], [opens], change('critical'), 'A statement lets in everybody.'],
  ['otherStatements', kept, [own, denies], loss('critical'), deniedText.replace(', or may', ': No')],
  [
    'policyHeader',
    policyHeader,
    { ...policyHeader, id: 'x' },
    change('info'),
    'The version and the Id of the policy are kept while statements of others are.',
  ],
  ['tlsOnly', tlsOnly, null, loss('medium'), 'Requests without TLS are not denied.'],
  ['tlsOnly', tlsOnly, altered, loss('critical'), tlsDenies],
  ['tlsOnly', tlsOnly, partly, loss('medium'), 'Requests without TLS are not denied.'],
  ['tlsOnly', null, altered, change('critical'), tlsDenies],
  ['tlsOnly', null, bySid, gain('low'), 'Requests without TLS are denied, which the spec does not ask for.'],
  [
    'publicAccessBlock',
    closed,
    { ...closed, blockPublicAcls: false, ignorePublicAcls: false },
    loss('critical'),
    'The bucket can be opened to the public: blockPublicAcls, ignorePublicAcls are off.',
  ],
  [
    'publicAccessBlock',
    { ...closed, blockPublicAcls: false },
    closed,
    gain('low'),
    'More of the public access block is on than the spec says.',
  ],
  [
    'publicAccessBlock',
    { ...closed, blockPublicAcls: false },
    { ...closed, blockPublicPolicy: false },
    both('critical'),
    'The bucket can be opened to the public: blockPublicPolicy is off.',
  ],
  [
    'ownership',
    'BucketOwnerEnforced',
    'ObjectWriter',
    loss('high'),
    "Object ownership is ObjectWriter: ACLs count, and objects may belong to others than the bucket's owner.",
  ],
  [
    'ownership',
    'BucketOwnerPreferred',
    'BucketOwnerEnforced',
    gain('low'),
    'ACLs are off, which the spec does not ask for.',
  ],
  ['encryption', kms, plain, loss('high'), 'New objects are encrypted with AES256, not aws:kms.'],
  ['encryption', plain, kms, gain('high'), 'New objects are encrypted with aws:kms, not AES256.'],
  ['encryption', kms, ours, loss('high'), "New objects are encrypted with AWS's own key for S3, not with k1."],
  ['encryption', ours, kms, gain('high'), "New objects are encrypted with k1, not with AWS's own key for S3."],
  ['encryption', kms, { ...kms, kmsKey: 'k2' }, change('high'), 'New objects are encrypted with k2, not with k1.'],
  ['encryption', plain, ours, change('high'), 'New objects are encrypted with aws:kms, not AES256.'],
  ['encryption', dual, plain, loss('high'), 'New objects are encrypted with AES256, not aws:kms:dsse.'],
  ['encryption', dual, kms, both('high'), 'New objects are encrypted with aws:kms, not aws:kms:dsse.'],
  [
    'encryption',
    kms,
    { ...kms, bucketKey: false },
    change('low'),
    'Every object costs a call to KMS: the bucket key is off.',
  ],
  ['encryption', { ...kms, bucketKey: false }, kms, change('low'), 'The bucket key is on.'],
  ['versioning', 'enabled', 'suspended', loss('high'), 'Log files that are overwritten or deleted are gone.'],
  ['versioning', 'suspended', 'enabled', gain('low'), 'Old versions are kept, which the spec does not ask for.'],
  ['retention', 365, null, change('info'), 'How long log files must stay is for the lifecycle rules to keep.'],
  ['lifecycle', life([], 365), life([expires(1)]), loss('critical'), 'A lifecycle rule deletes log files after 1 day.'],
  ['lifecycle', life([]), life([expires(400)]), loss('medium'), 'A lifecycle rule deletes log files after 400 days.'],
  ['lifecycle', life([]), life([expires(89)]), loss('critical'), 'A lifecycle rule deletes log files after 89 days.'],
  [
    'lifecycle',
    life([], 365),
    life([expires(400)]),
    change('medium'),
    'A lifecycle rule deletes log files after 400 days.',
  ],
  [
    'lifecycle',
    life([expires(400)], 365),
    life([old(30), expires(400)]),
    loss('critical'),
    'A lifecycle rule deletes old versions of log files after 30 days.',
  ],
  [
    'lifecycle',
    life([]),
    life([{ ...expires(1), Expiration: { Date: '2030-01-01T00:00:00.000Z' } }]),
    loss('critical'),
    'A lifecycle rule deletes log files whatever their age.',
  ],
  ['lifecycle', life([expires(400)]), life([]), gain('medium'), 'Lifecycle rules are not as written: expires.'],
  ['lifecycle', life([moves(30)]), life([moves(60)]), change('medium'), 'Lifecycle rules are not as written: moves.'],
  [
    'lifecycle',
    life([expires(1, 'tmp/'), moves(30), { ...moves(1), ID: 'm2' }, { ...moves(1), ID: 'm3' }]),
    life([]),
    change('medium'),
    'Lifecycle rules are not as written: expires, m2, m3 and more.',
  ],
  ['lifecycle', life([moves(30)]), life([moves(30)]), change('medium'), 'The lifecycle rules are as written.'],
  [
    'lifecycle',
    life([]),
    life([expires(1, 'org/')]),
    loss('critical'),
    'A lifecycle rule deletes log files after 1 day.',
  ],
  [
    'lifecycle',
    life([expires(400)]),
    life([old(400)]),
    both('medium'),
    'A lifecycle rule deletes old versions of log files after 400 days.',
  ],
  ['lifecycle', life('keep'), life([moves(1)]), change('medium'), 'The lifecycle rules are kept as they stand.'],
  [
    'objectLock',
    lock('GOVERNANCE', 30),
    null,
    loss('critical'),
    'New log files are not locked: whoever may delete them can.',
  ],
  [
    'objectLock',
    lock('COMPLIANCE', 30),
    lock('GOVERNANCE', 30),
    loss('critical'),
    'New log files are locked as GOVERNANCE for 30 days, not as COMPLIANCE for 30 days.',
  ],
  [
    'objectLock',
    { mode: 'GOVERNANCE', days: null, years: 2 },
    lock('GOVERNANCE', 30),
    loss('critical'),
    'New log files are locked as GOVERNANCE for 30 days, not as GOVERNANCE for 2 years.',
  ],
  [
    'objectLock',
    lockedOnRequest,
    lock('GOVERNANCE', 30),
    gain('medium'),
    'New log files are locked as GOVERNANCE for 30 days, not only on request.',
  ],
  [
    'objectLock',
    lock('GOVERNANCE', 365),
    { mode: 'GOVERNANCE', days: null, years: 1 },
    change('medium'),
    'New log files are locked as GOVERNANCE for 1 year, not as GOVERNANCE for 365 days.',
  ],
  [
    'objectLock',
    lock('COMPLIANCE', 30),
    lock('GOVERNANCE', 60),
    both('critical'),
    'New log files are locked as GOVERNANCE for 60 days, not as COMPLIANCE for 30 days.',
  ],
  [
    'objectLock',
    null,
    lockedOnRequest,
    gain('medium'),
    'New log files are locked only on request, which the spec does not ask for.',
  ],
  ['accessLogging', logs, null, loss('medium'), 'Nobody writes down who reads or deletes log files.'],
  ['accessLogging', null, logs, gain('low'), 'Requests are logged to other/x, which the spec does not ask for.'],
  [
    'accessLogging',
    { ...logs, prefix: '' },
    logs,
    change('medium'),
    'Requests are logged to other/x instead of other.',
  ],
  [
    'mfaDelete',
    false,
    true,
    change('info'),
    'MFA delete is on: old versions are deleted, and lifecycle rules changed, by the root user only.',
  ],
  ['mfaDelete', true, false, change('info'), 'MFA delete is off.'],
  ['requesterPays', false, true, change('critical'), 'The requester pays, so CloudTrail cannot deliver.'],
  ['requesterPays', true, false, change('critical'), 'The owner of the bucket pays for requests.'],
  ['replication', [], ['arn:aws:s3:::b'], change('medium'), 'Objects are copied to arn:aws:s3:::b.'],
  ['replication', ['arn:aws:s3:::b'], [], change('medium'), 'Objects are copied to no other bucket.'],
  ['aclGrants', [], ['x: READ'], change('high'), 'The ACL lets in others than the owner: x: READ.'],
  ['aclGrants', ['x: READ'], [], change('high'), 'The ACL lets in the owner only.'],
  ['cors', false, true, change('low'), 'Scripts of other origins may use the bucket in browsers.'],
  ['cors', true, false, change('low'), 'No CORS rules stand there.'],
  ['website', false, true, change('medium'), 'The bucket is served as a website.'],
  ['website', true, false, change('medium'), 'The bucket is no website.'],
  ['tags', { team: 'a' }, {}, change('low'), 'Tags are not as written: team.'],
  ['protect', true, false, loss('medium'), 'It lacks the tag that protects it from being deleted.'],
  ['owner', 'acme', 'other', change('high'), 'It carries the owner tag of other.'],
];

const statements = fc.subarray([own, denies, opens]);
const names = fc.subarray(['a', 'b', 'c']);

tellsEffects<BucketState>({
  fields,
  rows,
  can: {
    region: onlyNeutral,
    grants: anything,
    statements: anything,
    otherStatements: anything,
    policyHeader: onlyNeutral,
    tlsOnly: anything,
    publicAccessBlock: neverNeutral,
    ownership: neverNeutral,
    encryption: anything,
    versioning: neverNeutral,
    retention: onlyNeutral,
    lifecycle: anything,
    objectLock: anything,
    accessLogging: anything,
    mfaDelete: onlyNeutral,
    requesterPays: onlyNeutral,
    replication: onlyNeutral,
    aclGrants: onlyNeutral,
    cors: onlyNeutral,
    website: onlyNeutral,
    tags: onlyNeutral,
    protect: neverNeutral,
    owner: onlyNeutral,
  },
  values: {
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    grants: names.map(some => grants(...some)),
    statements,
    otherStatements: fc.oneof(statements, fc.constant('keep' as const)),
    policyHeader: fc.record({ version: fc.constantFrom('2012-10-17', '2008-10-17'), id: fc.option(fc.string()) }),
    tlsOnly: fc.constantFrom(tlsOnly, altered, partly, bySid, null),
    publicAccessBlock: fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    }),
    ownership: fc.constantFrom(...ownerships),
    encryption: fc.record({
      algorithm: fc.constantFrom('none', 'AES256', 'aws:kms', 'aws:kms:dsse'),
      kmsKey: fc.constantFrom(null, 'k1', 'k2'),
      bucketKey: fc.boolean(),
    }),
    versioning: fc.constantFrom('enabled', 'suspended'),
    retention: fc.option(fc.constantFrom(30, 365)),
    lifecycle: fc
      .tuple(
        fc.oneof(fc.constant('keep' as const), fc.subarray([expires(30), old(100), moves(5), expires(3, 'tmp/')])),
        fc.constantFrom(null, 30, 365),
      )
      .map(([rules, minDays]) => life(rules, minDays)),
    objectLock: fc.constantFrom<ObjectLock | null>(
      null,
      lockedOnRequest,
      lock('GOVERNANCE', 30),
      lock('COMPLIANCE', 1),
    ),
    accessLogging: fc.constantFrom(null, logs, { ...logs, bucket: 'more' }),
    mfaDelete: fc.boolean(),
    requesterPays: fc.boolean(),
    replication: fc.subarray(['arn:aws:s3:::b']),
    aclGrants: fc.subarray(['x: READ']),
    cors: fc.boolean(),
    website: fc.boolean(),
    tags: fc.dictionary(fc.constantFrom('a', 'b'), fc.string()),
    protect: fc.boolean(),
    owner: fc.option(fc.constantFrom('acme', 'other')),
  },
});

it('changes every field by a call, but the region, what is only reported and what follows from others', () => {
  const others = Object.entries(fields).filter(([, { change: how }]) => how !== 'call');
  expect(others.map(([name]) => name)).toEqual([
    'region',
    'policyHeader',
    'retention',
    'mfaDelete',
    'requesterPays',
    'replication',
    'aclGrants',
    'cors',
    'website',
  ]);
});
