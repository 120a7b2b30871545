/** Bundles the daemon's web page into a folder: one script, one style sheet, what else it needs. Nothing of another origin. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';
import type { Metafile } from 'esbuild';

/** @param outdir is made; holds `index.html`, `page.js`, `report.js` (for reports that are files), `style.css` and `icons` afterwards */
export async function bundlePage(root: string, outdir: string): Promise<Metafile> {
  const source = join(root, 'src/page');
  const { metafile } = await build({
    entryPoints: {
      page: join(source, 'main.ts'),
      report: join(source, 'browser/report.ts'),
      style: join(source, 'page.css'),
    },
    entryNames: '[name]',
    outdir,
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox122', 'safari17.5'], // those that know light-dark()
    legalComments: 'none',
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  await mkdir(outdir, { recursive: true });
  await cp(join(source, 'index.html'), join(outdir, 'index.html'));
  await cp(join(source, 'icons'), join(outdir, 'icons'), { recursive: true });
  return metafile;
}
