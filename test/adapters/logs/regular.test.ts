import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { describe, expect, it, onTestFinished } from 'vitest';

import { openArchive } from '../../../src/adapters/logs/archive.ts';
import { inputFiles } from '../../../src/adapters/logs/input.ts';

/** A copy with a pipe, a device, links out of it and within it, and a link to a folder. */
function odd(): string {
  const folder = mkdtempSync(join(tmpdir(), 'odd-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, 'b/AWSLogs', name);
  mkdirSync(at('real'), { recursive: true });
  writeFileSync(at('a.json'), '{}');
  execFileSync('mkfifo', [at('fifo.json')]);
  symlinkSync('/dev/zero', at('zero.json'));
  symlinkSync('/etc/hostname', at('out.json'));
  symlinkSync('a.json', at('within.json'));
  return folder;
}

describe('a copy', () => {
  it('gives regular files, and says of all else that it is not read', async () => {
    const archive = await openArchive(odd(), { bucket: null, prefix: null });
    if ('code' in archive) throw new Error(archive.message);
    const { objects } = archive;
    const found = await Promise.all(
      ['a', 'within', 'fifo', 'zero', 'out'].map(async name => {
        const read = await objects.read('b', `AWSLogs/${name}.json`);
        return [name, read.is === 'unread' ? read.problem.message : read.is];
      }),
    );
    expect(found).toEqual([
      ['a', 'present'],
      ['within', 'present'],
      ['fifo', expect.stringContaining('is no regular file')],
      ['zero', expect.stringContaining('is a symbolic link out of the folder')],
      ['out', expect.stringContaining('is a symbolic link out of the folder')],
    ]);
  });

  it('cannot be listed where a folder is a link', async () => {
    const folder = odd();
    symlinkSync('real', join(folder, 'b/AWSLogs/linked'));
    const archive = await openArchive(folder, { bucket: null, prefix: null });
    if ('code' in archive) throw new Error(archive.message);
    const { objects } = archive;
    await expect(objects.folders('b', 'AWSLogs/')).rejects.toThrow('AWSLogs/linked is a symbolic link to a folder');
    const list = async (prefix: string): Promise<number> => {
      const seen: string[] = [];
      for await (const { key } of objects.list({ bucket: 'b', prefix })) seen.push(key);
      return seen.length;
    };
    await expect(list('AWSLogs/')).rejects.toThrow('symbolic link to a folder');
    expect(await list('AWSLogs/a')).toBe(1);
  });

  it('of which input is read never waits for a pipe', async () => {
    const folder = odd();
    symlinkSync('real', join(folder, 'b/AWSLogs/linked'));
    const found: (readonly [string, string])[] = [];
    for await (const { name, read } of inputFiles([folder], Readable.from([])))
      found.push([name.slice(name.lastIndexOf('/') + 1), (await read()).is]);
    expect(found).toEqual([
      ['a.json', 'present'],
      ['fifo.json', 'unread'],
      ['linked', 'unread'],
      ['out.json', 'unread'],
      ['within.json', 'present'],
      ['zero.json', 'unread'],
    ]);
  });
});
