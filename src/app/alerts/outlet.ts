/** Tells one receiver: what is due, one after the other, each once. It holds up nobody else. */
import { due } from '../../core/alerts/due.ts';
import { moves } from '../../core/alerts/moves.ts';
import type { Note, Told } from '../../core/alerts/note.ts';
import type { Around, Notice } from '../../core/alerts/notice.ts';
import type { Asked, Turn } from '../../core/alerts/turn.ts';
import type { World } from '../../core/alerts/world.ts';
import type { ReceiverView } from '../../core/daemon/snapshot.ts';
import { arrivesWithin } from '../daemon/waiting.ts';
import type { Clock, Log } from '../ports.ts';
import { Bell } from './bell.ts';
import { deliver } from './delivery.ts';
import type { Delivered } from './delivery.ts';
import { Line } from './line.ts';
import type { AlertMemory } from './memory.ts';
import type { Receiver, Sent } from './ports.ts';

/** How the world stands, and how a receiver is told of it. */
export interface Looked {
  readonly world: World;
  readonly around: Around;
  readonly asked: Asked;
  /** How long it is waited for what else comes, in milliseconds. */
  readonly gather: number;
}

export interface OutletOptions {
  readonly memory: AlertMemory;
  readonly clock: Clock;
  readonly log: Log;
  look(): Looked;
  /** Whether this replica may tell anybody now. */
  leads(): boolean;
  /** Told of each attempt. Must not throw. */
  onAttempt(receiver: string, result: Sent['is']): void;
  /** Told when its view may have changed. Must not throw. */
  onView(): void;
}

/** Nobody sleeps longer, in milliseconds: reminders fall due without a ring. */
const longestSleep = 60_000;

export class Outlet {
  readonly bell = new Bell();
  readonly #line = new Line();
  readonly #options: OutletOptions;
  #receiver: Receiver;
  #waiting = 0;

  constructor(receiver: Receiver, options: OutletOptions) {
    this.#receiver = receiver;
    this.#options = options;
  }

  /** From now on it is reached another way. */
  use(receiver: Receiver): void {
    this.#receiver.close?.();
    this.#receiver = receiver;
    this.#line.begin();
    this.bell.ring();
  }

  view(): ReceiverView {
    return this.#line.view(this.#receiver.name, this.#waiting);
  }

  /** @param note what whoever led before told everybody; null: nobody knows */
  async load(note: Note | null = null): Promise<void> {
    const { memory, clock } = this.#options;
    await memory.load(clock.now());
    if (memory.health) this.#line.goOn(memory.health);
    const told = note?.told.find(({ receiver }) => receiver === this.#receiver.name);
    if (told) await memory.adopt(told, note?.left === 0, clock.now());
  }

  /** For whoever leads next. */
  told(): Told {
    return this.#options.memory.told();
  }

  /** Until aborted; what is being sent then is finished. Never rejects. */
  async run(ends: AbortSignal): Promise<void> {
    const { clock, look } = this.#options;
    while (!ends.aborted) {
      const now = clock.now();
      const next = Math.max(this.#line.retryAt, Math.min(now.getTime() + longestSleep, this.#line.nextRefused(now)));
      const rang = await arrivesWithin(next - now.getTime(), this.bell.rung(), { clock, ends });
      if (ends.aborted) return;
      this.bell.quiet();
      if (rang) await clock.sleep(look().gather, ends);
      await this.tell(ends);
    }
  }

  /** Tells what is due, until nothing is, or the receiver cannot be reached. Never rejects: whatever goes wrong, runs go on. */
  async tell(ends: AbortSignal): Promise<void> {
    try {
      await this.#tellAll(ends);
    } catch (error) {
      const { clock, log, onView } = this.#options;
      const isNew = this.#line.failed('this is a bug of trailwarden, see the log', null, clock.now());
      const details = { receiver: this.#receiver.name, error: String(error) };
      if (isNew) log.warn(details, 'this is a bug of trailwarden: a receiver could not be told');
      onView();
    }
  }

  async #tellAll(ends: AbortSignal): Promise<void> {
    const { clock, look, leads, memory } = this.#options;
    while (!ends.aborted && leads() && clock.now().getTime() >= this.#line.retryAt) {
      const now = clock.now();
      const { world: own, around, asked } = look();
      const world = memory.seen(own);
      const awaySince = this.#line.awaySince(now);
      const known = { incidents: memory.incidents(), toldUpTo: memory.toldUpTo, awaySince };
      const { turns, quietly } = due(known, world, asked);
      for (const one of quietly)
        await memory.keep(one.incident, { ...memory.row(one.incident), incident: one }, clock.now());
      this.#line.keepOnly(new Set(turns.map(({ notice }) => notice.id)));
      this.#wait(turns.length);
      const turn = this.#next(turns, now);
      if (turn && !(await this.#take(turn, around))) return;
      const isAll = turn ? turn.tellsAll && !this.#line.isFailing : turns.length === 0;
      if (isAll && world.lookedAt !== null) await memory.toldAll(world.lookedAt, clock.now());
      if (!turn) return;
    }
  }

  close(): void {
    this.#receiver.close?.();
  }

  /** The first of those that had their turn in vain least often. */
  #next(turns: readonly Turn[], now: Date): Turn | undefined {
    const inVain = ({ notice }: Turn): number => this.#line.turnsInVain(notice.id);
    return turns
      .filter(({ notice }) => !this.#line.isRefused(notice.id, now))
      .toSorted((one, other) => inVain(one) - inVain(other))[0];
  }

  #wait(count: number): void {
    if (count === this.#waiting) return;
    this.#waiting = count;
    this.#options.onView();
  }

  /**
   * A notice that is in doubt keeps its id, whatever came to be known meanwhile.
   *
   * @returns whether this replica still leads
   */
  async #take({ notice: what, after }: Turn, around: Around): Promise<boolean> {
    const { memory, clock, onAttempt } = this.#options;
    const receiver = this.#receiver;
    const { message, sending } = memory.row(what.incident);
    const id = sending?.happening === what.happening ? sending.id : what.id;
    const notice: Notice = { ...what, id, around };
    const openFor = Date.parse(what.at) - Date.parse(what.since);
    const steps = moves(what.happening, receiver.threads && message !== null, openFor);
    const ports = { receiver, memory, clock, onAttempt: (result: Sent['is']) => onAttempt(receiver.name, result) };
    const sent = await deliver({ notice, moves: steps, after }, ports);
    if (steps.length > 0 && sent.is !== 'held') {
      this.#note(what, sent);
      await memory.goes(this.#line.health, clock.now());
    }
    return sent.is !== 'held';
  }

  #note({ id, happening, incident }: Turn['notice'], sent: Exclude<Delivered, { is: 'held' }>): void {
    const { clock, log, onView } = this.#options;
    const now = clock.now();
    const details = { receiver: this.#receiver.name, happening, incident };
    if (sent.is === 'sent') {
      const wasFailing = this.#line.worked(id, now);
      log.info(details, wasFailing ? 'a receiver can be told again' : 'a receiver was told');
      return onView();
    }
    const after = sent.is === 'again' ? sent.after : null;
    this.#line.tried(id);
    const isNew =
      sent.is === 'refused' ? this.#line.refused(id, sent.why, now) : this.#line.failed(sent.why, after, now);
    const why = { ...details, result: sent.is, why: sent.why };
    if (isNew) log.warn(why, 'a receiver could not be told');
    else log.debug(why, 'a receiver could still not be told');
    onView();
  }
}
