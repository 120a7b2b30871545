/** Spans of time as people write them: `90s`, `10m`, `1h30m`, `90d`. */

/** What a duration looks like: Go's spelling, as Flux and Kubernetes take it, and `d` for days. */
export const durationPattern = '^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a text that has the form of a duration, rounded to whole ones. */
export function milliseconds(duration: string): number {
  const parts = [...duration.matchAll(/([0-9.]+)(ms|s|m|h|d)/gu)];
  return Math.round(parts.reduce((sum, [, number, unit]) => sum + Number(number) * Number(units[String(unit)]), 0));
}
