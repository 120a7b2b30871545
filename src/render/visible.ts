/** Text of unknown origin, made safe for a terminal. */

/**
 * Shows what would otherwise act: control characters as their pictures, and a mark for those that turn the direction of
 * writing or end a line. Keeps the length in UTF-16 units, so that columns stay true. A tab is one space.
 */
export function visible(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(control, picture).replaceAll(misleading, '\ufffd');
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u001f\u007f]/g;

/** C1 controls, line and paragraph separators, marks that turn the direction of writing, the byte order mark. */
const misleading =
  /[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function picture(character: string): string {
  return character === '\u007f' ? '\u2421' : String.fromCodePoint(0x2400 + character.charCodeAt(0));
}

/** How many columns a terminal takes for a text: two for wide letters and most pictures, none for combining marks. */
export function columns(text: string): number {
  let total = 0;
  for (const character of text) total += columnsOf(character);
  return total;
}

function columnsOf(character: string): number {
  if (character < '\u0300') return 1; // the first of those below
  if (/^[\p{Mn}\p{Me}]$/u.test(character)) return 0;
  return /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^\p{Emoji_Presentation}$/u.test(
    character,
  )
    ? 2
    : 1;
}
