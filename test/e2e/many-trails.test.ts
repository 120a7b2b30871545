import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Megabytes. What is kept for each trail fits; what is kept for each pair of them, or for each question twice, does not. */
const heap = 160;

it('a plan over 12,750 trails needs little memory for each', async () => {
  const program = resolve(import.meta.dirname, 'many-trails.ts');
  const { stdout } = await run(process.execPath, [`--max-old-space-size=${heap}`, program]);
  expect(JSON.parse(stdout)).toMatchObject({ resources: 12_751, changes: [], unknown: [] });
}, 900_000);
