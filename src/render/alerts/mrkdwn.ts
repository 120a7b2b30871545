/** Pieces of sentences in Slack's own markup, never longer than the room there is. */
import type { Piece, Pieces } from './letter.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A text in which nothing acts, cut to the room it has once it is escaped. */
export function escaped(text: string, room: number): string {
  const characters = Array.from(text, character => entities[character] ?? character);
  const length = characters.reduce((sum, one) => sum + one.length, 0);
  if (length <= room) return characters.join('');
  let out = '';
  for (const character of characters) {
    if (out.length + character.length + 1 > room) break;
    out += character;
  }
  return room > 0 ? `${out}…` : '';
}

/** What does not fit ends in `…`. */
export function mrkdwn(pieces: Pieces, room: number): string {
  let out = '';
  for (const piece of pieces) {
    const text = written(piece, Infinity);
    if (out.length + text.length <= room) {
      out += text;
      continue;
    }
    return `${out}${written(piece, room - out.length)}`;
  }
  return out;
}

/** @param room what is no plain text is whole, or `…` where it does not fit */
function written(piece: Piece, room: number): string {
  if (typeof piece === 'string') return escaped(piece, room);
  const text = markup(piece);
  if (text.length <= room) return text;
  return room > 0 ? '…' : '';
}

function markup(piece: Exclude<Piece, string>): string {
  if ('bold' in piece) {
    const [, before = '', text = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(piece.bold) ?? [];
    return text === '' ? '' : `${before}*${escaped(text.replaceAll('*', '∗'), Infinity)}*${after}`;
  }
  if ('code' in piece) return piece.code === '' ? '' : `\`${escaped(piece.code.replaceAll('`', "'"), Infinity)}\``;
  if ('link' in piece) return `<${urlText(piece.to)}|${escaped(piece.link.replaceAll('|', '/'), Infinity)}>`;
  return `${piece.words} (${localTime(piece.moment, piece.words)} here)`;
}

/** Within a link, these would end it. */
const urlText = (url: string): string =>
  url.replaceAll('&', '&amp;').replaceAll(/[<>|\s]/gu, character => encodeURIComponent(character));

/** Slack shows it by the clock of whoever reads; who cannot sees it in UTC. */
function localTime(moment: string, words: string): string {
  const form = /^\d{4}-/u.test(words) ? '{date_short} {time}' : '{time}';
  return `<!date^${Math.floor(Date.parse(moment) / 1000)}^${form}|${words}>`;
}

/** Lines as they are, in a box. */
export function pre(lines: readonly string[], room: number): string {
  const fence = '```';
  let left = room - 2 * fence.length - 2;
  const shown: string[] = [];
  for (const line of lines) {
    const text = escaped(line.replaceAll('`', "'"), left);
    if (text === '') break;
    shown.push(text);
    left -= text.length + 1;
  }
  return shown.length === 0 ? '' : `${fence}${shown.join('\n')}${fence}`;
}
