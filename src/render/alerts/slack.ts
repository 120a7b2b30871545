/**
 * A letter as a message of Slack (Block Kit). Slack refuses what is too long as a whole, so that nothing here is: what does
 * not fit is cut, or is a count. Limits: docs.slack.dev for blocks; all text of blocks together fails somewhat above 13,000.
 */
import type { Happening, Move, Notice } from '../../core/alerts/notice.ts';
import { isSample } from '../../core/alerts/samples.ts';
import type { Mention } from '../../core/alerts/config.ts';
import { digits } from '../words.ts';
import type { Fact, Letter, Part, Pieces, Sign } from './letter.ts';
import { longestHeader, longestText } from './letter.ts';
import { escaped, mrkdwn, pre } from './mrkdwn.ts';

interface Text {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Nothing in a name becomes a link or calls anybody. */
  readonly verbatim: true;
}

export type Block =
  | {
      readonly type: 'header';
      readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: true };
    }
  | { readonly type: 'section'; readonly text: Text }
  | { readonly type: 'section'; readonly fields: readonly Text[] }
  | { readonly type: 'context'; readonly elements: readonly Text[] };

export interface SlackMessage {
  /** What a locked phone shows. */
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  /** By which the message can be found again. */
  readonly metadata: {
    readonly event_type: typeof eventType;
    readonly event_payload: { readonly incident: string; readonly notice: string };
  };
}

export const eventType = 'trailwarden_incident';

export const slackLimits = { blocks: 50, section: 3_000, field: 2_000, fields: 10, whole: 12_000 } as const;

/** Room that is kept for the end of a message. */
const contextRoom = 1_200;
const sectionRoom = 2_900;
const fieldRoom = 1_000;

const signs: Readonly<Record<Sign, string>> = {
  critical: ':octagonal_sign:',
  high: ':warning:',
  medium: ':small_orange_diamond:',
  low: ':small_blue_diamond:',
  info: ':information_source:',
  'not-known': ':grey_question:',
  resolved: ':white_check_mark:',
  told: ':speech_balloon:',
};

/** @param mention put in front, where it is wanted; null: nobody is called */
export function slackMessage(letter: Letter, notice: Notice, mention: string | null): SlackMessage {
  const call = mention === null ? '' : `${mention} `;
  return {
    text: `${call}${escaped(letter.text, longestText - call.length)}`,
    blocks: blocksOf(letter, call),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: eventType, event_payload: { incident: notice.incident, notice: notice.id } },
  };
}

/** With what people are called: all that opens, all that becomes graver, and all that goes on and on. */
const calling: ReadonlySet<Happening> = new Set<Happening>([
  'opened',
  'first-run',
  'returned',
  'worse',
  'flapping',
  'contested',
  'blind',
  'reminder',
]);

/**
 * Whom to call: whoever is to be called at that gravity, when it is reached; never for a sample, nor where nothing stands.
 * Nobody knows how grave it is where nobody could look: it stands above medium, and calls who is called with that.
 */
export function mentionOf({ happening, weight, incident }: Notice, move: Move, mention: Mention): string | null {
  if (!calling.has(happening) || move === 'edit' || isSample({ incident })) return null;
  return mention[weight === 'not-known' ? 'medium' : weight] ?? null;
}

function blocksOf({ sign, header, parts, context }: Letter, call: string): readonly Block[] {
  const head: Block[] = [];
  let left: number = slackLimits.whole - contextRoom;
  const take = (block: Block): void => {
    head.push(block);
    left -= sizeOf(block);
  };
  if (header !== null) {
    const text = `${signs[sign]} ${escaped(header, longestHeader - signs[sign].length - 1)}`;
    take({ type: 'header', text: { type: 'plain_text', text, emoji: true } });
  }
  const first = `${call}${header === null && sign !== 'told' ? `${signs[sign]} ` : ''}`;
  for (const [index, part] of parts.entries()) {
    const block = blockOf(part, Math.min(left, sectionRoom), index === 0 ? first : '');
    if (block !== null) take(block);
  }
  return [...head, ...contextBlocks(context)];
}

function blockOf(part: Part, room: number, first: string): Block | null {
  if (room < 100) return null;
  if (part.is === 'facts') return fieldsOf(part.facts, room);
  const text = `${first}${textOf(part, room - first.length)}`;
  return text.trim() === '' ? null : { type: 'section', text: written(text) };
}

function textOf(part: Exclude<Part, { readonly is: 'facts' }>, room: number): string {
  switch (part.is) {
    case 'text':
      return mrkdwn(part.pieces, room);
    case 'command': {
      const command = pre([part.command], Math.min(room, 600));
      return `${mrkdwn(part.lead, room - command.length - 1)}\n${command}`;
    }
    case 'lines':
      return pre(part.lines, room);
    case 'list':
      return listText(part, room);
  }
}

function listText({ items, of, to }: Extract<Part, { readonly is: 'list' }>, room: number): string {
  const lines: string[] = [];
  const end = (count: number): string => {
    if (count <= 0) return '';
    const text = `and ${digits(count)} more`;
    return to === null ? text : mrkdwn([{ link: `${text}, on the page`, to }], 700);
  };
  let left = room - end(of).length - 1;
  for (const [head = [], ...more] of items) {
    const item = [`•  ${mrkdwn(head, 700)}`, ...more.map(line => `     ${mrkdwn(line, 700)}`)].join('\n');
    if (item.length + 1 > left) break;
    lines.push(item);
    left -= item.length + 1;
  }
  return [...lines, end(of - lines.length)].filter(line => line !== '').join('\n');
}

function fieldsOf(facts: readonly Fact[], room: number): Block | null {
  const fields: Text[] = [];
  let left = room;
  for (const { name, lines } of facts.slice(0, slackLimits.fields)) {
    const text = mrkdwn(
      [{ bold: name }, ...lines.flatMap((line): Pieces => ['\n', ...line])],
      Math.min(left, fieldRoom),
    );
    if (left < 100) break;
    fields.push(written(text));
    left -= text.length;
  }
  return fields.length === 0 ? null : { type: 'section', fields };
}

function contextBlocks(context: readonly Pieces[]): readonly Block[] {
  const room = Math.floor(contextRoom / Math.max(context.length, 1));
  return context.map(pieces => ({ type: 'context', elements: [written(mrkdwn(pieces, room))] }));
}

const written = (text: string): Text => ({ type: 'mrkdwn', text, verbatim: true });

/** Characters of a block that count. */
export function sizeOf(block: Block): number {
  if (block.type === 'context') return block.elements.reduce((sum, { text }) => sum + text.length, 0);
  if (block.type === 'header') return block.text.text.length;
  return 'fields' in block ? block.fields.reduce((sum, { text }) => sum + text.length, 0) : block.text.text.length;
}
