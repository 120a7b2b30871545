/** Subscriptions in one spelling, what they differ in, and the calls that mend it. */
import type { Call, Change, Field } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';
import { isHidden, revealed, shownUrl } from '../../core/secrets.ts';
import type { Secrets } from '../../core/secrets.ts';
import type { TopicWrites } from './api.ts';
import { protocols } from './spec-subscriptions.ts';
import type { SubscriptionSpec } from './spec-subscriptions.ts';
import type { TopicState } from './state.ts';

/** How one endpoint is told. */
export type Subscription = {
  /** Live: null where it is not known, because it waits for its confirmation or belongs to another account. */
  readonly raw: boolean | null;
  /** The role that SNS writes to a delivery stream with; null: there is none. */
  readonly role: string | null;
  /** Live: its ARN; null: it waits for its confirmation, and cannot be ended. Desired: as it stands, or left out. */
  readonly arn?: string | null;
  /** Live: whether a filter keeps some messages from it. Left out: there is none, or it is not known. */
  readonly filtered?: true;
};

/** By protocol and endpoint: `sqs arn:aws:sqs:…`, a URL as it is shown. */
export type Subscriptions = Readonly<Record<string, Subscription>>;

export const keyOf = (protocol: string, endpoint: string): string => `${protocol} ${shownUrl(endpoint)}`;

/** What a block asks for. */
export function wantedSubscriptions(written: readonly SubscriptionSpec[]): Subscriptions {
  return Object.fromEntries(
    written.map(({ protocol, endpoint, raw = false, role = null }) => [keyOf(protocol, endpoint), { raw, role }]),
  );
}

/**
 * The inverse. Undefined: one of them is none that a spec can say, because its endpoint is a secret, its protocol is not
 * known, a filter keeps messages from it, or its role could not be read. Without a list they all stay as they stand.
 */
export function subscriptionsToSpec(subscriptions: Subscriptions): readonly SubscriptionSpec[] | undefined {
  if (!Object.entries(subscriptions).every(isSayable)) return undefined;
  return Object.entries(subscriptions).flatMap(([key, { raw, role }]) => {
    const { protocol, endpoint } = partsOf(key);
    const known = protocols.find(name => name === protocol);
    if (known === undefined) return [];
    return [{ protocol: known, endpoint, ...(raw ? { raw } : {}), ...(role === null ? {} : { role }) }];
  });
}

function isSayable([key, { role, filtered }]: readonly [string, Subscription]): boolean {
  const { protocol, endpoint } = partsOf(key);
  const isKnown = protocols.some(name => name === protocol) && (protocol !== 'firehose' || role !== null);
  return isKnown && !isHidden(endpoint) && filtered === undefined;
}

function partsOf(key: string): { readonly protocol: string; readonly endpoint: string } {
  const space = key.indexOf(' ');
  return { protocol: key.slice(0, space), endpoint: key.slice(space + 1) };
}

/** Those that wait for their confirmation. */
export const pendingIn = (subscriptions: Subscriptions): readonly string[] =>
  Object.entries(subscriptions).flatMap(([key, { arn }]) => (arn === null ? [key] : []));

/** The desired subscriptions with what stands there of them. */
export function completeSubscriptions(desired: Subscriptions, live: Subscriptions): Subscriptions {
  return Object.fromEntries(
    Object.entries(desired).map(([key, wanted]) => {
      const standing = live[key];
      if (standing === undefined) return [key, wanted] as const;
      return [key, isAsWanted(wanted, standing) ? standing : { ...wanted, arn: standing.arn ?? null }] as const;
    }),
  );
}

function isAsWanted(wanted: Subscription, standing: Subscription): boolean {
  if (standing.filtered === true && wanted.filtered !== true) return false;
  return standing.raw === null || (wanted.raw === standing.raw && wanted.role === standing.role);
}

interface Gap {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly other: readonly string[];
}

/** What stands otherwise than desired. One that waits for its confirmation cannot be ended: it is told apart. */
function gapOf(desired: Subscriptions, live: Subscriptions): Gap {
  return {
    missing: Object.keys(desired).filter(key => live[key] === undefined),
    extra: Object.keys(live).filter(key => desired[key] === undefined && live[key]?.arn !== null),
    other: Object.entries(desired).flatMap(([key, wanted]) => {
      const standing = live[key];
      return standing === undefined || isAsWanted(wanted, standing) ? [] : [key];
    }),
  };
}

/** Ends what is too much after it began what is missing: nobody who is told stays untold meanwhile. */
export function subscriptionCalls(
  { arn: topic, secrets = {} }: Pick<Change<TopicState>, 'arn' | 'secrets'>,
  desired: Subscriptions,
  live: Subscriptions,
): readonly Call<TopicWrites>[] {
  const { missing, extra, other } = gapOf(desired, live);
  return [
    ...missing.flatMap(key => subscribe(topic, key, { wanted: desired[key], secrets })),
    ...other.flatMap(key => settings(live[key], desired[key])),
    ...extra.flatMap((key): readonly Call<TopicWrites>[] => {
      const SubscriptionArn = live[key]?.arn ?? undefined;
      return SubscriptionArn === undefined ? [] : [{ call: 'sns:Unsubscribe', input: { SubscriptionArn } }];
    }),
  ];
}

interface Subscribing {
  readonly wanted: Subscription | undefined;
  readonly secrets: Secrets;
}

function subscribe(TopicArn: Arn, key: string, { wanted, secrets }: Subscribing): readonly Call<TopicWrites>[] {
  if (wanted === undefined) return [];
  const { protocol: Protocol, endpoint: Endpoint } = partsOf(key);
  const secret = revealed(Endpoint, secrets);
  if (secret === undefined && isHidden(Endpoint)) throw new Error(`topic: only the spec knows ${Endpoint}`);
  const Attributes = {
    ...(wanted.raw === true ? { RawMessageDelivery: 'true' } : {}),
    ...(wanted.role === null ? {} : { SubscriptionRoleArn: wanted.role }),
  };
  const input = { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
  return [{ call: 'sns:Subscribe', input, ...(secret === undefined ? {} : { secrets: { [Endpoint]: secret } }) }];
}

function settings(from: Subscription | undefined, to: Subscription | undefined): readonly Call<TopicWrites>[] {
  const SubscriptionArn = from?.arn ?? undefined;
  if (SubscriptionArn === undefined || from === undefined || to === undefined) return [];
  const set = (AttributeName: string, AttributeValue: string): Call<TopicWrites> => ({
    call: 'sns:SetSubscriptionAttributes',
    input: { SubscriptionArn, AttributeName, AttributeValue },
  });
  return [
    ...(from.filtered === true && to.filtered !== true ? [set('FilterPolicy', '{}')] : []),
    ...(from.raw === to.raw ? [] : [set('RawMessageDelivery', `${to.raw ?? false}`)]),
    ...(from.role === to.role || to.role === null ? [] : [set('SubscriptionRoleArn', to.role)]),
  ];
}

/** The log files are delivered, whoever is told of them: nothing of the evidence is lost with a subscription. */
export const subscriptionsField: Field<Subscriptions> = {
  change: 'call',
  equal: (desired, live) => Object.values(gapOf(desired, live)).every(keys => keys.length === 0),
  effect(from, to) {
    const { missing, extra } = gapOf(from, to);
    return extra.length > 0 && missing.length === 0 ? 'strengthens' : 'neutral';
  },
  leadsTo: subscriptions => Object.entries(subscriptions).flatMap(([key, { role }]) => [partsOf(key).endpoint, role]),
  gravity: () => 'medium',
  meaning(desired, live) {
    const { missing, extra, other } = gapOf(desired, live);
    const [untold, unasked] = [missing.join(' and '), extra.join(' and ')];
    if (missing.length > 0 && extra.length > 0)
      return `New log files are announced to ${unasked} instead of ${untold}.`;
    if (missing.length > 0) return `New log files are not announced to ${untold}.`;
    if (extra.length > 0) return `New log files are announced to ${unasked} too, which the spec does not ask for.`;
    const silenced = other.filter(key => live[key]?.filtered === true).join(' and ');
    if (silenced !== '') return `A filter keeps announcements of log files from ${silenced}.`;
    return `Messages to ${other.join(' and ')} are delivered otherwise than the spec says.`;
  },
};
