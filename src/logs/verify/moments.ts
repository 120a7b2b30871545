/** Moments as digests have them: `YYYY-MM-DDTHH:MM:SSZ`, which compare as texts. */
import type { TimeRange } from '../place.ts';

/** So many minutes later, or earlier. */
export function later(moment: string, minutes: number): string {
  return `${new Date(Date.parse(moment) + minutes * 60_000).toISOString().slice(0, 19)}Z`;
}

/** From so many minutes before a moment to as many after it. */
export function around(moment: string, minutes: number): TimeRange {
  return { from: later(moment, -minutes), until: later(moment, minutes) };
}

/** Between two moments, in minutes. */
export function minutesBetween(from: string, until: string): number {
  return (Date.parse(until) - Date.parse(from)) / 60_000;
}

export const earlier = (a: string, b: string): string => (a < b ? a : b);
export const latest = (a: string, b: string): string => (a > b ? a : b);

/** `2026-11-17 09:00 UTC`. */
export function hourWords(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`;
}

/** How late digests and log files come, in minutes: what ended before must be there. */
export const lateness = 120;
