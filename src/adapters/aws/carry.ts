import type { Clock, Log } from '../../app/ports.ts';
import { ApiFailure, mayHaveHappened } from '../../core/failure.ts';
import type { Target } from '../../core/model.ts';
import type { Accounts } from './accounts.ts';
import { mostUnanswered } from './breaker.ts';
import type { Breaker } from './breaker.ts';
import type { Clients } from './clients.ts';
import type { CredentialSource, Credentials } from './credentials.ts';
import type { Gate } from './gate.ts';
import type { Limiter, TokenBucket } from './limiter.ts';
import { limitOf } from './limits.ts';
import { isRepeatable, provesEarlierSuccess, waitBeforeNext } from './retry.ts';
import { commandOf } from './services.ts';
import type { Settling } from './settling.ts';
import { translate } from './translate.ts';

/** One attempt, told when it is over. */
export interface Observation {
  /** `service:Operation`. */
  readonly call: string;
  readonly target: Target;
  /** From 1. */
  readonly attempt: number;
  /** `ok`, or the name of the failure. */
  readonly outcome: string;
  /** From sending to the answer. */
  readonly milliseconds: number;
}

/** What all calls share. */
export interface Edge {
  readonly clock: Clock;
  readonly log: Log;
  readonly clients: Clients;
  readonly accounts: Pick<Accounts, 'credentials'>;
  readonly limiter: Limiter;
  readonly gate: Gate;
  readonly breaker: Breaker;
  /** Aborted: nobody waits for answers any more. */
  readonly closed: AbortSignal;
  readonly settling: Settling;
  /** Milliseconds until the answer to a question must have begun. A call that changes something has longer. */
  readonly questionTimeoutMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Told of every attempt. */
  readonly observe: (observation: Observation) => void;
}

export interface Work {
  readonly call: string;
  readonly input: object;
  readonly target: Target;
  /** Whether it changes something. */
  readonly write: boolean;
  /** Of a mutation, whether a policy that was read denies what it rests on. */
  readonly denied?: boolean;
  /** Ends waiting and further attempts, never the call in flight. Without one, closing does. */
  readonly signal?: AbortSignal;
  /** Who signs it. Without one: the credentials of the target's account. */
  readonly by?: CredentialSource;
}

export interface Answer {
  readonly output: object;
  readonly attempts: number;
  readonly requestId?: string;
}

/**
 * Sends one call as often as the kind of its failures allows, each time in its turn.
 *
 * @throws ApiFailure the last failure; `Interrupted` if the signal came before the first attempt
 */
export async function carry(asked: Work, edge: Edge): Promise<Answer> {
  const work: Signalled = { ...asked, signal: asked.signal ?? edge.closed };
  const started = edge.clock.now().getTime();
  let lost = false;
  let last: ApiFailure | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await inTurn(work, attempt, edge);
    if (outcome === 'interrupted') throw last ?? interrupted(work);
    if (!(outcome instanceof ApiFailure)) {
      if (work.write) edge.settling.changed(work.call, work.input);
      return outcome;
    }
    if (lost && provesEarlierSuccess(work.call, outcome)) return earlierSuccess(outcome, attempt);
    last = outcome;
    lost ||= work.write && mayHaveHappened(outcome);
    const elapsed = edge.clock.now().getTime() - started;
    const wait = waitBeforeNext(
      { failure: outcome, attempt, elapsed, write: writing(work, outcome, edge) },
      edge.random,
    );
    if (wait === undefined || work.signal.aborted) throw outcome;
    tellWait(work, outcome, wait, edge);
    await edge.clock.sleep(wait, work.signal);
  }
}

type Signalled = Work & { readonly signal: AbortSignal };

function writing({ call, input, write, denied = false }: Work, failure: ApiFailure, { settling }: Edge) {
  return write ? { settling: settling.explains(failure, input), repeatable: isRepeatable(call), denied } : null;
}

function earlierSuccess({ site: { requestId } }: ApiFailure, attempts: number): Answer {
  return requestId === undefined ? { output: {}, attempts } : { output: {}, attempts, requestId };
}

function interrupted({ call, target }: Work): ApiFailure {
  const site = { call, target };
  return new ApiFailure('Interrupted', 'not sent, because the run was interrupted', { category: 'transient', site });
}

/**
 * One attempt, when the rate and the number of connections allow it. The credentials come first: they may have to be
 * renewed, which takes a connection itself.
 *
 * @throws ApiFailure when there are no credentials for the target's account: no attempt changes that
 */
async function inTurn(work: Signalled, attempt: number, edge: Edge): Promise<Answer | ApiFailure | 'interrupted'> {
  const { call, target, signal } = work;
  if (signal.aborted) return 'interrupted';
  const credentials = await credentialsFor(work, edge);
  const turns = edge.limiter.of(rateOf(work), limitOf(call));
  const trial = unlessHeld(work, turns, edge);
  if (!(await turns.take(signal))) return 'interrupted';
  return edge.gate.through(`${target.account} ${target.region}`, async () => {
    if (signal.aborted) return 'interrupted';
    if (!trial) unlessHeld(work, turns, edge);
    const sent = edge.clock.now().getTime();
    const outcome = await once(work, { attempt, credentials }, edge);
    const milliseconds = edge.clock.now().getTime() - sent;
    edge.observe({ call, target, attempt, outcome: outcome instanceof ApiFailure ? outcome.name : 'ok', milliseconds });
    adapt(turns, outcome);
    const failure = outcome instanceof ApiFailure ? outcome : undefined;
    edge.breaker.ended(placeOf(work), failure, edge.clock.now().getTime());
    return outcome;
  });
}

/** A question that was not sent, because others at the same place were not answered. */
class NotAsked extends ApiFailure {}

/**
 * Whoever waits for a turn of the same operation is held too, and need not wait for it.
 *
 * @returns whether it is asked to find out if the place answers again
 * @throws NotAsked for the reason for which the last one there was not answered
 */
function unlessHeld(work: Work, turns: TokenBucket, { breaker, clock }: Edge): boolean {
  if (work.write) return false;
  const last = breaker.judge(placeOf(work), clock.now().getTime());
  if (!(last instanceof ApiFailure)) return last === 'trial';
  turns.free();
  const { call, target } = work;
  const message = `not asked, because no answer came in time ${mostUnanswered} times in a row; the last, ${last.site.call}: ${last.message}`;
  throw new NotAsked(last.name, message, { category: last.category, site: { call, target }, cause: last });
}

/** What hangs together: a service in one account and region. */
function placeOf({ call, target }: Work): string {
  return `${call.slice(0, call.indexOf(':'))} ${target.account} ${target.region}`;
}

async function credentialsFor({ call, target, by }: Work, { accounts }: Edge): Promise<Credentials> {
  try {
    return await (by ? by() : accounts.credentials(target));
  } catch (error) {
    throw error instanceof ApiFailure ? error : translate(error, call, target);
  }
}

/** STS counts by who asks, whichever account it is about; everything else counts by the account that is asked. */
function rateOf({ call, target }: Work): string {
  return call.startsWith('sts:') ? `${target.region} ${call}` : `${target.account} ${target.region} ${call}`;
}

function adapt(turns: TokenBucket, outcome: Answer | ApiFailure): void {
  if (outcome instanceof ApiFailure && outcome.category === 'throttled') turns.slower();
  else turns.faster();
}

interface Attempt {
  readonly attempt: number;
  readonly credentials: Credentials;
}

async function once(
  { call, input, target, write }: Work,
  { attempt: attempts, credentials }: Attempt,
  { clients, questionTimeoutMs }: Edge,
): Promise<Answer | ApiFailure> {
  const [serviceName = '', operation = ''] = call.split(':');
  const { service, client } = await clients.of(serviceName, target.region);
  const command = commandOf(service, operation, input);
  try {
    const patience = write ? {} : { requestTimeout: questionTimeoutMs };
    const output = await clients.signedBy(credentials, () => client.send(command, patience));
    const requestId = requestIdOf(output);
    return requestId === undefined ? { output, attempts } : { output, attempts, requestId };
  } catch (error) {
    return translate(error, call, target);
  }
}

function requestIdOf(output: object): string | undefined {
  const metadata: unknown = Reflect.get(output, '$metadata');
  const id: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'requestId') : undefined;
  return typeof id === 'string' ? id : undefined;
}

function tellWait({ call, target, signal }: Signalled, failure: ApiFailure, milliseconds: number, { log }: Edge): void {
  if (signal.aborted) return;
  const { account, region } = target;
  log.info(
    { call, account, region, failure: failure.name, pause_ms: Math.round(milliseconds) },
    'trying again after a pause',
  );
}
