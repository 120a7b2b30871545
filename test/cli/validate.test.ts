import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { folderWith, lastLine, main, minimal, spec, trailwarden } from './program.ts';

describe('validate', () => {
  it('says how much is valid, and nothing else', async () => {
    const folder = folderWith({ 'trailwarden.yaml': minimal });
    expect(await trailwarden(['validate', 'trailwarden.yaml'], { folder })).toEqual({
      code: 0,
      stdout: 'Valid: 1 file, 2 resources.\n',
      stderr: '',
    });
  });

  it('takes ./specs, and ./trailwarden.yaml where there is no such folder', async () => {
    const folder = folderWith({ 'trailwarden.yaml': minimal });
    expect((await trailwarden(['validate'], { folder })).stdout).toBe('Valid: 1 file, 2 resources.\n');
    mkdirSync(join(folder, 'specs'));
    writeFileSync(join(folder, 'specs/a.yaml'), spec('buckets: { acme-one: { region: eu-west-1 } }'));
    expect((await trailwarden(['validate'], { folder })).stdout).toBe('Valid: 1 file, 1 resource.\n');
  });

  it('tells exceptions that mean nothing, or no more', async () => {
    const folder = folderWith({
      'spec.yaml': `${minimal}  waivers:
    - { resource: trail/nope, field: kmsKey, value: null, reason: a, owner: b, until: "2026-01-31" }
  ignore:
    - { resource: "*/*", fields: [/loging, /tags/team], reason: c }
`,
    });
    const { code, stdout } = await trailwarden(['validate', 'spec.yaml'], { folder });
    expect(code).toBe(0);
    expect(stdout.match(/^warning\[.*$/gmu)).toEqual([
      'warning[matches-nothing]: trail/nope means no resource of the spec',
      'warning[waiver-ended]: The waiver of kmsKey for trail/nope has ended on 2026-01-31 (b: a)',
      'warning[matches-nothing]: There is no /loging in what */* means',
    ]);
    expect(lastLine(stdout)).toBe('Valid: 1 file, 2 resources, 3 warnings.');
  });

  it('quotes long lines without signs beyond ASCII where that is asked for', async () => {
    const long = minimal.replace(
      '{ region: eu-west-1 }',
      `{ region: eu-west-1, versionning: true, tags: { a: ${'x'.repeat(200)} } }`,
    );
    const folder = folderWith({ 'spec.yaml': long });
    const [usual, ascii] = await Promise.all(
      [[], ['--ascii']].map(more => trailwarden(['validate', 'spec.yaml', ...more], { folder })),
    );
    expect(usual?.stdout).toContain('xx…');
    expect(ascii?.stdout).toContain('xx...');
    expect(ascii?.stdout).toMatch(/^[\x20-\x7e\n]*$/u);
  });

  it('judges the config of a daemon, alone or beside a spec, and repeats no secret of it', async () => {
    const config = (spec: string) =>
      `apiVersion: trailwarden.dev/v1alpha1\nkind: DaemonConfig\nmetadata: { name: tw }\nspec: { ${spec} }\n`;
    const folder = folderWith({
      'trailwarden.yaml': minimal,
      'daemon.yaml': config('mode: observe, source: { folder: { paths: [trailwarden.yaml] } }'),
      'idle.yaml': config(
        'mode: enforce, source: { folder: { paths: [trailwarden.yaml] } }, enforce: { targets: [trail/mian, trail/main@@x, "trail/main@111111111111"] }',
      ),
      'bad.yaml': config(
        'mode: observe, source: { git: { url: "https://me:hunter2@h/r" } }, schedule: { cron: "0 0 31 2 *" }',
      ),
    });
    const told = async (...paths: readonly string[]) => await trailwarden(['validate', ...paths], { folder });
    expect((await told('daemon.yaml')).stdout).toBe('Valid: 1 config.\n');
    expect((await told('daemon.yaml', 'trailwarden.yaml')).stdout).toBe('Valid: 1 config, 1 file, 2 resources.\n');
    const beside = await told('idle.yaml', 'trailwarden.yaml');
    expect(beside.code).toBe(0);
    expect(beside.stdout.match(/^(warning| {2}idle).*$/gmu)).toEqual([
      'warning[matches-nothing]: "trail/mian" of enforce.targets means no resource of the spec, so it lets nothing be enforced',
      '  idle.yaml:4:96',
      'warning[matches-nothing]: "trail/main@@x" of enforce.targets means no resource of the spec, so it lets nothing be enforced',
      '  idle.yaml:4:108',
    ]);
    const bad = await told('bad.yaml');
    expect(bad.code).toBe(3);
    expect(bad.stdout).not.toContain('hunter2');
    expect(bad.stdout.match(/^error.*$/gmu)).toEqual([
      'error[secret-in-config]: the url holds credentials',
      'error[wrong-cron]: "0 0 31 2 *" is no cron expression: 31 2 is an impossible day of month for the given month',
    ]);
    expect((await told('.')).stdout).toContain(
      'error[not-a-spec]: this is the config of a daemon, and no part of a spec',
    );
  });

  const wrong: readonly [what: string, content: string | Uint8Array, code: string, at: string][] = [
    ['an empty file', '', 'file-empty', 'spec.yaml'],
    ['a file of comments', '# nothing\n', 'file-empty', 'spec.yaml'],
    ['binary', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1), 'file-not-text', 'spec.yaml\n'],
    ['UTF-16', Buffer.from(minimal, 'utf16le'), 'file-not-text', 'spec.yaml\n'],
    ['a list without its end', 'a: [1', 'yaml-syntax', 'spec.yaml:1:'],
    ['no YAML', 'a: [', 'yaml-syntax', 'spec.yaml:1:'],
    ['another document', 'apiVersion: v1\nkind: ConfigMap\n', 'not-a-spec', 'spec.yaml:2:7'],
    ['a newer version', minimal.replace('v1alpha1', 'v2'), 'unknown-version', 'spec.yaml:1:13'],
    ['an unknown key', minimal.replace('bucket:', 'buckett:'), 'unknown-key', 'spec.yaml:8:'],
    ['a wrong type', minimal.replace('logs }', 'logs, logging: "yes" }'), 'wrong-type', 'spec.yaml:8:'],
    ['a bad bucket name', minimal.replaceAll('acme-audit-logs', 'Acme_Logs'), 'invalid-bucket-name', 'spec.yaml:6:'],
    ['a dangling reference', minimal.replace('bucket: acme', 'bucket: acmee'), 'unknown-reference', 'spec.yaml:8:'],
    [
      'a key twice',
      `${minimal}    main: { region: eu-west-1, bucket: acme-audit-logs }\n`,
      'duplicate-key',
      'spec.yaml:9:',
    ],
  ];
  it.each(wrong)('tells %s by code and place', async (_, content, code, at) => {
    const folder = folderWith({ 'spec.yaml': content });
    const { code: exitCode, stdout, stderr } = await trailwarden(['validate', 'spec.yaml'], { folder });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(new RegExp(`^error\\[${code}\\]: .+\\n  ${at.replaceAll('.', '\\.')}`, 'm'));
    expect(lastLine(stdout)).toMatch(/^Invalid: \d+ errors? in 1 file\.$/);
    expect(stderr).toBe('');
  });

  it('tells a missing file', async () => {
    const { code, stdout } = await trailwarden(['validate', 'nowhere/'], { folder: folderWith({}) });
    expect(code).toBe(3);
    expect(stdout).toContain('error[file-missing]: there is no such file or folder\n  nowhere/\n');
  });

  it('tells every problem at once, as text and as data', async () => {
    const content = minimal
      .replace('bucket: acme', 'bucket: acmee')
      .replace('{ region: eu-west-1 }', '{ region: eu-west-1, versionning: true }');
    const folder = folderWith({ 'spec.yaml': content });
    const human = await trailwarden(['validate', 'spec.yaml'], { folder });
    expect(human.stdout.match(/^error\[[a-z-]+\]/gm)).toEqual(['error[unknown-key]', 'error[unknown-reference]']);
    expect(lastLine(human.stdout)).toBe('Invalid: 2 errors in 1 file.');

    const data = await trailwarden(['validate', 'spec.yaml', '--format', 'json'], { folder });
    expect(data.code).toBe(3);
    expect(data.stderr).toBe('');
    const { diagnostics } = JSON.parse(data.stdout) as { diagnostics: readonly { code: string }[] };
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-key', 'unknown-reference']);
  });

  it('counts the accounts, where there are several', async () => {
    const fleet = spec(`accounts: { one: "111111111111", two: "222222222222" }
buckets: { acme-audit-logs: { account: one, region: eu-west-1 } }
trails: { main: { accounts: all, region: eu-west-1, bucket: acme-audit-logs } }`);
    const { stdout } = await trailwarden(['validate', 'spec.yaml'], { folder: folderWith({ 'spec.yaml': fleet }) });
    expect(stdout).toBe('Valid: 1 file, 3 resources in 2 accounts.\n');
  });

  it('lets warnings pass, and counts them', async () => {
    const folder = folderWith({ 'spec.yaml': minimal.replaceAll('eu-west-1', 'eu-west-9') });
    const { code, stdout } = await trailwarden(['validate', 'spec.yaml'], { folder });
    expect(code).toBe(0);
    expect(stdout).toContain('warning[unknown-region]');
    expect(lastLine(stdout)).toMatch(/^Valid: 1 file, 2 resources, \d warnings?\.$/);
  });

  it('loads neither the AWS SDK nor the sandbox', async () => {
    const record = `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`;
    const folder = folderWith({ 'spec.yaml': minimal });
    const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(record)}`];
    const { readFileSync } = await import('node:fs');
    const { stderr } = await trailwarden(['validate', 'spec.yaml'], { folder, nodeArgs });
    const loaded = stderr.split('\n').filter(url => url.startsWith('file:'));
    expect(loaded.some(url => url.endsWith('dist/main.js'))).toBe(true);
    const texts = loaded.map(url => readFileSync(new URL(url), 'utf8'));
    expect(texts.filter(text => /CreateTrailCommand|_sandbox|pino/.test(text))).toEqual([]);
    expect(main.endsWith('main.js')).toBe(true);
  });
});
