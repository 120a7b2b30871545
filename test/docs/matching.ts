/** Whether a program printed what a page shows: times, ids and spans may be others. */

/** What differs from run to run, and what stands for it. The order counts. */
const variable: readonly (readonly [pattern: RegExp, sign: string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)?/gu, 'TIME'],
  [/\b\d\d:\d\d(?::\d\d)?(?: UTC)?/gu, 'TIME'],
  [/\b\d{4}-\d\d-\d\d\b/gu, 'DAY'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu, 'ID'],
  [/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b/gu, 'ID'],
  [/\b\d+(?:\.\d+)? ?(?:ms|s|min|h|d|days?)\b(?: \d+ ?(?:s|min|h)\b)?/gu, 'SPAN'],
  [/\b(?:aws-cli|aws-sdk-js|trailwarden)\/[\d.]+/gu, 'AGENT'],
  [/ +/gu, ' '],
];

function settled(text: string): string {
  const plain = variable.reduce((now, [pattern, sign]) => now.replaceAll(pattern, sign), text);
  return plain
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .trim();
}

const escapedIn = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);

/**
 * Whether it printed that. `…` stands for anything in its line; a line with nothing else stands for any lines, or none.
 *
 * @param shown what the page says
 */
export function printed(shown: string, found: string): boolean {
  const lines = settled(shown).split('\n');
  const pattern = lines
    .map((line, at) => {
      if (line.trim() === '…') return String.raw`(?:[^\n]*\n)*?`;
      const escaped = escapedIn(line).replaceAll('…', '[^\\n]*');
      return at === lines.length - 1 ? escaped : String.raw`${escaped}\n`;
    })
    .join('');
  return new RegExp(`^${pattern}$`, 'u').test(lines.at(-1)?.trim() === '…' ? `${settled(found)}\n` : settled(found));
}
