/** A run that ends: once its deadline has passed, nothing is waited for any more, and nothing is begun. */
import { ApiFailure, failedWith } from '../core/failure.ts';
import type { FailureSite } from '../core/failure.ts';
import { duration } from '../render/words.ts';
import type { Clock, Cloud, EnteredAccount, Memory, Period, Ports } from './ports.ts';

/** So long a call that is under way when the deadline passes may still take, in milliseconds. */
const usualGrace = 30_000;

/** The outside, as a run with a deadline sees it. */
export interface Bounded {
  /**
   * Questions that are open when the deadline passes fail with the name `DeadlinePassed` and the category `deadline`, and
   * so does what is asked later. Calls that were not begun fail with the name `NotBegun`; those under way are finished, or
   * given up half a minute later. Closing it ends the deadline too.
   */
  readonly cloud: Cloud;
  /** Nobody sleeps beyond the deadline. */
  readonly clock: Clock;
  /** Aborted when the deadline has passed. */
  readonly passed: AbortSignal;
  readonly stage: NonNullable<Ports['stage']>;
}

/** How a run ends otherwise. */
export interface Ends {
  /** Aborted: the deadline has passed at once. */
  readonly early?: AbortSignal;
  /** So long a call that is under way then may still take, in milliseconds. Default: half a minute. */
  readonly grace?: number;
}

/** @param within how long the run may take from now on, in milliseconds */
export function withDeadline(
  { cloud, clock }: Pick<Bounded, 'cloud' | 'clock'>,
  within: number,
  ends: Ends = {},
): Bounded {
  const deadline = begin(clock, within, ends);
  const { passed } = deadline;
  return {
    cloud: boundedCloud(cloud, deadline),
    clock: {
      now: () => clock.now(),
      sleep: (milliseconds, signal) => clock.sleep(milliseconds, either(signal, passed)),
    },
    passed,
    stage: deadline.stage,
  };
}

/** The memory as one stage sees it: who does not answer in its time is given up, and can be asked again later. */
export function memoryWithin(memory: Memory, period: Period | undefined): Memory {
  return period === undefined ? memory : boundedMemory(memory, period);
}

/** Gets into an account, and gives it up when the time of the stage is over. */
export async function enterWithin(
  cloud: Pick<Cloud, 'enter'>,
  account: EnteredAccount,
  period: Period | undefined,
): Promise<void> {
  const enter = async (): Promise<void> => cloud.enter(account);
  await (period === undefined ? enter() : asked(entryOf(account), period, enter));
}

interface Deadline extends Period {
  /** In words. */
  readonly allowed: string;
  /** What was under way when it passed is not waited for either. */
  readonly givenUp: AbortSignal;
  stage(share: number): Period;
  release(): void;
}

function begin(clock: Clock, within: number, { early, grace = usualGrace }: Ends): Deadline {
  const [passed, givenUp, released] = [new AbortController(), new AbortController(), new AbortController()];
  const run = async (): Promise<void> => {
    await clock.sleep(within, either(early, released.signal));
    if (released.signal.aborted) return;
    passed.abort();
    await clock.sleep(grace, released.signal);
    givenUp.abort();
  };
  void run();
  const allowed = duration(within / 1000);
  const end = clock.now().getTime() + within;
  const stage = (share: number): Period => {
    const over = new AbortController();
    const time = Math.max(0, end - clock.now().getTime()) * share;
    void clock.sleep(time, released.signal).then(() => over.abort());
    const rest = `the rest of the ${allowed} that the run may take is for what does answer`;
    return { passed: over.signal, unanswered: `no answer came within ${duration(Math.ceil(time / 1000))}: ${rest}` };
  };
  return {
    allowed,
    unanswered: `no answer came within the ${allowed} that the run may take`,
    stage,
    passed: passed.signal,
    givenUp: givenUp.signal,
    release: () => released.abort(),
  };
}

function boundedCloud(cloud: Cloud, deadline: Deadline): Cloud {
  return {
    identity: async () => asked(nobody, deadline, () => cloud.identity()),
    enter: async account => asked(entryOf(account), deadline, () => cloud.enter(account)),
    memory: () => boundedMemory(cloud.memory(), deadline),
    send: async (call, target, signal) => {
      const site = { call: call.call, target };
      return sent(site, deadline, { signal, send: ends => cloud.send(call, target, ends) });
    },
    counts: () => cloud.counts(),
    close() {
      deadline.release();
      cloud.close();
    },
  };
}

function boundedMemory(memory: Memory, deadline: Period): Memory {
  return {
    at(target) {
      const aws = memory.at(target);
      return {
        ask: async (call, input, region = target.region) =>
          asked({ call, target: { ...target, region } }, deadline, () => aws.ask(call, input, region)),
      };
    },
  };
}

/** In which region STS is asked, the adapter knows alone. */
const nobody: FailureSite = { call: 'sts:GetCallerIdentity', target: { partition: 'aws', account: '', region: '' } };

function entryOf({ id, partition, access }: EnteredAccount): FailureSite {
  const call = access.role === null ? 'sts:GetCallerIdentity' : 'sts:AssumeRole';
  return { call, target: { partition, account: id, region: '' } };
}

function asked<T>(site: FailureSite, { passed, unanswered }: Period, ask: () => Promise<T>): Promise<T> {
  return unless(passed, ask, () => late('DeadlinePassed', site, unanswered));
}

interface Sending<T> {
  readonly signal: AbortSignal | undefined;
  readonly send: (ends: AbortSignal) => Promise<T>;
}

async function sent<T>(
  site: FailureSite,
  { passed, givenUp, allowed }: Deadline,
  { signal, send }: Sending<T>,
): Promise<T> {
  const notBegun = (): ApiFailure => late('NotBegun', site, `Not sent: the ${allowed} that the run may take are over`);
  const unanswered = (): ApiFailure =>
    late('DeadlinePassed', site, 'sent before the deadline of the run, and not answered: it may have been carried out');
  if (passed.aborted) throw notBegun();
  try {
    return await unless(givenUp, () => send(either(signal, passed)), unanswered);
  } catch (error) {
    throw failedWith(error, 'Interrupted') && signal?.aborted !== true ? notBegun() : error;
  }
}

function late(name: string, site: FailureSite, message: string): ApiFailure {
  return new ApiFailure(name, message, { category: 'deadline', site, mend: 'Give the run longer: --deadline.' });
}

function either(signal: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  return signal === undefined ? other : AbortSignal.any([signal, other]);
}

/** What the work comes to, unless the signal aborts first: then the failure. */
function unless<T>(signal: AbortSignal, work: () => Promise<T>, failure: () => ApiFailure): Promise<T> {
  if (signal.aborted) return Promise.reject(failure());
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(failure());
    signal.addEventListener('abort', giveUp, { once: true });
    work()
      .finally(() => signal.removeEventListener('abort', giveUp))
      .then(resolve, reject);
  });
}
