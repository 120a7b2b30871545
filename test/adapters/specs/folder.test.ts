import { once } from 'node:events';
import { createServer } from 'node:net';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFolder } from '../../../src/adapters/specs/folder.ts';

let root = '';
const at = (...parts: readonly string[]) => join(root, ...parts);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'specs-'));
  await mkdir(at('specs', 'more'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const codes = async (...paths: readonly string[]) => (await readFolder(paths)).problems.map(({ code }) => code);
const read = async (...paths: readonly string[]) =>
  (await readFolder(paths)).files.map(({ path }) => path.slice(root.length + 1));

/** Root may read everything: for it the work is done as nobody. */
async function withoutPrivileges<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('readFolder', () => {
  test('reads yaml, yml and json below a folder, sorted, hidden ones left out', async () => {
    const names = ['specs/b.yaml', 'specs/a.yml', 'specs/more/c.json', 'specs/notes.md', 'specs/.hidden.yaml'];
    for (const name of names) await writeFile(at(name), `# ${name}`);
    await mkdir(at('specs/.git'));
    await writeFile(at('specs/.git/d.yaml'), 'x');
    const { files, problems } = await readFolder([at('specs')]);
    expect(files).toEqual(
      ['specs/a.yml', 'specs/b.yaml', 'specs/more/c.json'].map(name => ({ path: at(name), text: `# ${name}` })),
    );
    expect(problems).toEqual([]);
  });

  test('a file that is named is read whatever its name is, and without its byte order mark', async () => {
    await writeFile(at('.spec'), '\ufeffkind: TrailSpec');
    expect((await readFolder([at('.spec')])).files).toEqual([{ path: at('.spec'), text: 'kind: TrailSpec' }]);
  });

  test('two paths to the same file read it once, under the path that was named first', async () => {
    await writeFile(at('specs/a.yaml'), 'a');
    await symlink('a.yaml', at('specs/b.yaml'));
    expect(await read(at('specs/b.yaml'), at('specs/a.yaml'), at('specs'))).toEqual(['specs/b.yaml']);
  });

  test('a folder mounted as Kubernetes does it is read', async () => {
    await mkdir(at('specs/..2026_11_19'));
    await writeFile(at('specs/..2026_11_19/main.yaml'), 'text');
    await symlink('..2026_11_19', at('specs/..data'));
    await symlink('..data/main.yaml', at('specs/main.yaml'));
    expect(await readFolder([at('specs')])).toEqual({
      files: [{ path: at('specs/main.yaml'), text: 'text' }],
      problems: [],
    });
  });

  test.each(['file', 'folder'])('a link to a %s outside of the folder is refused', async what => {
    await mkdir(at('secret'));
    await writeFile(at('secret/token.yaml'), 'token: s3cr3t');
    await symlink(what === 'file' ? at('secret/token.yaml') : at('secret'), at('specs/link.yaml'));
    const { files, problems } = await readFolder([at('specs')]);
    expect(files).toEqual([]);
    expect(problems).toMatchObject([{ code: 'file-outside-folder', at: { file: at('specs/link.yaml') } }]);
    expect(JSON.stringify(problems)).not.toContain('s3cr3t');
  });

  test('a link to a folder with the same beginning of its name leads out, too', async () => {
    await mkdir(at('specs-private'));
    await writeFile(at('specs-private/a.yaml'), 'a');
    await symlink(at('specs-private'), at('specs/link'));
    expect(await codes(at('specs'))).toEqual(['file-outside-folder']);
  });

  test('links in a circle, and links to a folder inside, are not followed', async () => {
    await writeFile(at('specs/more/a.yaml'), 'a');
    await symlink('..', at('specs/more/up.yaml'));
    await symlink('more', at('specs/again'));
    expect(await read(at('specs'))).toEqual(['specs/more/a.yaml']);
    await symlink('loop.yaml', at('specs/loop.yaml'));
    expect(await codes(at('specs'))).toEqual(['file-unreadable']);
  });

  test('a folder that is itself a link may be named', async () => {
    await writeFile(at('specs/a.yaml'), 'a');
    await symlink('specs', at('current'));
    expect(await read(at('current'))).toEqual(['current/a.yaml']);
  });

  test.each([
    ['file-missing', () => Promise.resolve('nowhere')],
    ['folder-empty', () => Promise.resolve('specs')],
    ['file-not-text', async () => (await writeFile(at('a.yaml'), Buffer.from([0x61, 0x00])), 'a.yaml')],
    ['file-not-text', async () => (await writeFile(at('a.yaml'), Buffer.from([0xc3, 0x28])), 'a.yaml')],
    [
      'file-too-large',
      async () => (await writeFile(at('a.yaml'), ''), await truncate(at('a.yaml'), 10_000_001), 'a.yaml'),
    ],
    ['file-special', () => Promise.resolve('/dev/null')],
    ['file-missing', async () => (await symlink('nowhere', at('specs/a.yaml')), 'specs')],
    ['file-missing', async () => (await writeFile(at('a.yaml'), ''), 'a.yaml/b.yaml')],
  ])('%s', async (code, prepare) => {
    const path = await prepare();
    const { files, problems } = await readFolder([path.startsWith('/') ? path : at(path)]);
    expect(files).toEqual([]);
    expect(problems).toMatchObject([{ code }]);
  });

  test('a file or folder that may not be read is a problem, the others are read', async () => {
    await writeFile(at('specs/a.yaml'), 'a');
    await writeFile(at('specs/b.yaml'), 'b');
    await chmod(at('specs/b.yaml'), 0o000);
    await chmod(at('specs/more'), 0o000);
    await chmod(root, 0o755);
    const { files, problems } = await withoutPrivileges(() => readFolder([at('specs')]));
    await chmod(at('specs/more'), 0o700);
    expect(files).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['file-unreadable', 'file-unreadable']);
  });

  test('what is no ordinary file is not opened', async () => {
    const server = createServer().listen(at('specs/socket.yaml'));
    await once(server, 'listening');
    expect(await codes(at('specs'))).toEqual(['file-special']);
    server.close();
  });

  test('naming nothing is a problem', async () => {
    expect(await codes()).toEqual(['file-missing']);
  });
});
