/** What was told, as one replica leaves it to the next: one line of JSON, bounded. Pure. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Drift } from '../drift/drift.ts';
import type { Incident } from './incident.ts';
import { noteSchema } from './note-schema.ts';
import type { Happening } from './notice.ts';
import { compareWeights } from './weight.ts';

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

/** What one receiver was told. */
export interface Told {
  readonly receiver: string;
  /** When that changed last: later than all that it rests on, whoever wrote that. ISO 8601, UTC. */
  readonly at: string;
  /** Of all that was over by then it was told. Null: it was never told anything. */
  readonly toldUpTo: string | null;
  /** By the names of incidents. */
  readonly rows: ReadonlyMap<string, Row>;
}

export interface Note {
  readonly told: readonly Told[];
  /** How many rows there was no room for. */
  readonly left: number;
}

/** In bytes. An object of Kubernetes takes 256 KiB of annotations, whoever wrote them. */
export const longestNote = 128 * 1024;
/** Longer values, and longer answers to who did it, are left out: the next replica reads its own. In characters of JSON. */
const longestValue = 400;
const longestAnswer = 2_000;

type Packed = Omit<Drift, 'healedAt' | 'reopenedAt' | 'others' | 'stood'> & {
  /** Its values are left out. */
  readonly cut?: true;
};
type PackedIncident = Omit<Incident, 'drifts' | 'cut'> & { readonly drifts: readonly number[] };

interface PackedRow {
  readonly name: string;
  readonly incident: PackedIncident | null;
  readonly message: unknown;
  readonly sending: Sending | null;
}

interface Written {
  readonly version: 1;
  readonly left: number;
  /** Each once, however many receivers were told of it. */
  readonly drifts: readonly Packed[];
  readonly told: readonly (Omit<Told, 'rows'> & { readonly rows: readonly PackedRow[] })[];
}

/**
 * ASCII, so that characters are bytes. What is begun and in doubt comes first, then what stands before what is over, the
 * gravest and the newest of it first; what has no room is left out.
 */
export function packed(all: readonly Told[], limit = longestNote): string {
  const drifts = new Map<string, number>();
  const kept = all.map(one => ({ one, rows: [] as PackedRow[] }));
  const told = kept.map(({ one: { receiver, at, toldUpTo }, rows }) => ({ receiver, at, toldUpTo, rows }));
  let room = limit - asciiOf({ version: 1, left: 1e9, drifts: [], told }).length;
  let left = 0;
  for (const { rows, name, row } of inOrder(kept)) {
    const texts = (row.incident?.drifts ?? []).map(drift => asciiOf(packedDrift(drift)));
    const news = [...new Set(texts)].filter(text => !drifts.has(text));
    const at = new Map([...drifts, ...news.map((text, more) => [text, drifts.size + more] as const)]);
    const incident = row.incident && packedIncident(row.incident, texts, at);
    const one: PackedRow = { name, incident, message: row.message ?? null, sending: row.sending };
    const cost = [asciiOf(one), ...news].reduce((sum, text) => sum + text.length + 1, 0);
    if (cost > room) {
      left += 1;
      continue;
    }
    room -= cost;
    for (const text of news) drifts.set(text, drifts.size);
    rows.push(one);
  }
  const whole: Written = { version: 1, left, drifts: [...drifts.keys()].map(text => JSON.parse(text) as Packed), told };
  return asciiOf(whole);
}

interface Kept {
  readonly one: Told;
  readonly rows: PackedRow[];
}

function inOrder(
  all: readonly Kept[],
): readonly { readonly rows: PackedRow[]; readonly name: string; readonly row: Row }[] {
  const whole = all.flatMap(({ one, rows }) => [...one.rows].map(([name, row]) => ({ rows, name, row })));
  return whole.toSorted(({ row: one }, { row: other }) => compareRows(one, other));
}

function compareRows({ incident: one }: Row, { incident: other }: Row): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  const over = Number(one.overAt !== null) - Number(other.overAt !== null);
  return over || compareWeights(one.weight, other.weight) || (one.since > other.since ? -1 : 1);
}

function packedIncident(
  { cut: _cut, ...incident }: Incident,
  texts: readonly string[],
  at: ReadonlyMap<string, number>,
): PackedIncident {
  return { ...incident, drifts: texts.map(text => Number(at.get(text))) };
}

function packedDrift(whole: Drift): Packed {
  const { healedAt: _healed, reopenedAt: _reopened, others: _others, stood: _stood, ...drift } = whole;
  const { attribution, wanted, found } = drift;
  const answer = attribution?.answer === 'found' ? { ...attribution, attempts: [] } : null;
  const who = JSON.stringify(answer).length > longestAnswer ? null : answer;
  const isLong = JSON.stringify([wanted, found]).length > longestValue;
  return { ...drift, attribution: who, ...(isLong ? { wanted: null, found: null, resource: null, cut: true } : {}) };
}

function asciiOf(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[^ -~]/gu, escaped);
}

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');

let valid: ValidateFunction<Written> | undefined;

/** Null: it is none that this program wrote, or it was changed. */
export function unpacked(text: string): Note | null {
  const written = text.length > longestNote ? null : parsed(text);
  valid ??= new Ajv2020({ strict: false, logger: false }).compile<Written>(noteSchema);
  if (!valid(written)) return null;
  const { drifts, told, left } = written;
  const isWhole = told.every(({ rows }) =>
    rows.every(({ incident }) => (incident?.drifts ?? []).every(index => index < drifts.length)),
  );
  if (!isWhole) return null;
  return {
    left,
    told: told.map(one => ({ ...one, rows: new Map(one.rows.map(row => [row.name, rowOf(row, drifts)])) })),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function rowOf({ incident, message, sending }: PackedRow, drifts: readonly Packed[]): Row {
  if (incident === null) return { incident, message, sending };
  const own = incident.drifts.flatMap(index => drifts.slice(index, index + 1));
  const cut = own.flatMap(drift => (drift.cut ? [drift.fingerprint] : []));
  const whole = own.map(({ cut: _cut, ...drift }): Drift => ({ ...drift, healedAt: [], reopenedAt: [], others: [] }));
  return { incident: { ...incident, drifts: whole, ...(cut.length > 0 ? { cut } : {}) }, message, sending };
}
