/** What drifts and their places are called in messages. */
import type { Around, Notice, Weight } from '../../core/alerts/notice.ts';
import type { CausingEvent } from '../../core/drift/attribution.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { begunAt } from '../../core/drift/gaps.ts';
import { accountKey, phraseOf } from '../titles.ts';
import { visible } from '../visible.ts';
import { digits, duration, secondsBetween } from '../words.ts';
import { longestName } from './letter.ts';
import { pastTense } from './tense.ts';

/** At most so many characters, on one line, nothing in it that acts. */
export function cut(text: string, most: number): string {
  const shown = Array.from(visible(text.slice(0, 2 * most + 2).replaceAll(/\s+/gu, ' ')));
  return shown.length > most ? `${shown.slice(0, most - 1).join('')}…` : shown.join('');
}

/** A name from AWS or Git. */
export const named = (name: string): string => cut(name, longestName);

/** With a capital letter. */
export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const weightWords: Readonly<Record<Weight, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  info: 'INFO',
  'not-known': 'NOT KNOWN',
};

/** An account: how it is called, and its twelve digits where they are known. */
export interface AccountNamed {
  readonly name: string;
  readonly id: string | null;
}

export function accountOf({ address, resource }: Drift, { aliases }: Pick<Around, 'aliases'>): AccountNamed {
  const key = accountKey(address);
  const id = resource?.target.account ?? (/^\d{12}$/u.test(key) ? key : null);
  const alias = id === null || key !== id ? key : (aliases[id] ?? id);
  return { name: named(alias), id };
}

/** `payments (222222222222)`. */
export const accountText = ({ name, id }: AccountNamed): string =>
  id === null || id === name ? name : `${name} (${id})`;

/** Every account once. */
export function accountsOf({ drifts, around }: Pick<Notice, 'drifts' | 'around'>): readonly AccountNamed[] {
  const all = drifts.map(drift => accountOf(drift, around));
  return [...new Map(all.map(one => [accountText(one), one])).values()];
}

export const regionOf = ({ address }: Pick<Drift, 'address'>): string =>
  named(address.slice(address.lastIndexOf('/') + 1));

/** `trail main`. */
export function thingOf({ address, resource }: Drift): string {
  if (resource) return `${named(resource.kind)} ${named(resource.name)}`;
  return named(address.replace(/@.*$/u, '').replace('/', ' '));
}

/** What is so of the thing: `is stopped`, `has log file validation off`. */
export function predicateOf(drift: Drift): string {
  const { kind, field, resource, found, wanted } = drift;
  if (kind === 'missing') return 'does not exist';
  if (kind === 'stray') return 'has left the spec';
  if (kind === 'unread') return 'could not be read';
  if (kind === 'undelivered') return arrives(found);
  if (kind === 'unproven') return 'has log files that are not as CloudTrail wrote them';
  if (resource === null || field === null) return 'differs from the spec';
  return cut(phraseOf({ kind: resource.kind, field, live: found, desired: wanted }), longestName);
}

/** What does not arrive stands first in each line of what was found. */
function arrives(found: unknown): string {
  const [first] = Array.isArray(found) ? found : [];
  const [, what = 'log'] =
    typeof first === 'string' ? (/^(log group|log|digest|notification) /u.exec(first) ?? []) : [];
  return `logs, but its ${deliveries[what] ?? 'log files'} do not arrive`;
}

const deliveries: Readonly<Record<string, string>> = {
  log: 'log files',
  digest: 'digests',
  notification: 'announcements',
  'log group': 'events for its log group',
};

const past: readonly (readonly [RegExp, string])[] = [
  [/^is\b/u, 'was'],
  [/^has\b/u, 'had'],
  [/^does not\b/u, 'did not'],
  [/^differs\b/u, 'differed'],
  [/^logs, but (.*) do not arrive$/u, 'logged, but $1 did not arrive'],
];

/** The same of what is over. */
export function pastOf(predicate: string): string {
  const [from, to] = past.find(([form]) => form.test(predicate)) ?? [/^$/u, ''];
  return predicate.replace(from, to);
}

/** Over, and not only for now. */
export const isOver = ({ closedAt, status }: Drift): boolean => closedAt !== null && status === 'closed';

/** What it means, as its kind says it; what is over, in the past. Empty where nothing is said. */
export const meaningOf = (drift: Drift): string => (drift.closedAt === null ? drift.meaning : pastTense(drift.meaning));

/** `is stopped`; what is over `was stopped`. */
export const stateOf = (drift: Drift): string =>
  drift.closedAt === null ? predicateOf(drift) : pastOf(predicateOf(drift));

/** Whether nothing of the account is recorded in some region, and this drift is why it may be so. */
export function isDark(drift: Drift, { dark }: Pick<Around, 'dark'>): boolean {
  const { kind, field, found, address, resource, closedAt } = drift;
  if (closedAt !== null || !address.startsWith('trail/')) return false;
  const stops = kind === 'missing' || (kind === 'changed' && field === 'logging' && found === false);
  return stops && resource !== null && dark.includes(resource.target.account);
}

/** `payments is not being recorded`, `trail main in payments is stopped`. */
export function sentenceOf(drift: Drift, around: Around): string {
  const { name } = accountOf(drift, around);
  if (isDark(drift, around)) return `${name} is not being recorded`;
  return `${thingOf(drift)} in ${name} ${stateOf(drift)}`;
}

/** When it began: when it was done, which a run saw only later. */
export function beganAt({ openedAt, attribution }: Drift): string {
  return begunAt({ openedAt, causedAt: attribution?.answer === 'found' ? attribution.event.at : null });
}

/** `4 min 58 s`, `3 d 4 h`. */
export function lasting(from: string, to: string): string {
  return span(Math.max(0, secondsBetween(from, to)));
}

export function span(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (days < 2) return duration(seconds);
  const hours = Math.floor((seconds % 86_400) / 3600);
  return hours === 0 ? `${digits(days)} d` : `${digits(days)} d ${hours} h`;
}

/** `03:07 UTC`; with its day where that is another than the one of `at`. */
export function clockText(moment: string, at: string, toTheSecond = false): string {
  const iso = new Date(moment).toISOString();
  const time = `${iso.slice(11, toTheSecond ? 19 : 16)} UTC`;
  return iso.slice(0, 10) === at.slice(0, 10) ? time : `${iso.slice(0, 10)} ${time}`;
}

/** Who did it; null: nobody knows. */
export function causeOf({ attribution }: Drift): CausingEvent | null {
  return attribution?.answer === 'found' ? attribution.event : null;
}

/** `BreakGlass/jdoe`, `probably BreakGlass/jdoe`; null: nobody knows. */
export function whoOf({ attribution }: Drift): string | null {
  if (attribution?.answer !== 'found') return null;
  return `${sureness[attribution.confidence]}${named(attribution.event.principal.name)}`;
}

export const sureness = { certain: '', likely: 'probably ', possible: 'possibly ' } as const;
