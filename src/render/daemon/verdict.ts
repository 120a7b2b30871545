/** The verdict on an estate in sentences: the same on the page, in a terminal and in messages. */
import type { Snapshot } from '../../core/daemon/snapshot.ts';
import { verdictOf } from '../../core/daemon/verdict.ts';
import type { Light, Verdict } from '../../core/daemon/verdict.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { gravities } from '../../core/plan.ts';
import { accountKey } from '../titles.ts';
import { counted, digits, some } from '../words.ts';
import { dayOrTime } from './moments.ts';
import type { LightJson, VerdictJson, VerdictLineJson } from './types.ts';

/** @param now decides what is the present, and whether a time needs its date */
export function verdictJson(snapshot: Snapshot, now: Date): VerdictJson {
  const verdict = verdictOf(snapshot, now);
  const { reason, recorded, delivered, provable } = verdict;
  const young = reason === 'in-order' && neverDelivered(snapshot);
  return {
    reason,
    state: young ? 'unknown' : verdict.state,
    headline: young ? 'Everything is recorded; nothing has been delivered yet.' : headlineOf(verdict, now),
    lines: linesOf(verdict, snapshot),
    recorded: lightJson(recorded, 'in every account and every region'),
    delivered: young ? notYet(delivered) : ofRecorded(delivered, recorded),
    provable: young ? notYet(provable) : ofRecorded(provable, recorded),
  };
}

/** Whether all trails that log are so young that no log file and no digest ever came. */
function neverDelivered({ estate }: Snapshot): boolean {
  const logging = estate?.trails.filter(trail => trail.logging === true) ?? [];
  return logging.length > 0 && logging.every(({ lastLog, lastDigest }) => lastLog === null && lastDigest === null);
}

function notYet({ of }: Light): LightJson {
  return { of, good: 0, unknown: of, state: 'unknown', text: 'not yet: no log file has come' };
}

/** One sentence about the world, with its full stop. */
function headlineOf(verdict: Verdict, now: Date): string {
  const { reason, state, recorded, blindSince } = verdict;
  switch (reason) {
    case 'never-looked':
      return 'Nothing is known yet: the first look is not over.';
    case 'blind':
      return `Nothing is known since ${dayOrTime(blindSince ?? '', now)}.`;
    case 'not-recorded':
      return notRecorded(recorded);
    case 'not-delivered':
      return 'Recorded, but not everything is delivered.';
    case 'weaker':
      return `${recordedAll(recorded)} is recorded; some of it is late or cannot be proven.`;
    case 'not-as-declared':
      return `${recordedAll(recorded)} is recorded, but ${state === 'critical' ? 'evidence is at risk' : 'not as the spec says'}.`;
    case 'contested':
      return `${recordedAll(recorded)} is recorded; a person must decide about a contested setting.`;
    case 'nothing-read':
      return 'Nothing could be read.';
    case 'not-all-read':
      return verdict.light.length > 0 ? 'Not everything could be read.' : 'All that could be read is as the spec says.';
    case 'in-order':
      return 'Everything is recorded, delivered and provable.';
  }
}

const recordedAll = ({ unknown }: Light): string => (unknown > 0 ? 'All that could be read' : 'Everything');

function notRecorded({ bad, of }: Light): string {
  if (bad.length === 1) return `${bad[0]} is not being recorded.`;
  return `${digits(bad.length)} of ${counted(of, 'account')} are not being recorded.`;
}

/** Whether it arrives, or can be proven, is asked only of what is recorded. */
function ofRecorded(light: Light, recorded: Light): LightJson {
  const isAsked = light.of > 0 || light.good === null;
  const nothing = recorded.unknown > 0 ? 'nothing is known to be recorded' : 'nothing is recorded';
  return lightJson(light, isAsked ? 'everything that is recorded' : nothing);
}

function lightJson({ of, good, bad, unknown, state }: Light, whole: string): LightJson {
  const open = unknown > 0 ? `; ${digits(unknown)} not known` : '';
  const text = good === null ? 'not known' : (bad.length > 0 ? `not: ${some(bad, 3)}` : whole) + open;
  return { of, good, unknown, state, text };
}

/** How many lines stand under the headline at most. */
const mostLines = 8;

function linesOf(verdict: Verdict, snapshot: Snapshot): readonly VerdictLineJson[] {
  if (verdict.reason === 'blind') return blindLines(snapshot);
  const grave = alike(verdict.grave.toSorted(newestFirst)).map(driftLine);
  const shown = grave.length > mostLines ? grave.slice(0, mostLines - 1) : grave;
  const rest = grave.length - shown.length;
  const more = rest > 0 ? [plain('high', `${counted(rest, 'more drift')} of this gravity.`)] : [];
  const { unread } = verdict;
  const pronoun = unread.length === 1 ? 'it' : 'them';
  const unknown =
    unread.length > 0
      ? [plain('unknown', `${some(unread, 3)} could not be read whole: not everything is known about ${pronoun}.`)]
      : [];
  const lines = [...shown, ...more, ...unknown];
  if (lines.length > 0 || snapshot.estate === null) return lines;
  return [plain(verdict.light[0]?.gravity ?? null, plainly(snapshot, verdict))];
}

/** What is said where nothing weighs. */
function plainly({ estate }: Snapshot, { reason, light }: Verdict): string {
  const [accounts, trails] = [estate?.accounts.length ?? 0, estate?.trails.length ?? 0];
  const whole = `${counted(accounts, 'account')}, ${counted(trails, 'trail')}`;
  if (light.length > 0) return `${whole}: ${counted(light.length, 'light drift')} open.`;
  return reason === 'in-order' ? `${whole}: live settings match the spec.` : `${whole}.`;
}

function blindLines({ runs: { last }, mode }: Snapshot): readonly VerdictLineJson[] {
  const why = last?.problem ? `The last run failed: ${last.problem.message}.` : 'No run since then could read AWS.';
  return [
    plain('unknown', `${why} What was seen before is not the present.`),
    ...(mode === 'enforce' ? [plain('unknown', 'Nothing is being put back either.')] : []),
  ];
}

function plain(gravity: VerdictLineJson['gravity'], text: string): VerdictLineJson {
  return { gravity, text, drift: null, since: null, contested: false };
}

/** Drifts that say the same of other accounts, in the order of the gravest first. */
function alike(drifts: readonly Drift[]): readonly (readonly [Drift, ...Drift[]])[] {
  const groups = new Map<string, [Drift, ...Drift[]]>();
  for (const drift of drifts) {
    const { kind, field, gravity, meaning, status, address } = drift;
    const key = JSON.stringify([kind, field, gravity, meaning, status === 'contested', address.replace(/@.*/u, '')]);
    const group = groups.get(key);
    if (group) group.push(drift);
    else groups.set(key, [drift]);
  }
  return [...groups.values()].toSorted(([a], [b]) => rank(a) - rank(b));
}

const rank = ({ gravity }: Drift): number => gravities.indexOf(gravity);

/** As the list of drifts has them. */
const newestFirst = (a: Drift, b: Drift): number => Date.parse(b.openedAt) - Date.parse(a.openedAt);

function driftLine(drifts: readonly [Drift, ...Drift[]]): VerdictLineJson {
  const [first] = drifts;
  const { gravity, meaning, fingerprint, status, address } = first;
  const accounts = [...new Set(drifts.map(drift => accountKey(drift.address)))];
  const since = drifts.map(({ openedAt }) => openedAt).toSorted()[0] ?? first.openedAt;
  const text = `${some(accounts, 3)}: ${meaning} ${drifts.length === 1 ? address : `${counted(drifts.length, 'resource')}.`}`;
  return { gravity, text: text.trim(), drift: fingerprint, since, contested: status === 'contested' };
}
