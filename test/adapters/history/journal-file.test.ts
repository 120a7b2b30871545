import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openJournalFile } from '../../../src/adapters/history/journal-file.ts';
import { folderWith } from '../../cli/program.ts';
import { entry } from './entries.ts';

const lines = (path: string): readonly string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('a journal file', () => {
  it('is for its owner alone, and grows', async () => {
    const path = join(folderWith({}), 'journal.jsonl');
    const first = await openJournalFile(path);
    await Promise.all([first.write(entry({ id: 'a' })), first.write(entry({ id: 'b' }))]);
    await first.close();
    const second = await openJournalFile(path);
    await second.write(entry({ id: 'a', phase: 'after' }));
    await second.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(lines(path).map(line => (JSON.parse(line) as { readonly id: string }).id)).toEqual(['a', 'b', 'a']);
  });

  it('knows what was begun and never ended, half a line or not', async () => {
    const path = join(folderWith({}), 'journal.jsonl');
    const all = [entry({ id: 'a' }), entry({ id: 'a', phase: 'after' }), entry({ id: 'b' }), 'text', 7, { id: 'c' }];
    writeFileSync(path, all.map(one => `${JSON.stringify(one)}\n`).join(''));
    appendFileSync(path, '{"id":"d","pha');
    const journal = await openJournalFile(path);
    expect(await journal.unsure()).toEqual([entry({ id: 'b' })]);
    await journal.write(entry({ id: 'e' }));
    expect((await journal.unsure()).map(({ id }) => id)).toEqual(['b', 'e']);
    await journal.close();
    expect(lines(path).at(-1)).toBe(JSON.stringify(entry({ id: 'e' })));
  });

  it('goes on after what could not be written', async () => {
    const journal = await openJournalFile(join(folderWith({}), 'journal.jsonl'));
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const broken = entry({ fields: [{ field: 'a', before: circle, after: null }] });
    await expect(journal.write(broken)).rejects.toThrow('circular');
    await journal.write(entry({ id: 'b' }));
    expect((await journal.unsure()).map(({ id }) => id)).toEqual(['b']);
    await journal.close();
    await expect(journal.write(entry({ id: 'c' }))).rejects.toThrow('closed');
  });

  it('is refused where it cannot be opened', async () => {
    const folder = folderWith({});
    await expect(openJournalFile(join(folder, 'no', 'journal.jsonl'))).rejects.toThrow('ENOENT');
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});
