/** The last line of each page: the way up, the page before, the page after, in the order of `docs/README.md`. */
import { dirname, join, relative } from 'node:path/posix';

/** Pages by their paths below `docs/`. */
export type Pages = ReadonlyMap<string, string>;

const index = 'README.md';

const link = /\]\(([^)\s#]+\.md)\)/gu;

const footer = /\n+---\n\n\[Documentation\]\([^\n]*\n$/u;

/** Every page that an index names, in its order; a list of its own, such as that of the runbooks, comes where it is named. */
export function readingOrder(pages: Pages, from = index): readonly string[] {
  const named = [...(pages.get(from) ?? '').replace(footer, '').matchAll(link)].map(([, target = '']) =>
    join(dirname(from), target),
  );
  const below = [...new Set(named)].filter(path => pages.has(path) && path !== from && path !== index);
  const all = below.flatMap(path =>
    from === index && path.endsWith(`/${index}`) ? [path, ...readingOrder(pages, path)] : [path],
  );
  return [...new Set(all)];
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
