/**
 * A letter as an Adaptive Card, as a workflow of Microsoft Teams takes it. Texts are runs, in which nothing is markup: a
 * name is a name, whatever stands in it.
 */
import type { Letter, Part, Piece, Pieces, Sign } from './letter.ts';

interface Run {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly fontType?: 'Monospace';
  readonly selectAction?: { readonly type: 'Action.OpenUrl'; readonly url: string };
}

interface RichText {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly Run[];
  readonly spacing?: 'None';
}

interface Header {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly (Run & { readonly size: 'Large'; readonly color: Color })[];
}

type Color = 'Attention' | 'Warning' | 'Good' | 'Default';

export interface TeamsMessage {
  readonly type: 'message';
  /** For where no card is shown. */
  readonly summary: string;
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: {
        readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
        readonly type: 'AdaptiveCard';
        readonly version: '1.4';
        readonly msteams: { readonly width: 'Full' };
        readonly body: readonly (RichText | Header)[];
      };
    },
  ];
}

/** Teams refuses messages above 28 KB; characters of JSON, most of which are one byte, at most four. */
const mostCharacters = 20_000;

const colors: Readonly<Record<Sign, Color>> = {
  critical: 'Attention',
  high: 'Attention',
  medium: 'Warning',
  low: 'Default',
  info: 'Default',
  'not-known': 'Warning',
  resolved: 'Good',
  told: 'Default',
};

export function teamsMessage(letter: Letter): TeamsMessage {
  const { sign, text, header, parts, context } = letter;
  const head: Header = {
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: header ?? text, weight: 'Bolder', size: 'Large', color: colors[sign] }],
  };
  const foot = context.map(pieces => block(pieces));
  const body = fitting(parts.flatMap(partBlocks), mostCharacters - sizeOf([head, ...foot]));
  return {
    type: 'message',
    summary: text,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [head, ...body, ...foot],
        },
      },
    ],
  };
}

const bytes = new TextEncoder();
const sizeOf = (value: unknown): number => bytes.encode(JSON.stringify(value)).length;

/** As many as there is room for; what is left out is said. */
function fitting(blocks: readonly RichText[], room: number): readonly RichText[] {
  const shown: RichText[] = [];
  let left = room - 200;
  for (const one of blocks) {
    left -= sizeOf(one) + 1;
    if (left < 0) return [...shown, block(['… and more, on the page'])];
    shown.push(one);
  }
  return shown;
}

function partBlocks(part: Part): readonly RichText[] {
  switch (part.is) {
    case 'text':
      return [block(part.pieces)];
    case 'command':
      return [block(part.lead), block([{ code: part.command }])];
    case 'facts':
      return part.facts.map(({ name, lines }, index) =>
        block(
          [{ bold: `${name}: ` }, ...lines.flatMap((line, at): Pieces => (at === 0 ? line : ['; ', ...line]))],
          index > 0,
        ),
      );
    case 'lines':
      return part.lines.map((line, index) => block([{ code: line }], index > 0));
    case 'list': {
      const more = part.of - part.items.length;
      const text = `and ${more} more`;
      const rest: Piece = part.to === null ? text : { link: text, to: part.to };
      return [
        ...part.items.flatMap(lines => lines.map((line, index) => block(line, index > 0))),
        ...(more > 0 ? [block([rest])] : []),
      ];
    }
  }
}

function block(pieces: Pieces, isClose = false): RichText {
  const inlines = pieces.map(run).filter(({ text }) => text !== '');
  return { type: 'RichTextBlock', inlines, ...(isClose ? { spacing: 'None' } : {}) };
}

function run(piece: Piece): Run {
  if (typeof piece === 'string') return { type: 'TextRun', text: piece };
  if ('bold' in piece) return { type: 'TextRun', text: piece.bold, weight: 'Bolder' };
  if ('code' in piece) return { type: 'TextRun', text: piece.code, fontType: 'Monospace' };
  if ('link' in piece)
    return { type: 'TextRun', text: piece.link, selectAction: { type: 'Action.OpenUrl', url: piece.to } };
  return { type: 'TextRun', text: piece.words };
}
