/** Follows the daemon and tells people: one outlet for each receiver, each with a memory of its own. */
import { canonical } from '../../core/diff.ts';
import type { AlertsConfig, ReceiverConfig } from '../../core/alerts/config.ts';
import { packed, unpacked } from '../../core/alerts/note.ts';
import type { Note } from '../../core/alerts/note.ts';
import { accountIds, aroundOf, sourceTrouble } from '../../core/alerts/world.ts';
import type { World } from '../../core/alerts/world.ts';
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { ReceiverView, RunSummary, Snapshot } from '../../core/daemon/snapshot.ts';
import { isGood } from '../../core/daemon/summary.ts';
import { blindSince } from '../../core/daemon/verdict.ts';
import { episodeOf } from '../../core/drift/drift.ts';
import type { Drift, DriftStep } from '../../core/drift/drift.ts';
import type { Follower, History, Leadership } from '../daemon/ports.ts';
import type { Clock, Log } from '../ports.ts';
import { AlertMemory } from './memory.ts';
import { Outlet } from './outlet.ts';
import type { Looked } from './outlet.ts';
import type { Receiver, Sent } from './ports.ts';

export interface AlertsPorts {
  readonly history: Pick<History, 'notifications' | 'notified' | 'drifts'>;
  readonly clock: Clock;
  readonly log: Log;
  /** SHA-256 of a text, in hexadecimal. */
  readonly digest: (text: string) => string;
  /** Asked before each notice. What was told is left to whoever leads next. */
  readonly leadership: Pick<Leadership, 'certain' | 'note' | 'leave'>;
  /** @param texts own words for first lines */
  receiverOf(config: ReceiverConfig, texts: AlertsConfig['texts']): Promise<Receiver>;
  /** Told of each attempt. Must not throw. */
  onAttempt(receiver: string, result: Sent['is']): void;
  /** Told of all receivers when one of them may have changed. Must not throw. */
  onViews(views: readonly ReceiverView[]): void;
}

/** So many runs in a row that could not look, and nothing is known. */
const blindAfter = 3;
/** Drifts that are over are remembered so long, in milliseconds, and so many of them. */
const afterwards = 7 * 86_400_000;
const mostOver = 2_000;

interface Running {
  readonly outlet: Outlet;
  /** What it was made of. */
  readonly made: string;
  readonly ends: AbortController;
  readonly over: Promise<void>;
}

export class Alerts implements Follower {
  readonly #ports: AlertsPorts;
  readonly #running = new Map<string, Running>();
  #config: DaemonConfig;
  #snapshot: Snapshot;
  /** By episode, the oldest first. */
  #over = new Map<string, Drift>();
  #lookedAt: string | null = null;
  #failures = 0;
  #hasSeen = false;
  #isEnding = false;
  /** Whether it is known what whoever led before told: nobody is told anything earlier. */
  #isTakenOver: boolean;
  /** One change of the config after the other. */
  #changing: Promise<void> = Promise.resolve();

  /** @param snapshot of the daemon, as it is before it is followed */
  constructor(config: DaemonConfig, snapshot: Snapshot, ports: AlertsPorts) {
    this.#config = config;
    this.#snapshot = snapshot;
    this.#ports = ports;
    this.#isTakenOver = snapshot.leadership.role !== 'standby';
  }

  /** Reads what was told before, and begins. */
  async start(): Promise<void> {
    await this.#recall();
    await this.#adopt();
  }

  changed(snapshot: Snapshot): void {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    const { last } = snapshot.runs;
    const isOver = last !== null && last.finishedAt !== null && last.id !== before.runs.last?.id;
    if (isOver && (last.finishedAt ?? '') >= snapshot.startedAt) this.#count(last); // not one that is remembered
    if (snapshot.leadership.role !== before.leadership.role) this.#turn(snapshot.leadership.role === 'standby');
    if (isOver || snapshot.source.problems !== before.source.problems) this.#ring();
  }

  stepped(steps: readonly DriftStep[], run: RunSummary): void {
    this.#lookedAt = run.finishedAt;
    this.#take(steps);
  }

  attributed(steps: readonly DriftStep[]): void {
    this.#take(steps);
  }

  configured(config: DaemonConfig): void {
    this.#config = config;
    this.#changing = this.#changing.then(async () => this.#adopt());
  }

  /** Sends what can be sent within the grace; the rest is sent after the next start. */
  async ending(): Promise<void> {
    const { clock } = this.#ports;
    this.#isEnding = true;
    await this.#changing;
    const all = [...this.#running.values()];
    for (const { ends } of all) ends.abort();
    const [enough, rest] = [new AbortController(), new AbortController()];
    const told = Promise.all(
      all.map(async ({ outlet, over }) => {
        await over;
        await outlet.tell(enough.signal);
      }),
    );
    await Promise.race([told, clock.sleep(this.#config.grace, rest.signal)]);
    enough.abort();
    rest.abort();
    for (const { outlet } of all) outlet.close();
  }

  #take(steps: readonly DriftStep[]): void {
    for (const { drift } of steps) if (drift.status === 'closed') this.#over.set(episodeOf(drift), drift);
    this.#forget();
    this.#ring();
  }

  #forget(): void {
    const past = new Date(this.#ports.clock.now().getTime() - afterwards).toISOString();
    const kept = [...this.#over].filter(([, { closedAt }]) => (closedAt ?? '') > past).slice(-mostOver);
    this.#over = new Map(kept);
  }

  #ring(): void {
    for (const { outlet } of this.#running.values()) outlet.bell.ring();
  }

  #count(run: RunSummary): void {
    if (run.result === 'interrupted') return;
    const isLooking = run.targets.length === 0 ? isGood(run) : run.result !== 'failed';
    this.#failures = isLooking ? 0 : this.#failures + 1;
    if (isLooking) this.#hasSeen = true;
  }

  /** Who begins to lead knows nothing yet, and another replica may have told everything. */
  #turn(isStandby: boolean): void {
    this.#lookedAt = null;
    this.#failures = 0;
    this.#hasSeen = false;
    this.#isTakenOver = false;
    if (isStandby) return;
    this.#changing = this.#changing.then(async () => this.#takeOver());
  }

  async #takeOver(): Promise<void> {
    await this.#recall();
    const note = this.#foundNote();
    for (const { outlet } of this.#running.values()) await outlet.load(note);
    this.#isTakenOver = this.#snapshot.leadership.role !== 'standby';
    this.#ring();
  }

  #foundNote(): Note | null {
    const { leadership, log } = this.#ports;
    const text = leadership.note();
    const note = text === null ? null : unpacked(text);
    if (text !== null && note === null)
      log.warn({}, 'what another replica told cannot be understood: it may be told again');
    return note;
  }

  /** Asked for at each change of what somebody knows. */
  async #leave(urgency: 'now' | 'later'): Promise<boolean> {
    if (this.#snapshot.leadership.role === 'alone') return true;
    if (!this.#isTakenOver) return false;
    const told = [...this.#running.values()].map(({ outlet }) => outlet.told());
    return this.#ports.leadership.leave(packed(told), urgency);
  }

  async #recall(): Promise<void> {
    const { history, clock, log } = this.#ports;
    const since = new Date(clock.now().getTime() - afterwards).toISOString();
    try {
      const found = await history.drifts({ status: 'closed', since, limit: mostOver });
      for (const drift of found.toReversed()) this.#over.set(episodeOf(drift), drift);
      this.#forget();
    } catch (error) {
      log.warn({ error: String(error) }, 'drifts that are over could not be read');
    }
  }

  /** Receivers that are new begin, those that are gone end, those that changed go on with what they know. */
  async #adopt(): Promise<void> {
    if (this.#isEnding) return;
    const { receivers = [], texts = {} } = this.#config.alerts ?? {};
    const wanted = new Map(receivers.map(one => [one.name, one]));
    for (const [name, running] of this.#running) if (!wanted.has(name)) await this.#stop(name, running);
    for (const [name, config] of wanted) {
      const made = canonical({ config, texts });
      const running = this.#running.get(name);
      if (running?.made === made) continue;
      const receiver = await this.#ports.receiverOf(config, texts);
      if (!running) this.#running.set(name, { made, ...(await this.#begin(name, receiver)) });
      else {
        running.outlet.use(receiver);
        this.#running.set(name, { ...running, made });
      }
    }
    this.#ring();
    this.#tellViews();
  }

  async #begin(name: string, receiver: Receiver): Promise<Omit<Running, 'made'>> {
    const { clock, log, history, leadership, onAttempt } = this.#ports;
    const outlet = new Outlet(receiver, {
      memory: new AlertMemory(name, { history, log, leave: async urgency => this.#leave(urgency) }),
      clock,
      log,
      look: () => this.#look(name),
      leads: () => this.#isTakenOver && leadership.certain(),
      onAttempt,
      onView: () => this.#tellViews(),
    });
    await outlet.load();
    const ends = new AbortController();
    return { outlet, ends, over: outlet.run(ends.signal) };
  }

  async #stop(name: string, { outlet, ends, over }: Running): Promise<void> {
    this.#running.delete(name);
    ends.abort();
    await over;
    outlet.close();
  }

  #tellViews(): void {
    this.#ports.onViews([...this.#running.values()].map(({ outlet }) => outlet.view()));
  }

  #look(receiver: string): Looked {
    const { clock, digest } = this.#ports;
    const snapshot = this.#snapshot;
    const { name: daemon, alerts, server } = this.#config;
    const { routes = [], reminders = none, gather = 0, runbookUrl = '' } = alerts ?? {};
    const now = clock.now();
    const world: World = {
      now: now.toISOString(),
      lookedAt: this.#lookedAt,
      open: snapshot.drifts,
      over: [...this.#over.values()],
      blind: this.#blind(snapshot, now),
      source: sourceTrouble(snapshot, now),
      ids: accountIds(snapshot),
    };
    const around = aroundOf(snapshot, { daemon, pageUrl: server.externalUrl, runbookUrl });
    return { world, around, gather, asked: { receiver, routes, reminders, daemon, digest } };
  }

  /** Only runs say so, and the page at the same time: nobody is alarmed by one that failed. */
  #blind(snapshot: Snapshot, now: Date): World['blind'] {
    if (this.#failures === 0) return this.#hasSeen ? null : 'unknown';
    const since = blindSince(snapshot, now);
    const { problem } = snapshot.runs.last ?? { problem: null };
    return since === null || this.#failures < blindAfter ? 'unknown' : { since, problems: problem ? [problem] : [] };
  }
}

const none = { critical: [], high: [] } as const;
