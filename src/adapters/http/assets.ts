/** The files of the page, in memory: no path of a request ever meets the file system. */
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

import { bodyOfBytes } from './answers.ts';
import type { Body } from './answers.ts';

interface Asset {
  readonly type: string;
  readonly body: Body;
}

/** By the path of the URL: `/`, `/page.js`. */
export type Assets = ReadonlyMap<string, Asset>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** All files of a folder that a browser has a use for; `index.html` stands at `/`, too. A folder that is not there has none. */
export async function readAssets(folder: string): Promise<Assets> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const read = names.flatMap(name => {
    const type = types[extname(name)];
    return type === undefined ? [] : [asset(folder, name, type)];
  });
  const files = new Map(await Promise.all(read));
  const index = files.get('/index.html');
  return index ? new Map([...files, ['/', index]]) : files;
}

async function asset(folder: string, name: string, type: string): Promise<readonly [string, Asset]> {
  const path = `/${name.split(sep).join('/')}`;
  return [path, { type, body: bodyOfBytes(await readFile(join(folder, name))) }];
}
