/** Bundles what action.yml runs: one file, beside the program that it runs. */
import { join } from 'node:path';

import { build } from 'esbuild';
import type { Metafile } from 'esbuild';

/** @param outdir is made; holds `main.js` afterwards */
export async function bundleAction(root: string, outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { main: join(root, 'src/action/main.ts') },
    outdir,
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}
