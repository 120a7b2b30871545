/** Carries a plan out. The only place that decides what is sent when; nothing here knows a kind. */
import { targetKey } from '../core/arn.ts';
import { movedNames, movedSince } from '../core/basis.ts';
import type { DigestOf } from '../core/basis.ts';
import { canonical } from '../core/diff.ts';
import { ApiFailure, existsAlready, failedWith, unreadBecause } from '../core/failure.ts';
import type { AnyKind, Api, Call } from '../core/kind.ts';
import type { Address, Problem } from '../core/model.ts';
import { onlyStrengthens } from '../core/plan.ts';
import type { Plan, PlannedChange } from '../core/plan.ts';
import type { Outcome, OutcomeStatus, SentCall } from '../core/report.ts';
import { concealed, opened } from '../core/secrets.ts';
import { look, unreadOf } from './look.ts';
import type { CallSubject, Clock, Cloud } from './ports.ts';
import { notSeen } from './successors.ts';

export interface ApplyPorts {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly kinds: readonly AnyKind[];
  readonly digest: DigestOf;
  /** Told when a change is begun and when it is over. Must not throw. */
  readonly onChange: (change: PlannedChange, outcome?: Outcome) => void;
}

/**
 * Sends the calls of a plan: first what waits for nobody (`regardless`), then change by change, one at a time for each
 * target, targets side by side, each after what it comes after. Never throws for what AWS answers.
 *
 * @param signal aborted: the calls in flight are finished, nothing more is begun
 */
export async function apply(plan: Plan, ports: ApplyPorts, signal: AbortSignal): Promise<readonly Outcome[]> {
  const open = plan.changes.filter(({ calls }) => calls.length > 0);
  const work = open.map(change => new Work(change, ports, signal));
  await Promise.all([...lanesOf(work)].map(([, lane]) => inTurn(quickestFirst(lane), one => one.sendRegardless())));

  const changes = new Map(open.map(change => [change.address, change]));
  const finished = new Map<Address, Promise<Outcome>>();
  const lanes = new Map<string, Promise<unknown>>();
  for (const one of work) {
    const key = targetKey(one.change.resource.target);
    const before = one.change.after.flatMap(address => finished.get(address) ?? []);
    const first = one.change.after.flatMap(address => changes.get(address) ?? []);
    const outcome = Promise.all([lanes.get(key), ...before]).then(async () =>
      one.run(await Promise.all(before), first),
    );
    lanes.set(key, outcome);
    finished.set(one.change.address, outcome);
  }
  return Promise.all(finished.values());
}

function lanesOf(work: readonly Work[]): ReadonlyMap<string, readonly Work[]> {
  return Map.groupBy(work, ({ change }) => targetKey(change.resource.target));
}

/** A trail is started before a document is replaced, which takes a look and may fail slowly. */
function quickestFirst(lane: readonly Work[]): readonly Work[] {
  const replaces = ({ change }: Work): boolean => change.calls.some(({ regardless, whole }) => regardless && whole);
  return [...lane.filter(one => !replaces(one)), ...lane.filter(replaces)];
}

async function inTurn<T>(items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await each(item);
}

/** One change on its way. */
class Work {
  readonly change: PlannedChange;
  readonly #ports: ApplyPorts;
  readonly #signal: AbortSignal;
  readonly #sent: SentCall[] = [];
  #milliseconds = 0;
  #problem: Problem | undefined;
  #moved = false;
  /** Why the rest of it was not begun. */
  #late: Problem | undefined;

  constructor(change: PlannedChange, ports: ApplyPorts, signal: AbortSignal) {
    this.change = change;
    this.#ports = ports;
    this.#signal = signal;
  }

  /** The calls that wait for nobody: a stopped trail is started first, whatever becomes of the rest. */
  async sendRegardless(): Promise<void> {
    const calls = this.change.calls.filter(({ regardless }) => regardless);
    if (calls.length === 0 || this.#signal.aborted) return;
    this.#ports.onChange(this.change);
    if (await this.#mayReplace(calls)) await this.#sendEach(calls);
  }

  /** @param first what it comes after, and what became of that */
  async run(before: readonly Outcome[], first: readonly PlannedChange[]): Promise<Outcome> {
    const calls = this.change.calls.filter(({ regardless }) => !regardless);
    const outcome = (await this.#waits(before, first)) ?? (await this.#rest(calls, before));
    this.#ports.onChange(this.change, outcome);
    return outcome;
  }

  /** What is deleted goes once all that it comes after was sent, and is seen to stand. */
  async #waits(before: readonly Outcome[], first: readonly PlannedChange[]): Promise<Outcome | undefined> {
    if (this.change.action !== 'delete' || first.length === 0 || this.#signal.aborted) return undefined;
    if (before.some(({ status }) => status !== 'done')) return undefined;
    const problem = await notSeen(first, this.#ports, this.#signal);
    return problem && this.#outcome('skipped', problem);
  }

  async #rest(calls: readonly Call<Api>[], before: readonly Outcome[]): Promise<Outcome> {
    if (this.#moved) return this.#outcome('moved');
    if (calls.length === 0 && this.#problem) return this.#outcome('failed');
    if (this.#late) return this.#outcome('left');
    if (calls.length === 0 && this.#sent.length > 0) return this.#outcome('done');
    if (this.#signal.aborted) return this.#outcome('left');
    const failed = before.find(({ status }) => status !== 'done');
    if (failed?.status === 'left') return this.#outcome('left', failed.problem);
    if (failed) return this.#repairOnly(failed);
    this.#ports.onChange(this.change);
    const sent = (await this.#mayReplace(calls)) ? await this.#sendAll(calls) : 0;
    if (this.#problem) return this.#outcome(this.#moved ? 'moved' : 'failed');
    return this.#outcome(sent === calls.length ? 'done' : 'left');
  }

  /** What it comes after failed: what strengthens is sent all the same, the rest is not. */
  async #repairOnly({ address }: Outcome): Promise<Outcome> {
    const repairs = (this.change.repairs ?? []).filter(({ regardless }) => !regardless);
    if (repairs.length > 0) this.#ports.onChange(this.change);
    const sent = repairs.length > 0 && (await this.#mayReplace(repairs)) ? await this.#sendEach(repairs) : 0;
    if (this.#problem) return this.#outcome(this.#moved ? 'moved' : 'failed');
    if (sent < repairs.length) return this.#outcome('left');
    const whole = repairs.length > 0 && onlyStrengthens(this.change);
    return whole ? this.#outcome('done') : this.#outcome('skipped', waitsFor(address));
  }

  /**
   * A document that others write too is read again just before it is replaced, and left alone if it moved. Calls of this
   * change that went before it count as no move, so it is read once only.
   */
  async #mayReplace(calls: readonly Call<Api>[]): Promise<boolean> {
    if (this.#sent.length > 0 || !calls.some(({ whole }) => whole)) return true;
    const problem = await this.#whyNot();
    if (problem === undefined) return true;
    if (problem.code === 'deadline-passed') this.#late = problem;
    else this.#moved = this.#problem === undefined; // a call of it that failed before is told first
    if (!this.#late) this.#problem ??= problem;
    return false;
  }

  async #whyNot(): Promise<Problem | undefined> {
    const { address, resource, basis } = this.change;
    const { cloud, kinds, digest } = this.#ports;
    const { target, arn } = resource;
    const kind = kinds.find(({ name }) => name === resource.kind);
    if (!kind) return { code: 'no-plan', at: address, message: `There is no kind ${resource.kind}` };
    const fields = Object.keys(basis[address]?.fields ?? {});
    const { asked, unread } = await look({ kind, target }, [{ arn, fields }], cloud.memory());
    if (unread) return unread;
    const [seen, live] = [basis[address], asked.get(arn)];
    const move = seen && movedSince(seen, live, digest);
    if (seen && !move) return undefined;
    const open = live && unreadOf(live);
    if (open) return { ...open, at: address };
    return {
      code: 'moved-meanwhile',
      at: address,
      message: `Changed between the look and the call, so nothing was sent: ${movedNames(move ?? { fields: [] })}`,
      hint: 'Run it again: the next look sees what stands there now.',
    };
  }

  /**
   * Sends in order until one fails, and then what strengthens of that and of the rest; answers how many were carried out
   * until then.
   */
  async #sendAll(calls: readonly Call<Api>[]): Promise<number> {
    for (const [index, call] of calls.entries())
      if (!(await this.#send(call))) {
        await this.#sendEach(this.#repairsFor(calls.slice(index)));
        return index;
      }
    return calls.length;
  }

  /** What strengthens in these calls, of which the first has failed: that one is not sent again as it was. */
  #repairsFor([failed, ...rest]: readonly Call<Api>[]): readonly Call<Api>[] {
    const open = new Set([failed, ...rest].map(one => one?.call));
    const repairs = (this.change.repairs ?? []).filter(({ call, regardless }) => !regardless && open.has(call));
    return repairs.filter(({ call, input }) => call !== failed?.call || canonical(input) !== canonical(failed.input));
  }

  /** Sends these whichever of them fails: each mends something of its own. Answers how many were carried out. */
  async #sendEach(calls: readonly Call<Api>[]): Promise<number> {
    let carriedOut = 0;
    for (const call of calls) if (await this.#send(call)) carriedOut += 1;
    return carriedOut;
  }

  /** Whether it was carried out. Nothing is sent once the run is interrupted, its time is over, or the resource has moved. */
  async #send(call: Call<Api>): Promise<boolean> {
    if (this.#signal.aborted || this.#late || this.#moved) return false;
    const { cloud, clock } = this.#ports;
    const { resource, denied } = this.change;
    const began = clock.now().getTime();
    try {
      const outlook = { ...call, about: subjectOf(call, this.change), ...(denied ? { denied } : {}) };
      const { attempts, requestId } = await cloud.send(opened(outlook), resource.target, this.#signal);
      this.#sent.push({ call: call.call, attempts, ...(requestId === undefined ? {} : { requestId }) });
      return true;
    } catch (error) {
      this.#moved ||= this.change.action === 'create' && existsAlready(error);
      const told = this.#because(error);
      const problem = { ...told, message: concealed(told.message, call) };
      if (error instanceof ApiFailure && error.name === 'NotBegun') this.#late = { ...problem, message: error.message };
      else if (!failedWith(error, 'Interrupted')) this.#problem ??= problem;
      return false;
    } finally {
      this.#milliseconds += clock.now().getTime() - began;
    }
  }

  #because(error: unknown): Problem {
    const problem = { ...unreadBecause(error), at: this.change.address };
    if (!this.#moved) return problem;
    const message = `Somebody else created it between the look and the call (${problem.message})`;
    return { ...problem, code: 'moved-meanwhile', message };
  }

  #outcome(status: OutcomeStatus, problem = this.#problem ?? this.#late): Outcome {
    const { address, action } = this.change;
    return {
      address,
      action,
      status,
      sent: this.#sent,
      seconds: this.#milliseconds / 1000,
      ...(problem ? { problem } : {}),
    };
  }
}

/** What is made anew where it is missing is a repair, too: nothing of it is less than what stands there. */
function subjectOf(call: Call<Api>, change: PlannedChange): CallSubject {
  const { address, action, fields, repairs = [] } = change;
  const same = ({ call: name, input }: Call<Api>): boolean =>
    name === call.call && canonical(input) === canonical(call.input);
  return {
    address,
    fields: fields.flatMap(({ field, before, after, withheld }) => (withheld ? [] : [{ field, before, after }])),
    repairs: action === 'create' || onlyStrengthens(change) || repairs.some(same),
  };
}

function waitsFor(address: Address): Problem {
  return { code: 'waits-for-change', message: `It comes after ${address}, which was not carried out` };
}
