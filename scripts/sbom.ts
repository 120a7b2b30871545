/**
 * Prints what the bundle holds of other packages, as CycloneDX 1.6: those that its licence texts name, with the digests
 * of the lockfile. The same bundle gives the same bytes: neither a time nor a serial number, which are optional, is in it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly license?: string }>
  >;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/** `NAME VERSION` of every package in the bundle. */
function bundled(): readonly (readonly [name: string, version: string])[] {
  const text = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  const lines = [...text.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*)$/gmu)];
  const found = new Map(lines.map(([line, name = '', version = '']) => [line, [name, version] as const]));
  return [...found.values()].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function component([name, version]: readonly [string, string], { packages }: Lockfile) {
  const locked = Object.entries(packages).find(
    ([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version,
  )?.[1];
  const purl = purlOf(name, version);
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(locked?.license === undefined ? {} : { licenses: [{ license: { id: locked.license } }] }),
    ...(locked?.integrity === undefined ? {} : { hashes: [hashOf(locked.integrity)] }),
  };
}

const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** From `sha512-BASE64` of the lockfile. */
function hashOf(integrity: string) {
  return { alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') };
}

function sbom() {
  const { name, version, license } = read('package.json') as Manifest;
  const lockfile = read('package-lock.json') as Lockfile;
  const components = bundled().map(one => component(one, lockfile));
  const purl = purlOf(name, version);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': purl,
        name,
        version,
        purl,
        licenses: [{ license: { id: license } }],
      },
    },
    components,
    dependencies: [{ ref: purl, dependsOn: components.map(({ 'bom-ref': ref }) => ref) }],
  };
}

console.log(JSON.stringify(sbom(), null, 2));
