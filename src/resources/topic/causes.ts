/** Which calls bring the fields of a topic to what they are, and what their requests say of them. */
import { bearingOfWhole, textAt, textsAt } from '../../core/drift/cause.ts';
import type { Bearing, Cause, Causes, FieldCauses, Gap, Parameters, Request } from '../../core/drift/cause.ts';
import { tagCauses, tagsIn, withoutTags } from '../../core/drift/tag-causes.ts';
import { announcement } from '../../core/policy/announcement.ts';
import { documentTold, policyCauses } from '../../core/policy/causes.ts';
import type { PolicyCall } from '../../core/policy/causes.ts';
import type { TopicState } from './state.ts';
import { keyOf } from './subscriptions.ts';
import type { Subscriptions } from './subscriptions.ts';

const source = 'sns.amazonaws.com';
const byTopic = (parameters: Parameters): readonly string[] => textsAt(parameters, 'topicArn');
const byResource = (parameters: Parameters): readonly string[] => textsAt(parameters, 'resourceArn');
const set = { source, events: ['SetTopicAttributes'], subjects: byTopic };

/** A topic that stands can be created again, and nothing becomes of it: whether it was new is not recorded. */
const create = {
  source,
  events: ['CreateTopic'],
  subjects: (parameters: Parameters): readonly string[] => textsAt(parameters, 'name'),
};
const created = { ...create, bearing: (): Bearing => 'perhaps' };

/** The value of an attribute in a request that sets it. The name may be left out of an event, and the value hidden. */
function toldOf({ parameters }: Request, attribute: string): string | Bearing[] {
  const name = textAt(parameters, 'attributeName');
  if (name !== undefined && name !== attribute) return ['none'];
  const value = textAt(parameters, 'attributeValue');
  if (name === undefined) return ['perhaps'];
  return value === undefined || /^HIDDEN_|^\*+$/u.test(value) ? ['touches'] : value;
}

function attributeCauses(attribute: string): FieldCauses<string | null> {
  return [
    {
      ...set,
      bearing(request, { found }) {
        const told = toldOf(request, attribute);
        return typeof told === 'string' ? bearingOfWhole((told === '' ? null : told) === found) : (told[0] ?? 'none');
      },
    },
    created,
  ];
}

const policyCalls: readonly PolicyCall[] = [
  {
    ...set,
    document(request) {
      const told = toldOf(request, 'Policy');
      return typeof told === 'string' ? documentTold(told) : (told[0] ?? 'none');
    },
  },
  { source, events: ['AddPermission', 'RemovePermission'], subjects: byTopic, document: () => 'touches' },
  { ...create, document: () => 'perhaps' },
];

/** Keys of subscriptions that are missing, and that nobody asked for. */
function gapOf({ wanted, found }: Gap<Subscriptions>): {
  readonly missing: boolean;
  readonly extra: readonly string[];
} {
  return {
    missing: Object.keys(wanted).some(key => found[key] === undefined),
    extra: Object.keys(found).filter(key => wanted[key] === undefined),
  };
}

const subscribed: Cause<Subscriptions> = {
  source,
  events: ['Subscribe', 'ConfirmSubscription'],
  subjects: byTopic,
  bearing({ parameters }, gap) {
    const { extra } = gapOf(gap);
    const [protocol, endpoint] = [textAt(parameters, 'protocol'), textAt(parameters, 'endpoint')];
    if (extra.length === 0) return 'none';
    if (protocol === undefined || endpoint === undefined || endpoint.startsWith('HIDDEN_')) return 'perhaps';
    return extra.includes(keyOf(protocol, endpoint)) ? 'agrees' : 'none';
  },
};

/** The ARN of a subscription begins with that of its topic. */
const bySubscription = (parameters: Parameters): readonly string[] =>
  textsAt(parameters, 'subscriptionArn').map(arn => arn.replace(/:[^:]*$/u, ''));

const unsubscribed: Cause<Subscriptions> = {
  source,
  events: ['Unsubscribe'],
  subjects: bySubscription,
  bearing: (_, gap) => (gapOf(gap).missing ? 'touches' : 'none'), // which endpoint it had is not recorded
};

const setOtherwise: Cause<Subscriptions> = {
  source,
  events: ['SetSubscriptionAttributes'],
  subjects: bySubscription,
  bearing({ parameters }, { wanted, found }) {
    const [standing] = Object.entries(found).filter(([, { arn }]) => arn === parameters['subscriptionArn']);
    return standing !== undefined && wanted[standing[0]] !== undefined ? 'touches' : 'none';
  },
};

const tagged = tagCauses([
  {
    source,
    events: ['TagResource'],
    subjects: byResource,
    tags: ({ parameters }) => ({ set: tagsIn(parameters, 'tags'), whole: false }),
  },
  {
    source,
    events: ['UntagResource'],
    subjects: byResource,
    tags: ({ parameters: { tagKeys } }) => ({
      set: withoutTags(Array.isArray(tagKeys) ? tagKeys.map(String) : []),
      whole: false,
    }),
  },
]);

const deleted: Cause<unknown> = {
  source,
  events: ['DeleteTopic'],
  subjects: byTopic,
  bearing: () => 'agrees',
};

/** For every field of a topic. Topics are never looked for by their tags, so that none is a stray. */
export const causes: Causes<TopicState> = {
  fields: {
    ...policyCauses(policyCalls, announcement),
    displayName: attributeCauses('DisplayName'),
    kmsKey: attributeCauses('KmsMasterKeyId'),
    subscriptions: [subscribed, unsubscribed, setOtherwise],
    tags: [...tagged.tags, created],
    protect: [...tagged.protect, created],
    owner: [...tagged.owner, created],
  },
  missing: [deleted, { ...create, bearing: () => 'differs' }],
  stray: [],
};
