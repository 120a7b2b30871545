import type { Call, Service } from '../call.ts';
import { Fault } from '../fault.ts';
import type { Propagation } from '../propagation.ts';
import { type DeliveryTrouble, deliveryTrouble } from './deliveries.ts';
import { documentedRates } from './rates.ts';
import { type Effect, type Trouble, arm, effectsOn } from './rules.ts';

/** How a caller is left without an answer: the connection ends, or the endpoint does, or nothing happens any more. */
export type Silence = 'drop' | 'exit' | 'hold';

/** What trouble does to one call. */
interface Verdict {
  /** Milliseconds of real time before anything happens. */
  readonly latency: number;
  /** The call is not carried out: this is the answer, or the connection or the endpoint ends, or nothing comes. */
  readonly instead?: Fault | Silence;
  /** The call is carried out, but not answered. */
  readonly then?: Silence;
}

/** The switches for trouble. */
export interface Switchboard {
  set(trouble: Trouble): void;
  clear(): void;
  /** What is set, with how often each rule has matched. */
  current(): Trouble & { readonly seen: readonly number[] };
  propagation(): Propagation;
  /** After how many seconds events stand in the history. */
  historyDelay(): number;
  /** What becomes of deliveries. */
  deliveries(): DeliveryTrouble;
  /** Judges a call, and counts it. */
  judge(call: Call): Verdict;
}

/** `beforeChange` is called when switches are about to be set. */
export function switchboard(beforeChange: () => void): Switchboard {
  let trouble: Trouble = {};
  let armed = arm([]);
  let rates = documentedRates();
  let deliveries = deliveryTrouble([]);
  const set = (next: Trouble): void => {
    beforeChange();
    deliveries = deliveryTrouble(next.deliveries ?? []);
    trouble = next;
    armed = arm(next.rules ?? []);
    rates = documentedRates();
  };
  return {
    set,
    clear: () => set({}),
    current: () => ({ ...trouble, seen: armed.map(entry => entry.seen) }),
    propagation: () => trouble.propagation ?? {},
    historyDelay: () => trouble.history?.seconds ?? 0,
    deliveries: () => deliveries,
    judge(call) {
      const verdict = verdictOf(call, effectsOn(call, armed));
      if (verdict.instead || !trouble.rates || !rates.exceeded(call)) return verdict;
      return { ...verdict, instead: throttled(call.service) };
    },
  };
}

function verdictOf(call: Call, effects: ReturnType<typeof effectsOn>): Verdict {
  let latency = 0;
  let instead: Verdict['instead'];
  let then: Verdict['then'];
  for (const effect of effects) {
    if ('latency' in effect) latency += effect.latency;
    else if ('throttle' in effect) instead ??= throttled(call.service);
    else if ('deny' in effect) instead ??= denied(call);
    else if ('error' in effect) {
      const { code, status, message } = effect.error;
      instead ??= new Fault(code, message ?? `${code} was asked for.`, status === undefined ? {} : { status });
    } else {
      const [silence, when] = silenceOf(effect);
      if (when === 'before') instead ??= silence;
      else then ??= silence;
    }
  }
  return { latency, ...(instead && { instead }), ...(then && { then }) };
}

type Silencing = Extract<Effect, { drop: unknown } | { hold: unknown } | { exit: unknown }>;

function silenceOf(effect: Silencing): readonly [Silence, 'before' | 'after'] {
  if ('drop' in effect) return ['drop', effect.drop];
  return 'hold' in effect ? ['hold', effect.hold] : ['exit', effect.exit];
}

const THROTTLED: Readonly<Record<Service, () => Fault>> = {
  cloudtrail: () => new Fault('ThrottlingException', 'Rate exceeded'),
  events: () => new Fault('ThrottlingException', 'Rate exceeded'),
  ec2: () => new Fault('RequestLimitExceeded', 'Request limit exceeded.', { status: 503 }),
  iam: () => new Fault('Throttling', 'Rate exceeded'),
  kms: () => new Fault('ThrottlingException', 'Rate exceeded'),
  logs: () => new Fault('ThrottlingException', 'Rate exceeded'),
  organizations: () => new Fault('TooManyRequestsException', 'Rate exceeded'),
  s3: () => new Fault('SlowDown', 'Please reduce your request rate.', { status: 503 }),
  sns: () => new Fault('Throttled', 'Rate exceeded', { status: 429 }),
  sqs: () => new Fault('RequestThrottled', 'Rate exceeded'),
  sts: () => new Fault('Throttling', 'Rate exceeded'),
};

function throttled(service: Service): Fault {
  return THROTTLED[service]();
}

const DENIED: Readonly<Record<Service, readonly [code: string, status: number]>> = {
  cloudtrail: ['AccessDeniedException', 400],
  events: ['AccessDeniedException', 400],
  ec2: ['UnauthorizedOperation', 403],
  iam: ['AccessDenied', 403],
  kms: ['AccessDeniedException', 400],
  logs: ['AccessDeniedException', 400],
  organizations: ['AccessDeniedException', 400],
  s3: ['AccessDenied', 403],
  sns: ['AuthorizationError', 403],
  sqs: ['AccessDeniedException', 403],
  sts: ['AccessDenied', 403],
};

/** The answer to an action that no policy allows. */
function denied(call: Pick<Call, 'service' | 'operation' | 'principal'>): Fault {
  const [code, status] = DENIED[call.service];
  const action = `${call.service}:${call.operation}`;
  const why = `is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  return new Fault(code, `User: ${call.principal.arn} ${why}`, { status });
}
