/** Every folder that a test or what it starts makes for a while lies in one of this run, which goes with the run. */
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder = '';

/** Vitest calls it before the first test. */
export function setup(): void {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tw-run-')));
  chmodSync(folder, 0o755); // tests are other users, too
  process.env['TMPDIR'] = folder;
}

/** Vitest calls it after the last test. */
export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
