/** What was drifted when, by whom, how it ended, and for how long nothing was recorded. */
import { begunAt, gapsOf, secondsOf } from '../core/drift/gaps.ts';
import type { Episode, Gap, Gaps } from '../core/drift/gaps.ts';
import { spellingOf } from '../core/spelling.ts';
import { clipped } from './attribution.ts';
import type { DriftJson, ProblemJson } from './daemon/drift-types.ts';
import { flow, line } from './flow.ts';
import type { Part } from './flow.ts';
import { gravityPart, lookOf, notKnownPart } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { table } from './table.ts';
import { phraseOf } from './titles.ts';
import { counted, duration, valueText } from './words.ts';

/** What is told of the past. Moments are ISO 8601, UTC. */
export interface Past {
  /** Newest first. */
  readonly drifts: readonly DriftJson[];
  readonly since: string;
  /** Now. */
  readonly until: string;
  /** Why it does not survive the daemon; null: it does. */
  readonly notKept: ProblemJson | null;
  /** There are more drifts than were asked for, so that gaps may be longer. */
  readonly more: boolean;
  /** Only some were asked for, by address or status: what others cost is not in the sums. */
  readonly partial: boolean;
}

interface HistoryDocument {
  readonly format_version: '1.0';
  readonly kind: 'history';
  readonly since: string;
  readonly until: string;
  readonly not_kept: ProblemJson | null;
  readonly more: boolean;
  readonly drifts: readonly DriftJson[];
  readonly not_recorded: { readonly seconds: number; readonly gaps: readonly Gap[] };
  readonly not_delivered: { readonly seconds: number; readonly gaps: readonly Gap[] };
}

export function pastDocument(past: Past): HistoryDocument {
  const { since, until, notKept, more, drifts } = past;
  const { recording, delivery } = gapsIn(past);
  const told = (gaps: readonly Gap[]) => ({ seconds: secondsOf(gaps, until), gaps });
  return {
    format_version: '1.0',
    kind: 'history',
    since,
    until,
    not_kept: notKept,
    more,
    drifts,
    not_recorded: told(recording),
    not_delivered: told(delivery),
  };
}

/** The past as text, without a newline at the end. */
export function renderPast(past: Past, options: ViewOptions): string {
  const look = lookOf(options);
  const { recording, delivery } = gapsIn(past);
  const { bold, red, yellow, dim } = look.paint;
  const blocks = [
    [line([dim, `From ${minuteOf(past.since)} to ${minuteOf(past.until)} UTC`])],
    rows(past, look),
    bars({ title: 'Not recorded', gaps: recording, paint: red }, past, look),
    bars({ title: 'Not delivered', gaps: delivery, paint: yellow }, past, look),
    past.notKept === null
      ? []
      : flow([[yellow, `It is not kept: ${past.notKept.message}.`]], { width: look.width, indent: 2 }),
    past.more
      ? flow(['There are more drifts than are shown here: choose with --since or --target.'], {
          width: look.width,
          indent: 2,
        })
      : [],
    flow([[bold, ending(past, { recording, delivery })]], { width: look.width, indent: 2 }),
  ];
  return blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n');
}

function gapsIn({ drifts, since }: Past): Gaps {
  return gapsOf(drifts.map(episodeOf), since);
}

/** An event that only may have been it says nothing of when it began. */
function episodeOf(drift: DriftJson): Episode {
  const { kind, address, field, wanted, found, status, attribution } = drift;
  const isSure = attribution?.confidence === 'certain' || attribution?.confidence === 'likely';
  const causedAt = (isSure && attribution.event?.at) || null;
  return {
    kind,
    address,
    field,
    wanted,
    found,
    status,
    openedAt: drift.opened_at,
    closedAt: drift.closed_at,
    causedAt,
  };
}

function rows({ drifts, until }: Past, look: Look): readonly string[] {
  if (drifts.length === 0) return [];
  const { dim } = look.paint;
  const head = ['OPENED (UTC)', 'LASTED', 'STATE', 'GRAVITY'].map((word): Part => [dim, word]);
  const lines = table([head, ...drifts.map(drift => cells(drift, until, look))]);
  return [...lines.slice(0, 1), ...drifts.flatMap((drift, index) => [lines[index + 1] ?? '', ...below(drift, look)])];
}

function cells(drift: DriftJson, until: string, look: Look): readonly Part[] {
  const isOver = drift.status === 'closed';
  const seconds = secondsOf(
    [{ address: '', from: begunAt(episodeOf(drift)), to: isOver ? drift.closed_at : null }],
    until,
  );
  const gravity = drift.kind === 'unread' ? notKnownPart(look) : gravityPart(drift.gravity, look);
  const ended: Part = isOver ? (drift.ending ?? 'closed') : [look.paint.yellow, drift.status];
  return [secondOf(drift.opened_at), lasting(seconds), ended, gravity];
}

function below(drift: DriftJson, look: Look): readonly string[] {
  const { width, paint } = look;
  const who = whoText(drift);
  return [
    ...flow([`${drift.address}:`, ' ', [paint.bold, whatText(drift)]], { width, lead: ['  '], indent: 4 }),
    ...(who === null ? [] : flow([[paint.dim, who]], { width, lead: ['  '], indent: 4 })),
    ...staying(drift, look),
  ];
}

/** Why it is left as it is, and how to get out of that. */
function staying({ status, withheld }: DriftJson, { width, paint }: Look): readonly string[] {
  if (status === 'closed' || withheld === null) return [];
  const { message, hint } = withheld.problem;
  const parts: readonly Part[] = [[paint.yellow, `left as it is: ${message}.`], ...(hint === null ? [] : [' ', hint])];
  return flow(parts, { width, lead: ['  '], indent: 4 });
}

/** A value that takes more is in the JSON. */
const longest = 60;

function whatText({ kind, address, field, wanted, found, meaning, problem }: DriftJson): string {
  if (kind === 'missing') return 'does not exist';
  if (kind === 'stray') return 'has left the spec';
  if (kind === 'undelivered' || kind === 'unproven') return meaning;
  if (kind === 'unread') return `${field ?? 'it'} could not be read${problem ? `: ${problem.message}` : ''}`;
  const values = `${valueText(wanted)} -> ${valueText(found)}`;
  const setting = { kind: address.replace(/\/.*$/u, ''), field: field ?? '' };
  return values.length > longest
    ? `${phraseOf({ ...setting, live: found, desired: wanted })}: ${meaning}`
    : `${spellingOf(setting).at.join('.') || setting.field}: ${values}`;
}

/** Who did it; in a fight, both sides. */
function whoText({ attribution, status, others }: DriftJson): string | null {
  const fight =
    status === 'contested' && others.length > 0 ? `trailwarden against ${others.map(clipped).join(', ')}` : null;
  const { event = null, why = null, confidence = null } = attribution ?? {};
  if (event === null) return fight ?? (why === null ? null : `by  nobody known: ${why}`);
  const sure = confidence === 'certain' ? '' : ` (${confidence ?? 'possible'})`;
  const by = `by  ${clipped(event.principal.name)}, ${clipped(event.name)} ${secondOf(event.at)} UTC${sure}`;
  return fight === null ? by : `${by}; ${fight}`;
}

/** Cells of a bar. */
const cellsOfBar = 40;

interface Bars {
  readonly title: string;
  readonly gaps: readonly Gap[];
  readonly paint: (text: string) => string;
}

function bars({ title, gaps, paint }: Bars, past: Past, look: Look): readonly string[] {
  if (gaps.length === 0) return [];
  const byAddress = [...Map.groupBy(gaps, ({ address }) => address)];
  const lines = byAddress.map(([address, own]): readonly Part[] => [
    address,
    [paint, barOf(own, past, look.ascii)],
    lasting(secondsOf(own, past.until)),
  ]);
  return [
    line([look.paint.bold, `${title}, ${minuteOf(past.since)} to ${minuteOf(past.until)} UTC`]),
    ...table(lines, { indent: 2 }),
  ];
}

function barOf(gaps: readonly Gap[], { since, until }: Past, ascii: boolean): string {
  const [first, last] = [Date.parse(since), Date.parse(until)];
  const step = (last - first) / cellsOfBar;
  const [full, none] = ascii ? ['#', '.'] : ['█', '·'];
  const isIn = (cell: number): boolean =>
    gaps.some(
      ({ from, to }) => Date.parse(from) < first + (cell + 1) * step && Date.parse(to ?? until) >= first + cell * step,
    );
  return Array.from({ length: cellsOfBar }, (_, cell) => (isIn(cell) ? full : none)).join('');
}

function ending({ drifts, until, partial }: Past, { recording, delivery }: Gaps): string {
  if (drifts.length === 0) return partial ? 'History: no such drift.' : 'History: no drift.';
  const open = drifts.filter(({ status }) => status !== 'closed');
  const left = open.filter(({ withheld }) => withheld !== null).length;
  const told = [...(open.length > 0 ? [`${open.length} open`] : []), ...(left > 0 ? [`${left} of them withheld`] : [])];
  const count = `${counted(drifts.length, 'drift')}${told.length === 0 ? '' : ` (${told.join(', ')})`}`;
  const lead = partial ? 'Of these drifts: not recorded' : 'Not recorded';
  return `History: ${count}. ${lost(lead, recording, until)}, ${lost('not delivered', delivery, until)}.`;
}

function lost(what: string, gaps: readonly Gap[], until: string): string {
  return gaps.length === 0 ? `${what}: never` : `${what} for ${lasting(secondsOf(gaps, until))}`;
}

const day = 86_400;

/** Two units at most. */
function lasting(seconds: number): string {
  if (seconds < 2 * day) return duration(seconds);
  const hours = Math.floor((seconds % day) / 3600);
  return `${counted(Math.floor(seconds / day), 'day')}${hours === 0 ? '' : ` ${hours} h`}`;
}

const secondOf = (moment: string): string => moment.slice(0, 19).replace('T', ' ');
const minuteOf = (moment: string): string => moment.slice(0, 16).replace('T', ' ');
