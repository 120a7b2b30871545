/** A first spec: by options, and by answers that are typed at a real terminal. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { folderWith } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import { atTerminal } from './terminal.ts';
import type { Typed } from './terminal.ts';

/** What stands in the file, less its envelope. */
const specIn = (folder: string, file = 'trailwarden.yaml') =>
  parse(readFileSync(join(folder, file), 'utf8')) as { readonly metadata: object; readonly spec: object };

const region = 'eu-west-1';

describe('init, by options', () => {
  it.each<[args: string, spec: object]>([
    ['--bucket acme-logs', { buckets: { 'acme-logs': { region } }, trails: { main: { region, bucket: 'acme-logs' } } }],
    [
      '--use-bucket old.logs --topic told --trail audit --prefix org --kms-key alias/audit --region us-east-1 --single-region',
      {
        buckets: { 'old.logs': { region: 'us-east-1', adopt: true } },
        topics: { told: { region: 'us-east-1' } },
        trails: {
          audit: {
            region: 'us-east-1',
            bucket: 'old.logs',
            prefix: 'org',
            topic: 'told',
            multiRegion: false,
            kmsKey: 'alias/audit',
          },
        },
      },
    ],
    [
      '--bucket acme-logs --use-topic _told --single-region',
      {
        globalServiceEvents: { keeper: 'elsewhere' },
        buckets: { 'acme-logs': { region } },
        topics: { told: { name: '_told', region, adopt: true } },
        trails: { main: { region, bucket: 'acme-logs', topic: 'told', multiRegion: false } },
      },
    ],
  ])('%s', async (args, expected) => {
    const here = await stage({});
    const { code, stderr } = await here.run(['init', ...args.split(' '), '--name', 'acme']);
    expect({ code, stderr: stderr.split(' ')[0] }).toEqual({ code: 0, stderr: 'Written' });
    expect(specIn(here.folder)).toMatchObject({ metadata: { name: 'acme' }, spec: expected });
    expect((await here.run(['validate', 'trailwarden.yaml'])).code).toBe(0);
  });

  it('is all it takes for a trail that logs', async () => {
    const here = await stage({});
    await here.run(['init', '--bucket', 'acme-logs', '--topic', 'told']);
    expect((await here.run(['apply', '--yes'])).code).toBe(0);
    expect((await here.run(['plan', '--detailed-exitcode'])).code).toBe(0);
    const { stdout } = await here.run(['import', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ spec: specIn(here.folder).spec });
  });

  it('writes JSON too, and tells what was written', async () => {
    const here = await stage({});
    const { stderr } = await here.run(['init', '--bucket', 'acme-logs', '--format', 'json', '--out', 'a.json']);
    expect(specIn(here.folder, 'a.json')).toMatchObject({ spec: { trails: { main: { region } } } });
    expect(stderr).toBe(`Written a.json: trail main in eu-west-1, recording every region; a new bucket acme-logs.
Nothing stands at AWS yet. Next:
  trailwarden plan a.json     what would be done
  trailwarden apply a.json    does it, and starts logging
For an editor that knows the settings, beside that file: trailwarden schema > spec.schema.json
`);
  });

  it('says what is missing where nobody can be asked', async () => {
    const here = await stage({});
    const { code, stderr } = await here.run(['init'], { env: { AWS_REGION: '' } });
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--bucket NAME or --use-bucket NAME, --region REGION'),
    });
    const ran = await here.run(['init', '--bucket', 'Acme', '--format', 'json']);
    expect(documentIn(ran, 'validation.schema.json')).toMatchObject({ diagnostics: [{ code: 'invalid-bucket-name' }] });
    expect(existsSync(join(here.folder, 'trailwarden.yaml'))).toBe(false);
  });

  it('never writes over a file', async () => {
    const here = await stage({ 'trailwarden.yaml': 'mine\n' });
    const { code, stderr } = await here.run(['init', '--bucket', 'acme-logs']);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('trailwarden.yaml exists') });
    expect(readFileSync(join(here.folder, 'trailwarden.yaml'), 'utf8')).toBe('mine\n');
  });
});

const owner: Typed = ['Whose spec is this?', 'acme\n'];

describe('init, at a terminal', () => {
  it('asks, and takes what is usual for an empty line', async () => {
    const folder = folderWith({});
    const { code, screen } = await atTerminal(
      ['init'],
      [
        owner,
        ['[eu-west-1]', '\n'],
        ['[no]', '\n'],
        ['name of the bucket?', 'acme-logs\n'],
        ['[yes]', '\n'],
        ['A topic', '\n'],
        ['A KMS key', '\n'],
      ],
      { folder },
    );
    expect({ code, screen }).toMatchObject({
      code: 0,
      screen: expect.stringContaining('trailwarden plan trailwarden.yaml'),
    });
    expect(specIn(folder)).toEqual({
      apiVersion: 'trailwarden.dev/v1alpha1',
      kind: 'TrailSpec',
      metadata: { name: 'acme' },
      spec: { buckets: { 'acme-logs': { region } }, trails: { main: { region, bucket: 'acme-logs' } } },
    });
  });

  it('asks again until an answer will do, and nothing that was said', async () => {
    const folder = folderWith({});
    const { code, screen } = await atTerminal(
      ['init', '--name', 'acme', '--topic', 'told', '--kms-key', 'alias/audit'],
      [
        ['In which region', '\n'],
        ['In which region', 'Dublin\n'],
        ['In which region', 'eu-west-1\n'],
        ['a bucket already', 'perhaps\n'],
        ['a bucket already', 'y\n'],
        ['name of the bucket?', 'Acme_Logs\n'],
        ['name of the bucket?', 'acme-logs\n'],
        ['every region', 'n\n'],
      ],
      { folder, env: { AWS_REGION: '' } },
    );
    expect(code).toBe(0);
    expect(screen).toContain('No bucket can be named Acme_Logs');
    expect(screen).not.toContain('Whose spec');
    expect(specIn(folder).spec).toEqual({
      globalServiceEvents: { keeper: 'elsewhere' },
      buckets: { 'acme-logs': { region, adopt: true } },
      topics: { told: { region } },
      trails: { main: { region, bucket: 'acme-logs', topic: 'told', multiRegion: false, kmsKey: 'alias/audit' } },
    });
  });

  it('asks nothing where enough was said', async () => {
    const folder = folderWith({});
    const { code, screen } = await atTerminal(['init', '--bucket', 'acme-logs'], [], { folder });
    expect(code).toBe(0);
    expect(screen).not.toContain('?');
  });

  it.each<[what: string, typed: string, expected: number]>([
    ['the end of the input', '\u0004', 1],
    ['Ctrl-C', '\u0003', 130],
  ])('writes nothing after %s', async (_, typed, expected) => {
    const folder = folderWith({});
    const { code } = await atTerminal(['init'], [owner, ['In which region', typed]], { folder });
    expect(code).toBe(expected);
    expect(existsSync(join(folder, 'trailwarden.yaml'))).toBe(false);
  });
});
