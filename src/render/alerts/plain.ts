/** A letter as plain text: for mail, for telephones, for whatever shows text. */
import type { Letter, Part, Piece, Pieces } from './letter.ts';

/** SNS takes so many characters of ASCII as a subject. */
const longestSubject = 100;

/** ASCII, in one line. */
export function subjectOf({ text }: Letter): string {
  const ascii = text
    .replaceAll('…', '...')
    .replaceAll(/[^\u0020-\u007e]+/gu, '?')
    .trim();
  return ascii.length > longestSubject ? `${ascii.slice(0, longestSubject - 3)}...` : ascii;
}

export function plainText({ header, parts, context }: Letter): string {
  const body = parts.map(partText).filter(part => part !== '');
  return `${[...(header === null ? [] : [header]), ...body, ...context.map(piecesText)].join('\n\n')}\n`;
}

function partText(part: Part): string {
  switch (part.is) {
    case 'text':
      return piecesText(part.pieces);
    case 'command':
      return `${piecesText(part.lead)}\n\n    ${part.command}`;
    case 'facts':
      return part.facts.map(({ name, lines }) => `${name}: ${lines.map(piecesText).join('; ')}`).join('\n');
    case 'lines':
      return part.lines.map(line => `    ${line}`).join('\n');
    case 'list': {
      const items = part.items.map(lines => `- ${lines.map(piecesText).join('\n  ')}`);
      const more = part.of - part.items.length;
      const where = part.to === null ? '' : `: ${part.to}`;
      return [...items, ...(more > 0 ? [`and ${more} more${where}`] : [])].join('\n');
    }
  }
}

const piecesText = (pieces: Pieces): string => pieces.map(pieceText).join('');

function pieceText(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if ('bold' in piece) return piece.bold;
  if ('code' in piece) return piece.code;
  if ('link' in piece) return `${piece.link}: ${piece.to}`;
  return piece.words;
}
