import { describe, expect, it } from 'vitest';

import { canonical } from '../../../src/core/diff.ts';
import type { Field } from '../../../src/core/kind.ts';
import type { Readings } from '../../../src/core/model.ts';
import { bucket } from '../../../src/resources/bucket/bucket.ts';
import { fields } from '../../../src/resources/bucket/fields.ts';
import type { BucketSpec } from '../../../src/resources/bucket/spec.ts';
import type { BucketState, Encryption } from '../../../src/resources/bucket/state.ts';
import { cases } from './cases.ts';
import { arn, desired, entry, given, target, trail, world } from './estate.ts';

const readings = (state: BucketState): Readings<BucketState> =>
  Object.fromEntries(Object.entries(state).map(([field, value]) => [field, { value }])) as Readings<BucketState>;

/** As AWS has it once a state is carried out. */
function live(state: BucketState): BucketState {
  return { ...state, otherStatements: state.statements, grants: { ...state.grants, pin: null, withdrawn: [] } };
}

describe('desire', () => {
  it('has safe defaults', () => {
    expect(bucket.desire(entry({}), world)).toEqual({
      arn,
      state: {
        region: 'eu-west-1',
        grants: { pin: null, by: null, statements: [], withdrawn: [] },
        statements: [],
        otherStatements: 'keep',
        policyHeader: { version: '2012-10-17', id: null },
        tlsOnly: {
          Sid: 'TrailwardenTlsOnlyacme',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        publicAccessBlock: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: true,
          restrictPublicBuckets: true,
        },
        ownership: 'BucketOwnerEnforced',
        encryption: { algorithm: 'AES256', kmsKey: null, bucketKey: false },
        versioning: 'enabled',
        retention: null,
        lifecycle: { rules: 'keep', folders: null, minDays: null, smallestMoved: null },
        mfaDelete: false,
        requesterPays: false,
        replication: [],
        aclGrants: [],
        cors: false,
        website: false,
        tags: {},
        protect: false,
        owner: 'acme',
      },
    });
  });

  it.each<[string, BucketSpec['encryption'], Encryption]>([
    [
      'a key',
      { algorithm: 'aws:kms', kmsKey: 'k1' },
      { algorithm: 'aws:kms', kmsKey: 'arn:aws:kms:eu-west-1:111111111111:key/k1', bucketKey: true },
    ],
    [
      "AWS's key",
      { algorithm: 'aws:kms:dsse', bucketKey: false },
      { algorithm: 'aws:kms:dsse', kmsKey: null, bucketKey: false },
    ],
  ])('encrypts with %s', (_name, encryption = {}, expected) => {
    expect(desired({ encryption }).encryption).toEqual(expected);
  });

  it('does not know what a key means that cannot be found', () => {
    const wanted = bucket.desire(entry({ encryption: { algorithm: 'aws:kms', kmsKey: 'alias/missing' } }), world);
    expect(wanted.unknown).toEqual({ encryption: { code: 'aws-refused', message: 'no such alias' } });
  });

  it('follows the partition', () => {
    expect(bucket.desire(entry({}, { target: { ...target, partition: 'aws-cn' } }), world).arn).toBe(
      'arn:aws-cn:s3:::acme-logs',
    );
  });
});

describe('toSpec', () => {
  it.each(cases.filter(({ spec }) => spec.policy?.unmanaged !== 'remove'))(
    'is the inverse of desire: $name',
    ({ spec }) => {
      const { lifecycle, accessLogging, ...rest } = spec;
      const nothing = lifecycle?.length === 0 && accessLogging === null;
      expect(bucket.toSpec(desired(spec))).toEqual(nothing ? rest : spec);
    },
  );

  it.each(cases)('of what stands changes nothing: $name', ({ spec }) => {
    const state = live(desired(spec));
    const [again, ...more] = [desired(bucket.toSpec(state))];
    expect(more).toEqual([]);
    for (const [field, policy] of Object.entries(fields) as [keyof BucketState, Field<unknown>][]) {
      const [a, b] = [again?.[field], state[field]];
      if (a === undefined) continue; // nothing is said of it
      const equal = policy.equal ? policy.equal(a, b) : canonical(a) === canonical(b);
      if (!(field === 'encryption' && state.encryption.kmsKey !== null)) expect(equal, field).toBe(true);
    }
  });

  it('takes a bucket without encryption for one with the least there is', () => {
    const none: Encryption = { algorithm: 'none', kmsKey: null, bucketKey: false };
    expect(bucket.toSpec({ ...desired(), encryption: none })).toEqual({});
  });
});

describe('complete', () => {
  it('grants, and takes over the tags of others', () => {
    const state = { ...desired({ tags: { team: 'a' } }) };
    const stands = readings({ ...live(desired()), tags: { team: 'b', cost: '1' } });
    const completed = bucket.complete?.(state, given, stands, arn, world);
    expect(completed?.grants).toMatchObject({ by: 'trails', withdrawn: [] });
    expect(completed?.grants.statements.map(({ Sid }) => Sid)).toEqual(['TrailwardenAclacme', 'TrailwardenWriteacme']);
    expect(completed?.tags).toEqual({ team: 'a', cost: '1' });
    expect(
      bucket.complete?.(
        state,
        { ...given, needs: [{ to: 'announce-logs', of: arn, trail, everyRegion: true }] },
        undefined,
        arn,
        world,
      ),
    ).toEqual({ ...state, lifecycle: { ...state.lifecycle, folders: [] } });
  });

  it('takes the organization from the world', () => {
    const rich = { ...world, organization: { id: 'o-a1b2c3d4e5', managementAccount: '111111111111' } };
    const completed = bucket.complete?.(desired({ policy: { grants: 'organization' } }), given, undefined, arn, rich);
    expect(completed?.grants.by).toBe('organization');
  });

  it('is verified: the statement about TLS counts too', () => {
    const long = {
      Sid: 'Long',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: arn,
      Condition: { StringEquals: { a: 'x'.repeat(20_150) } },
    } as const;
    const verify = (policy: BucketSpec['policy'] = {}) => bucket.verify?.(desired({ policy }), arn, target) ?? [];
    expect(verify({ statements: [long] }).map(({ code }) => code)).toEqual(['policy-too-large']);
    expect(verify({ statements: [long], tlsOnly: false })).toEqual([]);
  });
});

describe('fields', () => {
  const state = desired();
  const other = { Sid: 'X', Effect: 'Deny' } as const;
  it('takes a denial of another owner for one', () => {
    expect(fields.tlsOnly.equal?.(state.tlsOnly, { ...other, ...state.tlsOnly, Sid: 'TrailwardenTlsOnlyother' })).toBe(
      true,
    );
  });
});

describe('check', () => {
  it.each([
    ['acme-logs', undefined],
    ['acme.logs-2', undefined],
    ['ab', 'a name has 3 to 63 characters'],
    ['a'.repeat(64), 'a name has 3 to 63 characters'],
    ['Acme-logs', 'it has upper-case letters'],
    ['acme_logs', 'it has an underscore'],
    ['acme logs', 'a name has lower-case letters, digits, hyphens and dots only'],
    ['-acme', 'it does not begin and end with a letter or a digit'],
    ['acme.', 'it does not begin and end with a letter or a digit'],
    ['acme..logs', 'it has two dots in a row'],
    ['acme.-logs', 'what follows a dot begins with a letter or a digit'],
    ['192.168.5.4', 'it looks like an IP address'],
    ['xn--acme', 'names that begin with xn--, sthree- or amzn-s3-demo- belong to AWS'],
    ['sthree-acme', 'names that begin with xn--, sthree- or amzn-s3-demo- belong to AWS'],
    ['amzn-s3-demo-acme', 'names that begin with xn--, sthree- or amzn-s3-demo- belong to AWS'],
    ...['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3', '-an'].map(
      suffix =>
        [
          `acme${suffix}`,
          'names that end in -s3alias, --ol-s3, .mrap, --x-s3, --table-s3 or -an belong to AWS',
        ] as const,
    ),
  ] as const)('the name %s', (name, because) => {
    const problems = bucket.check?.([entry({}, { name })]) ?? [];
    expect(problems.map(({ code, message }) => ({ code, message }))).toEqual(
      because === undefined
        ? []
        : [{ code: 'invalid-bucket-name', message: `No bucket can be named ${name}: ${because}` }],
    );
  });

  it.each<[string, BucketSpec, readonly string[]]>([
    ['a key with AES256', { encryption: { kmsKey: 'alias/audit' } }, ['encryption-pair']],
    ['a bucket key with AES256', { encryption: { algorithm: 'AES256', bucketKey: true } }, ['encryption-pair']],
    ['no bucket key with AES256', { encryption: { bucketKey: false } }, []],
    ['a key with KMS', { encryption: { algorithm: 'aws:kms', kmsKey: 'alias/audit', bucketKey: true } }, []],
    [
      'a statement without a resource',
      { policy: { statements: [{ Sid: 'A', Effect: 'Allow', Principal: '*', Action: 's3:*' }] } },
      ['statement-incomplete'],
    ],
    ['a tag of ours', { tags: { 'trailwarden:owner': 'me' } }, ['invalid-tag']],
  ])('%s', (_name, spec, codes) => {
    expect(bucket.check?.([entry(spec)]).map(({ code }) => code)).toEqual(codes);
  });

  it('tells a mistake of a block once, where it was written', () => {
    const at = { file: 'spec.yaml', line: 3, column: 5 };
    const places = ['eu-west-1', 'us-east-1'].map((region, index) =>
      entry(
        { encryption: { kmsKey: 'k' } },
        { name: `acme-${index}`, target: { ...target, region }, written: { '/encryption/kmsKey': at } },
      ),
    );
    expect(bucket.check?.(places)).toMatchObject([{ code: 'encryption-pair', at }]);
  });
});
