/** How long a bucket keeps what it holds: from what was written to what must be, and back. */
import type { Entry, World } from '../../core/model.ts';
import { byId, normalRule } from './lifecycle-rule.ts';
import { lockedOnRequest } from './object-lock.ts';
import type { ObjectLock } from './object-lock.ts';
import type { AccessLogging } from './access-logging.ts';
import { unremarkable } from './reported.ts';
import type { Reported } from './reported.ts';
import type { LifeSpec } from './spec-life.ts';
import type { BucketState } from './state.ts';

type Life = Reported & Pick<BucketState, 'lifecycle' | 'retention' | 'objectLock' | 'accessLogging'>;

/** What is not written is kept as it stands. */
export function desiredLife({ spec, target }: Pick<Entry<LifeSpec>, 'spec' | 'target'>, world: World): Life {
  const { lifecycle, objectLock, accessLogging } = spec;
  const retention = spec.retention?.minDays ?? null;
  const rules = lifecycle === undefined ? 'keep' : byId(lifecycle.map(normalRule));
  return {
    ...unremarkable,
    retention,
    lifecycle: { rules, folders: null, minDays: retention, smallestMoved: null },
    ...(objectLock === undefined ? {} : { objectLock: { ...lockedOnRequest, ...objectLock } }),
    ...(accessLogging === undefined ? {} : { accessLogging: wantedLogging(accessLogging, bucket) }),
  };

  function bucket(key: string): string {
    return world.named?.('bucket', key, target) ?? key;
  }
}

function wantedLogging(
  written: NonNullable<LifeSpec['accessLogging']> | null,
  bucket: (key: string) => string,
): AccessLogging | null {
  return written === null ? null : { bucket: bucket(written.bucket), prefix: written.prefix ?? '' };
}

/** The inverse, for what there is: that there is nothing is what nobody need write. */
export function lifeSpec({ retention, lifecycle: { rules }, objectLock, accessLogging }: BucketState): LifeSpec {
  return {
    ...(retention === null ? {} : { retention: { minDays: retention } }),
    ...(rules === 'keep' || rules.length === 0 ? {} : { lifecycle: rules }),
    ...(objectLock ? { objectLock: lockSpec(objectLock) } : {}),
    ...(accessLogging ? { accessLogging: loggingSpec(accessLogging) } : {}),
  };
}

function lockSpec({ mode, days, years }: ObjectLock): NonNullable<LifeSpec['objectLock']> {
  return {
    ...(mode === null ? {} : { mode }),
    ...(days === null ? {} : { days }),
    ...(years === null ? {} : { years }),
  };
}

function loggingSpec({ bucket, prefix }: AccessLogging): NonNullable<LifeSpec['accessLogging']> {
  return { bucket, ...(prefix === '' ? {} : { prefix }) };
}
