/** Every command of the pages that lead by the hand is run, and prints what the page shows. */
import { describe, expect, it } from 'vitest';

import { piecesOf } from './markdown.ts';
import { walked } from './pages.ts';
import { read } from './reader.ts';

describe('the commands of the documentation', () => {
  it.concurrent.each(walked)("%s", { timeout: 600_000 }, async (_, page) => {
    expect(await read(piecesOf(page))).toEqual([]);
  });

  const left = walked.flatMap(([path, page]) =>
    piecesOf(page).flatMap(piece =>
      piece.kind === 'commands' && piece.notRun !== undefined ? [[path, piece.line, piece.notRun] as const] : [],
    ),
  );
  it.each(left)('%s, line %i is not run: %s', (_path, _line, reason) => {
    expect(reason.split(' ').length).toBeGreaterThan(2);
  });

  it('there are pages, and they have commands', () => {
    expect(walked.map(([path]) => path)).toContain('docs/getting-started.md');
    const counted = walked.flatMap(([, page]) => piecesOf(page).filter(({ kind }) => kind === 'commands'));
    expect(counted.length).toBeGreaterThan(50);
  });
});
