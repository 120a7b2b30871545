import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import * as library from '../../src/lib/index.ts';
import { root } from '../package/packed.ts';

it('exports what its page lists', () => {
  const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
  const listed = [...page.matchAll(/^\| (.+?) \|/gmu)].flatMap(([, names = '']) =>
    [...names.matchAll(/`(\w+)/gu)].map(([, name = '']) => name),
  );
  expect(listed.filter(name => name in library).toSorted()).toEqual(Object.keys(library).toSorted());
});

it('refuses a connection that it did not make', async () => {
  const spec = await library.loadSpec({ files: [] });
  await expect(library.plan(spec, { close: () => undefined })).rejects.toThrow('not made by connect()');
});
