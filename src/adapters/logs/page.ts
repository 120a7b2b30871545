/** Answers of S3 in XML: pages of lists, and errors. They are flat, and of a few elements each. */
import type { StoredObject } from '../../logs/ports.ts';

export interface Page {
  readonly objects: readonly StoredObject[];
  /** With the slash at their ends. */
  readonly prefixes: readonly string[];
  /** What the next page is asked for with; null: this is the last. */
  readonly next: string | null;
}

/** A page of ListObjectsV2, asked for with `encoding-type=url`; null where it is none. */
export function pageIn(xml: string): Page | null {
  if (!/<ListBucketResult[\s>]/u.test(xml)) return null;
  const own = xml.replaceAll(/<(?:Contents|CommonPrefixes)>.*?<\/(?:Contents|CommonPrefixes)>/gsu, '');
  const truncated = textIn(own, 'IsTruncated') === 'true';
  return {
    objects: blocksIn(xml, 'Contents').map(objectIn),
    prefixes: blocksIn(xml, 'CommonPrefixes').map(block => decoded(textIn(block, 'Prefix') ?? '')),
    next: truncated ? (textIn(own, 'NextContinuationToken') ?? null) : null,
  };
}

/** What an error says; null where it is none of S3's. */
export function errorIn(
  xml: string,
): { readonly code: string; readonly message: string; readonly requestId?: string } | null {
  if (!/<Error[\s>]/u.test(xml)) return null;
  const code = textIn(xml, 'Code');
  const requestId = textIn(xml, 'RequestId');
  if (code === undefined) return null;
  return { code, message: textIn(xml, 'Message') ?? '', ...(requestId === undefined ? {} : { requestId }) };
}

function objectIn(block: string): StoredObject {
  return {
    key: decoded(textIn(block, 'Key') ?? ''),
    size: Number(textIn(block, 'Size') ?? '0'),
    modified: textIn(block, 'LastModified') ?? null,
  };
}

function blocksIn(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gsu'))].map(([, inner = '']) => inner);
}

function textIn(xml: string, name: string): string | undefined {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`, 'u').exec(xml) ?? [];
  return text === undefined ? undefined : plain(text);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/giu, (whole, decimal, hexadecimal, name) => {
    if (typeof name === 'string') return entities[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hexadecimal), 16);
    return String.fromCodePoint(code);
  });
}

/** `encoding-type=url` writes a blank as `+`. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
