/** What one receiver was told, as the history keeps it over restarts. */
import { inTheirWords } from '../../core/alerts/handed.ts';
import type { Handed } from '../../core/alerts/handed.ts';
import type { Incident } from '../../core/alerts/incident.ts';
import type { Row, Told } from '../../core/alerts/note.ts';
import type { World } from '../../core/alerts/world.ts';
import type { History } from '../daemon/ports.ts';
import type { Log } from '../ports.ts';
import type { Health } from './line.ts';
import { isMomentOrNull, isSoundRow } from './sound.ts';

interface Kept {
  readonly version: 1;
  readonly row: Row;
}

/** The row that is about the receiver itself, and no incident. */
const itself = '';

/** What is over is known for so long, so that who did it can still be added. Milliseconds. */
const afterwards = 7_200_000;
/** What stands is written again after so long: what is old is forgotten. */
const often = 86_400_000;

export interface MemoryPorts {
  readonly history: Pick<History, 'notifications' | 'notified'>;
  readonly log: Log;
  /** Leaves what is known now to whoever leads next: see `Leadership.leave`. */
  leave(urgency: 'now' | 'later'): Promise<boolean>;
}

const nothing: Row = { incident: null, message: null, sending: null };

/** Of one receiver. What cannot be written down is kept in memory, and told once. */
export class AlertMemory {
  readonly #receiver: string;
  readonly #ports: MemoryPorts;
  readonly #writtenAt = new Map<string, string>();
  #rows = new Map<string, Row>();
  #toldUpTo: string | null = null;
  /** When it changed last. Replicas have clocks of their own: it is never before what it rests on. */
  #at = new Date(0).toISOString();
  /** What another replica told, once somebody has looked after that. */
  #handed: Omit<Handed, 'lookedAt'> | null = null;
  #lookedAt: string | null = null;
  #isFailing = false;
  #health: Health | null = null;

  constructor(receiver: string, ports: MemoryPorts) {
    this.#receiver = receiver;
    this.#ports = ports;
  }

  get toldUpTo(): string | null {
    return this.#toldUpTo;
  }

  /** How it went with the receiver; null: nobody wrote that down. */
  get health(): Health | null {
    return this.#health;
  }

  incidents(): readonly Incident[] {
    return [...this.#rows.values()].flatMap(({ incident }) => incident ?? []);
  }

  row(incident: string): Row {
    return this.#rows.get(incident) ?? nothing;
  }

  /** For whoever leads next. */
  told(): Told {
    const rows = [...this.#rows].filter(([, { incident, sending }]) => incident !== null || sending !== null);
    return { receiver: this.#receiver, at: this.#at, toldUpTo: this.#toldUpTo, rows: new Map(rows) };
  }

  /**
   * What another replica told, in place of what is known here; older is left alone.
   *
   * @param isAll whether it is all that was told: what is not in it is over then
   */
  async adopt({ at, toldUpTo, rows }: Told, isAll: boolean, now: Date): Promise<void> {
    if (at < this.#at) return;
    this.#at = at;
    const gone = isAll ? [...this.#rows.keys()].filter(name => !rows.has(name)) : [];
    for (const name of gone) await this.#put(name, nothing, now);
    for (const name of gone) this.#rows.delete(name);
    for (const [name, row] of rows) await this.#put(name, row, now);
    if (toldUpTo !== null) await this.#up(toldUpTo, now);
    this.#handed = { toldUpTo, incidents: this.incidents() };
    this.#lookedAt = null;
  }

  /** The world as the receiver knows it, whoever told it. */
  seen(world: World): World {
    if (this.#handed === null || world.lookedAt === null) return world;
    this.#lookedAt ??= world.lookedAt;
    return inTheirWords(world, { ...this.#handed, lookedAt: this.#lookedAt });
  }

  /** Whether whoever leads next would find what is known now. Asked before anything is sent. */
  async isLeft(): Promise<boolean> {
    return this.#ports.leave('now');
  }

  /** Reads all anew, in place of what was in memory. What cannot be read leaves that. */
  async load(now: Date): Promise<void> {
    try {
      const found = await this.#ports.history.notifications(this.#receiver);
      const rows = new Map<string, Row>();
      for (const { incident, state, at } of found) {
        if (at > this.#at) this.#at = at;
        if (incident === itself) {
          this.#toldUpTo = momentIn(state);
          this.#health = healthIn(state);
        }
        const row = rowIn(state);
        if (row === null) {
          if (incident !== itself) this.#dropped(incident);
          continue;
        }
        rows.set(incident, row);
        this.#writtenAt.set(incident, at);
      }
      this.#rows = rows;
      this.#forget(now);
    } catch (error) {
      this.#ports.log.warn({ receiver: this.#receiver, error: String(error) }, 'what was told could not be read');
    }
  }

  /** @param name of the incident */
  async keep(name: string, row: Row, now: Date): Promise<void> {
    await this.#put(name, row, now);
    void this.#ports.leave('now');
  }

  /** All that was over by that moment was told. */
  async toldAll(moment: string, now: Date): Promise<void> {
    this.#forget(now);
    const old = new Date(now.getTime() - often).toISOString();
    for (const [name, row] of this.#rows)
      if (row.incident?.overAt === null && (this.#writtenAt.get(name) ?? '') < old) await this.keep(name, row, now);
    if (this.#toldUpTo === moment) return;
    await this.#up(moment, now);
    void this.#ports.leave('later');
  }

  /** How it goes with the receiver now. */
  async goes(health: Health, now: Date): Promise<void> {
    this.#health = health;
    await this.#writeItself(now);
  }

  async #up(moment: string, now: Date): Promise<void> {
    this.#toldUpTo = moment;
    await this.#writeItself(now);
  }

  async #writeItself(now: Date): Promise<void> {
    await this.#write(itself, { toldUpTo: this.#toldUpTo, health: this.#health }, now);
  }

  async #put(name: string, row: Row, now: Date): Promise<void> {
    this.#rows.set(name, row);
    this.#writtenAt.set(name, now.toISOString());
    await this.#write(name, { version: 1, row } satisfies Kept, now);
  }

  #dropped(incident: string): void {
    this.#ports.log.warn(
      { receiver: this.#receiver, incident },
      'what was told of an incident is not as it was written, and is dropped',
    );
  }

  #forget(now: Date): void {
    const past = new Date(now.getTime() - afterwards).toISOString();
    for (const [name, { incident }] of this.#rows)
      if (incident !== null && incident.overAt !== null && incident.overAt < past) this.#rows.delete(name);
  }

  async #write(incident: string, state: object, now: Date): Promise<void> {
    const { history, log } = this.#ports;
    const receiver = this.#receiver;
    const at = new Date(Math.max(now.getTime(), Date.parse(this.#at) + 1)).toISOString();
    this.#at = at;
    try {
      await history.notified({ receiver, incident, state, at });
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ receiver, error: String(error) }, 'what was told could not be written down');
      this.#isFailing = true;
    }
  }
}

const fieldIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function momentIn(state: unknown): string | null {
  const moment = fieldIn(state, 'toldUpTo');
  return typeof moment === 'string' ? moment : null;
}

/** Null: it was not written, or by somebody else. */
function healthIn(state: unknown): Health | null {
  const health = fieldIn(state, 'health');
  const [lastSuccess, failingSince, why] = ['lastSuccess', 'failingSince', 'why'].map(name => fieldIn(health, name));
  if (!isMomentOrNull(lastSuccess) || !isMomentOrNull(failingSince)) return null;
  return { lastSuccess, failingSince, why: typeof why === 'string' ? why : null };
}

/** Null: another version wrote it, or somebody else. */
function rowIn(state: unknown): Row | null {
  return isKept(state) ? state.row : null;
}

function isKept(state: unknown): state is Kept {
  return fieldIn(state, 'version') === 1 && isSoundRow(fieldIn(state, 'row'));
}
