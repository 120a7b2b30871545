/** The package as people get it: packed, and installed in a folder where nothing else is. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { environment } from '../cli/program.ts';
import type { Running } from '../cli/program.ts';

export const root = resolve(import.meta.dirname, '../..');

export interface Packed {
  /** Bytes of the tarball, and of what is in it. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
  /** The file itself. */
  readonly tarball: string;
}

/** Packs what was built, without building it again: other tests run it. */
export async function pack(into: string): Promise<Packed> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', into];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root, maxBuffer: 2 ** 24 });
  const told = JSON.parse(stdout) as
    | readonly [Packed & { readonly filename: string }]
    | Readonly<Record<string, Packed & { readonly filename: string }>>;
  const [packed] = Object.values(told);
  if (!packed) throw new Error(`npm pack said nothing: ${stdout}`);
  return { ...packed, tarball: join(into, packed.filename) };
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder, and programs that are run in it with nothing of the tester's own AWS. */
export class Elsewhere {
  readonly folder = mkdtempSync(join(tmpdir(), 'trailwarden-packed-'));

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  async run(command: string, args: readonly string[], running: Running = {}): Promise<Ran> {
    const env = { ...environment(running), HOME: process.env['HOME'] ?? this.folder };
    const ended = promisify(execFile)(command, args, { cwd: this.folder, env, maxBuffer: 2 ** 24 });
    return ended.then(
      told => ({ code: 0, ...told }),
      (error: Ran & Error) => {
        if (typeof error.code !== 'number') throw error;
        return { code: error.code, stdout: error.stdout, stderr: error.stderr };
      },
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
