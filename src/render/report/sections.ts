/** Parts of a document that must not grow beyond a limit: whole ones are left out, and that is said. */

export interface Section {
  /** Without empty lines around. Empty: there is no such section. */
  readonly lines: readonly string[];
  /** The greatest go first; 0 is never left out. */
  readonly cut: number;
  /** Goes on right below the one before, as rows of one table do. */
  readonly goesOn?: true;
  /** What is said in its place: what it was. */
  readonly name?: string;
}

const encoder = new TextEncoder();

/** As bytes, which are never fewer than characters. */
export const sizeOf = (text: string): number => encoder.encode(text).length;

/**
 * The sections with an empty line between them, and a newline at the end.
 *
 * @param limit in bytes
 * @param whole where the rest can be found, as a sentence
 */
export function withinLimit(sections: readonly Section[], limit: number, whole: string): string {
  const given = sections.filter(({ lines }) => lines.length > 0);
  const order = given.filter(({ cut }) => cut > 0).toSorted((a, b) => b.cut - a.cut);
  for (let count = 0; count <= order.length; count += 1) {
    const gone = new Set(order.slice(0, count));
    const text = written(given, gone, whole);
    if (sizeOf(text) <= limit) return text;
  }
  return clipped(written(given, new Set(order), whole), limit);
}

function written(sections: readonly Section[], gone: ReadonlySet<Section>, whole: string): string {
  const kept = sections
    .filter(section => !gone.has(section))
    .reduce<readonly string[]>((texts, { lines, goesOn }) => {
      const text = lines.join('\n');
      return goesOn ? [...texts.slice(0, -1), `${texts.at(-1) ?? ''}\n${text}`] : [...texts, text];
    }, []);
  const names = sections.filter(section => gone.has(section)).flatMap(({ name }) => name ?? []);
  const note =
    names.length === 0 ? [] : [`Left out, to keep within what a comment holds: ${names.join(', ')}. ${whole}`];
  return `${[...kept.slice(0, -1), ...note, ...kept.slice(-1)].join('\n\n')}\n`;
}

/** Only what is never left out is here: the last line, which programs look for, stays. */
function clipped(text: string, limit: number): string {
  const lines = text.trimEnd().split('\n');
  const last = lines.pop() ?? '';
  const room = Math.max(0, limit - sizeOf(last) - 8);
  let kept = lines.join('\n');
  while (sizeOf(kept) > room) kept = kept.slice(0, Math.max(0, kept.length - (sizeOf(kept) - room))).toWellFormed();
  return `${kept}\n…\n\n${last}\n`;
}
