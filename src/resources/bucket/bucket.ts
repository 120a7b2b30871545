/** The S3 bucket that receives log files. Its policy follows from the trails that use it. */
import { understanding } from '../../core/answers.ts';
import { answers } from './answers.ts';
import { namesOfKey } from '../../core/key-names.ts';
import { isKeyArn } from '../../core/beside/use.ts';
import type { Use } from '../../core/beside/use.ts';
import { parseArn } from '../../core/arn.ts';
import type { ResourceKind } from '../../core/kind.ts';
import type { Arn, Entry, Wanted, World } from '../../core/model.ts';
import { delivery } from '../../core/policy/delivery.ts';
import { deniedNeeds, strangersTold, undecidedNeeds } from '../../core/policy/denied.ts';
import type { Grant } from '../../core/policy/grants.ts';
import { formUnder } from '../../core/policy/form-under.ts';
import { policyStanding, policyWithdrawals } from '../../core/policy/readings.ts';
import { completePolicy, desiredPolicy, policySpec } from '../../core/policy/state.ts';
import { listed } from '../../core/policy/statement.ts';
import { fitsIn, policyProblems } from '../../core/policy/verify.ts';
import { actions, probes } from './api.ts';
import type { BucketReads, BucketWrites } from './api.ts';
import { calls, withTls, wholePolicy } from './calls.ts';
import { causes } from './causes.ts';
import { check } from './check.ts';
import { fields } from './fields.ts';
import { holds } from './holds.ts';
import { desiredLife, lifeSpec } from './life.ts';
import { brokenRetention, completeLifecycle, unvouchedLifecycle } from './lifecycle.ts';
import { broken } from './check-life.ts';
import { apart, observeApart } from './observe-life.ts';
import { observe, standsElsewhere } from './observe.ts';
import { policyOf } from './policy.ts';
import { schema } from './spec.ts';
import type { BucketSpec } from './spec.ts';
import { policyLimits } from './state.ts';
import type { BucketState, PublicAccessBlock } from './state.ts';
import { tlsOnly } from './tls.ts';

const closed: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

function desire({ spec, name, target }: Entry<BucketSpec>, world: World): Wanted<BucketState> {
  const { policy = {}, encryption = {} } = spec;
  const { algorithm = 'AES256', bucketKey = algorithm !== 'AES256' } = encryption;
  const key = encryption.kmsKey === undefined ? null : world.key(encryption.kmsKey, target);
  const kmsKey = typeof key === 'string' ? key : null;
  const arn: Arn = `arn:${target.partition}:s3:::${name}`;
  return {
    arn,
    state: {
      ...desiredPolicy(policy),
      region: target.region,
      tlsOnly: (policy.tlsOnly ?? true) ? tlsOnly(arn, world.owner) : null,
      publicAccessBlock: { ...closed, ...spec.publicAccessBlock },
      ownership: spec.ownership ?? 'BucketOwnerEnforced',
      encryption: { algorithm, kmsKey, bucketKey },
      versioning: (spec.versioning ?? true) ? 'enabled' : 'suspended',
      ...desiredLife({ spec, target }, world),
      tags: spec.tags ?? {},
      protect: spec.protect ?? false,
      owner: world.owner,
    },
    ...(typeof key === 'string' ? { meant: namesOfKey(encryption.kmsKey ?? key, key, target) } : {}),
    ...(key === null || typeof key === 'string' ? {} : { unknown: { encryption: key } }),
  };
}

type Completing = Parameters<NonNullable<ResourceKind<BucketSpec, BucketState, BucketReads, BucketWrites>['complete']>>;

/** The policy follows from who needs the bucket; other people's tags and statements are taken over as they stand. */
function complete(
  ...[state, given, live, arn, { owner, organization, accounts, members, now }]: Completing
): BucketState {
  const standing = policyStanding(live);
  const completed = completePolicy(state, {
    resource: arn,
    owner,
    organization: organization?.id ?? null,
    accounts,
    form: formUnder(delivery, { now, members, account: given.account, region: state.region }),
    needs: given.needs,
    needed: given.needs.flatMap((need): Grant[] => {
      if (need.to !== 'deliver-logs') return [];
      const { trail, account, prefix, organization: members } = need;
      return [{ by: 'trail', trail, account, prefix, organization: members }];
    }),
    settled: given.settled,
    seen: given.seen,
    ...(given.ahead ? { ahead: given.ahead } : {}),
    ...(given.bystanders ? { bystanders: given.bystanders } : {}),
    declared: given.declared,
    live: standing,
    unread: live !== undefined && standing === undefined,
    apart: {
      now: live && 'value' in live.tlsOnly ? listed(live.tlsOnly.value ?? undefined) : [],
      then: listed(state.tlsOnly ?? undefined),
    },
    fits: document => fitsIn(withTls(document, state.tlsOnly), policyLimits),
  });
  const tags = live && 'value' in live.tags ? live.tags.value : {};
  const lifecycle = completeLifecycle(state.lifecycle, { needs: given.needs, live, arn });
  return { ...state, ...completed, lifecycle, tags: { ...tags, ...state.tags } };
}

/** S3 takes no bucket for access logs that does not exist. */
function restsOn({ accessLogging }: BucketState, arn: Arn): readonly Arn[] {
  return accessLogging ? [`arn:${parseArn(arn).partition}:s3:::${accessLogging.bucket}`] : [];
}

/** A key of its own. Live it may stand as it was typed; then nobody knows which it is. */
function uses({ encryption: { kmsKey, bucketKey }, region }: BucketState): readonly Use[] {
  if (!isKeyArn(kmsKey)) return [];
  return [{ of: 'key', field: 'encryption', key: kmsKey, encrypts: 'bucket', region, bucketKey }];
}

function toSpec(state: BucketState): BucketSpec {
  const policy = { ...policySpec(state), ...(state.tlsOnly === null ? { tlsOnly: false } : {}) };
  const open = Object.fromEntries(Object.entries(state.publicAccessBlock).filter(([, on]) => !on));
  const encryption = encryptionSpec(state);
  return {
    ...(Object.keys(policy).length > 0 ? { policy } : {}),
    ...(Object.keys(open).length > 0 ? { publicAccessBlock: open } : {}),
    ...(state.ownership === 'BucketOwnerEnforced' ? {} : { ownership: state.ownership }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(state.versioning === 'enabled' ? {} : { versioning: false }),
    ...lifeSpec(state),
    ...(Object.keys(state.tags).length > 0 ? { tags: state.tags } : {}),
    ...(state.protect ? { protect: true } : {}),
  };
}

/** Only what is not the default. */
function encryptionSpec({ encryption: { algorithm, kmsKey, bucketKey } }: BucketState): BucketSpec['encryption'] {
  if (algorithm === 'AES256' || algorithm === 'none') return undefined;
  return { algorithm, ...(kmsKey === null ? {} : { kmsKey }), ...(bucketKey ? {} : { bucketKey: false }) };
}

/** An S3 bucket for log files. */
export const bucket: ResourceKind<BucketSpec, BucketState, BucketReads, BucketWrites> = {
  name: 'bucket',
  uniqueIn: 'partition',
  schema,
  fields,
  causes,
  ...actions,
  missing: { gravity: 'critical', meaning: 'There is nowhere to deliver logs to.' },
  check,
  desire,
  observe: async (arns, aws, target) => observe(arns, understanding(aws, answers), target),
  apart,
  observeApart: async (arn, aws, fields) => observeApart(arn, understanding(aws, answers), fields),
  probes,
  calls,
  toSpec,
  complete,
  restsOn,
  uses,
  unvouched: ({ lifecycle, ...rest }, { own, ...by }) =>
    lifecycle ? { ...rest, lifecycle: unvouchedLifecycle(lifecycle, { ...by, own: own?.lifecycle }) } : rest,
  unfit: ({ region }, target) =>
    'value' in region && region.value !== target.region ? standsElsewhere(region.value, target) : undefined,
  withdraws: (state, live) => policyWithdrawals(delivery, state, live),
  holds: async (need, aws, at) => holds(need, understanding(aws, answers), at),
  denies: deniedNeeds,
  tells: strangersTold,
  undecided: undecidedNeeds,
  policyOf: async (arn, aws, target) => policyOf(arn, understanding(aws, answers), target),
  policyMade: state => wholePolicy(state, state.statements),
  verify: state => [
    ...policyProblems({ state, document: wholePolicy(state, state.statements), limits: policyLimits }),
    ...brokenRetention(state.lifecycle).map(deletion => broken(deletion, state.retention)),
  ],
};
