import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { minimal } from '../cli/program.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { Elsewhere, pack, root } from './packed.ts';
import type { Packed } from './packed.ts';

const elsewhere = new Elsewhere();
let packed: Packed;

beforeAll(async () => {
  packed = await pack(elsewhere.folder);
  elsewhere.write({ 'package.json': '{"type":"module","private":true}', 'specs/acme.yaml': minimal });
  const installed = await elsewhere.run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed.tarball]);
  expect(installed).toMatchObject({ code: 0 });
});

afterAll(() => elsewhere.remove());

const textOf = (path: string): string => readFileSync(join(elsewhere.folder, 'node_modules/trailwarden', path), 'utf8');

describe('the tarball', () => {
  it('has what people need and nothing else', () => {
    const allowed = /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|(?:dist|schemas|examples)\/.+|docs\/.+\.md)$/u;
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toContain('dist/THIRD-PARTY-LICENSES.txt');
    expect(paths).toContain('docs/library.md');
    expect(paths.filter(path => !allowed.test(path))).toEqual([]);
    expect(paths.filter(path => /\.map$|\.test\.|(?<!\.d)\.ts$|^(?!examples\/).*\/\./u.test(path))).toEqual([]);
  });

  it('weighs about 2 MB, and 8 MB unpacked', () => {
    expect(packed.size / 1e6).toBeLessThan(2.6);
    expect(packed.unpackedSize / 1e6).toBeLessThan(10);
  });

  it('says nothing of the machine it was built on, and no secret', () => {
    const keys =
      /\b(?:AKIA|ASIA)(?![A-Z0-9]*(?:EXAMPLE|0{6}))[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{40}/u;
    const told = packed.files.filter(({ path }) => {
      const text = textOf(path);
      return text.includes(root) || text.includes('sourceMappingURL=data') || keys.test(text);
    });
    expect(packed.files.length).toBeGreaterThan(100);
    expect(told).toEqual([]);
  });

  it('brings no other package with it but DuckDB, where the registry has it for this machine', () => {
    const lock = JSON.parse(readFileSync(join(elsewhere.folder, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, unknown>>;
    };
    const others = Object.keys(lock.packages).filter(path => !/^node_modules\/(?:@duckdb\/|detect-libc$)/u.test(path));
    expect(others).toEqual(['', 'node_modules/trailwarden']);
  });
});

describe('npx trailwarden, in an empty folder', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };

  it('tells its version', async () => {
    expect(await elsewhere.run('npx', ['--offline', 'trailwarden', '--version'])).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
    });
  });

  it('validates a spec', async () => {
    expect(await elsewhere.run('npx', ['--offline', 'trailwarden', 'validate'])).toMatchObject({
      code: 0,
      stdout: 'Valid: 1 file, 2 resources.\n',
    });
  });

  it('has manual pages, where it is installed for all', async () => {
    const prefix = join(elsewhere.folder, 'global');
    const args = ['install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', packed.tarball];
    expect(await elsewhere.run('npm', args)).toMatchObject({ code: 0 });
    expect(readFileSync(join(prefix, 'share/man/man1/trailwarden-plan.1'), 'utf8')).toContain('.SH "SYNOPSIS"');
    expect(await elsewhere.run(join(prefix, 'bin/trailwarden'), ['--version'])).toMatchObject({
      stdout: `${version}\n`,
    });
  });

  it('plays the demo', async () => {
    const { code, stdout } = await elsewhere.run('npx', ['--offline', 'trailwarden', 'demo']);
    expect(code).toBe(0);
    expect(stdout).toContain('# That took ');
  });
});

describe('the library', () => {
  const [, example = ''] = /```ts\n([\s\S]+?)```/u.exec(readFileSync(join(root, 'docs/library.md'), 'utf8')) ?? [];

  it('has types that need nothing but a compiler', async () => {
    const options = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
    };
    const types = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')], skipLibCheck: false };
    elsewhere.write({
      'example.ts': example,
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...options, ...types }, files: ['example.ts'] }),
    });
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    expect(await elsewhere.run(process.execPath, [tsc])).toMatchObject({ code: 0, stdout: '' });
    elsewhere.write({ 'wrong.ts': `import { plan } from 'trailwarden';\nawait plan('specs/');\n` });
    const wrong = await elsewhere.run(process.execPath, [
      tsc,
      '--ignoreConfig',
      '--noEmit',
      '--module',
      'nodenext',
      'wrong.ts',
    ]);
    expect(wrong.stdout).toContain('Expected 2-3 arguments, but got 1');
  });

  it('does what its page shows', async () => {
    const sandbox = await startSandbox();
    try {
      const run = () => elsewhere.run(process.execPath, ['example.ts'], { endpoint: sandbox.url });
      const first = await run();
      expect(first).toMatchObject({ code: 0, stderr: '' });
      const [bucket, trail] = ['bucket/acme-audit-logs@111111111111/eu-west-1', 'trail/main@111111111111/eu-west-1'];
      const lines = first.stdout.trimEnd().split('\n');
      expect(lines.slice(0, 2)).toEqual([`create ${bucket}`, `create ${trail}`]);
      expect(lines.slice(2, -1)).toEqual([`begun ${bucket}`, `done ${bucket}`, `begun ${trail}`, `done ${trail}`]);
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ add: 2, change: 0, destroy: 0 });
      const second = await run();
      expect(second).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(second.stdout)).toMatchObject({ add: 0, change: 0, destroy: 0 });
    } finally {
      await sandbox.close();
    }
  });
});
