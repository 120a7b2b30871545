/** A page as plain data: what the views make, and what the browser is brought to show. Text is text; there is no HTML in it. */
import { visible } from '../../render/visible.ts';

export interface Element {
  readonly tag: string;
  /** As HTML and SVG spell them. A `href` leads within the page, to the daemon, or to https. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Custom properties of CSS. A `style` attribute would need a policy that allows inline style. */
  readonly variables: Readonly<Record<`--${string}`, string>>;
  readonly children: readonly Child[];
}

export type Child = Element | string;

/** What may be written where children go. `null` and `false` leave nothing; lists are laid out flat. */
export type Written = Element | string | number | null | false | readonly Written[];

type Value = string | number | boolean | null | undefined;

/** `true` is an attribute without a value; `false`, `null` and `undefined` leave it out. */
export type Attributes = Readonly<Record<string, Value>>;

/**
 * An element.
 *
 * @param selector `tag`, `tag.class.class` or `tag#id.class`
 */
export function element(selector: string, attributes: Attributes = {}, ...children: readonly Written[]): Element {
  const { tag, id, classes } = parse(selector);
  const named = { ...(id === '' ? {} : { id }), ...(classes === '' ? {} : { class: classes }) };
  const entries = Object.entries(attributes).flatMap(([name, value]) => attributeOf(name, value));
  return {
    tag,
    attributes: { ...named, ...Object.fromEntries(entries.filter(([name]) => !name.startsWith('--'))) },
    variables: Object.fromEntries(entries.filter(([name]) => name.startsWith('--'))),
    children: flat(children),
  };
}

function parse(selector: string): { readonly tag: string; readonly id: string; readonly classes: string } {
  const [head = '', ...classes] = selector.split('.');
  const [tag = '', id = ''] = head.split('#');
  return { tag, id, classes: classes.join(' ') };
}

function attributeOf(name: string, value: Value): readonly (readonly [string, string])[] {
  if (value === false || value === null || value === undefined) return [];
  if (name === 'style' || name.startsWith('on'))
    throw new TypeError(`no ${name} attribute: the page's policy forbids it`);
  const text = value === true ? '' : String(value);
  if (name === 'href' && !isSafe(text)) return [];
  return [[name, name === 'title' || name === 'aria-label' ? visible(text) : text]];
}

/** Links are made of what AWS and a spec say: no other scheme, and no other host without https. */
const isSafe = (href: string): boolean => /^(?:#|\/(?![/\\])|https:\/\/)/u.test(href);

function flat(written: readonly Written[]): readonly Child[] {
  return written.flatMap((one): readonly Child[] => {
    if (one === null || one === false) return [];
    if (typeof one === 'number') return [String(one)];
    if (typeof one === 'string') return one === '' ? [] : [visible(one)];
    return isList(one) ? flat(one) : [one];
  });
}

const isList = (written: Written): written is readonly Written[] => Array.isArray(written);

/** All the text in it, as a screen reader would find it. */
export function textOf(child: Child): string {
  return typeof child === 'string' ? child : child.children.map(textOf).join('');
}

/** Every element in it that fits, itself too. */
export function find(child: Child, fits: (element: Element) => boolean): readonly Element[] {
  if (typeof child === 'string') return [];
  return [...(fits(child) ? [child] : []), ...child.children.flatMap(inner => find(inner, fits))];
}
