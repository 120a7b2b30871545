/**
 * What stands in a page of the documentation: commands with what they print, files, links, headings.
 *
 * Comments of HTML, which readers do not see, say what a test cannot know:
 *
 * - `not run: REASON`: the block of commands after it cannot be run here
 * - `file: NAME`: the block after it is written to that file, below the folder of the reader
 * - `stays: PATTERN`: the block after it is one command that goes on; it has begun once it printed that
 * - `setup`, then lines of shell: what has happened before the reader comes here
 */

/** Lines of shell, as one block of the page has them. */
export interface Commands {
  readonly kind: 'commands';
  readonly line: number;
  readonly text: string;
  /** Why it cannot be run here. */
  readonly notRun?: string;
  /** The command goes on; this is what it prints once it has begun. */
  readonly stays?: string;
  /** What the page says is printed. */
  readonly prints?: string;
}

export interface File {
  readonly kind: 'file';
  readonly line: number;
  readonly name: string;
  readonly text: string;
}

export type Piece = Commands | File;

interface Block {
  readonly line: number;
  /** `sh`, `text`, `yaml`; for a comment: `<!--`. */
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks and comments, in their order, less the indentation that a list gives them. */
function blocksIn(page: string): readonly Block[] {
  const pattern = /^( *)(`{3,})(\S*)[^\n]*\n(.*?)^ *\2 *$|^<!--(.*?)-->/gmsu;
  return [...page.matchAll(pattern)].map(found => {
    const [, indent = '', , language, code = '', comment] = found;
    const line = page.slice(0, found.index).split('\n').length;
    if (comment !== undefined) return { line, language: '<!--', text: comment.trim() };
    return { line, language: language ?? '', text: code.replaceAll(new RegExp(`^ {0,${indent.length}}`, 'gmu'), '') };
  });
}

const directive = /^(not run|file|stays): *(.*)$/su;
const setup = /^setup\n(.*)$/su;

/** The commands and files of a page, in their order. */
export function piecesOf(page: string): readonly Piece[] {
  const blocks = blocksIn(page);
  return blocks.flatMap((block, at): readonly Piece[] => {
    const before = blocks[at - 1];
    const [, word, value = ''] = (before?.language === '<!--' ? directive.exec(before.text) : null) ?? [];
    const { line, text } = block;
    const prepared = block.language === '<!--' ? setup.exec(text)?.[1] : undefined;
    if (prepared !== undefined) return [{ kind: 'commands', line, text: prepared }];
    if (word === 'file') return [{ kind: 'file', line, name: value, text }];
    if (block.language !== 'sh') return [];
    const after = blocks[at + 1];
    return [
      {
        kind: 'commands',
        line,
        text,
        ...(word === 'not run' ? { notRun: value } : {}),
        ...(word === 'stays' ? { stays: value } : {}),
        ...(after?.language === 'text' ? { prints: after.text } : {}),
      },
    ];
  });
}

/** A page less its blocks of code, its code in lines, and its comments. */
export function prose(page: string): string {
  return page
    .replaceAll(/^( *)(`{3,}).*?^ *\2 *$/gmsu, '')
    .replaceAll(/<!--.*?-->/gsu, '')
    .replaceAll(/`[^`\n]*`/gu, '`');
}

/** Where its links and pictures lead, as written. */
export function linksIn(page: string): readonly string[] {
  const text = page.replaceAll(/^( *)(`{3,}).*?^ *\2 *$/gmsu, '').replaceAll(/<!--.*?-->/gsu, '');
  const written = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/gu), ...text.matchAll(/(?:src|href)="([^"]+)"/gu)];
  return written.map(([, target = '']) => target);
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsIn(page: string): ReadonlySet<string> {
  const text = page.replaceAll(/^( *)(`{3,}).*?^ *\2 *$/gmsu, '');
  const seen = new Map<string, number>();
  const anchors = [...text.matchAll(/^#{1,6} +(.+?) *#*$/gmu)].map(([, heading = '']) => {
    const base = anchorOf(heading);
    const times = seen.get(base) ?? 0;
    seen.set(base, times + 1);
    return times === 0 ? base : `${base}-${times}`;
  });
  const named = [...text.matchAll(/<a (?:id|name)="([^"]+)"/gu)].map(([, name = '']) => name);
  return new Set([...anchors, ...named]);
}

function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/gu, '-');
}
