/** Trails and buckets that stand, for rules: what the spec wants, and what of it is otherwise. */
import type { Known } from '../../../src/core/derive.ts';
import type { AnyKind, AnyState } from '../../../src/core/kind.ts';
import type { Arn, Live, Position } from '../../../src/core/model.ts';
import { kinds } from '../../../src/resources/index.ts';
import { plain } from '../../resources/trail/estate.ts';

export const at: Position = { file: 'acme.yaml', line: 7, column: 5 };

function kindNamed(name: string): AnyKind {
  const kind = kinds.find(one => one.name === name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

export const trail: AnyKind = kindNamed('trail');
export const bucket: AnyKind = kindNamed('bucket');

export const trailState: AnyState = { ...plain, tags: { team: 'audit' } };
const bucketState: AnyState = {
  grants: { pin: null, by: null, statements: [], withdrawn: [] },
  statements: [],
  otherStatements: 'keep',
  policyHeader: { version: '2012-10-17', id: null },
  region: 'eu-west-1',
  tlsOnly: null,
  publicAccessBlock: {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: true,
    restrictPublicBuckets: true,
  },
  ownership: 'BucketOwnerEnforced',
  encryption: { algorithm: 'aws:kms', kmsKey: 'arn:aws:kms:eu-west-1:111111111111:key/a', bucketKey: true },
  versioning: 'enabled',
  lifecycle: { rules: 'keep', folders: null, minDays: null, smallestMoved: null },
  retention: null,
  tags: {},
  owner: 'acme',
};

export interface Stands {
  readonly account?: string;
  readonly key?: string;
  /** Fields that stand otherwise than they should; null: the resource does not exist. */
  readonly otherwise?: AnyState | null;
  readonly desired?: AnyState;
  readonly health?: Readonly<Record<string, string>>;
  /** Fields that could not be read. */
  readonly unread?: readonly string[];
  readonly managed?: boolean;
}

const denied = { unread: { code: 'access-denied', message: 'may not' } } as const;

/** A trail or a bucket of the account `main`, unless said otherwise. */
export function stands(kind: AnyKind, { account = 'main', key = 'x', otherwise = {}, ...more }: Stands = {}): Known {
  const usual = kind === trail ? trailState : bucketState;
  const state = { ...usual, ...more.desired };
  const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
  const arn: Arn = `arn:aws:${kind.name}:eu-west-1:${account}:${key}`;
  const live = (fields: AnyState): Live<AnyState> => ({
    is: 'present',
    arn,
    target,
    fields: Object.fromEntries(
      Object.entries({ ...usual, ...fields }).map(([field, value]) => [
        field,
        more.unread?.includes(field) ? denied : { value },
      ]),
    ),
    owner: 'acme',
    health: more.health ?? {},
  });
  return {
    kind,
    desired: {
      address: `${kind.name}/${key}@${account}/eu-west-1`,
      arn,
      name: key,
      target,
      state,
      unknown: {},
      written: {},
      managed: more.managed ?? true,
      adopt: false,
    },
    live: otherwise === null ? { is: 'absent' } : live(otherwise),
  };
}
