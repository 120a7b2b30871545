/** Every link of the documentation leads somewhere, and every page can be reached. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { readingOrder } from '../../scripts/pages/navigation.ts';
import { anchorsIn, linksIn } from './markdown.ts';
import { pages, root } from './pages.ts';

const isElsewhere = (target: string): boolean => /^(?:https?:|mailto:)/u.test(target);

/** What is wrong with a link; undefined if nothing. */
function wrong(from: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : normalize(join(dirname(from), decodeURIComponent(file)));
  if (!existsSync(resolve(root, path))) return `${target}: there is no ${path}`;
  if (anchor === undefined || !path.endsWith('.md')) return undefined;
  return anchorsIn(pages.get(path) ?? '').has(anchor) ? undefined : `${target}: ${path} has no such heading`;
}

describe('links', () => {
  it.each([...pages])('of %s lead somewhere', (path, page) => {
    const all = linksIn(page).filter(target => !isElsewhere(target));
    expect(all.map(target => wrong(path, target)).filter(found => found !== undefined)).toEqual([]);
  });

  it('a broken one is found', () => {
    expect(linksIn('[a](b.md) `[c](d.md)` <img src="e.png">')).toContain('e.png');
    expect(wrong('docs/README.md', 'nowhere.md')).toBe('nowhere.md: there is no docs/nowhere.md');
    expect(wrong('docs/README.md', 'safety.md#nowhere')).toBe('safety.md#nowhere: docs/safety.md has no such heading');
    expect(wrong('docs/README.md', 'safety.md#what-weakens')).toBeUndefined();
  });

  it('every page of docs/ is in the index, or in a list that the index names', () => {
    const below = new Map([...pages].flatMap(([path, page]) => (path.startsWith('docs/') ? [[path.slice(5), page] as const] : [])));
    const order = readingOrder(below);
    expect(order.length).toBeGreaterThan(40);
    expect([...below.keys()].filter(path => path !== 'README.md' && !order.includes(path))).toEqual([]);
  });
});
