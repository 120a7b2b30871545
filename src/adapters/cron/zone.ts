/** Time zones: how far their clocks are from UTC, and when that changes. */

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * How far the clocks of a zone are ahead of UTC at a moment, in milliseconds.
 *
 * @throws RangeError where there is no such zone
 */
export function offsetAt(timeZone: string, moment: number): number {
  const whole = Math.floor(moment / 1000) * 1000;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - whole;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  const format = new Intl.DateTimeFormat('en-US', { ...fields, timeZone, hourCycle: 'h23', calendar: 'gregory' });
  formats.set(timeZone, format);
  return format;
}

export interface Transition {
  /** The first moment of the new offset. */
  readonly at: number;
  readonly offset: number;
}

const day = 86_400_000;

/** The first change of a zone's offset after one moment and not after another; null: there is none. No zone has two in a day. */
export function nextTransition(timeZone: string, after: number, until: number): Transition | null {
  const before = offsetAt(timeZone, after);
  for (let low = after; low < until; low += day) {
    const high = Math.min(low + day, until);
    const offset = offsetAt(timeZone, high);
    if (offset !== before) return { at: firstAt(timeZone, low, high), offset };
  }
  return null;
}

/** The first whole second of the offset that holds at `high` and not at `low`. */
function firstAt(timeZone: string, low: number, high: number): number {
  const offset = offsetAt(timeZone, high);
  let [before, from] = [Math.floor(low / 1000), Math.floor(high / 1000)];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (offsetAt(timeZone, middle * 1000) === offset) from = middle;
    else before = middle;
  }
  return from * 1000;
}
