import { mkdtempSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';

import { daemonConfig } from '../../../src/adapters/config/daemon.ts';

const config = (mode: string) =>
  `apiVersion: trailwarden.dev/v1alpha1\nkind: DaemonConfig\nmetadata: { name: tw }\nspec: { mode: ${mode}, source: { folder: { paths: [specs] } } }\n`;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tw-config-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What the file holds, as Kubernetes mounts a ConfigMap: a link to a link that is swapped. */
function mounted(mount: string, version: string, text: string): void {
  mkdirSync(join(mount, version));
  writeFileSync(join(mount, version, 'daemon.yaml'), text);
  symlinkSync(version, join(mount, '..data_tmp'));
  renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
}

describe('the file of a config', () => {
  test('is read, with what it names found from its folder', async () => {
    const path = join(folder(), 'daemon.yaml');
    writeFileSync(path, config('observe'));
    const { config: found, problems } = await daemonConfig(path, ['trail']).load();
    expect(problems).toEqual([]);
    expect(found?.source).toEqual({ is: 'folder', paths: [path.replace('daemon.yaml', 'specs')] });
  });

  test('that cannot be read is a problem', async () => {
    const place = folder();
    expect(await daemonConfig(join(place, 'none.yaml'), ['trail']).load()).toMatchObject({
      config: null,
      problems: [{ code: 'file-missing' }],
      file: null,
    });
    writeFileSync(join(place, 'a.yaml'), config('observe'));
    expect((await daemonConfig(place, ['trail']).load()).config).not.toBeNull();
    writeFileSync(join(place, 'b.yaml'), config('observe'));
    expect(await daemonConfig(place, ['trail']).load()).toMatchObject({
      config: null,
      problems: [{ code: 'not-a-config' }],
    });
  });

  test('tells when a ConfigMap is swapped beneath it, and not before', async () => {
    const mount = folder();
    mounted(mount, '..1', config('observe'));
    const path = join(mount, 'daemon.yaml');
    symlinkSync('..data/daemon.yaml', path);
    const file = daemonConfig(path, ['trail'], 3_600_000); // what tells is the system, not the look every now and then
    expect((await file.load()).config?.mode).toBe('observe');
    const ended = new AbortController();
    onTestFinished(() => ended.abort());
    const modes: (string | undefined)[] = [];
    const { promise: changed, resolve } = Promise.withResolvers<void>();
    const reload = async (): Promise<void> => {
      modes.push((await file.load()).config?.mode);
      resolve();
    };
    file.watch(() => void reload(), ended.signal);
    await setTimeout(300);
    expect(modes).toEqual([]);
    mounted(mount, '..2', config('enforce'));
    await changed;
    expect(modes).toEqual(['enforce']);
  });
});
