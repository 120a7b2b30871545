/** `logs cat` against `zcat | jq` on generated records, and how it grows with the number of files. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { samples } from '../logs/samples.ts';
import { environment, timed, used } from './child.ts';
import type { Row } from './rows.ts';

/** Records of a file: a busy account's. */
const inFile = 1000;

/** Writes log files with so many bytes of records, unpacked, in all. */
function write(folder: string, bytes: number): void {
  mkdirSync(folder);
  const texts = samples.map(({ text }) => text).filter(text => text.includes('"eventID":"'));
  let [size, id] = [0, 0];
  for (let file = 0; size < bytes; file++) {
    const records = Array.from({ length: inFile }, () => {
      const own = `"eventID":"${String(++id).padStart(8, '0')}-0000-4000-8000-000000000000"`;
      return (texts[id % texts.length] ?? '').replace(/"eventID":"[^"]*"/u, own);
    });
    const text = `{"Records":[${records.join(',')}]}`;
    size += text.length;
    writeFileSync(join(folder, `${String(file).padStart(6, '0')}.json.gz`), gzipSync(text, { level: 4 }));
  }
}

/** @param megabytes of records, unpacked */
export async function reading(megabytes: number): Promise<readonly Row[]> {
  if (spawnSync('jq', ['--version']).status !== 0) throw new Error('this needs jq');
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-bench-'));
  try {
    const cat = async (name: string) =>
      used(['logs', 'cat', '--input', join(folder, name), '--out', join(folder, `${name}.out`)], environment());
    write(join(folder, 'all'), megabytes * 1e6);
    write(join(folder, 'tenth'), megabytes * 1e5);
    const line = `zcat '${join(folder, 'all')}'/*.gz | jq -c '.Records[]' > '${join(folder, 'jq.out')}'`;
    const jq = await timed(['sh', '-c', line], environment());
    const [all, tenth] = [await cat('all'), await cat('tenth')];
    return [
      {
        name: `logs cat of ${megabytes} MB of records, against zcat | jq`,
        values: {
          'logs cat, s': all.wallMs / 1000,
          'zcat | jq, s': jq.wallMs / 1000,
          'logs cat, processor s': all.cpuMs / 1000,
        },
        ratio: all.wallMs / jq.wallMs,
        aim: 1,
      },
      { name: 'logs cat: memory, as part of 300 MB', values: { MB: all.peakMb }, ratio: all.peakMb / 300, aim: 1 },
      {
        name: 'logs cat: ten times the files, as part of ten times the time',
        values: { 'a tenth, s': tenth.wallMs / 1000 },
        ratio: all.wallMs / tenth.wallMs / 10,
        aim: 1.1,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
