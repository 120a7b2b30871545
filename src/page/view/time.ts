/** Moments and durations for people: UTC for the record, relative for the reader. */
import { element } from './element.ts';
import type { Element } from './element.ts';

const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Two units at most: `12 s`, `36 min`, `5 h 30 min`, `26 h`, `9 days`. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / second));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours < 10) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  if (hours < 48) return `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}

/** What a run took: `0.8 s`, `42 s`, `1 min 36 s`. */
export function took(milliseconds: number): string {
  const seconds = milliseconds / second;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole >= 3600) return age(milliseconds);
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** How old a moment is. */
export const ageOf = (moment: string, now: number): string => age(now - Date.parse(moment));

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** `03:45 UTC`; with seconds where an event is named. */
export function clock(moment: string, seconds = false): string {
  return `${iso(Date.parse(moment)).slice(11, seconds ? 19 : 16)} UTC`;
}

/** As `clock`, of what is due: with seconds where it is soon, for a schedule of seconds would else be due at once and again. */
export function dueClock(moment: string, now: number): string {
  return clock(moment, Date.parse(moment) - now < 2 * minute);
}

/** The time of a day of this day, and the date before it of any other. */
export function when(moment: string, now: number, seconds = false): string {
  return `${dateUnlessToday(moment, now)}${clock(moment, seconds)}`;
}

/** As `when` with seconds, in a column whose head says that it is UTC. */
export function shortWhen(moment: string, now: number): string {
  return `${dateUnlessToday(moment, now)}${iso(Date.parse(moment)).slice(11, 19)}`;
}

function dateUnlessToday(moment: string, now: number): string {
  const [that, today] = [iso(Date.parse(moment)), iso(now)];
  if (that.slice(0, 10) === today.slice(0, 10)) return '';
  return `${that.slice(0, 4) === today.slice(0, 4) ? that.slice(5, 10) : that.slice(0, 10)} `;
}

/** A moment in words, with the whole of it for who points at it. */
export function moment(at: string, words: string): Element {
  const whole = iso(Date.parse(at)).replace(/\.\d+Z$/u, 'Z');
  return element('time', { datetime: whole, title: whole }, words);
}
