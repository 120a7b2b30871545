/** When people are reminded of what still stands. Pure. */
import type { AlertsConfig } from './config.ts';
import type { Weight } from './notice.ts';

interface Standing {
  /** From when on it counts. ISO 8601, UTC. */
  readonly since: string;
  readonly now: string;
  readonly reminders: AlertsConfig['reminders'];
}

/**
 * The next moment after now at which a reminder is due; null: never. Each span but the last counts from the beginning; the
 * last is the gap from there on: `1h, 4h, 24h` is after one hour, after four, and then every 24.
 */
export function nextReminder(weight: Weight, { since, now, reminders }: Standing): string | null {
  const spans = weight === 'critical' || weight === 'high' ? reminders[weight] : [];
  const gap = spans.at(-1);
  if (gap === undefined) return null;
  const past = Date.parse(now) - Date.parse(since);
  const early = spans.slice(0, -1);
  const base = early.at(-1) ?? 0;
  const regular = base + gap * Math.max(1, Math.floor((past - base) / gap) + 1);
  return new Date(Date.parse(since) + (early.find(span => span > past) ?? regular)).toISOString();
}
