import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';

import { sourceOf } from '../../../src/adapters/specs/source.ts';
import { folderSource } from '../../../src/adapters/specs/folder-source.ts';
import type { Source } from '../../../src/app/daemon/ports.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tw-folder-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** As Kubernetes mounts a ConfigMap: each file is a link by way of `..data`, which is swapped. */
function mount(place: string, version: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(place, version));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, version, name), text);
  symlinkSync(version, join(place, '..data_tmp'));
  renameSync(join(place, '..data_tmp'), join(place, '..data'));
}

const look = async (source: Source) => {
  const looked = await source.look(new AbortController().signal);
  return 'revision' in looked ? { revision: looked.revision, texts: looked.files.map(({ text }) => text) } : looked;
};

/** Counts what a source tells, until the test is over. */
function told(source: Source): { count: number; readonly next: () => Promise<void> } {
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  let ring = (): void => undefined;
  const seen = { count: 0, next: () => new Promise<void>(resolve => void (ring = resolve)) };
  source.watch(() => {
    seen.count += 1;
    ring();
  }, ended.signal);
  return seen;
}

const never = 3_600_000;

describe('a folder', () => {
  test('has the digest of what it holds for a revision', async () => {
    const place = folder();
    writeFileSync(join(place, 'a.yaml'), 'a');
    const source = sourceOf({ is: 'folder', paths: [place] });
    expect(source.name).toBe(place);
    const first = await look(source);
    expect(first).toEqual({ revision: expect.stringMatching(/^[0-9a-f]{12}$/u), texts: ['a'] });
    expect(await look(source)).toEqual(first);
    writeFileSync(join(place, 'README.md'), 'none of a spec');
    expect(await look(source)).toEqual(first);
    writeFileSync(join(place, 'a.yaml'), 'b');
    const second = await look(source);
    expect(second).not.toMatchObject({ revision: 'revision' in first ? first.revision : '' });
    renameSync(join(place, 'a.yaml'), join(place, 'b.yaml'));
    expect(await look(source)).not.toMatchObject({ revision: 'revision' in second ? second.revision : '' });
  });

  test('that is gone or empty is a problem', async () => {
    const place = folder();
    expect(await look(folderSource({ is: 'folder', paths: [place] }))).toMatchObject({
      unavailable: [{ code: 'folder-empty' }],
    });
    expect(await look(folderSource({ is: 'folder', paths: [join(place, 'none')] }))).toMatchObject({
      unavailable: [{ code: 'file-missing' }],
    });
  });

  test('tells of a ConfigMap that is swapped, by the system', async () => {
    const place = folder();
    mount(place, '..1', { 'a.yaml': 'one' });
    symlinkSync('..data/a.yaml', join(place, 'a.yaml'));
    const source = folderSource({ is: 'folder', paths: [place] }, never);
    expect(await look(source)).toMatchObject({ texts: ['one'] });
    const seen = told(source);
    await setTimeout(200);
    expect(seen.count).toBe(0);
    for (const [version, text] of [
      ['..2', 'two'],
      ['..3', 'three'],
    ] as const) {
      const next = seen.next();
      mount(place, version, { 'a.yaml': text });
      await next;
      expect(await look(source)).toMatchObject({ texts: [text] });
    }
  });

  test('tells of a file below it, by looking', async () => {
    const place = folder();
    mkdirSync(join(place, 'deep'));
    writeFileSync(join(place, 'deep/a.yaml'), 'one');
    const source = folderSource({ is: 'folder', paths: [place] }, 50);
    await look(source);
    const seen = told(source);
    await setTimeout(200);
    expect(seen.count).toBe(0);
    const next = seen.next();
    writeFileSync(join(place, 'deep/a.yaml'), 'two');
    await next;
    expect(await look(source)).toMatchObject({ texts: ['two'] });
  });

  test('that is put in the place of another is seen, and followed from then on', async () => {
    const place = folder();
    const path = join(place, 'specs');
    mkdirSync(path);
    writeFileSync(join(path, 'a.yaml'), 'one');
    const source = folderSource({ is: 'folder', paths: [path] }, never);
    await look(source);
    const seen = told(source);
    let next = seen.next();
    rmSync(path, { recursive: true });
    await next;
    expect(await look(source)).toMatchObject({ unavailable: [{ code: 'file-missing' }] });
    next = seen.next();
    mkdirSync(path);
    writeFileSync(join(path, 'a.yaml'), 'two');
    await next;
    await setTimeout(300); // it may have told of the folder before the file stood in it
    expect(await look(source)).toMatchObject({ texts: ['two'] });
    next = seen.next();
    writeFileSync(join(path, 'a.yaml'), 'three');
    await next;
    expect(await look(source)).toMatchObject({ texts: ['three'] });
  });

  test('tells nothing more once nobody wants it', async () => {
    const place = folder();
    writeFileSync(join(place, 'a.yaml'), 'one');
    const source = folderSource({ is: 'folder', paths: [place] }, 20);
    await look(source);
    const ended = new AbortController();
    let count = 0;
    source.watch(() => void (count += 1), ended.signal);
    ended.abort();
    writeFileSync(join(place, 'a.yaml'), 'two');
    await setTimeout(200);
    expect(count).toBe(0);
  });
});
