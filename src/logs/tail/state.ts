/** What following delivery remembers over restarts, as one JSON document. */

export interface TailState {
  /** What was followed, as `BUCKET/PREFIX`: the state of another place says nothing of this one. */
  readonly of: readonly string[];
  /** When the last complete look began (`YYYY-MM-DDTHH:MM:SSZ`); null: there was none. */
  readonly checked: string | null;
  /** Names of files that were written out, oldest first. */
  readonly files: readonly string[];
  /** Ids of records that were written out, oldest first. */
  readonly events: readonly string[];
}

const format = 'trailwarden.dev/logs-tail/v1';

export function printState(state: TailState): string {
  return `${JSON.stringify({ format, ...state })}\n`;
}

/** What a file says; null where it is no state, or was cut off. */
export function readState(text: string): TailState | null {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== format) return null;
  const { of, checked, files, events } = { of: null, checked: null, files: null, events: null, ...value };
  if (!isTexts(of) || !isTexts(files) || !isTexts(events)) return null;
  if (checked !== null && !(typeof checked === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(checked)))
    return null;
  return { of, checked, files, events };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
