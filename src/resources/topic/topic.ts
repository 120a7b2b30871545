/** The SNS topic that announces delivered log files. Its policy follows from the trails that use it. */
import { understanding } from '../../core/answers.ts';
import { answers } from './answers.ts';
import { isKeyArn } from '../../core/beside/use.ts';
import type { Use } from '../../core/beside/use.ts';
import { parseArn } from '../../core/arn.ts';
import { namesOfKey } from '../../core/key-names.ts';
import type { ResourceKind } from '../../core/kind.ts';
import type { Arn, Entry, Readings, Wanted, World } from '../../core/model.ts';
import { announcement, announcing } from '../../core/policy/announcement.ts';
import { deniedNeeds, strangersTold, undecidedNeeds } from '../../core/policy/denied.ts';
import { formUnder } from '../../core/policy/form-under.ts';
import { policyStanding, policyWithdrawals } from '../../core/policy/readings.ts';
import { completePolicy, desiredPolicy, policyDocument, policySpec } from '../../core/policy/state.ts';
import { isSorted } from '../../core/policy/sorting.ts';
import type { PolicyState } from '../../core/policy/state.ts';
import { secretsIn } from '../../core/secrets.ts';
import { fitsIn, policyProblems } from '../../core/policy/verify.ts';
import { actions, probes } from './api.ts';
import type { TopicReads, TopicWrites } from './api.ts';
import { calls } from './calls.ts';
import { causes } from './causes.ts';
import { check } from './check.ts';
import { fields } from './fields.ts';
import { observeApart } from './observe-subscriptions.ts';
import { observe } from './observe.ts';
import { policyOf } from './policy.ts';
import { schema } from './spec.ts';
import type { TopicSpec } from './spec.ts';
import { completeSubscriptions, subscriptionsToSpec, wantedSubscriptions } from './subscriptions.ts';
import { defaultStatement, policyLimits } from './state.ts';
import type { TopicState } from './state.ts';
import { flaws } from './unasked.ts';

function desire({ spec, name, target }: Entry<TopicSpec>, world: World): Wanted<TopicState> {
  const key = spec.kmsKey === undefined ? null : world.key(spec.kmsKey, target);
  return {
    arn: `arn:${target.partition}:sns:${target.region}:${target.account}:${name}`,
    state: {
      ...desiredPolicy(spec.policy ?? {}),
      displayName: spec.displayName ?? null,
      kmsKey: typeof key === 'string' ? key : null,
      ...(spec.subscriptions === undefined ? {} : { subscriptions: wantedSubscriptions(spec.subscriptions) }),
      tags: spec.tags ?? {},
      protect: spec.protect ?? false,
      owner: world.owner,
    },
    ...(spec.subscriptions === undefined ? {} : { secrets: secretsIn(spec.subscriptions.map(one => one.endpoint)) }),
    ...(typeof key === 'string' ? { meant: namesOfKey(spec.kmsKey ?? key, key, target) } : {}),
    ...(key === null || typeof key === 'string' ? {} : { unknown: { kmsKey: key } }),
  };
}

/** A key to encrypt with, where the topic stands. */
function uses({ kmsKey }: TopicState, topic: Arn): readonly Use[] {
  if (!isKeyArn(kmsKey)) return [];
  const { region } = parseArn(topic);
  return [{ of: 'key', field: 'kmsKey', key: kmsKey, encrypts: 'topic', region, bucketKey: false }];
}

type Completing = Parameters<NonNullable<ResourceKind<TopicSpec, TopicState, TopicReads, TopicWrites>['complete']>>;

/** The policy follows from who announces through the topic; other people's tags and statements stay as they stand. */
function complete(...[state, given, live, arn, { owner, organization, accounts, now }]: Completing): TopicState {
  const { account, region } = parseArn(arn);
  const standing = policyStanding(live);
  const completed = completePolicy(state, {
    resource: arn,
    owner,
    organization: organization?.id ?? null,
    accounts,
    form: formUnder(announcement, { now, account, region }),
    needs: given.needs,
    needed: given.needs.flatMap(need => (need.to === 'announce-logs' ? [announcing(need.trail)] : [])),
    settled: given.settled,
    seen: given.seen,
    ...(given.ahead ? { ahead: given.ahead } : {}),
    ...(given.bystanders ? { bystanders: given.bystanders } : {}),
    declared: given.declared,
    live: standing,
    unread: live !== undefined && standing === undefined,
    apart: { now: [], then: [] },
    fits: document => fitsIn(document, policyLimits),
  });
  const tags = live && 'value' in live.tags ? live.tags.value : {};
  return {
    ...state,
    ...neverEmpty(completed, arn),
    ...subscribed(state, live),
    tags: { ...tags, ...state.tags },
  };
}

/** Who is told already is told as it is. */
function subscribed({ subscriptions }: TopicState, live: Readings<TopicState> | undefined): Partial<TopicState> {
  const reading = live?.subscriptions;
  if (subscriptions === undefined || reading === undefined || 'unread' in reading) return {};
  return { subscriptions: completeSubscriptions(subscriptions, reading.value) };
}

/** Where nothing else would stand in the policy, AWS's default statement may: SNS takes no policy without statements. */
function neverEmpty(policy: PolicyState, arn: Arn): PolicyState {
  const { otherStatements } = policy;
  const { statements } = policyDocument(policy, policy.statements);
  if (otherStatements === 'keep' || statements.length > 0) return policy;
  const standard = [defaultStatement(arn)];
  if (!isSorted(otherStatements)) return { ...policy, otherStatements: standard };
  return otherStatements.keep ? policy : { ...policy, otherStatements: { ...otherStatements, statements: standard } };
}

function toSpec(state: TopicState): TopicSpec {
  const policy = policySpec(state);
  const subscriptions = state.subscriptions && subscriptionsToSpec(state.subscriptions);
  return {
    ...(state.displayName === null ? {} : { displayName: state.displayName }),
    ...(state.kmsKey === null ? {} : { kmsKey: state.kmsKey }),
    ...(Object.keys(policy).length > 0 ? { policy } : {}),
    ...(subscriptions === undefined ? {} : { subscriptions }),
    ...(Object.keys(state.tags).length > 0 ? { tags: state.tags } : {}),
    ...(state.protect ? { protect: true } : {}),
  };
}

/** An SNS topic that announces log files. */
export const topic: ResourceKind<TopicSpec, TopicState, TopicReads, TopicWrites> = {
  name: 'topic',
  schema,
  fields,
  causes,
  ...actions,
  missing: { gravity: 'high', meaning: 'Delivered log files are not announced.' },
  check,
  desire,
  observe: async (arns, aws, target) => observe(arns, understanding(aws, answers), target),
  apart: { subscriptions: ['sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'] },
  observeApart: async (arn, aws) => observeApart(arn, understanding(aws, answers)),
  probes,
  calls,
  toSpec,
  complete,
  uses,
  flaws,
  withdraws: (state, live) => policyWithdrawals(announcement, state, live),
  denies: deniedNeeds,
  tells: strangersTold,
  undecided: undecidedNeeds,
  policyOf: async (arn, aws) => policyOf(arn, understanding(aws, answers)),
  policyMade: state => policyDocument(state, state.statements),
  verify: state =>
    policyProblems({
      state,
      document: policyDocument(state, state.statements),
      limits: policyLimits,
    }),
};
