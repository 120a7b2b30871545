import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

import { typeInQueries } from '../../src/adapters/duckdb/table.ts';
import { columns } from '../../src/logs/flatten.ts';
import { questions } from '../../src/logs/query/questions/index.ts';

it('docs have every column with its type, and what every question says', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/logs-query.md'), 'utf8').replaceAll(/ +/gu, ' ');
  for (const column of columns) expect(page).toContain(`| \`${column.name}\` | ${typeInQueries(column)} |`);
  for (const { name, says } of questions) {
    expect(page).toContain(`| \`${name}`);
    expect(page).toContain(says);
  }
});
