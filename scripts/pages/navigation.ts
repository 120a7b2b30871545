/** The last line of each page: the way up, the page before, the page after, in the order of `docs/README.md`. */
import { dirname, join, relative } from 'node:path/posix';

/** Pages by their paths below `docs/`. */
export type Pages = ReadonlyMap<string, string>;

const index = 'README.md';

const link = /\]\(([^)\s#]+\.md)\)/gu;

const footer = /\n+---\n\n\[Documentation\]\([^\n]*\n$/u;

/** Every page that the lists of the index name, in their order; those of a folder with an index of its own come where that is named. */
export function readingOrder(pages: Pages): readonly string[] {
  const items = (pages.get(index) ?? '').split('\n').filter(line => line.startsWith('- '));
  const order = namedIn(items.join('\n'), index).flatMap(path => {
    const own = namedIn(pages.get(path) ?? '', path).filter(other => dirname(other) === dirname(path));
    return path.endsWith(`/${index}`) ? [path, ...own] : [path];
  });
  return [...new Set(order)].filter(path => pages.has(path) && path !== index);
}

function namedIn(text: string, from: string): readonly string[] {
  return [...text.replace(footer, '').matchAll(link)].map(([, target = '']) => join(dirname(from), target));
}

/** The pages with their last lines, the index as it is. */
export function withNavigation(pages: Pages): Pages {
  const order = readingOrder(pages);
  return new Map(
    [...pages].map(([path, text]) => [path, path === index ? text : navigated(path, { text, order, pages })]),
  );
}

interface Given {
  readonly text: string;
  readonly order: readonly string[];
  readonly pages: Pages;
}

function navigated(path: string, { text, order, pages }: Given): string {
  const at = order.indexOf(path);
  const to = (label: string, other: string | undefined): readonly string[] =>
    other === undefined ? [] : [`${label}[${titleOf(pages.get(other) ?? '')}](${relative(dirname(path), other)})`];
  const ways = [
    `[Documentation](${relative(dirname(path), index)})`,
    ...(at < 0 ? [] : [...to('before: ', order[at - 1]), ...to('next: ', order[at + 1])]),
  ];
  return `${text.replace(footer, '').trimEnd()}\n\n---\n\n${ways.join(' · ')}\n`;
}

const titleOf = (page: string): string => /^# (.+)$/mu.exec(page)?.[1] ?? '';
