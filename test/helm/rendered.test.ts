import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';

import { chart, helm, least, matrix, objectsIn, rendered, valuesOf, written } from './charted.ts';
import type { Made } from './charted.ts';

describe.each(matrix)('values of %s', name => {
  it('have nothing that Helm finds fault with', () => {
    expect(helm('lint', '--strict', chart, '-f', valuesOf(name))).toMatchObject({ status: 0 });
  });

  it('make these objects', async () => {
    await expect(rendered(valuesOf(name))).toMatchFileSnapshot(`golden/${name}.yaml`);
  });

  it('tell this in the end', async () => {
    const { stdout, stderr } = helm('install', 'audit', chart, '-n', 'security', '--dry-run=client', '-f', valuesOf(name));
    const notes = stdout.split('NOTES:\n')[1] ?? stderr;
    await expect(notes).toMatchFileSnapshot(`golden/${name}-notes.txt`);
  });

  it('make what the program itself takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chart-'));
    mkdirSync(join(folder, 'specs'));
    const files = objectsIn(rendered(valuesOf(name))).flatMap(({ metadata, data = {} }) =>
      Object.entries(data).map(([file, text]) => [metadata.name, file, text] as const),
    );
    const judged = files.filter(([map]) => /-(config|specs)$/u.test(map));
    for (const [, file, text] of judged) writeFileSync(join(folder, file), text);
    expect(judged.map(([, file]) => file)).toContain('daemon.yaml');
    for (const [, file] of judged) {
      const { stdout, stderr, status } = spawnSync('node', ['dist/main.js', 'validate', join(folder, file)], {
        cwd: join(import.meta.dirname, '../..'),
        encoding: 'utf8',
      });
      expect({ file, status, told: status === 0 ? '' : stdout + stderr }).toEqual({ file, status: 0, told: '' });
    }
  });

  it('are clean for kube-score', () => {
    const { stdout } = spawnSync(
      inject('kubeScore'),
      ['score', '--output-format', 'ci', '--kubernetes-version', 'v1.35', '-'],
      { input: rendered(valuesOf(name)), encoding: 'utf8' },
    );
    const lines = stdout.trim().split('\n');
    expect(lines.filter(line => line.startsWith('[OK]')).length).toBeGreaterThan(5);
    expect(lines.filter(line => !/^\[(OK|SKIPPED)\]/u.test(line) && !isMeant(line))).toEqual([]);
  });
});

it.each(['1.27', '1.35'])('objects fit the schemas of Kubernetes %s', version => {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  const files = matrix.map(name => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, rendered(valuesOf(name)));
    return file;
  });
  const { status, stdout, stderr } = spawnSync(inject('kubernetesValidate'), ['-k', version, '--strict', ...files], {
    encoding: 'utf8',
  });
  const lines = (stdout + stderr).trim().split('\n');
  const passed = lines.filter(line => /^INFO .* passed for resource /u.test(line));
  const strange = lines.filter(line => !passed.includes(line) && !isOfTheOperator(line));
  expect({ status, strange }).toEqual({ status: 0, strange: [] });
  for (const name of matrix) expect(passed.join('\n')).toContain(`${name}.yaml`);
});

/** Whose schemas Kubernetes does not have. */
const isOfTheOperator = (line: string): boolean => /find schema for kind (PrometheusRule|ServiceMonitor) /u.test(line);

/** One replica is enough to look every ten minutes; two that take no Lease must never run at once. */
const meant = ['Deployment update strategy', 'Deployment few replicas'];
const isMeant = (line: string): boolean => meant.some(check => line.startsWith('[WARNING]') && line.endsWith(check));

describe('names', () => {
  const long = 'a'.repeat(40);

  it.each([
    { release: 'trailwarden', name: 'trailwarden' },
    { release: 'audit', name: 'audit-trailwarden' },
    { release: 'my.audit', name: 'my-audit-trailwarden' },
    { release: long, name: `${long}-trailwarden` },
    { release: 'audit', set: 'nameOverride=warden', name: 'audit-warden' },
    { release: 'audit', set: 'fullnameOverride=Warden', name: 'warden' },
    { release: 'audit', set: `fullnameOverride=${'b'.repeat(62)}-b`, name: 'b'.repeat(62) },
  ])('of the release $release are $name', ({ release, name, set = 'nameOverride=' }) => {
    const { stdout } = helm('template', release, chart, '-f', written(least), '--set', set);
    const objects = objectsIn(stdout);
    expect(objects.find(({ kind }) => kind === 'Deployment')?.metadata.name).toBe(name);
    for (const { metadata } of objects) {
      expect(metadata.name.length).toBeLessThanOrEqual(63);
      for (const label of Object.values(metadata.labels ?? {})) expect(label).toMatch(/^[\w.-]{1,63}$/u);
    }
  });

  it('of a CronJob leave room for what Kubernetes puts behind them', () => {
    const values = written({ ...least, kind: 'cronjob', fullnameOverride: 'c'.repeat(63) });
    const job = objectsIn(rendered(values)).find(({ kind }) => kind === 'CronJob');
    expect(job?.metadata.name).toBe('c'.repeat(52));
  });
});

describe('what changes', () => {
  const podOf = (text: string): Made =>
    objectsIn(text).find(({ kind }) => kind === 'Deployment')?.spec?.['template'] as Made;
  const checksum = (values: object): unknown =>
    (podOf(rendered(written(values))).metadata as { readonly annotations?: Readonly<Record<string, string>> }).annotations?.[
      'checksum/config'
    ];

  it('makes new Pods where only a start takes it', () => {
    expect(checksum(least)).toBe(checksum({ ...least }));
    expect(checksum(least)).not.toBe(checksum({ ...least, mode: 'enforce' }));
  });

  it('makes none where it is a spec, which the daemon sees by itself', () => {
    const { existingSpecs: _, ...rest } = least;
    const spec = (region: string): object => ({
      ...rest,
      specs: {
        'a.yaml': {
          apiVersion: 'trailwarden.dev/v1alpha1',
          kind: 'TrailSpec',
          metadata: { name: 'acme' },
          spec: { buckets: { logs: { region } } },
        },
      },
    });
    expect(checksum(spec('eu-west-1'))).toBe(checksum(spec('eu-west-2')));
  });
});

describe('the chart', () => {
  it('has the version of the program', () => {
    const { appVersion, annotations } = parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8')) as {
      readonly appVersion: string;
      readonly annotations: Readonly<Record<string, string>>;
    };
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect(appVersion).toBe(version);
    expect(annotations['artifacthub.io/images']).toContain(`:${version}`);
  });

  it('leaves out what a cluster without the operator does not know, and says so', () => {
    const args = [chart, '-f', valuesOf('enforce-git')];
    const kinds = objectsIn(helm('template', 'audit', ...args).stdout).map(({ kind }) => kind);
    expect(kinds).toContain('Deployment');
    expect(kinds).not.toContain('ServiceMonitor');
    expect(kinds).not.toContain('PrometheusRule');
    expect(helm('install', 'audit', ...args, '--dry-run=client').stdout).toContain('were left out');
  });
});
