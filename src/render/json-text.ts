/** What a terminal acts on or reorders text by, beyond what JSON itself escapes. */
const risky = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A document as JSON text, without a newline at the end. Names and tags come from anywhere, and people print JSON on
 * terminals: what these would act on is written as an escape, which means the same to every reader of JSON.
 */
export function jsonText(value: unknown): string {
  return harmless(JSON.stringify(value, null, 2));
}

/** The same of JSON that somebody else wrote. */
export function harmless(json: string): string {
  return json.replaceAll(risky, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
