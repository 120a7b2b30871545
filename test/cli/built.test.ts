import { resolve } from 'node:path';
import { expect, it } from 'vitest';

import { readFolder } from '../../src/adapters/specs/folder.ts';
import { validate } from '../../src/app/validate.ts';
import { problemsDocument } from '../../src/render/documents.ts';
import { kinds } from '../../src/resources/index.ts';
import { trailwarden } from './program.ts';

it('finds what the sources find: its schema was compiled while building', async () => {
  const file = resolve(import.meta.dirname, '../render/golden/problems.yaml');
  const { problems } = validate((await readFolder([file])).files, kinds);
  expect(problems.length).toBeGreaterThan(10);
  const { stdout } = await trailwarden(['validate', file, '--format', 'json']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(problemsDocument(problems, 'invalid'))));
});
