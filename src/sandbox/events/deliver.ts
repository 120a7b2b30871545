import type { Context } from '../call.ts';
import { visibleTrails } from '../cloudtrail/lookup-trail.ts';
import { records } from '../cloudtrail/records.ts';
import type { Estate } from '../estate.ts';
import type { HistoryEvent } from '../history/history.ts';
import { eventRegion } from '../history/record.ts';
import { maySend, parseTrust, roleByArn } from '../iam/role.ts';
import { parseArn } from '../places.ts';
import { parsePolicy } from '../policy/document.ts';
import { evaluate } from '../policy/evaluate.ts';
import { sendFrom } from '../sqs/queue.ts';
import { type Rule, type RuleTarget, busArn } from './rule.ts';

const EVENTS = 'events.amazonaws.com';

/** An event on its way over the buses. */
interface Envelope {
  readonly value: object;
  readonly readOnly: boolean;
  readonly at: Date;
}

/**
 * Tells the rules of the caller's account and region of a management event, if a trail that logs records it there, as
 * CloudTrail does. Begun before the call is carried out: the call that stops the last trail is still told.
 */
export function announcing({ call, estate }: Context): (event: HistoryEvent) => void {
  if (estate.rules.size === 0) return () => undefined;
  const { principal } = call;
  const region = eventRegion(call);
  const recorded = (): Recording => recordingOf(estate, principal.account, region);
  const before = recorded();
  return ({ id, at, readOnly, record }) => {
    const kind = readOnly ? 'reads' : 'writes';
    if (!before[kind] && !recorded()[kind]) return;
    const value = {
      version: '0',
      id,
      'detail-type': 'AWS API Call via CloudTrail',
      source: `aws.${call.service}`,
      account: principal.account,
      time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region,
      resources: [],
      detail: record,
    };
    offer({ value, readOnly, at }, busArn(principal.account, region), { estate, hops: 0 });
  };
}

interface Recording {
  readonly reads: boolean;
  readonly writes: boolean;
}

function recordingOf(estate: Estate, account: string, region: string): Recording {
  const all = visibleTrails(estate, account, region).filter(({ logging }) => logging);
  const recorded = all.map(({ selectors }) => records(selectors));
  return { reads: recorded.some(({ reads }) => reads), writes: recorded.some(({ writes }) => writes) };
}

interface Way {
  readonly estate: Estate;
  /** Buses that it came over. A bus does not hand on what another handed to it. */
  readonly hops: number;
}

function offer(envelope: Envelope, bus: string, way: Way): void {
  const { account, region } = parseArn(bus) ?? {};
  for (const rule of way.estate.rules.values()) {
    if (rule.account !== account || rule.region !== region || !takes(rule, envelope)) continue;
    for (const target of rule.targets.values()) hand(envelope, rule, { target, ...way });
  }
}

function takes({ state, pattern }: Rule, { value, readOnly }: Envelope): boolean {
  if (state === 'DISABLED' || (readOnly && state === 'ENABLED')) return false;
  return pattern(value);
}

function hand(envelope: Envelope, rule: Rule, { target, estate, hops }: Way & { readonly target: RuleTarget }): void {
  if (parseArn(target.Arn)?.service === 'sqs') {
    const sender = { service: EVENTS, source: rule.arn, account: rule.account } as const;
    sendFrom(sender, target.Arn, { estate, at: envelope.at, body: JSON.stringify(envelope.value) });
    return;
  }
  if (hops === 0 && mayPut(rule, target, estate)) offer(envelope, target.Arn, { estate, hops: hops + 1 });
}

/** Whether a rule's role lets EventBridge put events on the bus, and, of another account, the bus lets the role. */
function mayPut({ account }: Rule, { Arn: bus, RoleArn }: RuleTarget, estate: Estate): boolean {
  const role = roleByArn(estate, RoleArn ?? '');
  if (!role) return false;
  const service = { asker: { service: EVENTS }, keys: new Map([['aws:sourceaccount', [account]]]) };
  const assume = { ...service, action: 'sts:AssumeRole', resource: role.arn };
  if (evaluate(parseTrust(role.trust), assume) !== 'allow') return false;
  const keys = new Map([
    ['aws:principalaccount', [account]],
    ['aws:principalarn', [role.arn]],
  ]);
  const request = { action: 'events:PutEvents', resource: bus, keys };
  if (!maySend(role, request, account)) return false;
  if (parseArn(bus)?.account === account) return true;
  const policy = estate.busPolicies.get(bus);
  const asker = { account, arns: [role.arn], id: role.id };
  return policy !== undefined && evaluate(parsePolicy(policy), { ...request, asker }) === 'allow';
}
