import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { commands } from '../../src/cli/commands/index.ts';
import { exitCodes as documented } from '../../src/cli/exit-codes.ts';
import { exitCodes } from '../../src/core/report.ts';
import { environment, folderWith, main, minimal, trailwarden } from './program.ts';

const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
  readonly version: string;
};

describe('arguments', () => {
  const mistakes: readonly [args: readonly string[], message: string, mend: string][] = [
    [['explain'], "unknown command 'explain'", 'trailwarden --help'],
    [['pln'], "unknown command 'pln'", 'did you mean plan?'],
    [['plan', '--tagret', 'x'], "unknown option '--tagret'", 'did you mean --target?'],
    [
      ['plan', '--format', 'xml'],
      "option '--format <human|json>' argument 'xml' is invalid",
      'trailwarden plan --help',
    ],
    [['plan', '--target'], "option '--target <ADDRESS>' argument missing", 'trailwarden plan --help'],
    [
      ['sandbox', '--port', '99999'],
      "option '--port <PORT>' argument '99999' is invalid",
      'trailwarden sandbox --help',
    ],
    [['show', '--account', '12'], "option '--account <ID>' argument '12' is invalid", 'trailwarden show --help'],
    [
      ['plan', '--endpoint-url', 'localhost:4566'],
      'An endpoint is a URL with http:// or https://',
      'trailwarden plan --help',
    ],
    [['plan', '--endpoint-url', ''], 'An endpoint is a URL with http:// or https://', 'trailwarden plan --help'],
    [['drift', '--region', 'Ireland'], 'A region looks like eu-west-1', 'trailwarden drift --help'],
    [['apply', '--deadline', '10'], 'A span of time is such as 90s', 'trailwarden apply --help'],
    [['doctor', '--deadline', '25h'], 'A run takes 24h at most', 'trailwarden doctor --help'],
    [['doctor', '--deadline', '0s'], 'A span of time is such as 90s', 'trailwarden doctor --help'],
    [['schema', 'spec', 'plan'], "too many arguments for 'schema'", 'trailwarden schema --help'],
    [['schema', 'nothing'], 'there is no schema "nothing"', 'spec, '],
    [['demo', '--format', 'json'], 'demo is a story for people', ''],
  ];
  it.each(mistakes)('%j is a mistake, told in one place', async (args, message, mend) => {
    const { code, stdout, stderr } = await trailwarden(args);
    expect(code).toBe(3);
    if (!args.includes('json')) expect(stdout).toBe('');
    expect(stdout + stderr).toContain(message);
    expect(stdout + stderr).toContain(mend);
  });

  it('tells a mistake as data where data was asked for', async () => {
    const { code, stdout, stderr } = await trailwarden(['plan', '--format', 'json', '--nonsense']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; message: string }[] };
    expect(diagnostics).toMatchObject([{ code: 'wrong-arguments', message: "unknown option '--nonsense'" }]);
  });

  it('takes the options of every command before the command too', async () => {
    const folder = folderWith({ 'a.yaml': minimal });
    const { code, stdout } = await trailwarden(['--format', 'json', 'validate', 'a.yaml'], { folder });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [], valid: true });
  });

  it('nothing typed is a mistake, and shows what there is', async () => {
    const { code, stdout, stderr } = await trailwarden([]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('trailwarden COMMAND [SPEC...]');
  });

  it.each(['get', 'policy'])('%s alone is a mistake, and shows what there is of it', async group => {
    const { code, stdout, stderr } = await trailwarden([group]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`trailwarden ${group} COMMAND`);
    expect(stderr).not.toContain('[SPEC...]');
  });
});

describe('help', () => {
  it('is printed on stdout, in 80 columns', async () => {
    for (const args of [
      ['--help'],
      ['help'],
      ['help', 'exit-codes'],
      ...commands.map(({ name }) => [...name.split(' '), '--help']),
    ]) {
      const { code, stdout, stderr } = await trailwarden(args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
      expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([]);
    }
  });

  it('of a command is the same however it is asked for', async () => {
    expect((await trailwarden(['help', 'plan'])).stdout).toBe((await trailwarden(['plan', '--help'])).stdout);
  });

  it('names every exit code that the program has', () => {
    expect(documented.filter(([code]) => code !== 0).map(([code, reason]) => [reason, code])).toEqual(
      Object.entries(exitCodes).toSorted(([, a], [, b]) => a - b),
    );
    const known = new Set(documented.map(([code]) => code));
    expect(commands.flatMap(({ exits }) => exits.map(([code]) => code)).filter(code => !known.has(code))).toEqual([]);
  });

  it('tells the version', async () => {
    expect(await trailwarden(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('the program itself', () => {
  it('says so in one line on a Node that is too old', async () => {
    const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.18.0' } })";
    const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(older)}`];
    const { code, stdout, stderr } = await trailwarden(['--version'], { nodeArgs });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^trailwarden needs Node 22\.19 or newer; this is v.+\.\n$/);
  });

  it('begins with a file that loads nothing before it has looked at the version', () => {
    const text = readFileSync(main, 'utf8');
    expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
    const imports = [...text.matchAll(/\bimport\b[^;(]*?["']([^"']+)["']/g)].map(([, specifier]) => specifier);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter(specifier => !specifier?.startsWith('node:'))).toEqual([]);
  });

  it('is quiet when nobody reads to the end', async () => {
    const child = spawn(process.execPath, [main, 'schema'], { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const code = await new Promise(done => child.once('close', done));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
