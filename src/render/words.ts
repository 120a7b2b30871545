/** Numbers, durations and values in words. */

/** `3 resources`, `1 account`, `1,204 files`. */
export function counted(count: number, noun: string): string {
  return `${digits(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Paths as typed; a bare word is told to be one: `./spec`. */
export function pathsText(paths: readonly string[]): string {
  return paths.map(path => (/[./\\]/u.test(path) ? path : `./${path}`)).join(' ');
}

/** With a comma between thousands. */
export function digits(count: number): string {
  return `${count}`.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
}

/** Two units at most: `0.9 s`, `42 s`, `4 min 58 s`, `5 h 30 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return two([minutes, 'min'], [whole % 60, 's']);
  return two([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
}

function two([large, unit]: [number, string], [small, smaller]: [number, string]): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

/** Between two times of a report, in seconds. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** Names of a list, the first few of many. */
export function some(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${digits(more)} more` : names.join(', ');
}

/** A value as YAML would have it on one line. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (value === '') return '""';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'none';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  const members = Object.entries(value).map(([key, inner]) => `${key}: ${valueText(inner)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
