/** Moments as people write them into a config or a request: `2027-03-31`, the whole day, or `2027-03-31T18:00:00Z`. */

/** What a moment looks like. The form alone makes none: there is no 31st of June. */
export const momentPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z)?$';

/** Whether a text of that form is a moment. */
export function isMoment(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.replace(/Z$/u, ''));
}

const day = 86_400_000;

/** ISO 8601, UTC, of when something ends that lasts until then: of a day its end. */
export function endOf(text: string): string {
  return new Date(text.includes('T') ? Date.parse(text) : Date.parse(`${text}T00:00:00Z`) + day).toISOString();
}
