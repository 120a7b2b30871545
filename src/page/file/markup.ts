/** Elements as text of HTML: for files, which no script builds. */
import type { Child } from '../view/element.ts';

const empty: ReadonlySet<string> = new Set(['br', 'meta', 'link', 'input', 'hr']);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string =>
  text.toWellFormed().replaceAll(/[&<>"]/gu, character => entities[character] ?? character);

/** An element as HTML. Variables of CSS are left out: their rules stand in a style sheet. */
export function markup(child: Child): string {
  if (typeof child === 'string') return escaped(child);
  const { tag, attributes, children } = child;
  const written = Object.entries(attributes).map(([name, value]) =>
    value === '' ? ` ${name}` : ` ${name}="${escaped(value)}"`,
  );
  const start = `<${tag}${written.join('')}>`;
  return empty.has(tag) ? start : `${start}${children.map(markup).join('')}</${tag}>`;
}

/**
 * What of a view can stand where nothing answers: no buttons, no forms, no stops for keys. Variables of CSS become classes
 * of their own, whose rules are told to `rule`.
 */
export function still(child: Child, rule: (text: string) => string): readonly Child[] {
  if (typeof child === 'string') return [child];
  const { tag, attributes, variables } = child;
  const classes = (attributes['class'] ?? '').split(' ');
  const isTile = classes.includes('tile');
  if ((tag === 'button' && !isTile) || tag === 'form' || classes.some(name => acting.has(name))) return [];
  const children = child.children.flatMap(inner => still(inner, rule));
  if (classes.includes('foot') && child.children.length > 0 && children.length === 0) return [];
  const made = Object.entries(variables).map(([name, value]) => `${name}:${value}`);
  const own = made.length === 0 ? [] : [rule(made.join(';'))];
  const named = [...classes.filter(name => name !== ''), ...own].join(' ');
  const kept = Object.entries(attributes).filter(
    ([name, value]) => !lively.test(name) && !(name === 'role' && ofGrids.has(value)),
  );
  return [
    {
      tag: isTile ? 'span' : tag,
      attributes: {
        ...Object.fromEntries(kept),
        ...(named === '' ? {} : { class: named }),
        ...(isTile ? { role: 'img' } : {}),
      },
      variables: {},
      children,
    },
  ];
}

const acting: ReadonlySet<string> = new Set(['inspection', 'choice', 'skip']);

/** Attributes that only a script reads, and those of a grid that is walked with keys. */
const lively = /^(?:data-(?!at$)|tabindex$|aria-live$|type$)/u;
const ofGrids: ReadonlySet<string> = new Set([
  'grid',
  'gridcell',
  'row',
  'rowgroup',
  'rowheader',
  'columnheader',
  'group',
]);
