/** The written spec: YAML for people, with comments, or the same as JSON. */
import { Document, visit } from 'yaml';

import type { Problem } from '../model.ts';
import { apiVersion, plural, specKind } from '../spec/schema.ts';
import type { ImportedBlock } from './found.ts';

/** An `ignore` of the written spec. */
export interface LeftAlone {
  readonly resource: string;
  readonly fields: readonly string[];
  readonly reason: string;
}

/** All that a written spec says. */
export interface Draft {
  readonly owner: string;
  /** Comment lines at the head, before what was left out. */
  readonly about: readonly string[];
  /** Accounts by key, as they are written; empty: none are. */
  readonly accounts: Readonly<Record<string, unknown>>;
  /** Key of the account through which the organization is read; null: nothing needs it, or it is written elsewhere. */
  readonly organization: string | null;
  /** Whether the trails that are written keep no global service events: another trail does, or none. */
  readonly elsewhere: boolean;
  /** Whether a block must say in which account it stands. */
  readonly several: boolean;
  readonly blocks: readonly ImportedBlock[];
  readonly ignore: readonly LeftAlone[];
  /** What is not in it, and why. */
  readonly leftOut: readonly Problem[];
}

/** For editors; `trailwarden schema > spec.schema.json` writes that file. */
const schemaLine = ' yaml-language-server: $schema=./spec.schema.json';

/** The text of a file. */
export function specText(draft: Draft, format: 'yaml' | 'json'): string {
  const value = valueOf(draft);
  if (format === 'json') return escaped(`${JSON.stringify(value, null, 2)}\n`);
  const document = new Document(value, { aliasDuplicateObjects: false });
  quoteOdd(document);
  document.commentBefore = [schemaLine, ...headOf(draft)].join('\n');
  const notes = draft.blocks.flatMap(({ kind, key, note }) =>
    note === undefined ? [] : [[`${plural(kind.name)} ${key}`, note] as const],
  );
  return escaped(annotated(document.toString({ lineWidth: 0 }), new Map(notes)));
}

/** What other readers of YAML take for something else than text, or for more than a name. */
const odd = /^(?:y|n|yes|no|on|off|__proto__)$/iu;

/** Controls, and what ends a line or turns the direction of writing: names in AWS come from anywhere. */
const misleading = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Writes as quoted text what is odd without quotes, so that escapes mean what they stand for. */
function quoteOdd(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      const { value } = node;
      if (typeof value === 'string' && (odd.test(value) || escaped(value) !== value)) node.type = 'QUOTE_DOUBLE';
    },
  });
}

function escaped(text: string): string {
  return text.replaceAll(misleading, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function headOf({ about, leftOut }: Draft): readonly string[] {
  const left = leftOut.map(({ message }) => ` - ${message}`);
  return [...about.map(line => ` ${line}`), ...(left.length === 0 ? [] : [' Left out:', ...left])];
}

function valueOf({ owner, accounts, organization, elsewhere, several, blocks, ignore }: Draft): object {
  const kinds = [...new Set(blocks.map(({ kind }) => kind.name))];
  const ofKind = (name: string): object =>
    Object.fromEntries(
      blocks
        .filter(({ kind }) => kind.name === name)
        .toSorted((a, b) => a.key.localeCompare(b.key, 'en'))
        .map(block => [block.key, blockValue(block, several)] as const),
    );
  return {
    apiVersion,
    kind: specKind,
    metadata: { name: owner },
    spec: {
      ...(Object.keys(accounts).length === 0 ? {} : { accounts }),
      ...(organization === null ? {} : { organization: { account: organization } }),
      ...(elsewhere ? { globalServiceEvents: { keeper: 'elsewhere' } } : {}),
      ...Object.fromEntries(kinds.map(name => [plural(name), ofKind(name)])),
      ...(ignore.length === 0 ? {} : { ignore }),
    },
  };
}

function blockValue({ key, name, accounts, regions, settings }: ImportedBlock, several: boolean): object {
  const [account, ...otherAccounts] = accounts;
  const [region, ...otherRegions] = regions;
  const whose = otherAccounts.length === 0 ? { account } : { accounts };
  return {
    ...(name === key ? {} : { name }),
    ...(several ? whose : {}),
    ...(otherRegions.length === 0 ? { region } : { regions }),
    ...(JSON.parse(JSON.stringify(settings)) as object), // answers of the SDK have members that are undefined
  };
}

/** Puts what a reader should know of a block before its key. */
function annotated(text: string, notes: ReadonlyMap<string, string>): string {
  const noted = blocksOf(text.split('\n')).flatMap(({ line, section, key }) => {
    const note = isBlock(line) ? notes.get(`${section} ${key}`) : undefined;
    return note === undefined ? [line] : [`    # ${note}`, line];
  });
  return noted.join('\n');
}

interface Line {
  readonly line: string;
  /** The key under `spec`; '': none. */
  readonly section: string;
  /** The key of the block; '': none. */
  readonly key: string;
}

/** In which block each line of the YAML stands. */
function blocksOf(lines: readonly string[]): readonly Line[] {
  let section = '';
  let key = '';
  return lines.map(line => {
    if (/^ {0,2}[^\s#]/u.test(line)) {
      section = keyIn(line);
      key = '';
    } else if (isBlock(line)) key = keyIn(line);
    return { line, section, key };
  });
}

const isBlock = (line: string): boolean => /^ {4}[^\s#-]/u.test(line);

const keyIn = (line: string): string => line.replace(/^\s*"?/u, '').replace(/"?:.*$/u, '');

/** The block in which a line of written YAML stands, counted from 1; undefined: there is no such line. */
export function blockAt(text: string, line: number): Line | undefined {
  return blocksOf(text.split('\n'))[line - 1];
}
