/** What a schema cannot say of subscriptions. */
import type { Entry, Problem } from '../../core/model.ts';
import { settingAt } from '../../core/written.ts';
import type { Protocol, SubscriptionSpec } from './spec-subscriptions.ts';
import type { TopicSpec } from './spec.ts';
import { keyOf } from './subscriptions.ts';

/** Endpoints that no subscription of the protocol can have, secrets, settings that it does not know, and repetitions. */
export function checkSubscriptions(entry: Entry<TopicSpec>): readonly Problem[] {
  const { subscriptions = [] } = entry.spec;
  const keys = subscriptions.map(({ protocol, endpoint }) => keyOf(protocol, endpoint));
  return subscriptions.flatMap((one, index): readonly Problem[] => {
    const pointer = `/subscriptions/${index}`;
    const twice = keys.indexOf(keyOf(one.protocol, one.endpoint)) < index;
    const faults: readonly Fault[] = [
      ...faultsOf(one),
      ...(twice ? [{ at: '', message: 'The same endpoint stands there twice', hint: 'Write it once.' }] : []),
    ];
    return faults.map(({ at, message, hint, code }): Problem => ({
      code: code ?? 'invalid-subscription',
      ...(code === 'secret-in-url' ? { severity: 'warning' } : {}),
      at: settingAt(entry, `${pointer}${at}`),
      message,
      hint,
    }));
  });
}

interface Fault {
  /** Default: the subscription is none that SNS takes. */
  readonly code?: 'secret-in-url';
  /** Pointer into the subscription. */
  readonly at: string;
  readonly message: string;
  readonly hint: string;
}

/** No message has the endpoint in it: it may be a secret. */
function faultsOf(one: SubscriptionSpec): readonly Fault[] {
  const { protocol, endpoint, raw = false, role } = one;
  const { shape, words } = endpoints[protocol];
  return [
    ...(shape.test(endpoint)
      ? []
      : [{ at: '/endpoint', message: `This is no endpoint of ${protocol}`, hint: `Write ${words}.` }]),
    ...secretFaults(endpoint),
    ...(raw && !takesRaw.has(protocol)
      ? [{ at: '/raw', message: `SNS delivers no raw messages by ${protocol}`, hint: 'Leave out raw.' }]
      : []),
    ...roleFaults(protocol, role),
  ];
}

function secretFaults(endpoint: string): readonly Fault[] {
  const at = '/endpoint';
  if (/^https?:\/\/(?:[^/?#]*@|[^?#]*[?#])/iu.test(endpoint))
    return [
      {
        at,
        message: 'A URL with a password or a query holds a secret, and a spec holds none',
        hint: 'Let the endpoint tell its callers by the signature of SNS, or leave subscriptions out and subscribe it by hand.',
      },
    ];
  if (!hasSecretPath(endpoint)) return [];
  return [
    {
      code: 'secret-in-url',
      at,
      message: 'The path of this URL looks like a secret: whoever reads the spec can write there',
      hint: 'Make it invalid where it was made, and let a function hold the next one: protocol lambda. Or leave subscriptions out, which keeps what stands there, and subscribe it by hand.',
    },
  ];
}

/** Hosts of webhooks that know their callers by the path alone. */
const webhookHosts =
  /^(?:hooks\.slack(?:-gov)?\.com|events(?:\.eu)?\.pagerduty\.com|(?:\w+\.)?discord(?:app)?\.com|[\w.-]+\.webhook\.office\.com|hooks\.zapier\.com|maker\.ifttt\.com)$/iu;

/** A part that nobody would think of: long, or of letters and digits mixed. */
const random = /^(?=.*\d)(?=.*[a-z])[\w~.-]{16,}$|^[\w~.-]{32,}$/iu;

function hasSecretPath(endpoint: string): boolean {
  const [, host = '', path = ''] = /^https?:\/\/([^/]*)(?:\/(.*))?$/iu.exec(endpoint) ?? [];
  return (
    path !== '' && (webhookHosts.test(host.replace(/:\d+$/u, '')) || path.split('/').some(part => random.test(part)))
  );
}

function roleFaults(protocol: Protocol, role: string | undefined): readonly Fault[] {
  if (protocol === 'firehose' && role === undefined)
    return [
      { at: '', message: 'A delivery stream needs a role', hint: 'Write role: the ARN of one that SNS may assume.' },
    ];
  if (role === undefined) return [];
  if (protocol !== 'firehose')
    return [{ at: '/role', message: `SNS takes no role for ${protocol}`, hint: 'Leave out role.' }];
  return arnOf('iam').test(role)
    ? []
    : [{ at: '/role', message: 'This is no ARN of a role', hint: 'Write arn:aws:iam::ACCOUNT:role/NAME.' }];
}

const takesRaw: ReadonlySet<Protocol> = new Set(['sqs', 'firehose', 'https', 'http']);

const arnOf = (service: string): RegExp => new RegExp(`^arn:aws[\\w-]*:${service}:[^:]*:\\d{12}:\\S+$`, 'u');
const arn = (service: string) => ({ shape: arnOf(service), words: `an ARN of ${service}` });
const url = (scheme: string) => ({ shape: new RegExp(`^${scheme}://\\S+$`, 'iu'), words: `a URL with ${scheme}://` });
const address = { shape: /^[^\s@]+@[^\s@]+$/u, words: 'an e-mail address' };

const endpoints: Readonly<Record<Protocol, { readonly shape: RegExp; readonly words: string }>> = {
  sqs: arn('sqs'),
  lambda: arn('lambda'),
  firehose: arn('firehose'),
  https: url('https'),
  http: url('http'),
  email: address,
  'email-json': address,
  sms: { shape: /^\+[1-9]\d{6,14}$/u, words: 'a telephone number such as +14155550100' },
  application: arn('sns'),
};
