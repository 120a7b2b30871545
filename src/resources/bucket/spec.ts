/** What people write in a bucket's block. Place, `name` and `manage` belong to every kind and are core's. */
import type { PolicySpec } from '../../core/policy/state.ts';
import { policySchema } from '../../core/policy/schema.ts';
import { lifeProperties } from './spec-life.ts';
import type { LifeSpec } from './spec-life.ts';
import type { Ownership, PublicAccessBlock } from './state.ts';

/** A bucket as written. What is missing has the default that the schema names. */
export type BucketSpec = LifeSpec & {
  readonly policy?: PolicySpec & { readonly tlsOnly?: boolean };
  readonly publicAccessBlock?: Partial<PublicAccessBlock>;
  readonly ownership?: Ownership;
  readonly encryption?: {
    readonly algorithm?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
    /** Alias, key id or ARN, in the bucket's region. */
    readonly kmsKey?: string;
    readonly bucketKey?: boolean;
  };
  readonly versioning?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly protect?: boolean;
};

const on = (title: string, description: string) =>
  ({ type: 'boolean', title, description, default: true, examples: [false] }) as const;

/** JSON Schema of `BucketSpec`; every keyword means the same in draft-07 and in 2020-12. */
export const schema = {
  type: 'object',
  title: 'Bucket',
  description: 'An S3 bucket that receives log files. It is never moved, renamed or deleted.',
  additionalProperties: false,
  properties: {
    policy: {
      ...policySchema('bucket', '20,480 bytes'),
      properties: {
        ...policySchema('bucket', '20,480 bytes').properties,
        tlsOnly: on('TLS only', 'Whether requests without TLS are denied.'),
      },
    },
    publicAccessBlock: {
      type: 'object',
      title: 'Public access block',
      description: 'What keeps the bucket from the public. Each switch is on unless written otherwise.',
      additionalProperties: false,
      properties: {
        blockPublicAcls: on('Block public ACLs', 'Whether new ACLs that let in everybody are refused.'),
        ignorePublicAcls: on('Ignore public ACLs', 'Whether ACLs that let in everybody count for nothing.'),
        blockPublicPolicy: on('Block public policies', 'Whether a new policy that lets in everybody is refused.'),
        restrictPublicBuckets: on(
          'Restrict public buckets',
          'Whether a policy that lets in everybody counts for this account only.',
        ),
      },
      default: {},
      examples: [{ blockPublicPolicy: false }],
    },
    ownership: {
      type: 'string',
      enum: ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'],
      title: 'Ownership',
      description: 'Who owns objects that others write. BucketOwnerEnforced switches ACLs off.',
      default: 'BucketOwnerEnforced',
      examples: ['BucketOwnerPreferred'],
    },
    encryption: {
      type: 'object',
      title: 'Encryption',
      description: 'How objects are encrypted that do not say so themselves.',
      additionalProperties: false,
      properties: {
        algorithm: {
          type: 'string',
          enum: ['AES256', 'aws:kms', 'aws:kms:dsse'],
          title: 'Algorithm',
          description: 'AES256 is encryption with keys that S3 holds.',
          default: 'AES256',
          examples: ['aws:kms'],
        },
        kmsKey: {
          type: 'string',
          minLength: 1,
          title: 'KMS key',
          description: "Alias, id or ARN of the key, in the bucket's region. Without it AWS's own key for S3 is used.",
          examples: ['alias/audit'],
        },
        bucketKey: on('Bucket key', 'Whether one data key serves many objects, which saves calls to KMS.'),
      },
      default: { algorithm: 'AES256' },
      examples: [{ algorithm: 'aws:kms', kmsKey: 'alias/audit' }],
    },
    versioning: on(
      'Versioning',
      'Whether overwritten and deleted objects stay as old versions. False suspends it; it cannot be unset.',
    ),
    ...lifeProperties,
    tags: {
      type: 'object',
      title: 'Tags',
      description: 'Tags of the bucket. Only the keys written here, and ours, are managed; others are left alone.',
      additionalProperties: { type: 'string' },
      default: {},
      examples: [{ team: 'security' }],
    },
  },
} as const;
