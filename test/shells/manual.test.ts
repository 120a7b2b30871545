/** The manual pages, as groff sees them. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '../../dist/man');
const pages = readdirSync(folder);

it('are written without a mistake, and can be read', async () => {
  expect(pages).toContain('trailwarden.1');
  expect(pages.length).toBeGreaterThan(20);
  for (const page of pages) {
    const set = await promisify(execFile)('groff', ['-man', '-Tutf8', '-P-cbou', '-ww', join(folder, page)]);
    expect([page, set.stderr]).toEqual([page, '']);
    const read = stripVTControlCharacters(set.stdout);
    expect(read).toMatch(/NAME\s+trailwarden/u);
    expect(read).toContain('SEE ALSO');
  }
});
