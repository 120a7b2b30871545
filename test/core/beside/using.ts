/** A trail, its bucket and its topic in few words, and what they use. */
import type { Known } from '../../../src/core/derive.ts';
import type { AnyKind, AnyState } from '../../../src/core/kind.ts';
import type { Arn, Target, World } from '../../../src/core/model.ts';
import { kinds } from '../../../src/resources/index.ts';

const account = '111111111111';
const at: Target = { partition: 'aws', account, region: 'eu-west-1' };
export const key: Arn = 'arn:aws:kms:eu-west-1:111111111111:key/1';
export const trail: Arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
export const topic: Arn = 'arn:aws:sns:eu-west-1:111111111111:files';

export const world: World = {
  owner: 'acme',
  organization: { id: 'o-a1b2c3d4e5', managementAccount: account },
  key: reference => reference as Arn,
  resolve: (_, name, target) => ({ name, target }),
};

/** A resource as a block of the spec declares it; it stands, or not. */
export function known(kindName: string, spec: AnyState, over: { managed?: boolean; stands?: boolean } = {}): Known {
  const { managed = true, stands = true } = over;
  const kind = kinds.find(one => one.name === kindName) as AnyKind;
  const name = { bucket: 'logs', topic: 'files', trail: 'main' }[kindName] ?? '';
  const address = `${kindName}/${name}@1/eu-west-1` as const;
  const { arn, state, unknown = {} } = kind.desire({ address, name, target: at, spec, written: {} }, world);
  return {
    kind,
    desired: { address, arn, name, target: at, state, unknown, written: {}, managed, adopt: false },
    live: stands ? { is: 'present', arn, target: at, fields: {}, owner: 'acme', health: {} } : { is: 'absent' },
  };
}

const encrypted = { algorithm: 'aws:kms', kmsKey: key };

/** A trail with a key, in a bucket without. */
export const ofTrail = (): readonly Known[] => [
  known('bucket', { encryption: { algorithm: 'AES256' } }),
  known('trail', { bucket: 'logs', kmsKey: key }),
];
/** A trail with a key, in a bucket that makes keys of its own of it. */
export const inBucketWithKey = (): readonly Known[] => [
  known('bucket', { encryption: encrypted }),
  known('trail', { bucket: 'logs', kmsKey: key }),
];
/** A trail that leaves it to the bucket. */
export const ofBucket = (): readonly Known[] => [
  known('bucket', { encryption: encrypted }),
  known('trail', { bucket: 'logs' }),
];
/** A trail that announces on an encrypted topic. */
export const ofTopic = (): readonly Known[] => [
  known('bucket', {}),
  known('topic', { kmsKey: key }),
  known('trail', { bucket: 'logs', topic: 'files' }),
];
