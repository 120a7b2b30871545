/** A made-up bucket. */
import { ApiFailure } from '../../../src/core/failure.ts';
import type { FailureCategory } from '../../../src/core/failure.ts';
import type { Api, Ask } from '../../../src/core/kind.ts';
import type { Arn, Entry, Target, World } from '../../../src/core/model.ts';
import type { Given } from '../../../src/core/needs.ts';
import { bucket } from '../../../src/resources/bucket/bucket.ts';
import type { BucketSpec } from '../../../src/resources/bucket/spec.ts';
import type { BucketState } from '../../../src/resources/bucket/state.ts';

export const target: Target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
export const arn: Arn = 'arn:aws:s3:::acme-logs';
export const trail: Arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';

export const world: World = {
  owner: 'acme',
  organization: null,
  accounts: new Set(['111111111111']),
  key: (reference, at) =>
    reference === 'alias/missing'
      ? { code: 'aws-refused', message: 'no such alias' }
      : `arn:aws:kms:${at.region}:${at.account}:key/${reference}`,
  resolve: (_, key, from) => ({ name: key, target: from }),
};

export function entry(spec: BucketSpec, over: Partial<Entry<BucketSpec>> = {}): Entry<BucketSpec> {
  return { address: 'bucket/logs@111111111111/eu-west-1', name: 'acme-logs', target, spec, written: {}, ...over };
}

export function desired(spec: BucketSpec = {}): BucketState {
  return bucket.desire(entry(spec), world).state;
}

/** One trail delivers here, and all trails were seen. */
export const given: Given = {
  needs: [
    {
      to: 'deliver-logs',
      of: arn,
      trail,
      account: '111111111111',
      prefix: '',
      organization: null,
      folders: ['CloudTrail', 'CloudTrail-Digest'],
      key: null,
      everyRegion: true,
    },
  ],
  settled: new Set<Arn>([trail]),
  keeper: false,
};

export function failure(name: string, category: FailureCategory, message = name): ApiFailure {
  return new ApiFailure(name, message, { category, site: { call: 's3:X', target } });
}

/** Answers by operation: what to answer, or what to fail with. Remembers what was asked. */
export function answering(answers: Readonly<Record<string, object>>): Ask<Api> & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async ask(call) {
      asked.push(call);
      await Promise.resolve();
      const answer = answers[call];
      if (answer === undefined) throw new Error(`${call} was not expected`);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}
