/** What one receiver was told, as the history keeps it over restarts. */
import type { Incident } from '../../core/alerts/incident.ts';
import type { Happening } from '../../core/alerts/notice.ts';
import type { History } from '../daemon/ports.ts';
import type { Log } from '../ports.ts';

/** Something that was begun to be sent, and of which nobody knows whether it arrived. */
interface Sending {
  /** Of the notice. */
  readonly id: string;
  readonly happening: Happening;
}

/** An incident, and how its first message is found again. */
export interface Row {
  /** As it was told; null: it is not told yet. */
  readonly incident: Incident | null;
  /** As the receiver answered; null: there is none. */
  readonly message: unknown;
  readonly sending: Sending | null;
}

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
}

/** Of one receiver. What cannot be written down is kept in memory, and told once. */
export class AlertMemory {
  readonly #receiver: string;
  readonly #ports: MemoryPorts;
  readonly #writtenAt = new Map<string, string>();
  #rows = new Map<string, Row>();
  #toldUpTo: string | null = null;
  #isFailing = false;

  constructor(receiver: string, ports: MemoryPorts) {
    this.#receiver = receiver;
    this.#ports = ports;
  }

  get toldUpTo(): string | null {
    return this.#toldUpTo;
  }

  incidents(): readonly Incident[] {
    return [...this.#rows.values()].flatMap(({ incident }) => incident ?? []);
  }

  row(incident: string): Row {
    return this.#rows.get(incident) ?? { incident: null, message: null, sending: null };
  }

  /** Reads all anew, in place of what was in memory. What cannot be read leaves that. */
  async load(now: Date): Promise<void> {
    try {
      const found = await this.#ports.history.notifications(this.#receiver);
      const rows = new Map<string, Row>();
      for (const { incident, state, at } of found) {
        if (incident === itself) this.#toldUpTo = momentIn(state);
        const row = rowIn(state);
        if (row === null) continue;
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
    this.#rows.set(name, row);
    this.#writtenAt.set(name, now.toISOString());
    await this.#write(name, { version: 1, row } satisfies Kept, now);
  }

  /** All that was over by that moment was told. */
  async toldAll(moment: string, now: Date): Promise<void> {
    this.#forget(now);
    const old = new Date(now.getTime() - often).toISOString();
    for (const [name, row] of this.#rows)
      if (row.incident?.overAt === null && (this.#writtenAt.get(name) ?? '') < old) await this.keep(name, row, now);
    if (this.#toldUpTo === moment) return;
    this.#toldUpTo = moment;
    await this.#write(itself, { toldUpTo: moment }, now);
  }

  #forget(now: Date): void {
    const past = new Date(now.getTime() - afterwards).toISOString();
    for (const [name, { incident }] of this.#rows)
      if (incident !== null && incident.overAt !== null && incident.overAt < past) this.#rows.delete(name);
  }

  async #write(incident: string, state: object, now: Date): Promise<void> {
    const { history, log } = this.#ports;
    const [receiver, at] = [this.#receiver, now.toISOString()];
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

/** Null: another version wrote it, or somebody else. */
function rowIn(state: unknown): Row | null {
  return isKept(state) ? state.row : null;
}

function isKept(state: unknown): state is Kept {
  const incident = fieldIn(fieldIn(state, 'row'), 'incident');
  return fieldIn(state, 'version') === 1 && (incident === null || Array.isArray(fieldIn(incident, 'drifts')));
}
