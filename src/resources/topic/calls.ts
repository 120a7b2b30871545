import type { Call, Change } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';
import { policyDocument } from '../../core/policy/state.ts';
import { policyText } from '../../core/policy/statement.ts';
import type { PolicyDocument } from '../../core/policy/statement.ts';
import { ownTags, ownerTags, protectTags, tagList } from '../../core/tags.ts';
import type { TopicWrites } from './api.ts';
import { defaultPolicy } from './state.ts';
import { subscriptionCalls } from './subscriptions.ts';
import type { TopicState } from './state.ts';

type Calls = readonly Call<TopicWrites>[];
type Update = Extract<Change<TopicState>, { action: 'update' }>;

/** The fields that one document carries. */
const inPolicy = new Set<keyof TopicState>(['grants', 'statements', 'otherStatements', 'policyHeader']);

/** The calls of one change, in order. A fresh topic is made in one call, tags included. */
export function calls(change: Change<TopicState>): Calls {
  switch (change.action) {
    case 'create':
      return [
        create(change.name, change.desired),
        ...subscriptionCalls(change, change.desired.subscriptions ?? {}, {}),
      ];
    case 'update':
      return update(change);
    case 'delete':
      throw new Error('topic: topics are never deleted');
  }
}

/** Without statements of ours AWS gives the topic its default policy. */
function create(Name: string, state: TopicState): Call<TopicWrites> {
  const document = policyDocument(state, state.statements);
  const Attributes = {
    ...(document.statements.length > 0 ? { Policy: policyText(document) } : {}),
    ...(state.kmsKey === null ? {} : { KmsMasterKeyId: state.kmsKey }),
    ...(state.displayName === null ? {} : { DisplayName: state.displayName }),
  };
  return {
    call: 'sns:CreateTopic',
    input: { Name, Tags: tagList({ ...state.tags, ...ownTags(state) }), Attributes },
  };
}

function update(change: Update): Calls {
  const { arn, desired, live, changed } = change;
  const has = (field: keyof TopicState): boolean => changed.includes(field);
  const standing = 'value' in live.statements ? live.statements.value : [];
  const document = changed.some(field => inPolicy.has(field))
    ? filled(policyDocument(desired, standing), arn)
    : undefined;
  const told = live.subscriptions && 'value' in live.subscriptions ? live.subscriptions.value : {};
  const tags = {
    ...(has('tags') ? desired.tags : {}),
    ...(has('protect') ? protectTags(desired.protect) : {}),
    ...(has('owner') ? ownerTags(desired.owner) : {}),
  };
  const TagKeys = has('protect') && !desired.protect ? Object.keys(protectTags(true)) : [];
  return [
    ...(document === undefined
      ? []
      : [
          {
            ...attribute(arn, 'Policy', policyText(document)),
            whole: true,
            ...(has('grants') ? { regardless: true as const } : {}),
          } as const,
        ]),
    ...(has('kmsKey') ? [attribute(arn, 'KmsMasterKeyId', desired.kmsKey ?? '')] : []),
    ...(has('displayName') ? [attribute(arn, 'DisplayName', desired.displayName ?? '')] : []),
    ...(has('subscriptions') ? subscriptionCalls(change, desired.subscriptions ?? {}, told) : []),
    ...(Object.keys(tags).length > 0
      ? [{ call: 'sns:TagResource', input: { ResourceArn: arn, Tags: tagList(tags) } } as const]
      : []),
    ...(TagKeys.length > 0 ? [{ call: 'sns:UntagResource', input: { ResourceArn: arn, TagKeys } } as const] : []),
  ];
}

/** A policy cannot be taken away, only given back as AWS made it. */
function filled(document: PolicyDocument, topic: Arn): PolicyDocument {
  return document.statements.length > 0 ? document : defaultPolicy(topic);
}

function attribute(
  TopicArn: Arn,
  AttributeName: string,
  AttributeValue: string,
): Extract<Call<TopicWrites>, { call: 'sns:SetTopicAttributes' }> {
  return { call: 'sns:SetTopicAttributes', input: { TopicArn, AttributeName, AttributeValue } };
}
