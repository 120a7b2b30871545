/** The daemon: waits for a cause, looks at the source, reconciles, follows drifts, writes it down, tells everybody. */
import { dueTargets } from '../../core/daemon/backoff.ts';
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { Problem } from '../../core/model.ts';
import type { RunSummary, Snapshot, Suspension, VerifiedView } from '../../core/daemon/snapshot.ts';
import { begun } from '../../core/daemon/summary.ts';
import type { Wanted } from '../../core/daemon/wanted.ts';
import { settleUnsure } from '../journal.ts';
import { countedFromNow } from './counting.ts';
import { endRun } from './end-of-run.ts';
import type { AskAgain } from './inquiry.ts';
import { InForce } from './in-force.ts';
import { listen } from './listen.ts';
import { Lives } from './lives.ts';
import { Mailbox } from './mailbox.ts';
import { oneRun } from './one-run.ts';
import type { Ran } from './one-run.ts';
import type { Commands, DaemonPorts, Follower, Told } from './ports.ts';
import { ownRequests, takeOffQueue } from './heard.ts';
import { Questions } from './questions.ts';
import { Standing } from './standing.ts';
import { verifyBeside } from './verifying.ts';
import { arrivesWithin, untilAborted } from './waiting.ts';

/** Nobody sleeps longer, so that a clock that was set, or a laptop that slept, is noticed. In milliseconds. */
const longestSleep = 60_000;

/** A daemon. It does nothing before it is told to run. */
export class Daemon implements Commands {
  readonly #ports: DaemonPorts;
  readonly #mailbox: Mailbox;
  readonly #inForce: InForce;
  readonly #lives: Lives;
  readonly #standing: Standing;
  readonly #questions = new Questions();
  #isConfigOld = false;
  /** Over once no log file is looked at any more. */
  #verifying: Promise<void> = Promise.resolve();
  /** Over once nothing that it heard is in hand any more. */
  #listening: Promise<void> = Promise.resolve();

  constructor(config: DaemonConfig, ports: DaemonPorts) {
    this.#ports = ports;
    this.#mailbox = new Mailbox(() => ports.newId());
    this.#inForce = new InForce(ports);
    this.#lives = new Lives(ports);
    this.#standing = new Standing(config, ports, this.#inForce);
  }

  /**
   * Runs until the signal, then ends in good order: the call in flight is finished and written down, the lead given back.
   *
   * @param once ends after the first run
   * @returns the last run; null: there was none
   */
  async run(ending: AbortSignal, once = false): Promise<RunSummary | null> {
    const ends = new AbortController();
    const end = (): void => ends.abort();
    ending.addEventListener('abort', end, { once: true });
    if (ending.aborted) end();
    try {
      await this.#remember();
      this.#watch(ends.signal);
      this.#mailbox.wake();
      await this.#loop(ends.signal, once);
      if (!ends.signal.aborted) await this.#questions.answered();
    } finally {
      end();
      await this.#questions.end();
      await this.#stoppedListening();
      await this.#verifying;
      await this.#standing.told.ending();
      await this.#ports.leadership.release();
    }
    return this.snapshot().runs.last;
  }

  async #loop(ends: AbortSignal, once: boolean): Promise<void> {
    while (!ends.aborted) {
      await this.#cause(ends);
      if (ends.aborted) return;
      this.#mailbox.emptied();
      await this.#takeConfig();
      if (await this.#lookAtSource(ends)) {
        this.#standing.backoff = new Map();
        this.#mailbox.ask('source');
      }
      const ran = await this.#runIfWanted(ends);
      if (once && (ran || this.#inForce.spec() === null)) return;
    }
  }

  /** Resolves when something came, or something is due. */
  async #cause(ends: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    const standing = this.#standing;
    for (;;) {
      const now = clock.now();
      if (standing.times.isDue(now)) return void this.#mailbox.ask('schedule');
      const due = dueTargets(standing.backoff, now.getTime());
      if (due) return void this.#mailbox.ask('retry', due);
      const { askAgain } = this.#lives;
      if (askAgain && askAgain.at <= now) return this.#ask(askAgain);
      standing.tell();
      const next = Math.min(standing.nextMoment(now), askAgain?.at.getTime() ?? Infinity);
      const wait = Math.min(longestSleep, next - now.getTime());
      if (await arrivesWithin(wait, this.#mailbox.arrival(), { clock, ends })) return;
    }
  }

  #ask({ targets }: AskAgain): void {
    this.#lives.askAgain = null;
    this.#mailbox.ask('retry', targets);
  }

  async #takeConfig(): Promise<void> {
    if (!this.#isConfigOld) return;
    this.#isConfigOld = false;
    if (await this.#standing.takeConfig()) this.#mailbox.ask('config');
  }

  /** @returns whether another revision is in force than before */
  async #lookAtSource(ends: AbortSignal): Promise<boolean> {
    const before = this.#inForce.state();
    const isNew = await this.#inForce.look(ends);
    const { revision, problems } = this.#inForce.state();
    const { log } = this.#ports;
    if (isNew)
      log.info(
        { revision },
        before.revision === null ? 'a spec is in force' : 'another revision of the spec is in force',
      );
    else if (problems.length === 0 && before.problems.length > 0)
      log.info({ revision }, 'the source is good again: the spec in force is its newest');
    if (problems.length > 0 && JSON.stringify(problems) !== JSON.stringify(before.problems))
      log.warn({ problems, revision }, revision === null ? 'there is no spec' : 'the spec before stays in force');
    this.#standing.tell();
    return isNew;
  }

  /** @returns whether there was a run */
  async #runIfWanted(ends: AbortSignal): Promise<boolean> {
    const { lead } = this.#standing;
    if (lead === null || this.#inForce.spec() === null || ends.aborted) return false;
    const wanted = this.#mailbox.take();
    if (wanted === null) return false;
    const { during } = this.#ports;
    const ended = await during(wanted.id, async () => this.#reconcile(wanted, AbortSignal.any([ends, lead])));
    if (ended && wanted.told.length > 0) await takeOffQueue(wanted.told, this.#ports);
    return true;
  }

  /** @returns whether the run came to its end */
  async #reconcile(wanted: Wanted, ends: AbortSignal): Promise<boolean> {
    const { clock, log, cloud } = this.#ports;
    const spec = this.#inForce.spec();
    if (spec === null) return false;
    const idle = this.#standing.idle();
    const mode = idle === null ? 'enforce' : 'observe';
    const run = begun(wanted, { startedAt: clock.now().toISOString(), mode, revision: spec.revision });
    log.debug({ cause: run.cause, revision: run.revision, targets: run.targets, idle }, 'a run began');
    this.#standing.tell();
    this.#standing.told.change({ runs: { current: run, doing: 'looking at AWS' } });
    const { config } = this.#standing;
    const [drifts, counted] = [this.#lives.drifts(), countedFromNow(cloud)];
    const doing = (what: string): void => this.#standing.doing(what);
    const frozen = this.#standing.freezing();
    const asked = { run, spec, config, drifts, enforces: idle === null, ends, frozen, doing };
    const ran = await oneRun(asked, counted, this.#ports);
    if (this.#isRefused(ran)) return this.#reconcile(wanted, ends);
    await endRun(
      { run, ran, idle, calls: counted.counts() },
      { standing: this.#standing, lives: this.#lives, questions: this.#questions, ports: this.#ports },
    );
    return !('interrupted' in ran);
  }

  /** Whether only AWS could show that the newest spec does not hold, so that the one before is in force again. */
  #isRefused(ran: Ran): boolean {
    if ('made' in ran) this.#inForce.taken();
    if (!('invalid' in ran) || ran.invalid.every(({ code }) => code === 'no-such-target')) return false;
    const isBack = this.#inForce.refuse(ran.invalid);
    if (isBack) this.#ports.log.warn({ problems: ran.invalid }, 'the spec before stays in force');
    return isBack;
  }

  snapshot(): Snapshot {
    return this.#standing.told.snapshot();
  }

  /** How it goes with those who are told of drifts. */
  readonly receivers = (receivers: Snapshot['receivers']): void => this.#standing.receivers(receivers);

  /** From now on it is told of everything. */
  readonly follow = (follower: Follower): void => this.#standing.told.follow(follower);

  async reconcile(
    targets: readonly string[],
  ): Promise<{ readonly run: string } | { readonly nothing: readonly string[] }> {
    const nothing = this.#lives.meansNothing(targets);
    if (nothing.length > 0) {
      this.#mailbox.wake(); // a newer spec may have it
      return { nothing };
    }
    return Promise.resolve({ run: this.#mailbox.ask('request', targets) });
  }

  async suspend(request: Pick<Suspension, 'until' | 'reason'>): Promise<void> {
    await this.#standing.suspend(request);
  }

  async resume(): Promise<void> {
    await this.#standing.suspend(null);
    this.#mailbox.ask('request');
  }

  sourceChanged(): void {
    this.#mailbox.wake();
  }

  async #remember(): Promise<void> {
    const { history, log } = this.#ports;
    const unsure = await settleUnsure(history, this.#ports.clock);
    if (unsure) log.warn({ problem: unsure }, 'an earlier run was stopped in the middle');
    await this.#standing.remember();
    await this.#lives.remember();
    const [last] = await history.runs({ limit: 1 });
    this.#standing.told.change({ drifts: this.#lives.open(), ...(last ? { runs: { last } } : {}) });
  }

  #watch(ends: AbortSignal): void {
    const { configs, source } = this.#ports;
    const changed = (): void => {
      this.#isConfigOld = true;
      this.#mailbox.wake();
    };
    configs.watch(changed, ends);
    source.watch(() => this.#mailbox.wake(), ends);
    void this.#stayLeading(ends);
  }

  /** Only who leads listens: what a standby took from the queue would be hidden from the others. */
  #listen(ends: AbortSignal): void {
    const { events } = this.#ports;
    const gather = this.#standing.config.events?.gather;
    if (events === null || gather === undefined) return;
    const heard = async (told: readonly Told[]): Promise<void> => this.#hear(told);
    const trouble = (problem: Problem | null): void => this.#standing.eventsFail(problem);
    this.#listening = listen({ ...this.#ports, queue: events, gather, heard, trouble }, ends);
  }

  /** What is being taken off the queue is finished, within the grace: it would come again. */
  async #stoppedListening(): Promise<void> {
    const { clock } = this.#ports;
    await arrivesWithin(this.#standing.config.grace, this.#listening, { clock, ends: new AbortController().signal });
  }

  /** Our own calls, and what is about nothing of the spec, make no run. */
  async #hear(told: readonly Told[]): Promise<void> {
    const own = await ownRequests(this.#ports);
    const others = told.filter(({ requestId }) => requestId === undefined || !own.has(requestId));
    const targets = others.length === 0 ? [] : this.#lives.aimedAt(others);
    if (targets?.length === 0) return takeOffQueue(told, this.#ports);
    this.#mailbox.tell(told, targets ?? []);
  }

  /** One that leads verifies: that is enough. */
  async #verify(ends: AbortSignal): Promise<void> {
    const told = (verified: VerifiedView, isOther: boolean): void => {
      this.#standing.told.change({ verified });
      if (isOther) this.#mailbox.ask('logs');
    };
    const spec = () => this.#inForce.spec();
    await verifyBeside(this.#standing.config, { spec, told }, { ...this.#ports, ends });
  }

  /** Takes the lead whenever it can be had. Who begins to lead looks at everything. */
  async #stayLeading(ends: AbortSignal): Promise<void> {
    const standing = this.#standing;
    while (!ends.aborted) {
      const lead = await this.#ports.leadership.lead(ends);
      if (ends.aborted) return;
      standing.lead = lead;
      this.#mailbox.ask('start');
      standing.tell();
      const over = AbortSignal.any([lead, ends]);
      this.#listen(over);
      this.#verifying = this.#verify(over);
      await untilAborted(over);
      standing.lead = null;
      standing.eventsFail(null);
      standing.backoff = new Map();
      standing.tell();
    }
  }
}
