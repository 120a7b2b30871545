/** One element of a parsed document. `text` is what stands directly in it; namespaces and attributes are dropped. */
export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  readonly text: string;
}

export class XmlError extends Error {}

interface Open {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

const TOKEN =
  /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

/**
 * Reads the small documents that S3 takes: elements, text, CDATA, comments and the XML declaration. Everything else
 * (document types and entities of one's own among it) is an `XmlError`.
 */
export function parseXml(source: string): Element {
  const root: Open = { name: '', children: [], text: '' };
  const stack: Open[] = [root];
  const top = (): Open => stack.at(-1) ?? root;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match) throw new XmlError(`not well-formed at offset ${at}`);
    const [, cdata, closing, opening, , empty, text] = match;
    if (opening !== undefined) {
      const element: Open = { name: localName(opening), children: [], text: '' };
      top().children.push(element);
      if (empty !== '/') stack.push(element);
    } else if (closing !== undefined) {
      if (stack.length === 1 || top().name !== localName(closing)) throw new XmlError(`unexpected </${closing}>`);
      stack.pop();
    } else {
      top().text += cdata ?? unescape(text ?? '');
    }
  }
  const [element, another] = root.children;
  if (stack.length > 1 || !element || another || root.text.trim() !== '')
    throw new XmlError('one root element is expected');
  return element;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replaceAll(/&([^;&]*);?/g, (whole, name: string) => {
    const code = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name);
    const known = code
      ? String.fromCodePoint(code[1] ? Number.parseInt(code[1], 16) : Number(code[2]))
      : ENTITIES[name];
    if (known === undefined || !whole.endsWith(';')) throw new XmlError(`unknown entity ${whole}`);
    return known;
  });
}

/** A tree to be written: arrays repeat their element, `undefined` leaves it out. A name may carry attributes. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** Writes `value` as the element `name`. The name may be followed by attributes, as they shall stand in the tag. */
export function writeXml(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((each: XmlValue) => writeXml(name, each)).join('');
  const closing = name.split(' ', 1)[0];
  return `<${name}>${typeof value === 'object' ? writeMembers(value) : escape(String(value))}</${closing}>`;
}

function writeMembers(value: object): string {
  return Object.entries(value)
    .map(([member, each]: [string, XmlValue]) => writeXml(member, each))
    .join('');
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"'\r]/g, character => `&#${character.charCodeAt(0)};`);
}

/** The whole document, with its declaration. */
export function xmlDocument(name: string, value: XmlValue): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(name, value)}`;
}
