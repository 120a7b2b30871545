import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Context, Principal, Service } from './call.ts';
import type { SandboxClock } from './clock.ts';
import { cloudtrailDialect } from './cloudtrail/dialect.ts';
import type { Estate } from './estate.ts';
import { Fault } from './fault.ts';
import { eventOf, type Outcome } from './history/record.ts';
import { type Credential, credentialOf } from './http/authorization.ts';
import type { Dialect, Understood } from './http/dialect.ts';
import { targetOf } from './http/json-dialect.ts';
import type { Reply, Request } from './http/message.ts';
import { kmsDialect } from './kms/operations.ts';
import { organizationsDialect } from './organizations/operations.ts';
import { s3Dialect } from './s3/dialect.ts';
import { snsDialect } from './sns/operations.ts';
import { stsDialect } from './sts/operations.ts';
import type { Tally } from './tally.ts';
import type { Switchboard } from './trouble/switchboard.ts';

/** What serves the calls to AWS. */
export interface Endpoint {
  readonly clock: SandboxClock;
  readonly trouble: Switchboard;
  readonly tally: Tally;
  estate(): Estate;
}

/** What goes back, or how the connection ends instead of an answer. */
export type Served = Reply | 'drop' | 'exit';

/** Carries out one request to AWS: who calls, what, is it counted, is there trouble, do it, write it down. */
export async function serve(request: Request, endpoint: Endpoint): Promise<Served> {
  const requestId = randomUUID();
  const dialect = dialectOf(request);
  try {
    const { credential, principal } = callerOf(request, dialect, endpoint.estate());
    const understood = dialect.understand(request);
    const call = toCall(request, { dialect, understood, credential, principal, requestId, at: endpoint.clock.now() });
    return await carryOut(call, understood, endpoint, fault => dialect.refuse(fault, requestId, request));
  } catch (error) {
    if (error instanceof Fault) return dialect.refuse(error, requestId, request);
    throw error;
  }
}

async function carryOut(
  call: Call,
  understood: Understood,
  endpoint: Endpoint,
  refuse: (fault: Fault) => Reply,
): Promise<Served> {
  const seen = endpoint.tally.add(call);
  const { latency, instead, then } = endpoint.trouble.judge(call);
  if (latency > 0) await sleep(latency);
  const context: Context = { call, estate: endpoint.estate(), clock: endpoint.clock };
  if (instead === 'drop' || instead === 'exit') {
    seen.outcome = 'dropped';
    return instead;
  }
  const { reply, outcome } = instead
    ? { reply: refuse(instead), outcome: { fault: instead } }
    : perform(understood, context, refuse);
  if (understood.note) context.estate.history.add(call, eventOf(call, understood.note(context), outcome));
  if ('fault' in outcome) seen.outcome = outcome.fault.code;
  if (then) seen.outcome = 'dropped';
  return then ?? reply;
}

function perform(
  understood: Understood,
  context: Context,
  refuse: (fault: Fault) => Reply,
): { reply: Reply; outcome: Outcome } {
  try {
    const { reply, elements } = understood.perform(context);
    return { reply, outcome: { elements } };
  } catch (fault) {
    if (fault instanceof Fault) return { reply: refuse(fault), outcome: { fault } };
    throw fault;
  }
}

const jsonDialects: Readonly<Record<string, Dialect>> = {
  TrentService: kmsDialect,
  AWSOrganizationsV20161128: organizationsDialect,
};

/** By the target of a JSON call, the version of a form, and else S3: one address serves all, as with `endpoint-url`. */
function dialectOf(request: Request): Dialect {
  const target = targetOf(request)?.service;
  if (target !== undefined) return jsonDialects[target] ?? cloudtrailDialect;
  const form = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (request.method !== 'POST' || !form) return s3Dialect;
  const version = new URLSearchParams(request.body.toString('utf8')).get('Version');
  return version === '2011-06-15' ? stsDialect : snsDialect;
}

function callerOf(
  request: Request,
  dialect: Dialect,
  estate: Estate,
): { credential: Credential; principal: Principal } {
  const credential = credentialOf(request);
  if (!credential) throw dialect.unsigned();
  const principal = estate.sessions.principal(credential.accessKeyId, credential.region);
  if (!principal) throw dialect.invalidKey();
  return { credential, principal };
}

interface Parts {
  readonly dialect: { readonly service: Service };
  readonly understood: Understood;
  readonly credential: Credential;
  readonly principal: Principal;
  readonly requestId: string;
  readonly at: Date;
}

function toCall(request: Request, parts: Parts): Call {
  const { dialect, understood, credential, principal, requestId, at } = parts;
  return {
    requestId,
    at,
    service: dialect.service,
    operation: understood.operation,
    region: credential.region,
    principal,
    inputs: understood.inputs,
    userAgent: request.headers.get('user-agent') ?? '',
    sourceIp: request.sourceIp,
    host: request.headers.get('host') ?? '',
  };
}
