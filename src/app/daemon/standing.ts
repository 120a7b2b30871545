/** How the daemon stands between runs: its config, its times, whether it is suspended, whether it leads. */
import type { Backoff } from '../../core/daemon/backoff.ts';
import type { DaemonConfig } from '../../core/daemon/config.ts';
import { canonical } from '../../core/diff.ts';
import { idleTargets } from '../../core/daemon/idle-targets.ts';
import { adopted, waitingForStart } from '../../core/daemon/restart.ts';
import type { Snapshot, Suspension } from '../../core/daemon/snapshot.ts';
import type { Address, Problem } from '../../core/model.ts';
import { scheduleWords } from '../../render/daemon-run.ts';
import { DeliveryWatch } from '../delivery.ts';
import { heldAt, idleAt, nextTurn, suspensionAt } from './enforcing.ts';
import type { Idle } from './enforcing.ts';
import type { InForce } from './in-force.ts';
import type { DaemonPorts } from './ports.ts';
import { recalledSuspension, rememberSuspension } from './suspension.ts';
import { Times } from './times.ts';
import { Told } from './told.ts';
import { recalledVerified } from './verified-memory.ts';
import type { Saw } from '../run.ts';

/** What changes between runs, and the snapshot that tells it. */
export class Standing {
  readonly told: Told;
  readonly #ports: DaemonPorts;
  readonly #inForce: InForce;
  readonly #startedAt: string;
  #config: DaemonConfig;
  #times: Times;
  #requested: Suspension | null = null;
  #toldDoing = 0;
  #isConfigWrong = false;
  #frozen = new AbortController();
  #toldIdle = '[]';
  /** What is awaited of trails. */
  readonly deliveries = new DeliveryWatch();
  /** What is to be tried again. */
  backoff: Backoff = new Map();
  /** What runs saw, joined; null: none has looked yet. */
  saw: Saw | null = null;
  /** Aborted when this replica no longer leads; null: it does not. */
  lead: AbortSignal | null = null;

  constructor(config: DaemonConfig, ports: DaemonPorts, inForce: InForce) {
    const now = ports.clock.now();
    this.#config = config;
    this.#ports = ports;
    this.#inForce = inForce;
    this.#startedAt = now.toISOString();
    this.#times = new Times(config, ports, now);
    this.told = new Told({
      version: 1,
      program: ports.version,
      startedAt: this.#startedAt,
      owner: null,
      ...this.#now(),
      runs: {
        current: null,
        doing: null,
        last: null,
        lastGood: null,
        nextAt: null,
        staleAt: this.staleAfter(this.#startedAt),
        schedule: scheduleWords(config.schedule),
      },
      eventsTrouble: null,
      verified: null,
      estate: null,
      plan: null,
      drifts: [],
      receivers: [],
    });
  }

  get config(): DaemonConfig {
    return this.#config;
  }

  get times(): Times {
    return this.#times;
  }

  /** When the next run is due. */
  nextAt(): string {
    return this.#times.next(this.backoff).toISOString();
  }

  /** When something is due, or is to be told: a run, a window that opens or ends, a suspension that is over. In milliseconds. */
  nextMoment(now: Date): number {
    const { mode, enforce } = this.#config;
    const turn = mode === 'enforce' ? nextTurn(enforce.windows, this.#ports.timetable, now) : null;
    const until = this.#suspended()?.until ?? null;
    const told = [turn?.getTime() ?? Infinity, until === null ? Infinity : Date.parse(until)];
    return Math.min(this.#times.next(this.backoff).getTime(), ...told);
  }

  staleAfter(moment: string): string {
    return this.#times.staleAfter(new Date(moment)).toISOString();
  }

  /** Patterns of the config that mean nothing in the spec in force. Logged when they are others than before. */
  idleTargets(addresses: readonly Address[]): readonly Problem[] {
    const found = idleTargets(this.#config.enforce.targets, addresses);
    const told = JSON.stringify(found);
    if (told !== this.#toldIdle && found.length > 0)
      this.#ports.log.warn({ problems: found }, 'the config limits enforcing to what the spec does not have');
    this.#toldIdle = told;
    return found;
  }

  /** Why nothing is changed now; null: it may be. */
  idle(): Idle {
    const { clock, timetable } = this.#ports;
    return idleAt({ config: this.#config, suspended: this.#suspended(), timetable }, clock.now());
  }

  /** Of a run that begins now: aborted once somebody suspends enforcing. It stays so when that is over: another run follows. */
  freezing(): AbortSignal {
    this.#frozen = new AbortController();
    return this.#frozen.signal;
  }

  /** The one place where a changed config comes into force. One that is wrong is told, and the old one stays. */
  async takeConfig(): Promise<boolean> {
    const { configs, clock, log } = this.#ports;
    const loaded = await configs.load();
    const wasWrong = this.#isConfigWrong;
    this.#isConfigWrong = 'problems' in loaded;
    if ('problems' in loaded) {
      log.warn({ problems: loaded.problems }, 'the config is wrong: the one before stays in force');
      return false;
    }
    const waiting = waitingForStart(this.#config, loaded.config);
    if (waiting.length > 0) log.warn({ settings: waiting }, 'these settings are taken at the next start');
    const config = adopted(this.#config, loaded.config);
    if (canonical(config) === canonical(this.#config)) {
      if (wasWrong) log.info({}, 'the config is good again, and as it was');
      return false;
    }
    this.#config = config;
    this.#times = new Times(this.#config, this.#ports, clock.now());
    this.backoff = new Map();
    this.told.configured(config);
    log.info({ mode: this.#config.mode, schedule: this.#config.schedule.cron }, 'another config is in force');
    return true;
  }

  async remember(): Promise<void> {
    const { history, log } = this.#ports;
    this.#requested = await recalledSuspension(history);
    if (this.#config.verify !== null) this.told.change({ verified: (await recalledVerified(history)).view });
    const suspension = this.#suspended();
    if (suspension !== null) log.warn({ suspension }, 'suspended, as before the start: nothing is changed');
  }

  /** @param asked null: what somebody asked for is over; the config may still say so */
  async suspend(asked: Pick<Suspension, 'until' | 'reason'> | null): Promise<void> {
    const { clock, history, log } = this.#ports;
    const suspension = asked && { since: clock.now().toISOString(), ...asked, by: 'request' as const };
    await rememberSuspension(history, suspension);
    this.#requested = suspension;
    if (suspension) this.#frozen.abort();
    log.info({ suspension }, suspension ? 'suspended' : 'no longer suspended by request');
    this.tell();
  }

  /** Tells what a run waits for, once a second at most: a large one takes thousands of steps. */
  doing(what: string): void {
    const now = this.#ports.clock.now().getTime();
    if (now - this.#toldDoing < 1_000) return;
    this.#toldDoing = now;
    this.told.change({ runs: { doing: what } });
  }

  /** @param problem null: the queue of events can be read */
  eventsFail(problem: Problem | null): void {
    const before = this.told.snapshot().eventsTrouble;
    if (problem === null && before === null) return;
    const since = before?.since ?? this.#ports.clock.now().toISOString();
    this.told.change({ eventsTrouble: problem && { since, problem } });
  }

  receivers(receivers: Snapshot['receivers']): void {
    const before = JSON.stringify(this.told.snapshot().receivers);
    if (JSON.stringify(receivers) !== before) this.told.change({ receivers });
  }

  /** Tells what changed between runs, if anything did. */
  tell(): void {
    const before = this.told.snapshot();
    const { mode, suspended, held, leadership, source, expected } = before;
    const runs = { nextAt: this.nextAt(), schedule: scheduleWords(this.#config.schedule) };
    const was = {
      mode,
      suspended,
      held,
      leadership,
      source,
      expected,
      nextAt: before.runs.nextAt,
      words: before.runs.schedule,
    };
    const is = { ...this.#now(), nextAt: runs.nextAt, words: runs.schedule };
    if (JSON.stringify(is) !== JSON.stringify(was)) this.told.change({ ...this.#now(), runs });
  }

  #now(): Pick<Snapshot, 'mode' | 'suspended' | 'held' | 'leadership' | 'source' | 'expected'> {
    const { leadership, timetable, clock } = this.#ports;
    const { mode, delivery } = this.#config;
    const suspended = this.#suspended();
    return {
      mode,
      suspended,
      held: heldAt({ config: this.#config, suspended, timetable }, clock.now()),
      leadership: { role: leadership.role(), leader: leadership.leader() },
      source: this.#inForce.state(),
      expected: { log: delivery.log, digest: delivery.digest, notification: delivery.notification },
    };
  }

  #suspended(): Suspension | null {
    return suspensionAt(this.#config, this.#requested, { now: this.#ports.clock.now(), since: this.#startedAt });
  }
}
