import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Context, Service } from './call.ts';
import type { SandboxClock } from './clock.ts';
import { cloudtrailDialect } from './cloudtrail/dialect.ts';
import { ec2Dialect } from './ec2/operations.ts';
import { settle } from './delivery/post.ts';
import { type Recording, recording } from './delivery/recording.ts';
import type { Estate } from './estate.ts';
import { Fault } from './fault.ts';
import { announcing } from './events/deliver.ts';
import { eventsDialect } from './events/operations.ts';
import type { HistoryEvent } from './history/history.ts';
import { copyFor, eventOf, eventRegion, type Outcome } from './history/record.ts';
import { credentialOf } from './http/authorization.ts';
import type { Dialect, Understood } from './http/dialect.ts';
import { targetOf } from './http/json-dialect.ts';
import type { Reply, Request } from './http/message.ts';
import { iamDialect } from './iam/operations.ts';
import { kmsDialect } from './kms/operations.ts';
import { logsDialect } from './logs/operations.ts';
import { organizationsDialect } from './organizations/operations.ts';
import { parseArn } from './places.ts';
import { isEnabled } from './regions.ts';
import { s3Dialect } from './s3/dialect.ts';
import { snsDialect } from './sns/operations.ts';
import { sqsDialect } from './sqs/operations.ts';
import { stsDialect } from './sts/operations.ts';
import type { Holder } from './sts/sessions.ts';
import type { Tally } from './tally.ts';
import type { Silence, Switchboard } from './trouble/switchboard.ts';

/** What serves the calls to AWS. */
export interface Endpoint {
  readonly clock: SandboxClock;
  readonly trouble: Switchboard;
  readonly tally: Tally;
  estate(): Estate;
}

/** What goes back, or what happens instead of an answer. */
export type Served = Reply | Silence;

/** Carries out one request to AWS: who calls, what, is it counted, is there trouble, do it, write it down. */
export async function serve(request: Request, endpoint: Endpoint): Promise<Served> {
  const requestId = randomUUID();
  const dialect = dialectOf(request);
  settle(endpoint.estate(), endpoint.clock.now());
  try {
    const caller = callerOf(request, dialect, endpoint.estate());
    const understood = dialect.understand(request);
    const call = toCall(request, { dialect, understood, caller, requestId, at: endpoint.clock.now() });
    const barred = barring(call, caller, dialect, endpoint.estate());
    const refuse = (fault: Fault): Reply => dialect.refuse(fault, requestId, request);
    const work = barred ? barredBy(understood, barred) : understood;
    return await carryOut(call, { understood: work, refuse, gone: () => request.gone() }, endpoint);
  } catch (error) {
    if (error instanceof Fault) return dialect.refuse(error, requestId, request);
    throw error;
  }
}

interface Work {
  readonly understood: Understood;
  refuse(fault: Fault): Reply;
  /** Whether the caller has ended the connection. */
  gone(): boolean;
}

async function carryOut(call: Call, work: Work, endpoint: Endpoint): Promise<Served> {
  const { understood } = work;
  const seen = endpoint.tally.add(call);
  const { latency, instead, then } = endpoint.trouble.judge(call);
  if (latency > 0) await sleep(latency);
  const context: Context = { call, estate: endpoint.estate(), clock: endpoint.clock };
  if (typeof instead === 'string') {
    seen.outcome = 'dropped';
    return instead;
  }
  if (!instead && understood.ready) {
    await understood.ready(context, work.gone);
    if (work.gone()) {
      seen.outcome = 'dropped';
      return 'drop';
    }
  }
  if (understood.ready || latency > 0) settle(context.estate, endpoint.clock.now());
  const announce = announcing(context);
  const record = recording(context.estate, call.principal.account);
  const { reply, outcome } = instead
    ? { reply: work.refuse(instead), outcome: { fault: instead } }
    : perform(work, context);
  if (understood.note) {
    const event = eventOf(call, understood.note(context), outcome);
    writeDown(event, context, record);
    if (!event.data) announce(event);
  }
  if ('fault' in outcome) seen.outcome = outcome.fault.code;
  if (then) seen.outcome = 'dropped';
  return then ?? reply;
}

/** In the history of who called, and of who owns what it is about, and on its way to their trails. */
function writeDown(event: HistoryEvent, { call, estate }: Context, record: Recording): void {
  const { account } = call.principal;
  const region = eventRegion(call);
  const keep = (of: string, one: HistoryEvent): void => {
    if (!one.data) estate.history.add(of, region, one);
    record({ account: of, region }, one);
  };
  keep(account, event);
  const owners = event.subjects.map(({ type, name }) =>
    type === 'AWS::S3::Bucket' ? estate.buckets.get(name)?.account : parseArn(name)?.account,
  );
  for (const owner of new Set(owners)) {
    const copy = owner === undefined || owner === '' || owner === account ? undefined : copyFor(owner, event);
    if (owner !== undefined && copy) keep(owner, copy);
  }
}

/** Understood, counted, and then not let in. Event history does not have it. */
function barredBy({ operation, inputs }: Understood, fault: Fault): Understood {
  return {
    operation,
    inputs,
    perform() {
      throw fault;
    },
  };
}

function perform({ understood, refuse }: Work, context: Context): { reply: Reply; outcome: Outcome } {
  try {
    const { reply, elements } = understood.perform(context);
    return { reply, outcome: { elements } };
  } catch (fault) {
    if (fault instanceof Fault) return { reply: refuse(fault), outcome: { fault } };
    throw fault;
  }
}

const jsonDialects = new Map([
  ['TrentService', kmsDialect],
  ['AWSOrganizationsV20161128', organizationsDialect],
  ['Logs_20140328', logsDialect],
  ['AmazonSQS', sqsDialect],
  ['AWSEvents', eventsDialect],
]);

const formDialects = new Map([
  ['2011-06-15', stsDialect],
  ['2016-11-15', ec2Dialect],
  ['2010-05-08', iamDialect],
]);

/** By the target of a JSON call, the version of a form, and else S3: one address serves all, as with `endpoint-url`. */
function dialectOf(request: Request): Dialect {
  const target = targetOf(request)?.service;
  if (target !== undefined) return jsonDialects.get(target) ?? cloudtrailDialect;
  const form = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (request.method !== 'POST' || !form) return s3Dialect;
  const version = new URLSearchParams(request.body.toString('utf8')).get('Version') ?? '';
  return formDialects.get(version) ?? snsDialect;
}

/** Who calls, and from where. */
interface Caller extends Holder {
  readonly region: string;
}

function callerOf(request: Request, dialect: Dialect, { sessions }: Estate): Caller {
  const credential = credentialOf(request);
  if (!credential) {
    const principal = dialect.guest?.(request);
    if (!principal) throw dialect.unsigned();
    return { principal, region: GLOBAL_REGION };
  }
  const holder = sessions.holder(credential.accessKeyId, credential.region);
  if (!holder) throw dialect.invalidKey();
  return { ...holder, region: credential.region };
}

/** Where calls are at home that name no region. */
const GLOBAL_REGION = 'us-east-1';

/** Why a caller that is known is not let in: its keys have expired, or its account does not have the region. */
function barring({ at, principal }: Call, { expires, region }: Caller, dialect: Dialect, estate: Estate) {
  if (expires && at >= expires) return dialect.expiredKey();
  const open = dialect.service === 'organizations' || isEnabled(estate.regions, principal.account, region);
  return open ? undefined : dialect.invalidKey();
}

interface Parts {
  readonly dialect: { readonly service: Service };
  readonly understood: Understood;
  readonly caller: Caller;
  readonly requestId: string;
  readonly at: Date;
}

function toCall(request: Request, parts: Parts): Call {
  const { dialect, understood, caller, requestId, at } = parts;
  return {
    requestId,
    at,
    service: dialect.service,
    operation: understood.operation,
    region: caller.region,
    principal: caller.principal,
    inputs: understood.inputs,
    userAgent: request.headers.get('user-agent') ?? '',
    sourceIp: request.sourceIp,
    host: request.headers.get('host') ?? '',
  };
}
