/** Pages of the documentation with the AWS CLI itself: what `npm test` runs all of them with does not lie. */
import { describe, expect, inject, it } from 'vitest';

import { piecesOf } from '../docs/markdown.ts';
import { walked } from '../docs/pages.ts';
import { read } from '../docs/reader.ts';

/** What a page has the AWS CLI do: `cloudtrail stop-logging`. */
function operationsOf(page: string): ReadonlySet<string> {
  const typed = piecesOf(page).flatMap(piece =>
    piece.kind === 'commands' && piece.notRun === undefined
      ? [...piece.text.matchAll(/\baws (?:--\S+ \S+ )*([a-z\d-]+ [a-z\d-]+)/gu)].map(([, operation = '']) => operation)
      : [],
  );
  return new Set(typed);
}

const pages = walked.map(([path, page]) => ({ path, page, operations: operationsOf(page) }));
const every = new Set(pages.flatMap(({ operations }) => [...operations]));

/** Few pages that together do all that any page does: always the one that does most of what is left. */
function enough(left: ReadonlySet<string>): readonly (typeof pages)[number][] {
  const more = ({ operations }: (typeof pages)[number]): number => [...operations].filter(one => left.has(one)).length;
  const [most] = pages.toSorted((one, other) => more(other) - more(one));
  return most === undefined || more(most) === 0
    ? []
    : [most, ...enough(new Set([...left].filter(one => !most.operations.has(one))))];
}

describe('the commands of the documentation, with the AWS CLI', () => {
  const chosen = enough(every);

  it('are of few pages, with every operation that any page has', () => {
    expect(every.size).toBeGreaterThan(10);
    expect(new Set(chosen.flatMap(({ operations }) => [...operations]))).toEqual(every);
  });

  it.concurrent.each(chosen)('$path', { timeout: 600_000 }, async ({ page }) => {
    expect(await read(piecesOf(page), inject('awscli'))).toEqual([]);
  });
});
