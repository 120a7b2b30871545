/** Who may import whom. The table is design; a new row needs a reason. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Layer to the layers, or files of layers, that it may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  cli: ['cli', 'app', 'core', 'resources', 'render', 'page/file', 'adapters', 'logs', 'sandbox'],
  lib: ['lib', 'cli/version.ts', 'app', 'core', 'resources', 'render', 'adapters'],
  adapters: ['adapters', 'app/ports.ts', 'app/daemon/ports.ts', 'app/alerts/ports.ts', 'core', 'logs', 'render'],
  app: ['app', 'core', 'logs', 'render'],
  resources: ['resources', 'core'],
  render: ['render', 'core', 'logs'],
  logs: ['logs', 'core/model.ts'],
  core: ['core'],
  page: ['page', 'core', 'render'],
  sandbox: ['sandbox'],
  action: ['action'],
};

/** Packages of others that a layer may load at run time; types are free for `resources`. `node:` stands for all of Node. */
const mayLoad: Readonly<Record<string, readonly string[]>> = {
  cli: ['node:', 'commander'],
  lib: ['node:'],
  adapters: [
    'node:',
    '@aws-sdk/',
    '@duckdb/node-api',
    '@smithy/',
    '@kubernetes/client-node',
    '@slack/',
    'ajv',
    'fastify',
    'node-cron',
    'pino',
    'prom-client',
  ],
  app: [],
  resources: [],
  render: ['ajv'],
  logs: ['node:crypto', 'node:zlib', 'apache-arrow', 'hyparquet-writer'], // they compute, and touch nothing outside
  core: ['yaml', 'ajv'],
  page: [],
  sandbox: ['node:'],
  action: ['node:'],
};

interface Import {
  readonly file: string;
  readonly layer: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name));
}

const importLine = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gmu;
const lazyImport = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/gu;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const layer = relative(src, file).split(sep)[0] ?? '';
  const eager = [...text.matchAll(importLine)].map(([, type, specifier = '']) => ({
    specifier,
    typeOnly: type !== undefined,
  }));
  const lazy = [...text.matchAll(lazyImport)].map(([, specifier = '']) => ({ specifier, typeOnly: false }));
  return [...eager, ...lazy].map(found => ({ file, layer, ...found }));
}

const files = filesBelow(src);
const imports = files.flatMap(importsOf);

function breaksLayers({ file, layer, specifier }: Import): boolean {
  if (!specifier.startsWith('.') || specifier.endsWith('/package.json')) return false;
  const target = relative(src, resolve(file, '..', specifier))
    .split(sep)
    .join('/');
  return !(mayImport[layer] ?? []).some(allowed => target === allowed || target.startsWith(`${allowed}/`));
}

function loadsForeign({ layer, specifier, typeOnly }: Import): boolean {
  if (specifier.startsWith('.')) return false;
  if (typeOnly && (layer === 'resources' || layer === 'app') && specifier.startsWith('@aws-sdk/')) return false;
  return !(mayLoad[layer] ?? []).some(
    allowed =>
      specifier === allowed ||
      specifier.startsWith(allowed.endsWith(':') || allowed.endsWith('/') ? allowed : `${allowed}/`),
  );
}

const told = (found: readonly Import[]) =>
  found.map(({ file, specifier }) => `${relative(src, file)} imports ${specifier}`);

describe('layers', () => {
  it('looks at every file there is', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(100);
    expect(new Set(imports.map(({ layer }) => layer))).toEqual(new Set(Object.keys(mayImport)));
  });

  it('point inward', () => {
    expect(told(imports.filter(breaksLayers))).toEqual([]);
  });

  it('load only what they may', () => {
    expect(told(imports.filter(loadsForeign))).toEqual([]);
  });

  it('would notice a leak', () => {
    const leak = (file: string, specifier: string): Import => ({
      file: join(src, file),
      layer: file.split('/')[0] ?? '',
      specifier,
      typeOnly: false,
    });
    expect(breaksLayers(leak('core/diff.ts', '../adapters/clock.ts'))).toBe(true);
    expect(breaksLayers(leak('adapters/clock.ts', '../app/reconcile.ts'))).toBe(true);
    expect(breaksLayers(leak('sandbox/index.ts', '../core/model.ts'))).toBe(true);
    expect(loadsForeign(leak('core/diff.ts', 'node:fs'))).toBe(true);
    expect(loadsForeign(leak('resources/trail/calls.ts', '@aws-sdk/client-cloudtrail'))).toBe(true);
  });
});

describe('the outside', () => {
  const pure = files.filter(file => {
    const [layer = '', part] = relative(src, file).split(sep);
    return (
      ['core', 'render', 'app', 'resources', 'logs'].includes(layer) ||
      (layer === 'page' && ['view', 'file'].includes(part ?? ''))
    );
  });
  const without = (text: string) =>
    text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '').replaceAll(/'[^'\n]*'|`[^`]*`/gu, "''");
  it.each([
    /\bDate\.now\b/u,
    /\bnew Date\(\)/u,
    /\bprocess\./u,
    /\bconsole\./u,
    /\bMath\.random\b/u,
    /\bsetTimeout\b/u,
    /\bfetch\(/u,
  ])('is not touched by pure layers: %s', pattern => {
    expect(
      pure.filter(file => pattern.test(without(readFileSync(file, 'utf8')))).map(file => relative(src, file)),
    ).toEqual([]);
  });
});
